import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/model/entry.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { platforms } from '../remote/local/local-platform.ts';
import { guardNames } from './target-name.ts';
import { changed, readTree, type TemporaryFolder, temporaryFolder } from './testing/folders.ts';
import { type Child, ensureDirectory, listChildren } from './walk-folder.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };

async function childrenOf(
  entries: Entry[],
  assertTargetName: (name: string) => void = () => {},
  partialPattern?: string,
): Promise<Child[]> {
  const source = changed(local, {
    async *list() {
      yield { entries: entries.slice(0, 1) };
      yield { entries: entries.slice(1) };
    },
  });
  const children: Child[] = [];
  for await (const page of listChildren(source, '/folder', { assertTargetName, partialPattern }, call))
    children.push(...page);
  return children;
}

describe('what a folder holds', () => {
  it('leaves out unfinished copies by the user’s own pattern, in any case', async () => {
    const files = ['.in.a.txt.up', '.IN.B.UP', 'a.txt', '.in..up'].map(
      (name): Entry => ({ name, type: 'file', size: 1 }),
    );
    const children = await childrenOf(files, undefined, '.in.{name}.up');
    expect(children.filter((child) => 'skipped' in child).map(({ name }) => name)).toEqual([
      '.in.a.txt.up',
      '.IN.B.UP',
    ]);
  });

  it('is files, folders and links to files; links to folders and odd things are left out, with the reason', async () => {
    const children = await childrenOf([
      { name: 'file', type: 'file', size: 3 },
      { name: 'folder', type: 'directory' },
      { name: 'to file', type: 'symlink', targetType: 'file', size: 99 },
      { name: 'to who knows', type: 'symlink' },
      { name: 'to folder', type: 'symlink', targetType: 'directory' },
      { name: 'pipe', type: 'other' },
      { name: 'file.portside-part', type: 'file', size: 1 },
    ]);
    expect(children).toEqual([
      { name: 'file', type: 'file', size: 3, listed: { size: 3, listedAt: expect.any(Number) } },
      { name: 'folder', type: 'directory', size: undefined },
      { name: 'to file', type: 'file', size: undefined },
      { name: 'to who knows', type: 'file', size: undefined },
      { name: 'to folder', skipped: expect.stringContaining('not followed') },
      { name: 'pipe', skipped: expect.stringContaining('Not a regular file') },
      { name: 'file.portside-part', skipped: expect.stringContaining('unfinished') },
    ]);
  });

  it('has hostile names refused one by one, and the rest copied', async () => {
    const children = await childrenOf([
      { name: '../../etc/passwd', type: 'file', unusable: 'separator-in-name' },
      { name: '..', type: 'directory', unusable: 'dot-name' },
      { name: 'fine', type: 'file', size: 1 },
    ]);
    expect(children).toEqual([
      { name: '"../../etc/passwd"', refused: expect.objectContaining({ kind: 'denied' }) },
      { name: '".."', refused: expect.objectContaining({ kind: 'denied' }) },
      { name: 'fine', type: 'file', size: 1, listed: { size: 1, listedAt: expect.any(Number) } },
    ]);
  });

  it('has names refused that the target takes for an earlier one', async () => {
    const entries: Entry[] = ['Readme', 'README', 'fine'].map((name) => ({ name, type: 'file' }));
    const children = await childrenOf(entries, guardNames(platforms.windows.names));
    expect(children.map((child) => [child.name, 'refused' in child])).toEqual([
      ['Readme', false],
      ['README', true],
      ['fine', false],
    ]);
  });
});

describe('a folder to copy into', () => {
  let to: TemporaryFolder;
  beforeEach(async () => {
    to = await temporaryFolder();
  });
  afterEach(() => to[Symbol.asyncDispose]());

  it('is made', async () => {
    await ensureDirectory(local, to.at('new'), call);
    expect(await readTree(to)).toEqual({ 'new/': '' });
  });

  it('is taken where it is there already, or a link to one', async () => {
    await mkdir(join(to.path, 'there'));
    await symlink('there', join(to.path, 'link'));
    await ensureDirectory(local, to.at('there'), call);
    await ensureDirectory(local, to.at('link'), call);
  });

  it('is refused where a file has its name', async () => {
    await writeFile(join(to.path, 'file'), 'x');
    await expect(ensureDirectory(local, to.at('file'), call)).rejects.toMatchObject({
      kind: 'exists',
      message: expect.stringContaining('where the folder should be'),
    });
    expect(await readTree(to)).toEqual({ file: 'x' });
  });

  it('is refused where a link of its name leads to no folder', async () => {
    await writeFile(join(to.path, 'file'), 'x');
    await symlink('file', join(to.path, 'to file'));
    await symlink('nothing', join(to.path, 'to nothing'));
    for (const name of ['to file', 'to nothing']) {
      await expect(ensureDirectory(local, to.at(name), call)).rejects.toMatchObject({ kind: 'exists' });
    }
  });

  it('that cannot be made fails with the reason', async () => {
    await expect(ensureDirectory(local, to.at('no/parent'), call)).rejects.toMatchObject({ kind: 'not-found' });
  });
});
