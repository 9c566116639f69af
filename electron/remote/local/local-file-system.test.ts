import { execFile } from 'node:child_process';
import { chmod, link, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { LocalFileSystem } from './local-file-system.ts';
import { fromNativePath } from './local-path.ts';
import { localPlatform } from './local-platform.ts';

const call = { signal: new AbortController().signal };

describe.skipIf(localPlatform.name === 'windows')('the local disk on Unix', () => {
  const fs = new LocalFileSystem();
  let folder: string;
  const path = (name: string) => `${fromNativePath(folder, localPlatform)}/${name}`;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-disk-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function rows(): Promise<Entry[]> {
    const entries: Entry[] = [];
    for await (const page of fs.list(fromNativePath(folder, localPlatform), call)) entries.push(...page.entries);
    return entries;
  }

  it('shows owners by name and permissions as they are', async () => {
    await writeFile(join(folder, 'file'), 'x');
    await chmod(join(folder, 'file'), 0o2640);
    const [row] = await rows();
    expect(row).toMatchObject({
      name: 'file',
      owner: userInfo().username,
      permissions: 0o2640,
      modifiedPrecision: 'ms',
    });
  });

  it('tells what links lead to', async () => {
    await symlink('nowhere', join(folder, 'broken'));
    await symlink('.', join(folder, 'here'));
    const listed = await rows();
    expect(listed.find(({ name }) => name === 'broken')).toMatchObject({
      targetType: 'missing',
      linkTarget: 'nowhere',
    });
    expect(listed.find(({ name }) => name === 'here')).toMatchObject({ targetType: 'directory', linkTarget: '.' });
  });

  it('marks a name that is not UTF-8', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), '');
    expect(await rows()).toEqual([{ name: 'caf\uFFFD', type: 'other', unusable: 'undecodable-name' }]);
  });

  it('can work on a name that holds the replacement character by right', async () => {
    await writeFile(join(folder, 'odd\uFFFD'), 'x');
    const [row] = await rows();
    expect(row).toMatchObject({ name: 'odd\uFFFD', type: 'file', size: 1 });
    expect(row?.unusable).toBeUndefined();
  });

  it('refuses to read or write a pipe instead of waiting for its other end', async () => {
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
    await expect(fs.read(path('pipe'), {}, call)).rejects.toMatchObject({ kind: 'invalid-request' });
    const body = Readable.from([Buffer.from('x')]);
    await expect(fs.write(path('pipe'), body, { mode: 'create' }, call)).rejects.toMatchObject({ name: 'RemoteError' });
  });

  it('does not take a second name of the same file for a free one', async () => {
    await writeFile(join(folder, 'one'), 'x');
    await link(join(folder, 'one'), join(folder, 'two'));
    await expect(fs.rename(path('one'), path('two'), call)).rejects.toMatchObject({ kind: 'exists' });
    expect((await rows()).map(({ name }) => name).sort()).toEqual(['one', 'two']);
  });

  it('renames a link itself', async () => {
    await symlink('target', join(folder, 'link'));
    await fs.rename(path('link'), path('moved'), call);
    expect(await fs.stat(path('moved'), call)).toMatchObject({ type: 'symlink', linkTarget: 'target' });
  });

  it.runIf(process.getuid?.() === 0)('says that the disk is full', async () => {
    await expect(
      fs.write('/dev/full', Readable.from([Buffer.from('x')]), { mode: 'at', offset: 0 }, call),
    ).rejects.toMatchObject({ kind: 'no-space' });
  });

  it('leaves what was written when the body fails, for a later resume', async () => {
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('first half');
        throw new Error('gone');
      })(),
    );
    await expect(fs.write(path('half'), body, { mode: 'create' }, call)).rejects.toMatchObject({ kind: 'io' });
    expect(await readFile(join(folder, 'half'), 'utf8')).toBe('first half');
  });
});
