import { constants, type Stats } from 'node:fs';
import {
  access,
  chmod,
  link,
  lstat,
  mkdir,
  open,
  opendir,
  readlink,
  rename,
  rmdir,
  stat,
  symlink,
  unlink,
  utimes,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Readable } from 'node:stream';
import { type Entry, type EntryType, markUnusable } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, isEntryName, isRemotePath, joinPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { cancelledError, refuseCancelled, untilCancelled } from '../cancelled.ts';
import type {
  Call,
  Extras,
  FileSystemFacts,
  Page,
  ReadRange,
  RemoteFileSystem,
  WriteOptions,
} from '../remote-file-system.ts';
import { localError } from './local-errors.ts';
import { fromNativePath, isDriveList, localPlatform, toNativePath } from './local-path.ts';
import { LocalReadStream } from './local-read-stream.ts';
import { type OwnerNames, readOwnerNames } from './owner-names.ts';

/** Rows a page: few enough that the first ones show at once. */
const PAGE_ROWS = 500;
const DRIVE_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * The disks of this computer as a `RemoteFileSystem`. Cheap to make and free of state: one per caller or one for all.
 *
 * Cancelling stops a listing, a read and a write at the next chunk; of the small operations it ends only the wait.
 *
 * A write is not forced to the disk: with fdatasync(2) 500 small files took two to three times as long and a large one three
 * times (measured on two SSD file systems). After a power cut the newest files may be short, as with other programs that copy.
 */
export class LocalFileSystem implements RemoteFileSystem {
  readonly lost = undefined;
  readonly extras: Extras;
  readonly facts: FileSystemFacts = {
    caseSensitive: process.platform !== 'win32' && process.platform !== 'darwin',
    mtimePrecisionMs: 1,
    home: fromNativePath(homedir(), localPlatform),
    security: { level: 'local' },
  };
  #ownerNames: Promise<OwnerNames> | undefined;

  constructor() {
    this.extras = {
      setModifiedTime: (path, modifiedAt, call) =>
        this.#perform(path, call, (native) => utimes(native, new Date(), new Date(modifiedAt))),
      createSymlink: (path, target, call) => this.#perform(path, call, (native) => symlink(target, native)),
      readLink: (path, call) => this.#perform(path, call, (native) => readlink(native)),
      atomicReplace: (from, to, call) => this.#perform(from, call, (native) => rename(native, nativePath(to))),
      // Windows keeps no permission bits; its chmod only knows "read-only".
      ...(localPlatform === 'windows'
        ? {}
        : {
            setPermissions: (path: RemotePath, permissions: number, call: Call) =>
              this.#perform(path, call, (native) => chmod(native, permissions)),
          }),
    };
  }

  async *list(directory: RemotePath, call: Call): AsyncGenerator<Page> {
    refuseCancelled(call.signal, directory);
    if (isDriveList(directory, localPlatform)) {
      yield { entries: await this.#drives() };
      return;
    }
    try {
      let names: string[] = [];
      for await (const { name } of await opendir(nativePath(directory), { bufferSize: PAGE_ROWS })) {
        refuseCancelled(call.signal, directory);
        if (names.push(name) < PAGE_ROWS) continue;
        yield { entries: await this.#rows(directory, names) };
        refuseCancelled(call.signal, directory);
        names = [];
      }
      if (names.length > 0) yield { entries: await this.#rows(directory, names) };
    } catch (error) {
      throw localError(error, directory);
    }
  }

  stat(path: RemotePath, call: Call): Promise<Entry> {
    if (isDriveList(path, localPlatform)) return Promise.resolve({ name: '', type: 'directory' });
    return this.#perform(path, call, async (native) => this.#entry(baseName(path), native, await lstat(native)));
  }

  read(path: RemotePath, range: ReadRange, call: Call): Promise<Readable> {
    return this.#perform(path, call, async (native) => {
      // Looked at before it is opened: opening a pipe that nobody writes to would wait for ever.
      refuseAllButFiles(path, await stat(native));
      const handle = await open(native, constants.O_RDONLY);
      return new LocalReadStream(handle, path, range, call.signal);
    });
  }

  async write(path: RemotePath, body: Readable, options: WriteOptions, call: Call): Promise<number> {
    const cancel = () => body.destroy(cancelledError(path));
    call.signal.addEventListener('abort', cancel, { once: true });
    // A body that fails while the file is being opened is told of below, by the loop; nobody else listens yet.
    body.on('error', noteNothing);
    try {
      refuseCancelled(call.signal, path);
      return await writeFile(path, body, options);
    } catch (error) {
      body.destroy();
      throw localError(error, path);
    } finally {
      call.signal.removeEventListener('abort', cancel);
    }
  }

  makeDirectory(path: RemotePath, call: Call): Promise<void> {
    return this.#perform(path, call, async (native) => {
      await mkdir(native);
    });
  }

  removeFile(path: RemotePath, call: Call): Promise<void> {
    return this.#perform(path, call, async (native) => {
      if ((await lstat(native)).isDirectory()) {
        throw new RemoteError('invalid-request', `“${path}” is a directory, not a file.`, { path });
      }
      await unlink(native);
    });
  }

  removeEmptyDirectory(path: RemotePath, call: Call): Promise<void> {
    return this.#perform(path, call, (native) => rmdir(native));
  }

  rename(from: RemotePath, to: RemotePath, call: Call): Promise<void> {
    return this.#perform(from, call, async (native) => {
      const target = nativePath(to);
      const source = await lstat(native);
      try {
        if (await movedWithoutReplacing(native, target, source)) return;
      } catch (error) {
        throw localError(error, to);
      }
      throw new RemoteError('exists', `“${to}” already exists.`, { path: to });
    });
  }

  async keepAlive(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  async #perform<T>(path: RemotePath, call: Call, work: (native: string) => Promise<T>): Promise<T> {
    refuseCancelled(call.signal, path);
    try {
      return await untilCancelled(work(nativePath(path)), call.signal, path);
    } catch (error) {
      throw localError(error, path);
    }
  }

  async #rows(directory: RemotePath, names: string[]): Promise<Entry[]> {
    const rows = await Promise.all(names.map((name) => this.#row(directory, name)));
    return rows.filter((row) => row !== undefined);
  }

  async #row(directory: RemotePath, name: string): Promise<Entry | undefined> {
    if (!isEntryName(name)) return markUnusable({ name, type: 'other' });
    try {
      const native = nativePath(joinPath(directory, name));
      return await this.#entry(name, native, await lstat(native));
    } catch (error) {
      // Bytes that are no UTF-8 come as U+FFFD, and no file answers to that spelling.
      if (name.includes('\uFFFD')) return { name, type: 'other', unusable: 'undecodable-name' };
      // Removed since the directory was read.
      if (localError(error, directory).kind === 'not-found') return undefined;
      return { name, type: 'other' };
    }
  }

  async #entry(name: string, native: string, stats: Stats): Promise<Entry> {
    const entry: Entry = {
      name,
      type: typeOf(stats),
      modifiedAt: Math.round(stats.mtimeMs),
      modifiedPrecision: 'ms',
    };
    if (stats.isFile()) entry.size = stats.size;
    if (stats.isSymbolicLink()) Object.assign(entry, await whereLinkLeads(native));
    if (localPlatform === 'windows') return entry;
    this.#ownerNames ??= readOwnerNames();
    const owners = await this.#ownerNames;
    return {
      ...entry,
      permissions: stats.mode & 0o7777,
      owner: owners.user(stats.uid),
      group: owners.group(stats.gid),
    };
  }

  async #drives(): Promise<Entry[]> {
    const drives = await Promise.all(
      [...DRIVE_LETTERS].map((letter) =>
        access(`${letter}:\\`).then(
          (): Entry => ({ name: `${letter}:`, type: 'directory' }),
          () => undefined,
        ),
      ),
    );
    return drives.filter((drive) => drive !== undefined);
  }
}

function nativePath(path: RemotePath): string {
  if (!isRemotePath(path)) {
    throw new RemoteError('invalid-request', `${JSON.stringify(path)} is not a path.`, { path });
  }
  return toNativePath(path, localPlatform);
}

function typeOf(stats: Stats): EntryType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}

async function whereLinkLeads(native: string): Promise<Pick<Entry, 'targetType' | 'linkTarget'>> {
  const [target, linkTarget] = await Promise.all([
    stat(native).then(typeOf, () => 'missing' as const),
    // A link that may not be read still shows, without its target.
    readlink(native).catch(() => undefined),
  ]);
  return { targetType: target, ...(linkTarget === undefined ? {} : { linkTarget }) };
}

function refuseAllButFiles(path: RemotePath, stats: Stats): void {
  if (stats.isFile()) return;
  const what = stats.isDirectory() ? 'a directory' : 'a device or pipe';
  throw new RemoteError('invalid-request', `“${path}” is ${what}, not a file.`, { path });
}

/** Returns the bytes written. Bytes behind the last one written stay, with `at`. */
async function writeFile(path: RemotePath, body: Readable, options: WriteOptions): Promise<number> {
  // Non-blocking, so that a pipe nobody reads from is refused instead of waited for; Windows has no such flag.
  const create = constants.O_WRONLY | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);
  const handle = await open(nativePath(path), options.mode === 'create' ? create | constants.O_TRUNC : create);
  try {
    const start = options.mode === 'at' ? (options.offset ?? 0) : 0;
    let position = start;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      position += await writeWhole(handle, chunk, position);
    }
    return position - start;
  } finally {
    await handle.close();
  }
}

async function writeWhole(handle: Awaited<ReturnType<typeof open>>, chunk: Buffer, position: number): Promise<number> {
  let written = 0;
  while (written < chunk.length) {
    const { bytesWritten } = await handle.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
  return written;
}

/**
 * rename(2) replaces an existing file without a word. A hard link does not, so a file moves by link and unlink, and
 * where the disk has no hard links by looking first. False where the name is taken.
 */
async function movedWithoutReplacing(from: string, to: string, source: Stats): Promise<boolean> {
  if (source.isFile() && (await linkedAs(from, to))) {
    await dropOldName(from, to);
    return true;
  }
  const target = await lstat(to).catch((error: unknown) => {
    if (localError(error, to).kind === 'not-found') return undefined;
    throw error;
  });
  if (target !== undefined && !isOtherSpelling(from, to, source, target)) return false;
  await rename(from, to);
  return true;
}

/** False where the name is taken or the disk has no hard links; the reason is found by looking. */
async function linkedAs(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch {
    return false;
  }
}

async function dropOldName(from: string, to: string): Promise<void> {
  try {
    await unlink(from);
  } catch (error) {
    await unlink(to);
    throw error;
  }
}

/** Where case makes no difference, `readme` and `README` are one file and may be renamed into each other. */
function isOtherSpelling(from: string, to: string, source: Stats, target: Stats): boolean {
  const same = source.ino === target.ino && source.dev === target.dev;
  return same && from !== to && from.toLowerCase() === to.toLowerCase();
}

function noteNothing(): void {}
