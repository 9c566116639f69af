import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { Extras, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopyHooks, CopyOrder, ExistingDecision } from '../carrier.ts';
import { changed, readTree, type TemporaryFolder, temporaryFolder, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';
import type { FileCopy } from './file-copy.ts';
import { unthrottled } from './throttle.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };

describe('copying a file', () => {
  let from: TemporaryFolder;
  let to: TemporaryFolder;

  beforeEach(async () => {
    from = await temporaryFolder();
    to = await temporaryFolder();
    await writeTree(from, { 'a.txt': 'new content' });
  });
  afterEach(async () => {
    await from[Symbol.asyncDispose]();
    await to[Symbol.asyncDispose]();
  });

  interface Changes extends Partial<Pick<FileCopy, 'source' | 'target' | 'more'>>, Partial<CopyHooks> {
    sourcePath?: string;
    targetPath?: string;
    order?: Partial<CopyOrder>;
  }

  /** `a.txt` from the one folder to the other, with whatever a test changes. */
  function copyOf({ source = local, target = local, more, sourcePath, targetPath, order, ...hooks }: Changes = {}) {
    const path = targetPath ?? to.at('a.txt');
    return {
      ...{ source, target, throttle: unthrottled, ...(more ? { more } : {}) },
      order: {
        source: { fs: 'local', path: sourcePath ?? from.at('a.txt') },
        target: { fs: 'local', path },
        partialName: `${path.slice(path.lastIndexOf('/') + 1)}.portside-part`,
        ...({ permissions: 'default', verify: 'size', segments: 1 } as const),
        ...order,
      },
      hooks: {
        decide: vi.fn(async (): Promise<ExistingDecision> => ({ do: 'overwrite' })),
        onSource: vi.fn(),
        onTarget: vi.fn(),
        onPartial: vi.fn(async () => {}),
        onResumed: vi.fn(),
        onBytes: vi.fn(),
        onSegments: vi.fn(),
        onReplaceStep: vi.fn(async () => {}),
        ...hooks,
      },
    } satisfies FileCopy;
  }

  const told = (hook: unknown) => (hook as ReturnType<typeof vi.fn>).mock.calls;
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
    const lying: [string, () => Changes][] = [
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

  describe('onto one that exists', () => {
    beforeEach(() => writeTree(to, { 'a.txt': 'old' }));

    /** A target that cannot replace in one step, as over FTP. */
    function stepByStep(changes: Partial<RemoteFileSystem> = {}): RemoteFileSystem {
      return changed(local, { extras: {}, ...changes });
    }

    it('asks, with both files to compare, and writes nothing meanwhile', async () => {
      const copy = copyOf({ decide: async () => ({ do: 'ask' }) });
      expect(await copyFile(copy, call)).toMatchObject({
        result: 'ask',
        existing: {
          targetPath: to.at('a.txt'),
          source: { name: 'a.txt', size: 11 },
          target: { name: 'a.txt', size: 3 },
        },
      });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old' });
      expect(copy.hooks.onPartial).not.toHaveBeenCalled();
    });

    it('skips', async () => {
      expect(await copyFile(copyOf({ decide: async () => ({ do: 'skip' }) }), call)).toEqual({ result: 'skipped' });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old' });
    });

    it('goes to another name, and asks again where that is taken too', async () => {
      await writeTree(to, { 'b.txt': 'old too' });
      const decide = vi
        .fn<CopyHooks['decide']>()
        .mockResolvedValueOnce({ do: 'rename', name: 'b.txt' })
        .mockResolvedValueOnce({ do: 'rename', name: 'c.txt' });
      const copy = copyOf({ decide });
      expect(await copyFile(copy, call)).toEqual({ result: 'copied', bytes: 11, verified: 'size' });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old', 'b.txt': 'old too', 'c.txt': 'new content' });
      expect(decide.mock.calls.map(([existing]) => existing.targetPath)).toEqual([to.at('a.txt'), to.at('b.txt')]);
      expect(told(copy.hooks.onTarget)).toEqual([[to.at('c.txt')]]);
    });

    it('replaces it in one step where the target can', async () => {
      const rename = vi.fn();
      await copyFile(copyOf({ target: changed(local, { rename }) }), call);
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
      expect(rename).not.toHaveBeenCalled();
    });

    it.runIf(process.platform !== 'win32')('keeps the permissions of the one that it replaces', async () => {
      await chmod(join(to.path, 'a.txt'), 0o750);
      expect(await copyFile(copyOf(), call)).toEqual({ result: 'copied', bytes: 11, verified: 'size' });
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
      expect((await stat(join(to.path, 'a.txt'))).mode & 0o7777).toBe(0o750);
    });

    it.runIf(process.platform !== 'win32')(
      'is whole though its permissions could not be kept, and says so',
      async () => {
        await chmod(join(to.path, 'a.txt'), 0o750);
        const setPermissions = async () => {
          throw new RemoteError('denied', 'Not allowed.');
        };
        const target = changed(local, { extras: { ...local.extras, setPermissions } });
        expect(await copyFile(copyOf({ target }), call)).toMatchObject({
          result: 'copied',
          note: 'The permissions of the old file could not be kept: Not allowed.',
        });
        expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
      },
    );

    it('replaces it by letting the old one step aside where the target cannot', async () => {
      expect(await copyFile(copyOf({ target: stepByStep() }), call)).toEqual({
        result: 'copied',
        bytes: 11,
        verified: 'size',
      });
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
    });

    it('brings the old one back where the new one cannot follow', async () => {
      const target = stepByStep({
        async rename(source, destination, call) {
          if (source.endsWith('a.txt.portside-part')) throw new RemoteError('denied', 'Not allowed.');
          await local.rename(source, destination, call);
        },
      });
      await expect(copyFile(copyOf({ target }), call)).rejects.toMatchObject({ kind: 'denied' });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old', 'a.txt.portside-part': 'new content' });
    });

    it('says where the old one is where it cannot be brought back either', async () => {
      const target = stepByStep({
        async rename(source, destination, call) {
          if (!source.endsWith('/a.txt')) throw new RemoteError('disconnected', 'Gone.');
          await local.rename(source, destination, call);
        },
      });
      await expect(copyFile(copyOf({ target }), call)).rejects.toMatchObject({
        kind: 'io',
        message: expect.stringContaining('a.txt.portside-old'),
        data: { hint: expect.stringContaining('back') },
      });
      expect(await readTree(to)).toMatchObject({ 'a.txt.portside-old': 'old' });
    });

    it('cannot be cancelled between the steps, which would leave no file at all', async () => {
      const cancel = new AbortController();
      const target = stepByStep({
        async rename(source, destination, call) {
          await local.rename(source, destination, call);
          cancel.abort();
        },
      });
      await copyFile(copyOf({ target }), { signal: cancel.signal });
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
    });

    it('is whole though the old one could not be removed, and says so', async () => {
      const target = stepByStep({
        async removeFile() {
          throw new RemoteError('denied', 'Not allowed.');
        },
      });
      expect(await copyFile(copyOf({ target }), call)).toMatchObject({
        result: 'copied',
        note: 'The old file remains as “a.txt.portside-old”: Not allowed.',
      });
      expect(await readTree(to)).toMatchObject({ 'a.txt': 'new content' });
    });

    it('never replaces a folder', async () => {
      await mkdir(join(to.path, 'folder'));
      const copy = copyOf({ targetPath: to.at('folder') });
      await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'exists', data: { path: to.at('folder') } });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old', 'folder/': '' });
    });

    it('does not write over one that appeared meanwhile', async () => {
      const target = changed(local, {
        async write(...write) {
          await writeTree(to, { 'b.txt': 'appeared' });
          return local.write(...write);
        },
      });
      const copy = copyOf({ target, targetPath: to.at('b.txt') });
      await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'exists' });
      expect(await readTree(to)).toMatchObject({ 'a.txt': 'old', 'b.txt': 'appeared' });
    });
  });

  describe('from what is no plain file', () => {
    it('follows a link to a file', async () => {
      await symlink('a.txt', join(from.path, 'link'));
      const copy = copyOf({ sourcePath: from.at('link'), targetPath: to.at('link') });
      await copyFile(copy, call);
      expect(await readTree(to)).toEqual({ link: 'new content' });
      expect(told(copy.hooks.onSource)).toEqual([[{ size: undefined, modifiedAt: undefined }]]);
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
