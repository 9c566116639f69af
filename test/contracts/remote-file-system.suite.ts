import { createHash, randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page, ReadRange, RemoteFileSystem, WriteOptions } from '../../electron/remote/remote-file-system.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { isRemoteError, type RemoteErrorKind } from '../../shared/model/remote-error.ts';
import { joinPath, type RemotePath } from '../../shared/model/remote-path.ts';
import { withManyRows } from './many-rows.ts';
import { type CompatibilityFacts, outcomeOf, recordCompatibility } from './record-compatibility.ts';

/** A place to work on, made once for the whole suite. */
export interface SuitePlace {
  /** Opens one more session. */
  open(): Promise<RemoteFileSystem>;
  /** An empty, writable directory. */
  readonly root: RemotePath;
  /** The same directory as the test process sees it, where it can. */
  readonly diskPath?: string;
  /** Ends what `open` needs; the sessions have been disposed of. */
  dispose(): Promise<void>;
}

export interface SuiteOptions {
  /** Names that this protocol or server cannot carry: the name, and the reason that the skipped test shows. */
  readonly cannotCarry?: Readonly<Record<string, string>>;
  /** Where the protocol ends its commands with a line break, such a name must be refused; elsewhere it must work. */
  readonly lineBreaksInNames: 'carried' | 'refused';
  /** Why links cannot be told from what they lead to, where the server follows them always. */
  readonly followsLinks?: string;
  /** Under which server and variant the outcome is recorded for the compatibility table; absent: not at all. */
  readonly compatibility?: {
    readonly server: string;
    readonly variant: string;
    version(): Promise<string>;
    facts(session: RemoteFileSystem): CompatibilityFacts | Promise<CompatibilityFacts>;
  };
}

const ODD_NAMES = [
  'with space',
  ' leading and trailing ',
  '-rf',
  "it's",
  'a"quoted"b',
  '[x]{y}*?',
  '100%25',
  'ünïcødé 名前 🎉',
  'back\\slash',
  '#hash;semi&amp',
  '~tilde',
  '$HOME`id`',
  '.hidden',
  'a -> b',
];

const MEBIBYTE = 1024 * 1024;
const never = new AbortController().signal;
const calm = { signal: never };

/**
 * What every `RemoteFileSystem` promises, checked on a real one. `diskPath` lets the suite make what a session cannot
 * make quickly, and look at what arrived with other eyes.
 */
export function remoteFileSystemSuite(name: string, setup: () => Promise<SuitePlace>, options: SuiteOptions): void {
  describe(name, () => {
    let place: SuitePlace;
    let fs: RemoteFileSystem;
    /** Fresh for every test. */
    let directory: RemotePath;
    let disk: string | undefined;
    let tests = 0;
    const opened = new Set<RemoteFileSystem>();

    async function openSession(): Promise<RemoteFileSystem> {
      const session = await place.open();
      opened.add(session);
      return session;
    }

    const at = (file: string): RemotePath => `${directory}/${file}`;

    /** Made behind the session's back where the disk can be reached. */
    const onDisk = async (file: string, content: string | Buffer): Promise<RemotePath> => {
      if (disk === undefined) await writeBytes(fs, at(file), Buffer.from(content));
      else await writeAsOwner(disk, file, content);
      return at(file);
    };

    beforeAll(async () => {
      place = await setup();
    });
    beforeEach(async () => {
      // A test may leave its session lost, which is allowed; the next one opens another.
      if (fs === undefined || fs.lost !== undefined) fs = await openSession();
      tests += 1;
      directory = joinPath(place.root, `test ${tests}`);
      disk = place.diskPath === undefined ? undefined : join(place.diskPath, `test ${tests}`);
      await fs.makeDirectory(directory, calm);
    });
    // biome-ignore lint/correctness/noEmptyPattern: Vitest wants the first argument taken apart, even where nothing of it is used
    afterAll(async ({}, suite) => {
      if (options.compatibility !== undefined && fs !== undefined) {
        const { server, variant, version, facts } = options.compatibility;
        await recordCompatibility(server, await version(), variant, outcomeOf(suite), await facts(fs));
      }
      for (const session of opened) await session[Symbol.asyncDispose]();
      await place?.dispose();
    });

    describe('list', () => {
      it('shows nothing for an empty directory', async () => {
        expect(await rows(fs, directory)).toEqual([]);
      });

      it('tells files from directories, with sizes and times', async () => {
        await writeBytes(fs, at('five'), Buffer.from('12345'));
        await fs.makeDirectory(at('folder'), calm);
        const listed = await rows(fs, directory);
        expect(listed.map((row) => row.name).sort()).toEqual(['five', 'folder']);
        expect(rowNamed(listed, 'five')).toMatchObject({ type: 'file', size: 5 });
        expect(rowNamed(listed, 'folder')).toMatchObject({ type: 'directory' });
        expectRecent(rowNamed(listed, 'five').modifiedAt);
      });

      it('shows each of many rows once, and the first before the last', async ({ skip }) => {
        if (disk === undefined) return skip('the files cannot be made fast enough without access to the disk');
        await withManyRows(join(disk, 'many'), async (names) => {
          const pages = await pagesOf(fs, at('many'));
          const listed = pages.flatMap((page) => page.entries.map((row) => row.name));
          expect(listed.sort()).toEqual(names);
          expect(pages.flatMap((page) => page.unparsed ?? [])).toEqual([]);
          expect(pages.length).toBeGreaterThan(1);
        });
      });

      it('refuses a directory that is not there', async () => {
        await expectRefusal(rows(fs, at('missing')), at('missing'), 'not-found');
        await expectUsableOrLost(fs, directory);
      });

      it('stops when its reader does', async () => {
        await onDisk('a', '');
        for await (const page of fs.list(directory, calm)) {
          expect(page.entries).toHaveLength(1);
          break;
        }
        await expectUsableOrLost(fs, directory);
      });
    });

    describe('stat', () => {
      it('describes a file', async () => {
        await writeBytes(fs, at('file'), Buffer.alloc(1234));
        const entry = await fs.stat(at('file'), calm);
        expect(entry).toMatchObject({ name: 'file', type: 'file', size: 1234 });
        expectRecent(entry.modifiedAt);
      });

      it('describes a directory, and the root', async () => {
        expect(await fs.stat(directory, calm)).toMatchObject({ name: `test ${tests}`, type: 'directory' });
        expect(await fs.stat('/', calm)).toMatchObject({ name: '', type: 'directory' });
      });

      it('refuses what is not there', async () => {
        await expectRefusal(fs.stat(at('missing'), calm), at('missing'), 'not-found');
        await expectRefusal(fs.stat(at('missing/below'), calm), at('missing/below'), 'not-found');
      });
    });

    describe('names', () => {
      for (const odd of ODD_NAMES) {
        it(`carries ${JSON.stringify(odd)} through write, list, stat, read, rename and remove`, async ({ skip }) => {
          const reason = options.cannotCarry?.[odd];
          if (reason !== undefined) return skip(reason);
          const content = Buffer.from(`content of ${odd}`);
          await writeBytes(fs, at(odd), content);
          expect((await rows(fs, directory)).map((row) => [row.name, row.unusable])).toEqual([[odd, undefined]]);
          expect(await fs.stat(at(odd), calm)).toMatchObject({ name: odd, size: content.length });
          expect(await readBytes(fs, at(odd))).toEqual(content);
          if (disk !== undefined) expect(await readFile(join(disk, odd))).toEqual(content);
          await fs.makeDirectory(at('in between'), calm);
          await fs.rename(at(odd), joinPath(at('in between'), odd), calm);
          await fs.removeFile(joinPath(at('in between'), odd), calm);
          await fs.removeEmptyDirectory(at('in between'), calm);
          await fs.makeDirectory(at(odd), calm);
          expect(await rows(fs, at(odd))).toEqual([]);
          await fs.removeEmptyDirectory(at(odd), calm);
          expect(await rows(fs, directory)).toEqual([]);
        });
      }

      it.each(['line\nbreak', 'carriage\rreturn'])('%j is carried or refused, never cut in two', async (odd) => {
        if (options.lineBreaksInNames === 'carried') {
          await writeBytes(fs, at(odd), Buffer.from('x'));
          expect((await rows(fs, directory)).map((row) => row.name)).toEqual([odd]);
          expect(await readBytes(fs, at(odd))).toEqual(Buffer.from('x'));
          return;
        }
        await expectRefusal(writeBytes(fs, at(odd), Buffer.from('x')), at(odd), 'invalid-request');
        await expectRefusal(readBytes(fs, at(odd)), at(odd), 'invalid-request');
        await expectRefusal(fs.stat(at(odd), calm), at(odd), 'invalid-request');
        await expectRefusal(rows(fs, at(odd)), at(odd), 'invalid-request');
        await expectRefusal(fs.makeDirectory(at(odd), calm), at(odd), 'invalid-request');
        await expectRefusal(fs.removeFile(at(odd), calm), at(odd), 'invalid-request');
        await expectRefusal(fs.removeEmptyDirectory(at(odd), calm), at(odd), 'invalid-request');
        await expectRefusal(fs.rename(at(odd), at('b'), calm), undefined, 'invalid-request');
        await expectRefusal(fs.rename(at('b'), at(odd), calm), undefined, 'invalid-request');
        expect(await rows(fs, directory)).toEqual([]);
      });

      it('keeps the rows around a name with a line break', async ({ skip }) => {
        if (disk === undefined) return skip('such a file can be made on the disk only');
        if (process.platform === 'win32') return skip('Windows has no such names');
        await mkdir(join(disk, 'evil\ndrwxr-xr-x 2 0 0 4096 Jan 1 00:00 ..'), { recursive: true });
        await onDisk('before', '');
        await onDisk('zafter', '');
        const listed = await rows(fs, directory);
        expect(listed.map((row) => row.name)).toEqual(expect.arrayContaining(['before', 'zafter']));
        expect(listed.filter((row) => row.name === '..' && row.unusable === undefined)).toEqual([]);
        await expectUsableOrLost(fs, directory);
      });

      it.each(['/a\0b', '/a/../b', 'relative', '/a//b', '/a/'])('refuses %j, which is no path', async (path) => {
        await expectRefusal(fs.stat(path, calm), path, 'invalid-request');
        await expectRefusal(rows(fs, path), path, 'invalid-request');
        await expectRefusal(readBytes(fs, path), path, 'invalid-request');
        await expectRefusal(writeBytes(fs, path, Buffer.from('x')), path, 'invalid-request');
        await expectRefusal(fs.removeFile(path, calm), path, 'invalid-request');
        await expectRefusal(fs.rename(at('x'), path, calm), undefined, 'invalid-request');
        await expectUsableOrLost(fs, directory);
      });
    });

    describe('read', () => {
      const content = randomBytes(300_000);

      it.each<[string, ReadRange, number, number]>([
        ['the whole file', {}, 0, 300_000],
        ['from an offset', { offset: 123_457 }, 123_457, 300_000],
        ['a length', { length: 70_001 }, 0, 70_001],
        ['a part of the middle', { offset: 100_000, length: 65_536 }, 100_000, 165_536],
        ['one byte', { offset: 299_999, length: 1 }, 299_999, 300_000],
        ['a part that reaches beyond the end', { offset: 299_000, length: 5000 }, 299_000, 300_000],
        ['nothing from the end on', { offset: 300_000 }, 300_000, 300_000],
        ['nothing where nothing is asked for', { length: 0 }, 0, 0],
      ])('gives %s', async (_, range, from, to) => {
        const path = await onDisk('source', content);
        const got = await readBytes(fs, path, range);
        expect(got.length).toBe(to - from);
        expect(got.equals(content.subarray(from, to))).toBe(true);
        await expectUsableOrLost(fs, directory);
      });

      it('gives an empty file', async () => {
        expect(await readBytes(fs, await onDisk('empty', ''))).toHaveLength(0);
      });

      it('refuses a file that is not there', async () => {
        await expectRefusal(readBytes(fs, at('missing')), at('missing'), 'not-found');
        await expectUsableOrLost(fs, directory);
      });

      it('refuses a directory', async () => {
        await expectRefusal(readBytes(fs, directory), directory);
        await expectUsableOrLost(fs, place.root);
      });

      it('ends quietly when its reader stops early', async () => {
        const path = await onDisk('large', randomBytes(8 * MEBIBYTE));
        const stream = await fs.read(path, {}, calm);
        for await (const chunk of stream) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
        await closed(stream);
        await expectUsableOrLost(fs, directory);
      });

      it('waits for a slow reader', async () => {
        const bytes = randomBytes(8 * MEBIBYTE);
        const path = await onDisk('large', bytes);
        const stream = await fs.read(path, {}, calm);
        const hash = createHash('sha256');
        for await (const chunk of stream) {
          await new Promise((resolve) => setImmediate(resolve));
          hash.update(chunk);
        }
        expect(hash.digest('hex')).toBe(sha256(bytes));
      });
    });

    describe('write', () => {
      it.each([0, 1, 65_536, 1_000_003])('creates a file of %i bytes and tells how many', async (size) => {
        const bytes = randomBytes(size);
        expect(await writeBytes(fs, at('new'), bytes)).toBe(size);
        expect((await fs.stat(at('new'), calm)).size).toBe(size);
        expect((await readBytes(fs, at('new'))).equals(bytes)).toBe(true);
      });

      it('carries 8 MiB unchanged, there and back', async () => {
        const bytes = randomBytes(8 * MEBIBYTE);
        expect(await writeBytes(fs, at('large'), bytes)).toBe(bytes.length);
        if (disk !== undefined) expect(sha256(await readFile(join(disk, 'large')))).toBe(sha256(bytes));
        expect(sha256(await readBytes(fs, at('large')))).toBe(sha256(bytes));
      });

      it('carries a body that comes in small and odd pieces', async () => {
        const bytes = randomBytes(200_000);
        const pieces: Buffer[] = [];
        for (let from = 0, size = 1; from < bytes.length; from += size, size = (size * 3) % 5003 || 1) {
          pieces.push(bytes.subarray(from, from + size));
        }
        await fs.write(at('pieces'), Readable.from(pieces), { mode: 'create' }, calm);
        expect((await readBytes(fs, at('pieces'))).equals(bytes)).toBe(true);
      });

      it('replaces what was there, even when that was longer', async () => {
        await writeBytes(fs, at('file'), randomBytes(100_000));
        await writeBytes(fs, at('file'), Buffer.from('short'));
        expect(await readBytes(fs, at('file'))).toEqual(Buffer.from('short'));
      });

      it('goes on at the end of a file', async () => {
        const bytes = randomBytes(150_000);
        await writeBytes(fs, at('file'), bytes.subarray(0, 100_001));
        const more = { mode: 'at', offset: 100_001 } as const;
        expect(await writeBytes(fs, at('file'), bytes.subarray(100_001), more)).toBe(49_999);
        expect((await readBytes(fs, at('file'))).equals(bytes)).toBe(true);
      });

      it('goes on from the middle of a file, keeping what is before', async () => {
        const bytes = randomBytes(150_000);
        await writeBytes(fs, at('file'), Buffer.concat([bytes.subarray(0, 70_000), Buffer.alloc(1000)]));
        await writeBytes(fs, at('file'), bytes.subarray(70_000), { mode: 'at', offset: 70_000 });
        expect((await readBytes(fs, at('file'))).equals(bytes)).toBe(true);
      });

      it('refuses a directory that is not there, and destroys the body', async () => {
        const body = Readable.from([Buffer.from('x')]);
        const path = at('missing/file');
        await expectRefusal(fs.write(path, body, { mode: 'create' }, calm), path, 'not-found');
        expect(body.destroyed).toBe(true);
        await expectUsableOrLost(fs, directory);
      });

      it('refuses to write onto a directory', async () => {
        await fs.makeDirectory(at('folder'), calm);
        await expectRefusal(writeBytes(fs, at('folder'), Buffer.from('x')), at('folder'));
        await expectUsableOrLost(fs, directory);
        expect(await listAgain(fs, at('folder'))).toEqual([]);
      });

      it('fails when its body fails', async () => {
        const body = Readable.from(
          (async function* () {
            yield randomBytes(100_000);
            throw new Error('the source broke');
          })(),
        );
        const failure = await fs.write(at('half'), body, { mode: 'create' }, calm).catch((error: unknown) => error);
        expect(isRemoteError(failure)).toBe(true);
        expect((failure as Error).message).toContain('the source broke');
        await expectUsableOrLost(fs, directory);
      });

      async function listAgain(session: RemoteFileSystem, path: RemotePath): Promise<Entry[]> {
        return rows(session.lost === undefined ? session : await openSession(), path);
      }
    });

    describe('changes', () => {
      it('makes a directory, and refuses where something is there', async () => {
        await fs.makeDirectory(at('folder'), calm);
        expect(await fs.stat(at('folder'), calm)).toMatchObject({ type: 'directory' });
        await onDisk('file', '');
        await expectRefusal(fs.makeDirectory(at('folder'), calm), at('folder'), 'exists');
        await expectRefusal(fs.makeDirectory(at('file'), calm), at('file'), 'exists');
        await expectRefusal(fs.makeDirectory(at('missing/below'), calm), at('missing/below'), 'not-found');
      });

      it('removes a file', async () => {
        await onDisk('file', 'x');
        await fs.removeFile(at('file'), calm);
        expect(await rows(fs, directory)).toEqual([]);
        await expectRefusal(fs.removeFile(at('file'), calm), at('file'), 'not-found');
      });

      it('refuses to remove a directory as a file', async () => {
        await fs.makeDirectory(at('folder'), calm);
        await expectRefusal(fs.removeFile(at('folder'), calm), at('folder'));
        expect(await fs.stat(at('folder'), calm)).toMatchObject({ type: 'directory' });
      });

      it('removes a directory only when it is empty', async () => {
        await fs.makeDirectory(at('folder'), calm);
        await writeBytes(fs, at('folder/file'), Buffer.from('x'));
        await expectRefusal(fs.removeEmptyDirectory(at('folder'), calm), at('folder'), 'not-empty');
        expect(await rows(fs, at('folder'))).toHaveLength(1);
        await fs.removeFile(at('folder/file'), calm);
        await fs.removeEmptyDirectory(at('folder'), calm);
        expect(await rows(fs, directory)).toEqual([]);
        await expectRefusal(fs.removeEmptyDirectory(at('folder'), calm), at('folder'), 'not-found');
      });

      it('refuses to remove a file as a directory', async () => {
        await onDisk('file', 'x');
        await expectRefusal(fs.removeEmptyDirectory(at('file'), calm), at('file'));
        expect(await fs.stat(at('file'), calm)).toMatchObject({ type: 'file' });
      });

      it('renames files and directories, also into another directory', async () => {
        await onDisk('old', 'content');
        await fs.makeDirectory(at('folder'), calm);
        await fs.rename(at('old'), at('folder/new'), calm);
        await fs.rename(at('folder'), at('moved'), calm);
        expect((await rows(fs, directory)).map((row) => row.name)).toEqual(['moved']);
        expect(await readBytes(fs, at('moved/new'))).toEqual(Buffer.from('content'));
      });

      it('never replaces an existing file by renaming', async () => {
        await onDisk('one', '1');
        await onDisk('two', '2');
        await expectRefusal(fs.rename(at('one'), at('two'), calm), at('two'), 'exists');
        expect(await readBytes(fs, at('one'))).toEqual(Buffer.from('1'));
        expect(await readBytes(fs, at('two'))).toEqual(Buffer.from('2'));
      });

      it('never replaces an existing directory by renaming', async () => {
        await fs.makeDirectory(at('one'), calm);
        await fs.makeDirectory(at('two'), calm);
        await expectRefusal(fs.rename(at('one'), at('two'), calm), at('two'), 'exists');
        expect((await rows(fs, directory)).map((row) => row.name).sort()).toEqual(['one', 'two']);
      });

      it('refuses to rename what is not there', async () => {
        await expectRefusal(fs.rename(at('missing'), at('new'), calm), at('missing'), 'not-found');
      });
    });

    describe('extras', () => {
      it('sets the modification time', async ({ skip }) => {
        if (fs.extras.setModifiedTime === undefined) return skip('not offered here');
        await onDisk('file', 'x');
        const modifiedAt = Date.UTC(2020, 1, 3, 4, 5, 6, 789);
        await fs.extras.setModifiedTime(at('file'), modifiedAt, calm);
        const after = (await fs.stat(at('file'), calm)).modifiedAt ?? Number.NaN;
        const { mtimePrecisionMs } = fs.facts;
        expect(after).toBe(Math.floor(modifiedAt / mtimePrecisionMs) * mtimePrecisionMs);
        const missing = fs.extras.setModifiedTime(at('missing'), modifiedAt, calm);
        await expectRefusal(missing, at('missing'), 'not-found');
      });

      it.for([0o600, 0o644, 0o755])('sets the permissions %o', async (permissions, { skip }) => {
        if (fs.extras.setPermissions === undefined) return skip('not offered here');
        await onDisk('file', 'x');
        await fs.extras.setPermissions(at('file'), permissions, calm);
        expect((await fs.stat(at('file'), calm)).permissions).toBe(permissions);
        await expectRefusal(fs.extras.setPermissions(at('missing'), permissions, calm), at('missing'), 'not-found');
      });

      it('makes and reads links, which removing does not follow', async ({ skip }) => {
        const { createSymlink, readLink } = fs.extras;
        if (createSymlink === undefined || readLink === undefined) return skip('not offered here');
        if (options.followsLinks !== undefined) return skip(options.followsLinks);
        await onDisk('file', 'content');
        await fs.makeDirectory(at('folder'), calm);
        await createSymlink(at('to file'), 'file', calm);
        await createSymlink(at('to folder'), at('folder'), calm);
        await createSymlink(at('to nothing'), 'no such file', calm);
        expect(await readLink(at('to file'), calm)).toBe('file');
        expect(await readLink(at('to folder'), calm)).toBe(at('folder'));
        expect(await fs.stat(at('to file'), calm)).toMatchObject({ name: 'to file', type: 'symlink' });
        expect(await readBytes(fs, at('to file'))).toEqual(Buffer.from('content'));
        const listed = await rows(fs, directory);
        const told = { 'to file': 'file', 'to folder': 'directory', 'to nothing': 'missing' };
        for (const [link, target] of Object.entries(told)) {
          expect(rowNamed(listed, link).type).toBe('symlink');
          expect([target, undefined]).toContain(rowNamed(listed, link).targetType);
        }
        await fs.removeFile(at('to folder'), calm);
        await fs.removeFile(at('to nothing'), calm);
        expect(await fs.stat(at('folder'), calm)).toMatchObject({ type: 'directory' });
        await expectRefusal(createSymlink(at('file'), 'folder', calm), at('file'), 'exists');
      });

      it('replaces a file in one step', async ({ skip }) => {
        if (fs.extras.atomicReplace === undefined) return skip('not offered here');
        await onDisk('new', 'new');
        await onDisk('old', 'old');
        await fs.extras.atomicReplace(at('new'), at('old'), calm);
        expect((await rows(fs, directory)).map((row) => row.name)).toEqual(['old']);
        expect(await readBytes(fs, at('old'))).toEqual(Buffer.from('new'));
      });
    });

    describe('cancelling', () => {
      it('refuses to start once it was cancelled', async () => {
        await onDisk('file', 'x');
        const body = Readable.from([Buffer.from('y')]);
        const call = { signal: AbortSignal.abort() };
        await expectRefusal(collect(fs.list(directory, call)), directory, 'cancelled');
        await expectRefusal(fs.stat(at('file'), call), at('file'), 'cancelled');
        await expectRefusal(fs.read(at('file'), {}, call), at('file'), 'cancelled');
        await expectRefusal(fs.write(at('file'), body, { mode: 'create' }, call), at('file'), 'cancelled');
        await expectRefusal(fs.makeDirectory(at('folder'), call), at('folder'), 'cancelled');
        await expectRefusal(fs.removeFile(at('file'), call), at('file'), 'cancelled');
        await expectRefusal(fs.rename(at('file'), at('other'), call), at('file'), 'cancelled');
        expect(body.destroyed).toBe(true);
        expect(fs.lost).toBeUndefined();
        expect((await rows(fs, directory)).map((row) => row.name)).toEqual(['file']);
        expect(await readBytes(fs, at('file'))).toEqual(Buffer.from('x'));
      });

      it('stops a read that is still being opened', async () => {
        const path = await onDisk('file', randomBytes(100_000));
        const cancelling = new AbortController();
        const refused = expectRefusal(fs.read(path, {}, { signal: cancelling.signal }), path, 'cancelled');
        cancelling.abort();
        await refused;
        await expectUsableOrLost(fs, directory);
      });

      it('stops a read in the middle', async () => {
        const path = await onDisk('large', randomBytes(32 * MEBIBYTE));
        const cancelling = new AbortController();
        const stream = await fs.read(path, {}, { signal: cancelling.signal });
        let bytes = 0;
        const reading = (async () => {
          for await (const chunk of stream) {
            bytes += chunk.length;
            cancelling.abort();
          }
        })();
        const failure = await reading.catch((error: unknown) => error);
        expect(isRemoteError(failure, 'cancelled')).toBe(true);
        expect(bytes).toBeLessThan(32 * MEBIBYTE);
        await closed(stream);
        await expectUsableOrLost(fs, directory);
      });

      it('stops a write in the middle, and destroys the body', async () => {
        const cancelling = new AbortController();
        let asked = 0;
        const { promise: underWay, resolve: goesOn } = Promise.withResolvers<void>();
        const body = new Readable({
          highWaterMark: 1,
          read() {
            asked += 1;
            if (asked === 1) this.push(randomBytes(200_000));
            else goesOn();
          },
        });
        const writing = fs.write(at('half'), body, { mode: 'create' }, { signal: cancelling.signal });
        const refused = expectRefusal(writing, at('half'), 'cancelled');
        await underWay;
        cancelling.abort();
        await refused;
        expect(body.destroyed).toBe(true);
        await expectUsableOrLost(fs, directory);
      });

      it('stops a listing in the middle', async ({ skip }) => {
        if (disk === undefined) return skip('the files cannot be made fast enough without access to the disk');
        await withManyRows(join(disk, 'many'), async () => {
          const cancelling = new AbortController();
          let pages = 0;
          const listing = (async () => {
            for await (const _ of fs.list(at('many'), { signal: cancelling.signal })) {
              pages += 1;
              cancelling.abort();
            }
          })();
          const failure = await listing.catch((error: unknown) => error);
          expect(isRemoteError(failure, 'cancelled')).toBe(true);
          expect(pages).toBe(1);
          await expectUsableOrLost(fs, directory);
        });
      });
    });

    describe('sessions', () => {
      it('runs many operations one after the other', async () => {
        for (let index = 0; index < 20; index += 1) {
          const content = Buffer.from(`content ${index}`);
          await writeBytes(fs, at('file'), content);
          expect(await readBytes(fs, at('file'))).toEqual(content);
          expect(await rows(fs, directory)).toHaveLength(1);
          await fs.removeFile(at('file'), calm);
        }
      });

      it('works side by side with a second session', async () => {
        const second = await openSession();
        const bytes = randomBytes(2 * MEBIBYTE);
        await Promise.all([writeBytes(fs, at('one'), bytes), writeBytes(second, at('two'), bytes)]);
        const [one, two] = await Promise.all([readBytes(second, at('one')), readBytes(fs, at('two'))]);
        expect([sha256(one), sha256(two)]).toEqual([sha256(bytes), sha256(bytes)]);
      });

      it('stays alive when asked to', async () => {
        await fs.keepAlive(calm);
        expect(fs.lost).toBeUndefined();
        expect(await rows(fs, directory)).toEqual([]);
      });

      it('can be disposed of twice', async () => {
        const session = await openSession();
        await session[Symbol.asyncDispose]();
        await session[Symbol.asyncDispose]();
      });

      it('knows its home', async () => {
        expect(await fs.stat(fs.facts.home, calm)).toMatchObject({ type: 'directory' });
      });
    });
  });
}

/** The test may run as another user than the server's account, which owns the directory. */
async function writeAsOwner(disk: string, file: string, content: string | Buffer): Promise<void> {
  const path = join(disk, file);
  await writeFile(path, content);
  const owner = await stat(disk);
  if ((await stat(path)).uid !== owner.uid) await chown(path, owner.uid, owner.gid);
}

async function collect(pages: AsyncIterable<Page>): Promise<Page[]> {
  const collected: Page[] = [];
  for await (const page of pages) collected.push(page);
  return collected;
}

function pagesOf(fs: RemoteFileSystem, directory: RemotePath): Promise<Page[]> {
  return collect(fs.list(directory, calm));
}

async function rows(fs: RemoteFileSystem, directory: RemotePath): Promise<Entry[]> {
  return (await pagesOf(fs, directory)).flatMap((page) => page.entries);
}

function rowNamed(entries: Entry[], name: string): Entry {
  const found = entries.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`no row is named ${name}`);
  return found;
}

async function readBytes(fs: RemoteFileSystem, path: RemotePath, range: ReadRange = {}): Promise<Buffer> {
  return buffer(await fs.read(path, range, calm));
}

function writeBytes(
  fs: RemoteFileSystem,
  path: RemotePath,
  bytes: Buffer,
  options: WriteOptions = { mode: 'create' },
): Promise<number> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
    bytes.subarray(index * 65_536, (index + 1) * 65_536),
  );
  return fs.write(path, Readable.from(pieces), options, calm);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The time of a file just written; a listing may know the minute only, and the server's clock may differ a little. */
function expectRecent(modifiedAt: number | undefined): void {
  expect(Math.abs(Date.now() - (modifiedAt ?? Number.NaN))).toBeLessThan(5 * 60_000);
}

async function expectRefusal(work: Promise<unknown>, path: string | undefined, kind?: RemoteErrorKind): Promise<void> {
  const failure = await work.then(
    () => 'it worked',
    (error: unknown) => error,
  );
  if (!isRemoteError(failure)) throw new Error(`not a RemoteError: ${failure}`, { cause: failure });
  if (kind !== undefined) expect(failure.kind, failure.message).toBe(kind);
  if (path !== undefined) expect(failure.data.path).toBe(path);
  expect(failure.message).not.toBe('');
}

async function expectUsableOrLost(fs: RemoteFileSystem, directory: RemotePath): Promise<void> {
  if (fs.lost === undefined) {
    expect(await fs.stat(directory, calm)).toMatchObject({ type: 'directory' });
    return;
  }
  await expectRefusal(fs.stat(directory, calm), undefined);
}

async function closed(stream: Readable): Promise<void> {
  if (stream.closed) return;
  await new Promise((resolve) => stream.once('close', resolve));
}
