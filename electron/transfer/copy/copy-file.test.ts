import { randomBytes } from 'node:crypto';
import { mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { Extras, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import { sizeNotTold } from '../../remote/whole-files.ts';
import { type CopyChanges, fileCopy, told } from '../testing/file-copy.ts';
import { changed, folderPerTest, readTree, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';
import type { FileCopy } from './file-copy.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };

describe('copying a file', () => {
  const from = folderPerTest();
  const to = folderPerTest();
  beforeEach(() => writeTree(from, { 'a.txt': 'new content' }));

  const copyOf = (changes?: CopyChanges) => fileCopy({ from, to }, changes);

  const bytesTold = ({ hooks }: FileCopy) => told(hooks.onBytes).reduce((sum, [bytes]) => sum + Number(bytes), 0);

  it('brings the bytes, the date and nothing else', async () => {
    await utimes(join(from.path, 'a.txt'), new Date(), new Date('2001-02-03T04:05:06Z'));
    const copy = copyOf();
    expect(await copyFile(copy, call)).toEqual({ result: 'copied', bytes: 11, verified: 'size' });
    expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
    expect((await stat(join(to.path, 'a.txt'))).mtime).toEqual(new Date('2001-02-03T04:05:06Z'));
    expect(copy.hooks.decide).not.toHaveBeenCalled();
    expect(told(copy.hooks.onSource)).toMatchObject([[{ size: 11 }]]);
    expect(told(copy.hooks.onTarget)).toEqual([[to.at('a.txt')]]);
    expect(bytesTold(copy)).toBe(11);
  });

  it('takes the long way where the short one cannot be compared, and says that nothing was', async () => {
    const target = changed(local, {
      whole: { ...local.whole, store: async (path) => Promise.reject(sizeNotTold(path)) },
      async stat(path, call) {
        const { size: _untold, ...entry } = await local.stat(path, call);
        return entry;
      },
    });
    expect(await copyFile(copyOf({ target }), call)).toEqual({
      ...{ result: 'copied', bytes: 11, verified: 'nothing' },
      note: 'The target tells no size, so the copy was not compared.',
    });
    expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
  });

  it('tells of the file, not of its partial name, where the server refuses to write', async () => {
    const refuse = async (path: string) =>
      Promise.reject(
        new RemoteError('denied', `“${path}” was refused: permission denied.`, { path, serverText: 'No' }),
      );
    const target = changed(local, { write: refuse, whole: { ...local.whole, store: refuse } });
    await expect(copyFile(copyOf({ target }), call)).rejects.toMatchObject({
      data: {
        ...{ kind: 'denied', path: to.at('a.txt'), serverText: 'No' },
        message: `“${to.at('a.txt')}” was refused: permission denied.`,
      },
    });
  });

  it.each([0, 1, 300_000, 5_000_001])('of %d bytes brings every one of them', async (size) => {
    const content = randomBytes(size);
    await writeFile(join(from.path, 'a.txt'), content);
    const copy = copyOf();
    await copyFile(copy, call);
    expect((await readFile(join(to.path, 'a.txt'))).equals(content)).toBe(true);
    expect(bytesTold(copy)).toBe(size);
  });

  it('writes under a partial name that is told before the first byte; the final name appears when the file is whole', async () => {
    const seen: unknown[] = [];
    const copy = copyOf({ onPartial: vi.fn(async ({ path }) => void seen.push(path)) });
    const target = changed(local, {
      async write(...write) {
        seen.push('write');
        const written = await local.write(...write);
        seen.push(await readTree(to));
        return written;
      },
    });
    await copyFile({ ...copy, target }, call);
    expect(seen).toEqual([to.at('a.txt.portside-part'), 'write', { 'a.txt.portside-part': 'new content' }]);
  });

  it('takes over a partial file of an earlier attempt, however long that was', async () => {
    await writeTree(to, { 'a.txt.portside-part': 'the much longer rest of an earlier attempt' });
    await copyFile(copyOf(), call);
    expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
  });

  it('says that the file is whole though its date could not be kept', async () => {
    const extras: Extras = {
      async setModifiedTime() {
        throw new RemoteError('unsupported', 'This server keeps no dates.');
      },
    };
    const outcome = await copyFile(copyOf({ target: changed(local, { extras }) }), call);
    expect(outcome).toMatchObject({
      result: 'copied',
      note: 'The date could not be kept: This server keeps no dates.',
    });
    expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
  });

  describe('where the sizes do not agree', () => {
    const lying: [string, () => CopyChanges][] = [
      ['the source ends early', () => ({ source: withEntry({ size: 12 }) })],
      ['the source goes on after its end', () => ({ source: withEntry({ size: 10 }) })],
      ['the target took less than was sent', () => ({ target: changed(local, { write: writeAllTell(5) }) })],
      ['the target holds less than it took', () => ({ target: withSizeAfterwards(5) })],
      ['the target holds more than it took', () => ({ target: withSizeAfterwards(12) })],
    ];

    function withEntry(facts: Partial<Entry>): RemoteFileSystem {
      return changed(local, { stat: async (path, call) => ({ ...(await local.stat(path, call)), ...facts }) });
    }
    function withSizeAfterwards(size: number): RemoteFileSystem {
      return changed(local, { stat: async (path, call) => ({ ...(await local.stat(path, call)), size }) });
    }
    function writeAllTell(bytes: number): RemoteFileSystem['write'] {
      return async (...write) => {
        await local.write(...write);
        return bytes;
      };
    }

    it.each(lying)('(%s) it fails, and nothing stands under the final name', async (_why, changes) => {
      const copy = copyOf(changes());
      await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'io', data: { retry: 'now' } });
      expect(await readTree(to)).not.toHaveProperty(['a.txt']);
      expect(copy.hooks.onPartial).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ path: to.at('a.txt.portside-part') }),
      );
    });

    it.each(lying)('(%s) a file that was to be replaced is still the old one', async (_why, changes) => {
      await writeTree(to, { 'a.txt': 'old' });
      await expect(copyFile(copyOf(changes()), call)).rejects.toMatchObject({ kind: 'io' });
      expect(await readTree(to)).toMatchObject({ 'a.txt': 'old' });
    });

    it('stops at the first byte too many: a source without end does not fill the disk', async () => {
      let given = 0;
      const endless = Readable.from(
        (function* () {
          for (;;) {
            given++;
            yield Buffer.alloc(64 * 1024);
          }
        })(),
        { objectMode: false },
      );
      const copy = copyOf({ source: changed(local, { read: async () => endless }) });
      await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'io' });
      expect(given).toBeLessThan(10);
      expect(bytesTold(copy)).toBe(0);
    });

    it('takes the word of a target that does not tell sizes', async () => {
      const target = changed(local, {
        async stat(path, call) {
          const { size: _size, ...entry } = await local.stat(path, call);
          return entry;
        },
      });
      expect(await copyFile(copyOf({ target }), call)).toMatchObject({ result: 'copied' });
    });
  });

  it.each(['a.txt.portside-part', 'b.PORTSIDE-PART', 'a.txt.portside-old'])(
    'refuses the name %s, under which another copy may be on its way',
    async (name) => {
      await writeTree(to, { 'a.txt.portside-part': 'on its way' });
      const copy = copyOf({ targetPath: to.at(name) });
      await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'invalid-request' });
      expect(await readTree(to)).toEqual({ 'a.txt.portside-part': 'on its way' });
    },
  );

  describe('that breaks off', () => {
    function failingSource(error: Error): RemoteFileSystem {
      return changed(local, {
        async read() {
          return Readable.from(
            (async function* () {
              yield Buffer.from('new ');
              throw error;
            })(),
          );
        },
      });
    }

    it('at the source fails with the source’s error', async () => {
      const source = failingSource(new RemoteError('disconnected', 'The server hung up.'));
      await expect(copyFile(copyOf({ source }), call)).rejects.toMatchObject({ kind: 'disconnected' });
      expect(await readTree(to)).not.toHaveProperty(['a.txt']);
    });

    it('at the source keeps all that came before, though the target was slow to take it', async () => {
      const slow = changed(local, {
        write: (path, body, options, during) => setImmediate().then(() => local.write(path, body, options, during)),
      });
      const source = failingSource(new RemoteError('disconnected', 'The server hung up.'));
      await expect(copyFile(copyOf({ source, target: slow }), call)).rejects.toMatchObject({ kind: 'disconnected' });
      expect(await readTree(to)).toMatchObject({ 'a.txt.portside-part': 'new ' });
    });

    it('at the target fails with the target’s error, and lets go of the source', async () => {
      const bodies: Readable[] = [];
      const source = changed(local, {
        async read(...read) {
          const body = await local.read(...read);
          bodies.push(body);
          return body;
        },
      });
      const target = changed(local, {
        async write(_path, body) {
          for await (const _chunk of body) break;
          body.destroy();
          throw new RemoteError('no-space', 'The disk is full.');
        },
      });
      await expect(copyFile(copyOf({ source, target }), call)).rejects.toMatchObject({ kind: 'no-space' });
      expect(bodies.map((body) => body.closed)).toEqual([true]);
    });

    it('because it was cancelled leaves no final name', async () => {
      await writeFile(join(from.path, 'a.txt'), randomBytes(3_000_000));
      const cancel = new AbortController();
      const copy = copyOf({ onBytes: () => cancel.abort() });
      await expect(copyFile(copy, { signal: cancel.signal })).rejects.toMatchObject({ kind: 'cancelled' });
      expect(await readTree(to)).not.toHaveProperty(['a.txt']);
    });
  });

  describe('from what is no plain file', () => {
    it('follows a link to a file', async () => {
      await symlink('a.txt', join(from.path, 'link'));
      const copy = copyOf({ sourcePath: from.at('link'), targetPath: to.at('link') });
      await copyFile(copy, call);
      expect(await readTree(to)).toEqual({ link: 'new content' });
      expect(told(copy.hooks.onSource)).toMatchObject([[{ size: 11 }]]);
    });

    it.each([
      ['a link to a folder', 'unsupported', () => symlink('.', join(from.path, 'odd'))],
      ['a link to nothing', 'not-found', () => symlink('nothing', join(from.path, 'odd'))],
      ['a link to itself', 'not-found', () => symlink('odd', join(from.path, 'odd'))],
      ['a folder', 'io', () => mkdir(join(from.path, 'odd'))],
      ['nothing', 'not-found', async () => undefined],
    ])('refuses %s: %s', async (_what, kind, make) => {
      await make();
      const copy = copyOf({ sourcePath: from.at('odd'), targetPath: to.at('odd') });
      await expect(copyFile(copy, call)).rejects.toMatchObject({ kind });
      expect(await readTree(to)).not.toHaveProperty(['odd']);
    });

    it('refuses a pipe, a device, a socket without opening it', async () => {
      const read = vi.fn();
      const source = changed(local, { stat: async () => ({ name: 'pipe', type: 'other' }), read });
      await expect(copyFile(copyOf({ source }), call)).rejects.toMatchObject({ kind: 'unsupported' });
      expect(read).not.toHaveBeenCalled();
    });
  });
});
