import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Place } from '../../shared/model/connection.ts';
import { Operations } from '../operations.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { localPlatform } from '../remote/local/local-platform.ts';
import { FreedesktopTrash } from '../remote/local/trash-freedesktop.ts';
import { fileSystemsOf } from '../transfer/testing/file-systems.ts';
import { changed, folderPerTest, readTree, writeTree } from '../transfer/testing/folders.ts';
import { createTrashRequests } from './trash-requests.ts';

describe('the trash', () => {
  const folder = folderPerTest();
  let changes: Place[];
  let fileSystems: FileSystems;
  let requests: ReturnType<typeof createTrashRequests>;
  const caller = { id: 'window', emit: vi.fn() };
  const at = (name: string, fs = 'local'): Place => ({ fs, path: folder.at(name) });
  const trash = (operationId: string, ...names: string[]) =>
    requests['files.trash']({ operationId, places: names.map((name) => at(name)) }, caller);
  const restore = (operationId: string) => Promise.resolve(requests['files.restore']({ operationId }, caller));
  const work = async () => (await readTree(folder))['work/a.txt'];

  beforeEach(async () => {
    changes = [];
    const local = new LocalFileSystem({
      trash: new FreedesktopTrash({ homeTrash: join(folder.path, 'Trash'), uid: process.getuid?.() ?? 0 }),
    });
    fileSystems = fileSystemsOf(local);
    const onChanged = (directory: Place) => changes.push(directory);
    requests = createTrashRequests({ fileSystems, operations: new Operations(), onChanged });
    await writeTree(folder, { 'work/a.txt': 'a', 'work/b.txt': 'b', 'work/deep/er/c.txt': 'ccc' });
  });

  describe.skipIf(localPlatform.name === 'windows')('of Linux desktops', () => {
    it('gives back all that one operation took, and leaves nothing of it behind', async () => {
      const before = await readTree(folder);
      expect(await trash('1', 'work/a.txt', 'work/deep')).toEqual({ files: 2, directories: 2, bytes: 4 });
      expect(await work()).toBeUndefined();
      changes.length = 0;
      expect(await restore('1')).toEqual({ restored: 2 });
      const { 'Trash/files/': _files, 'Trash/info/': _info, ...after } = await readTree(folder);
      expect(after).toEqual(before);
      expect(changes).toEqual([at('work'), at('work')]);
      await expect(restore('1')).rejects.toMatchObject({ kind: 'not-found' });
    });

    it('gives back what a deletion took before it failed', async () => {
      const places = [at('work/a.txt'), at('work/b.txt', 'nowhere'), at('work/deep')];
      await expect(requests['files.trash']({ operationId: '1', places }, caller)).rejects.toThrow();
      expect(await restore('1')).toEqual({ restored: 2 });
      expect(await work()).toBe('a');
    });

    it('puts nothing back onto something else; that can be tried again', async () => {
      await trash('1', 'work/a.txt');
      await writeFile(folder.at('work/a.txt'), 'newer');
      await expect(restore('1')).rejects.toMatchObject({ kind: 'exists' });
      expect(await work()).toBe('newer');
      await rm(folder.at('work/a.txt'));
      await restore('1');
      expect(await work()).toBe('a');
    });

    it('says what is missing where the folder is gone, or the trash was emptied', async () => {
      await trash('1', 'work/deep/er/c.txt');
      await rm(folder.at('work/deep'), { recursive: true });
      await expect(restore('1')).rejects.toThrow('The folder that “c.txt” was in is gone.');
      await mkdir(folder.at('work/deep/er'), { recursive: true });
      await restore('1');
      expect(await readFile(folder.at('work/deep/er/c.txt'), 'utf8')).toBe('ccc');
      await trash('2', 'work/b.txt');
      await rm(join(folder.path, 'Trash'), { recursive: true });
      await expect(restore('2')).rejects.toThrow('“b.txt” is not in the trash any more.');
    });

    it('remembers as many operations as a window can undo', async () => {
      for (let number = 0; number <= 50; number++) {
        await writeFile(folder.at(`work/${number}`), '');
        await trash(String(number), `work/${number}`);
      }
      await expect(restore('0')).rejects.toMatchObject({ kind: 'not-found' });
      await restore('1');
      await restore('50');
      expect((await lstat(folder.at('work/50'))).isFile()).toBe(true);
    });
  });

  it('that gives nothing back is not asked to; a server without one says so', async () => {
    const trashed: string[] = [];
    const moveToTrash = async (path: string) => {
      trashed.push(path);
      return undefined;
    };
    fileSystems.mount('bin', changed(new LocalFileSystem(), { extras: { moveToTrash } }));
    const count = await requests['files.trash']({ operationId: '1', places: [at('work', 'bin')] }, caller);
    expect(count).toEqual({ files: 3, directories: 3, bytes: 5 });
    expect(trashed).toEqual([folder.at('work')]);
    await expect(restore('1')).rejects.toMatchObject({ kind: 'not-found' });
    fileSystems.mount('bare', changed(new LocalFileSystem(), { extras: {} }));
    const bare = requests['files.trash']({ operationId: '2', places: [at('work', 'bare')] }, caller);
    await expect(Promise.resolve(bare)).rejects.toThrow('There is no trash here.');
  });
});
