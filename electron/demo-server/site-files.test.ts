import { constants } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SiteFiles } from './site-files.ts';

const CREATE = constants.O_WRONLY | constants.O_CREAT;

describe('the files of the site', () => {
  let outside: string;
  let root: string;
  let files: SiteFiles;

  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'portside-site-'));
    root = join(outside, 'root');
    await mkdir(join(root, 'a', 'b'), { recursive: true });
    await writeFile(join(root, 'a', 'file'), 'inside');
    await writeFile(join(outside, 'secret'), 'outside');
    files = new SiteFiles(root);
  });
  afterEach(() => rm(outside, { recursive: true, force: true }));

  it.each([
    ['/a/./b//../file', '/a/file'],
    ['/../../a', '/a'],
    ['/..', '/'],
    ['', '/'],
    ['/a/b/../../../../secret', '/secret'],
  ])('takes %s for %s', async (path, found) => {
    expect((await files.find(path, 'follow')).path).toBe(found);
  });

  it('never finds a place outside, whatever the path and the links on the way', async () => {
    await symlink('..', join(root, 'up'));
    await symlink('../../..', join(root, 'a', 'far-up'));
    await symlink('/', join(root, 'top'));
    await symlink(outside, join(root, 'out'));
    const part = fc.constantFrom('..', '.', '', 'a', 'b', 'file', 'up', 'far-up', 'top', 'out', 'secret', 'tmp');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), fc.constantFrom('follow', 'keep'), async (parts, last) => {
        const found = await files.find(`/${parts.join('/')}`, last).catch(() => undefined);
        return found === undefined || found.disk === root || found.disk.startsWith(`${root}/`);
      }),
    );
  });

  it('follows links inside the tree, absolute ones from its own root', async () => {
    await symlink('file', join(root, 'a', 'near'));
    await symlink('/a/near', join(root, 'far'));
    expect((await files.stat('/far', 'follow')).path).toBe('/a/file');
    expect((await files.stat('/far', 'keep')).stats.isSymbolicLink()).toBe(true);
    expect(await files.readLink('/far')).toBe('/a/near');
  });

  it('does not create a file outside through a dangling link', async () => {
    const target = join(outside, 'new');
    await symlink(target, join(root, 'trap'));
    await expect(files.open('/trap', CREATE)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readFile(target)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('gives up on links in a circle', async () => {
    await symlink('round', join(root, 'round'));
    await expect(files.stat('/round', 'follow')).rejects.toMatchObject({ code: 'ELOOP' });
  });

  it.each([
    ['reading a file', 'file', 0o200, () => files.open('/a/file', constants.O_RDONLY)],
    ['writing a file', 'file', 0o444, () => files.open('/a/file', CREATE)],
    ['listing', '.', 0o300, () => files.list('/a')],
    ['entering', '.', 0o600, () => files.stat('/a/.', 'follow')],
    ['passing through', '.', 0o600, () => files.stat('/a/file', 'follow')],
    ['creating', '.', 0o500, () => files.open('/a/new', CREATE)],
    ['making a directory', '.', 0o500, () => files.makeDirectory('/a/new')],
    ['removing', '.', 0o500, () => files.removeFile('/a/file')],
    ['renaming away', '.', 0o500, () => files.rename('/a/file', '/file', 'replace')],
  ])('refuses %s where the permissions do not allow it, even to root', async (_what, name, permissions, attempt) => {
    await chmod(join(root, 'a', name), permissions);
    try {
      await expect(attempt()).rejects.toMatchObject({ code: 'EACCES' });
    } finally {
      await chmod(join(root, 'a', name), 0o700);
    }
  });

  it('renames onto a file only where that is wanted', async () => {
    await writeFile(join(root, 'other'), 'other');
    await expect(files.rename('/other', '/a/file', 'refuse')).rejects.toMatchObject({ code: 'EEXIST' });
    await files.rename('/other', '/a/file', 'replace');
    expect(await readFile(join(root, 'a', 'file'), 'utf8')).toBe('other');
  });

  it('keeps its root', async () => {
    await expect(files.removeEmptyDirectory('/')).rejects.toMatchObject({ code: 'EACCES' });
    await expect(files.rename('/', '/a/b/c', 'replace')).rejects.toMatchObject({ code: 'EACCES' });
    await files.setPermissions('/', 0);
    expect((await files.list('/')).directory).toBe('/');
  });

  it('refuses names with NUL', async () => {
    await expect(files.open('/a\0b', CREATE)).rejects.toMatchObject({ code: 'EINVAL' });
  });
});
