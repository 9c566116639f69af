import { chmod, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { Extras } from '../../remote/remote-file-system.ts';
import { fileCopy } from '../testing/file-copy.ts';
import { changed, folderPerTest, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };

describe.runIf(process.platform !== 'win32')('the permissions of a copy', () => {
  const from = folderPerTest();
  const to = folderPerTest();
  const file = () => join(to.path, 'a.txt');
  const modeOf = async (path: string) => (await stat(path)).mode & 0o7777;

  beforeEach(async () => {
    await writeTree(from, { 'a.txt': 'new content' });
    await chmod(join(from.path, 'a.txt'), 0o644);
  });

  async function old(mode: number): Promise<void> {
    await writeTree(to, { 'a.txt': 'old' });
    await chmod(file(), mode);
  }

  /** The local disk that remembers which mode the partial file had before it was given its last one. */
  function watched(modes: number[]) {
    return changed(local, {
      async stat(path, call) {
        if (path.endsWith('-part')) modes.push(await modeOf(`${file()}.portside-part`));
        return local.stat(path, call);
      },
    });
  }

  function withChmod(setPermissions: NonNullable<Extras['setPermissions']>) {
    return changed(local, { extras: { ...local.extras, setPermissions } });
  }

  it.each(['0600', '2755', '4711', '1644'])('are those of the file that it replaces: %s', async (mode) => {
    await old(Number.parseInt(mode, 8));
    expect(await copyFile(fileCopy({ from, to }), call)).not.toHaveProperty('note');
    expect(await modeOf(file())).toBe(Number.parseInt(mode, 8));
  });

  it.each(['0600', '0640', '0400'])('let nobody read what is to replace a secret of %s on its way', async (mode) => {
    await old(Number.parseInt(mode, 8));
    const modes: number[] = [];
    await copyFile(fileCopy({ from, to }, { target: watched(modes) }), call);
    expect(modes).toEqual([Number.parseInt(mode, 8) | 0o600]);
    expect(await modeOf(file())).toBe(Number.parseInt(mode, 8));
  });

  it('let nobody read a new copy of a secret on its way, where the permissions are kept', async () => {
    await chmod(join(from.path, 'a.txt'), 0o600);
    const modes: number[] = [];
    await copyFile(fileCopy({ from, to }, { target: watched(modes), order: { permissions: 'keep-source' } }), call);
    expect([...modes, await modeOf(file())]).toEqual([0o600, 0o600]);
  });

  it('never make a program run as another that did not before', async () => {
    await chmod(join(from.path, 'a.txt'), 0o6755);
    await copyFile(fileCopy({ from, to }, { order: { permissions: 'keep-source' } }), call);
    expect(await modeOf(file())).toBe(0o755);
    await old(0o700);
    await copyFile(fileCopy({ from, to }, { order: { permissions: 'keep-source' } }), call);
    expect(await modeOf(file())).toBe(0o700);
  });

  it('are kept where the file is written to itself, which takes away what makes it run as another', async () => {
    await old(0o4755);
    await copyFile(fileCopy({ from, to }, { order: { partialName: 'a.txt' } }), call);
    expect(await modeOf(file())).toBe(0o4755);
  });

  it('are the old ones without the last bits where the target refuses those, and the user is told', async () => {
    await old(0o2755);
    const target = withChmod(async (path, mode, call) => {
      if (mode > 0o777) throw new RemoteError('denied', 'Three digits only.');
      await local.extras.setPermissions?.(path, mode, call);
    });
    expect(await copyFile(fileCopy({ from, to }, { target }), call)).toMatchObject({
      note: 'The permissions of the old file could not be kept: Three digits only.',
    });
    expect(await modeOf(file())).toBe(0o755);
  });

  it('are told of where the target leaves bits out without a word', async () => {
    await old(0o2755);
    const target = withChmod(async (path, mode, call) => local.extras.setPermissions?.(path, mode & 0o777, call));
    expect(await copyFile(fileCopy({ from, to }, { target }), call)).toMatchObject({
      note: 'The permissions of the old file could not be kept: They are 0755 now, and were 2755.',
    });
  });

  it('do not let a program run as whoever replaced it', async () => {
    await old(0o4755);
    const target = changed(local, {
      async stat(path, call) {
        const entry = await local.stat(path, call);
        return path.endsWith('-part') ? entry : { ...entry, owner: 'somebody else' };
      },
    });
    expect(await copyFile(fileCopy({ from, to }, { target }), call)).toMatchObject({
      note: expect.stringContaining('another owner'),
    });
    expect(await modeOf(file())).toBe(0o755);
  });

  it('are those of the file behind a link that is copied, not of the link', async () => {
    await chmod(join(from.path, 'a.txt'), 0o640);
    await symlink('a.txt', join(from.path, 'link'));
    const changes = { sourcePath: from.at('link'), order: { permissions: 'keep-source' } } as const;
    await copyFile(fileCopy({ from, to }, changes), call);
    expect(await modeOf(file())).toBe(0o640);
  });
});
