import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/model/entry.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { changed, folderPerTest, readTree, writeTree } from '../transfer/testing/folders.ts';
import { countTree, measureTree, removeTree, searchTree } from './tree.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };

describe('a tree', () => {
  const folder = folderPerTest();
  const outside = folderPerTest();

  beforeEach(async () => {
    await writeTree(outside, { 'keep.txt': 'keep me' });
    await writeTree(folder, { 'top/a.txt': '12345', 'top/deep/er/b.txt': '123', 'top/empty/': '', 'other.txt': 'x' });
    await symlink(outside.path, join(folder.path, 'top/to outside'));
    await symlink('nothing', join(folder.path, 'top/to nothing'));
    await symlink('..', join(folder.path, 'top/deep/round'));
  });

  async function removed(path: string, fileSystem = local as typeof local | ReturnType<typeof changed>) {
    const names: string[] = [];
    await removeTree(fileSystem, path, call, (gone) => names.push(gone.slice(folder.at().length + 1)));
    return names;
  }

  it('that nests without end is given up, and nothing of it is removed', async () => {
    let listed = 0;
    const endless = changed(local, {
      stat: async (): Promise<Entry> => ({ name: 'd', type: 'directory' }),
      async *list() {
        listed++;
        yield { entries: [{ name: 'd', type: 'directory' } satisfies Entry] };
      },
      removeEmptyDirectory: () => Promise.reject(new Error('not to be removed')),
    });
    await expect(measureTree(endless, '/top', call)).rejects.toMatchObject({ kind: 'unsupported' });
    await expect(removeTree(endless, '/top', call, () => {})).rejects.toMatchObject({ kind: 'unsupported' });
    expect(listed).toBe(2 * 257);
  });

  it('is measured with its links as files, none of them followed', async () => {
    expect(await measureTree(local, folder.at('top'), call)).toEqual({ files: 5, directories: 4, bytes: 8 });
    expect(await measureTree(local, folder.at('other.txt'), call)).toEqual({ files: 1, directories: 0, bytes: 1 });
    expect(await measureTree(local, folder.at('top/to outside'), call)).toMatchObject({ files: 1, directories: 0 });
  });

  it('is counted past a folder that may not be read, where that is wanted; the folder is told', async () => {
    const closed = changed(local, {
      list: (path, call) => {
        if (path.endsWith('deep')) throw new RemoteError('denied', 'No.', { path });
        return local.list(path, call);
      },
    });
    const count = async (unreadable: 'refuse' | 'pass-over') => {
      const told = { counted: [] as string[], passedOver: [] as string[] };
      await countTree(closed, folder.at('top'), call, unreadable, {
        counted: (path) => told.counted.push(path),
        passedOver: (path) => told.passedOver.push(path),
      });
      return told;
    };
    const told = await count('pass-over');
    expect(told.passedOver).toEqual([folder.at('top/deep')]);
    expect(told.counted).toContain(folder.at('top/a.txt'));
    expect(told.counted).not.toContain(folder.at('top/deep/er/b.txt'));
    await expect(count('refuse')).rejects.toMatchObject({ kind: 'denied' });
  });

  it('is removed whole, each folder after what is in it; where links lead nothing is touched', async () => {
    const names = await removed(folder.at('top'));
    expect(await readTree(folder)).toEqual({ 'other.txt': 'x' });
    expect(await readTree(outside)).toEqual({ 'keep.txt': 'keep me' });
    expect(names).toHaveLength(9);
    expect(names.at(-1)).toBe('top');
    for (const name of names) {
      const inside = names.filter((other) => other.startsWith(`${name}/`));
      for (const other of inside) expect(names.indexOf(other)).toBeLessThan(names.indexOf(name));
    }
  });

  it('that is a link is removed as a link', async () => {
    expect(await removed(folder.at('top/to outside'))).toEqual(['top/to outside']);
    expect(await readTree(outside)).toEqual({ 'keep.txt': 'keep me' });
  });

  it('that is a file is removed as a file', async () => {
    expect(await removed(folder.at('other.txt'))).toEqual(['other.txt']);
  });

  it('is left where it stands when something in it cannot be removed, with what comes after it', async () => {
    const stubborn = changed(local, {
      async removeFile(path, call) {
        if (path.endsWith('b.txt')) throw new RemoteError('denied', 'Not allowed.', { path });
        await local.removeFile(path, call);
      },
    });
    await expect(removed(folder.at('top'), stubborn)).rejects.toMatchObject({ kind: 'denied' });
    expect(await readTree(folder)).toMatchObject({ 'top/deep/er/b.txt': '123' });
  });

  it('with a name that would lead elsewhere is not touched there', async () => {
    const touched: string[] = [];
    const hostile = changed(local, {
      stat: async () => ({ name: 'top', type: 'directory' }),
      async *list() {
        yield { entries: [{ name: '../../etc', type: 'directory', unusable: 'separator-in-name' }] };
      },
      async removeFile(path) {
        touched.push(path);
      },
      async removeEmptyDirectory(path) {
        touched.push(path);
      },
    });
    await expect(removed('/top', hostile)).rejects.toMatchObject({ kind: 'denied', data: { path: '/top' } });
    await expect(measureTree(hostile, '/top', call)).rejects.toMatchObject({ kind: 'denied' });
    expect(touched).toEqual([]);
  });

  it('that a hostile server nests without end is given up with a reason', async () => {
    const deep: Entry = { name: 'd', type: 'directory' };
    const endless = changed(local, {
      stat: async () => deep,
      async *list() {
        yield { entries: [deep] };
      },
    });
    await expect(measureTree(endless, '/d', call)).rejects.toMatchObject({ kind: 'unsupported' });
    const seen = { found: 0, passedOver: 0 };
    await searchTree(endless, '/d', () => true, call, {
      found: (matches) => {
        seen.found += matches.length;
      },
      folder() {},
      passedOver: () => seen.passedOver++,
    });
    expect(seen).toEqual({ found: 257, passedOver: 1 });
  });

  it('stops being removed when the user cancels', async () => {
    const cancel = new AbortController();
    const removing = removeTree(local, folder.at('top'), { signal: cancel.signal }, () => cancel.abort());
    await expect(removing).rejects.toMatchObject({ kind: 'cancelled' });
    expect(Object.keys(await readTree(folder)).length).toBeGreaterThan(1);
  });

  it('of a server at work could not be removed where a file in it went meanwhile', async () => {
    const busy = changed(local, {
      async removeFile(path, call) {
        // A program of the server is quicker with one of them, and with a whole folder.
        if (path.endsWith('a.txt')) await local.removeFile(path, call);
        if (path.endsWith('a.txt')) await rm(folder.at('top/deep'), { recursive: true });
        await local.removeFile(path, call);
      },
    });
    expect(await removed(folder.at('top'), busy)).not.toContain('top/a.txt');
    expect(await readTree(folder)).toEqual({ 'other.txt': 'x' });
  });

  it('that is not there is told as such', async () => {
    await expect(removed(folder.at('nothing'))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('of wide folders is walked in pages', async () => {
    await mkdir(join(folder.path, 'wide'));
    await writeTree(folder, Object.fromEntries(Array.from({ length: 1_200 }, (_, at) => [`wide/${at}`, ''])));
    expect(await measureTree(local, folder.at('wide'), call)).toEqual({ files: 1_200, directories: 1, bytes: 0 });
    expect(await removed(folder.at('wide'))).toHaveLength(1_201);
  });
});
