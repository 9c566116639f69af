import { constants } from 'node:fs';
import { lstat, mkdir, open, opendir, rmdir, stat, unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Readable } from 'node:stream';
import { type Entry, markUnusable } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, isEntryName, isRemotePath, joinPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { giveBack } from '../blocks.ts';
import { cancelledError, refuseCancelled, untilCancelled } from '../cancelled.ts';
import type { NameRules } from '../name-rules.ts';
import type {
  Call,
  Extras,
  FileSystemFacts,
  Page,
  ReadRange,
  RemoteFileSystem,
  WriteOptions,
} from '../remote-file-system.ts';
import type { WholeFiles } from '../whole-files.ts';
import { listDrives } from './local-drives.ts';
import { LocalEntries } from './local-entry.ts';
import { localError } from './local-errors.ts';
import { localExtras } from './local-extras.ts';
import { LocalNames } from './local-names.ts';
import { fromNativePath, isDriveList, toNativePath } from './local-path.ts';
import { type LocalPlatform, localPlatform } from './local-platform.ts';
import { LocalReadStream } from './local-read-stream.ts';
import { movedWithoutReplacing } from './local-rename.ts';
import { localWholeFiles } from './local-whole-files.ts';
import { refuseAllButFiles } from './refuse-all-but-files.ts';
import type { Trash } from './trash.ts';

/** Rows a page: few enough that the first ones show at once. */
const PAGE_ROWS = 500;

export interface LocalFileSystemOptions {
  /** Absent: nothing can be moved to the trash. */
  readonly trash?: Trash;
}

/**
 * The disks of this computer as a `RemoteFileSystem`. Cheap to make and free of state but for what it remembers of names:
 * one per caller or one for all.
 *
 * Cancelling stops a listing, a read, a write and the copy of a large file at the next chunk; of the small operations it ends only
 * the wait.
 *
 * A write is not forced to the disk: with fdatasync(2) 500 small files took two to three times as long and a large one three
 * times (measured on two SSD file systems). After a power cut the newest files may be short, as with other programs that copy.
 */
export class LocalFileSystem implements RemoteFileSystem {
  readonly lost = undefined;
  readonly extras: Extras;
  readonly facts: FileSystemFacts;
  readonly whole: WholeFiles;
  readonly #platform: LocalPlatform = localPlatform;
  readonly #entries = new LocalEntries(localPlatform);
  readonly #names = new LocalNames(localPlatform);

  constructor({ trash }: LocalFileSystemOptions = {}) {
    const platform = this.#platform;
    this.facts = {
      caseSensitive: platform.names.caseSensitive,
      mtimePrecisionMs: 1,
      home: fromNativePath(homedir(), platform),
      security: { level: 'local' },
    };
    this.whole = localWholeFiles(
      (path) => this.#native(path),
      (from, to, call) => this.rename(from, to, call),
    );
    this.extras = localExtras({
      platform,
      trash,
      perform: (path, call, work) => this.#perform(path, call, work),
      native: (path) => this.#native(path),
    });
  }

  async *list(directory: RemotePath, call: Call): AsyncGenerator<Page> {
    refuseCancelled(call.signal, directory);
    if (isDriveList(directory, this.#platform)) {
      const drives = await untilCancelled(listDrives(), call.signal, directory);
      yield { entries: drives.map((name): Entry => ({ name, type: 'directory' })) };
      return;
    }
    try {
      let names: string[] = [];
      for await (const { name } of await opendir(this.#native(directory), { bufferSize: PAGE_ROWS })) {
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
    if (isDriveList(path, this.#platform)) return Promise.resolve({ name: '', type: 'directory' });
    return this.#perform(path, call, async (native) =>
      this.#entries.entry(baseName(path), native, await lstat(native)),
    );
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
      return await writeFile(this.#native(path), body, options);
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
      const target = this.#native(to);
      const source = await lstat(native);
      try {
        if (await movedWithoutReplacing(native, target, source, this.#platform)) return;
      } catch (error) {
        throw localError(error, to);
      }
      throw new RemoteError('exists', `“${to}” already exists.`, { path: to });
    });
  }

  hasOtherNames(path: RemotePath, call: Call): Promise<boolean> {
    return this.#perform(path, call, async (native) => {
      const stats = await lstat(native);
      return stats.isFile() && stats.nlink > 1;
    });
  }

  async nameRules(directory: RemotePath, call: Call): Promise<NameRules> {
    if (isDriveList(directory, this.#platform)) return this.#platform.names;
    return this.#perform(directory, call, (native) => this.#names.rulesOf(native));
  }

  async keepAlive(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  async #perform<T>(path: RemotePath, call: Call, work: (native: string) => Promise<T>): Promise<T> {
    refuseCancelled(call.signal, path);
    try {
      return await untilCancelled(work(this.#native(path)), call.signal, path);
    } catch (error) {
      throw localError(error, path);
    }
  }

  #native(path: RemotePath): string {
    if (!isRemotePath(path)) {
      throw new RemoteError('invalid-request', `${JSON.stringify(path)} is not a path.`, { path });
    }
    try {
      return toNativePath(path, this.#platform);
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
      const native = this.#native(joinPath(directory, name));
      return await this.#entries.entry(name, native, await lstat(native));
    } catch (error) {
      // Bytes that are no UTF-8 come as U+FFFD, and no file answers to that spelling.
      if (name.includes('\uFFFD')) return { name, type: 'other', unusable: 'undecodable-name' };
      // Removed since the directory was read.
      if (localError(error, directory).kind === 'not-found') return undefined;
      return { name, type: 'other' };
    }
  }
}

/** Returns the bytes written. Bytes behind the last one written stay, with `at`. */
async function writeFile(native: string, body: Readable, options: WriteOptions): Promise<number> {
  // Non-blocking, so that a pipe nobody reads from is refused instead of waited for; Windows has no such flag.
  const create = constants.O_WRONLY | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);
  const flags = options.mode === 'create' ? create | constants.O_TRUNC : create;
  const handle = await open(native, flags, options.permissions);
  try {
    const start = options.mode === 'at' ? (options.offset ?? 0) : 0;
    let position = start;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      position += await writeWhole(handle, chunk, position);
      giveBack(chunk);
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

function noteNothing(): void {}
