import type { Readable } from 'node:stream';
import ssh2, { type FileEntry } from 'ssh2';
import type { LineSecurity } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, isRemotePath, joinPath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { endedWithin, refuseCancelled, untilCancelled } from '../cancelled.ts';
import type {
  Call,
  Extras,
  FileSystemFacts,
  Page,
  ReadRange,
  RemoteFileSystem,
  WriteOptions,
} from '../remote-file-system.ts';
import type { Transcript } from '../transcript.ts';
import type { Finish, WholeFiles } from '../whole-files.ts';
import { OwnerNames } from './owner-names.ts';
import { PipelinedWrite } from './pipelined-write.ts';
import { readDirectory } from './read-directory.ts';
import type { RemoteShell } from './remote-shell.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { entryOf, typeOf } from './sftp-entry.ts';
import {
  alreadyExists,
  directoryNotEmpty,
  isADirectory,
  isUnexplained,
  sftpError,
  statusOf,
  writeFailed,
} from './sftp-errors.ts';
import { sftpExtras } from './sftp-extras.ts';
import { type Pipeline, SftpReadStream } from './sftp-read-stream.ts';
import { readWholeFile, writeWholeFile } from './sftp-whole-files.ts';

const { OPEN_MODE } = ssh2.utils.sftp;

/** A worker has a second to let go of a copy that was cancelled. Milliseconds. */
const CREATED_WITHIN_MS = 800;

/** Rights: reading and writing, of all and of the owner. */
const NO_EXECUTION = 0o666;
const OWN = 0o600;

/** What is known of the server and the line. */
export interface ServerFacts {
  readonly home: RemotePath;
  readonly security: LineSecurity;
  /** The server's name of itself: `OpenSSH_9.2p1`. */
  readonly software: string;
  readonly reading: Pipeline;
  readonly writing: Pipeline;
  /** See `FileSystemFacts`. */
  readonly writesAhead: number;
  /** Whether a written file is put onto the server's disk before it counts as written. */
  readonly flush: boolean;
}

/**
 * One SFTP channel. Requests carry numbers, so an operation that was cancelled leaves the session usable: its answers are
 * dropped when they come.
 */
export class SftpFileSystem implements RemoteFileSystem {
  readonly facts: FileSystemFacts;
  readonly extras: Extras;
  readonly whole: WholeFiles;
  readonly #channel: SftpChannel;
  readonly #server: ServerFacts;
  readonly #transcript: Transcript;
  readonly #owners = new OwnerNames();
  /** It keeps the order of requests, and refuses to rename onto a file (as version 3 demands); others are not relied upon. */
  readonly #isOpenSsh: boolean;
  #ended: Promise<void> | undefined;

  constructor(channel: SftpChannel, server: ServerFacts, remoteShell: RemoteShell, transcript: Transcript) {
    this.#channel = channel;
    this.#server = server;
    this.#transcript = transcript;
    this.#isOpenSsh = server.software.startsWith('OpenSSH_');
    this.facts = {
      caseSensitive: !/windows/i.test(server.software),
      mtimePrecisionMs: 1000,
      writesAhead: server.writesAhead,
      home: server.home,
      security: server.security,
    };
    this.whole = {
      read: (path, size, call) => this.#readWhole(path, size, call),
      store: (path, bytes, finish, call) => this.#storeWhole(path, bytes, finish, call),
    };
    this.extras = sftpExtras(channel, remoteShell, {
      perform: (path, call, words, work) => this.#perform(path, call, words, work),
      existing: (path) => this.#existing(path),
      refuseMalformed,
    });
  }

  get lost(): RemoteError | undefined {
    return this.#channel.lost;
  }

  get isHeldUp(): boolean {
    return this.#channel.isOverdue;
  }

  async *list(directory: RemotePath, call: Call): AsyncGenerator<Page> {
    const opening = `list ${directory}`;
    const handle = await this.#perform(
      directory,
      call,
      opening,
      () => this.#channel.openDirectory(directory),
      (late) => this.#channel.discard(late, directory),
    );
    let rows = 0;
    try {
      for await (const names of readDirectory(this.#channel, { handle, path: directory }, call.signal)) {
        const entries = await this.#orCancelled(directory, call, this.#rows(directory, names));
        rows += entries.length;
        if (entries.length > 0) yield { entries };
      }
      this.#transcript.write('received', rows === 1 ? '1 row' : `${rows} rows`);
    } finally {
      this.#channel.discard(handle, directory);
    }
  }

  stat(path: RemotePath, call: Call): Promise<Entry> {
    return this.#perform(path, call, `look at ${path}`, async () => {
      const attributes = await this.#channel.lstat(path);
      const entry = { ...entryOf(baseName(path), attributes), ...this.#owners.of(attributes) };
      // The root has no name, which is no fault of its own.
      delete entry.unusable;
      return entry.type === 'symlink' ? { ...entry, ...(await this.#linkFacts(path)) } : entry;
    });
  }

  async read(path: RemotePath, range: ReadRange, call: Call): Promise<Readable> {
    const handle = await this.#open(path, OPEN_MODE.READ, `open ${path} for reading`, call);
    const stream = new SftpReadStream(this.#channel, handle, path, range, this.#server.reading, call.signal);
    try {
      const attributes = await untilCancelled(this.#channel.fstat(handle, path), call.signal, path);
      if (typeOf(attributes) === 'directory') throw isADirectory(path);
      stream.setSize(attributes.size);
    } catch (error) {
      if (isRemoteError(error, 'unsupported')) stream.setSize(Number.POSITIVE_INFINITY);
      else {
        stream.destroy();
        throw this.#told(error, path);
      }
    }
    return stream;
  }

  async write(path: RemotePath, body: Readable, options: WriteOptions, call: Call): Promise<number> {
    // A body that fails before it is read is told of when it is; nobody else listens yet.
    body.on('error', () => {});
    try {
      return await this.#write(path, body, options, call);
    } catch (error) {
      body.destroy();
      throw error;
    }
  }

  makeDirectory(path: RemotePath, call: Call): Promise<void> {
    return this.#perform(path, call, `make the directory ${path}`, () =>
      this.#explain(this.#channel.makeDirectory(path), () => this.#existing(path)),
    );
  }

  removeFile(path: RemotePath, call: Call): Promise<void> {
    return this.#perform(path, call, `remove ${path}`, () =>
      this.#explain(this.#channel.removeFile(path), () => this.#directory(path)),
    );
  }

  removeEmptyDirectory(path: RemotePath, call: Call): Promise<void> {
    return this.#perform(path, call, `remove the directory ${path}`, () =>
      this.#explain(this.#channel.removeDirectory(path), () => this.#filled(path)),
    );
  }

  rename(from: RemotePath, to: RemotePath, call: Call): Promise<void> {
    return this.#perform(from, call, `rename ${from} to ${to}`, async () => {
      refuseMalformed(to);
      if (!this.#isOpenSsh && (await this.#existing(to)) !== undefined) throw alreadyExists(to);
      await this.#explain(this.#channel.rename(from, to), () => this.#existing(to));
    });
  }

  keepAlive(call: Call): Promise<void> {
    return this.#perform(this.facts.home, call, 'keep alive', async () => {
      await this.#channel.realPath('.');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended ??= this.#channel.end();
    await this.#ended;
  }

  async #write(path: RemotePath, body: Readable, options: WriteOptions, call: Call): Promise<number> {
    const start = options.mode === 'at' ? (options.offset ?? 0) : 0;
    const flags = OPEN_MODE.WRITE | OPEN_MODE.CREAT | (options.mode === 'create' ? OPEN_MODE.TRUNC : 0);
    const words = `open ${path} for writing${start === 0 ? '' : ` from byte ${start}`}`;
    const handle = await this.#open(path, flags, words, call, options.permissions);
    const target = { channel: this.#channel, handle, path, position: start, pipeline: this.#server.writing };
    const writing = new PipelinedWrite(target, call.signal);
    let written: number | undefined;
    try {
      written = await writing.write(body);
      if (this.#server.flush) await untilCancelled(this.#channel.flush(handle, path), call.signal, path);
      await untilCancelled(this.#channel.close(handle, path), call.signal, path);
      this.#transcript.write('received', `wrote ${written} bytes to ${path}`);
      return written;
    } catch (error) {
      const explained = isUnexplained(error) ? await this.#whyNotWritten(error, path) : error;
      await writing.cutToCertain();
      this.#channel.discard(handle, path);
      // What is acknowledged and cannot be put onto the disk in the end may be missing anywhere.
      const isLostAgain = written !== undefined && statusOf(error) !== undefined;
      options.onCertain?.(isLostAgain ? start : writing.certain);
      throw this.#told(explained, path);
    }
  }

  #readWhole(path: RemotePath, size: number, call: Call): Promise<Buffer | undefined> {
    if (size >= this.#server.reading.chunk) return Promise.resolve(undefined);
    return this.#perform(path, call, `read ${path}, ${size} bytes`, () => readWholeFile(this.#channel, path, size));
  }

  async #storeWhole(path: RemotePath, bytes: Buffer, finish: Finish, call: Call): Promise<string[]> {
    const flags = OPEN_MODE.WRITE | OPEN_MODE.CREAT | OPEN_MODE.TRUNC;
    const { permissions } = finish;
    // From its first byte on nobody may read it who may not in the end.
    const begun = permissions === undefined ? undefined : (permissions & NO_EXECUTION) | OWN;
    const handle = await this.#open(path, flags, `write ${path}, ${bytes.length} bytes`, call, begun);
    const { writing, flush } = this.#server;
    const how = { chunk: writing.chunk, keepsOrder: this.#isOpenSsh, flush };
    const work = writeWholeFile(this.#channel, { handle, path }, bytes, finish, how);
    const explained = this.#explain(work, (error) => this.#whyNotWritten(error, path));
    const notes = await this.#orCancelled(path, call, explained);
    await this.rename(path, finish.moveTo, call);
    return notes;
  }

  /** Cancelled, it waits a moment for a file that it creates: who cancels removes that next, and must not come before it. */
  async #open(path: RemotePath, flags: number, words: string, call: Call, permissions?: number): Promise<Buffer> {
    const creates = (flags & OPEN_MODE.CREAT) !== 0;
    let asked: Promise<Buffer> | undefined;
    const open = () => {
      asked = this.#explain(this.#channel.open(path, flags, permissions), async (error) => {
        return (await this.#directory(path)) ?? (creates ? this.#whyNotWritten(error, path) : undefined);
      });
      return asked;
    };
    try {
      return await this.#perform(path, call, words, open, (late) => this.#channel.discard(late, path));
    } catch (error) {
      if (creates && asked && call.signal.aborted) await endedWithin(asked, CREATED_WITHIN_MS);
      throw error;
    }
  }

  async #rows(directory: RemotePath, names: FileEntry[]): Promise<Entry[]> {
    const rows = names
      .filter(({ filename }) => filename !== '.' && filename !== '..')
      .map(({ filename, attrs, longname }) => {
        const row = entryOf(filename, attrs, longname);
        this.#owners.learn(attrs, row);
        return row;
      });
    return Promise.all(
      rows.map(async (row) => {
        if (row.type !== 'symlink' || row.unusable !== undefined) return row;
        return { ...row, ...(await this.#targetType(joinPath(directory, row.name))) };
      }),
    );
  }

  async #linkFacts(path: RemotePath): Promise<Pick<Entry, 'targetType' | 'linkTarget'>> {
    const [target, linkTarget] = await Promise.all([
      this.#targetType(path),
      // A link that may not be read still shows, without its target.
      this.#channel.readLink(path).catch(() => undefined),
    ]);
    return { ...target, ...(linkTarget === undefined ? {} : { linkTarget }) };
  }

  async #targetType(path: RemotePath): Promise<Pick<Entry, 'targetType'>> {
    try {
      return { targetType: typeOf(await this.#channel.stat(path)) };
    } catch (error) {
      if (isRemoteError(error, 'not-found')) return { targetType: 'missing' };
      if (this.lost !== undefined) throw error;
      return {};
    }
  }

  /** SSH_FX_FAILURE gives no reason; where `reason` finds one, that is thrown instead. */
  async #explain<T>(work: Promise<T>, reason: (error: RemoteError) => Promise<RemoteError | undefined>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw isUnexplained(error) ? ((await reason(error)) ?? error) : error;
    }
  }

  async #existing(path: RemotePath): Promise<RemoteError | undefined> {
    return (await this.#typeAt(path)) === undefined ? undefined : alreadyExists(path);
  }

  async #directory(path: RemotePath): Promise<RemoteError | undefined> {
    return (await this.#typeAt(path)) === 'directory' ? isADirectory(path) : undefined;
  }

  async #typeAt(path: RemotePath): Promise<Entry['type'] | undefined> {
    try {
      return typeOf(await this.#channel.lstat(path));
    } catch (error) {
      if (this.lost !== undefined) throw error;
      return undefined;
    }
  }

  async #filled(path: RemotePath): Promise<RemoteError | undefined> {
    const handle = await this.#channel.openDirectory(path);
    try {
      for (;;) {
        const names = await this.#channel.readDirectory(handle, path);
        if (names === undefined) return undefined;
        if (names.some(({ filename }) => filename !== '.' && filename !== '..')) return directoryNotEmpty(path);
      }
    } finally {
      this.#channel.discard(handle, path);
    }
  }

  async #whyNotWritten(error: RemoteError, path: RemotePath): Promise<RemoteError> {
    return writeFailed(error, path, await this.#freeBytes(path));
  }

  async #freeBytes(path: RemotePath): Promise<number | undefined> {
    try {
      if (!this.#channel.offers('statvfs@openssh.com', '2')) return undefined;
      return (await this.#channel.space(parentPath(path))).free;
    } catch {
      // Asked to explain another failure; not knowing is no failure of its own.
      return undefined;
    }
  }

  /** @param onLate What to do with a result that comes after the operation was cancelled. */
  async #perform<T>(
    path: RemotePath,
    call: Call,
    words: string,
    work: () => Promise<T>,
    onLate: (late: T) => void = () => {},
  ): Promise<T> {
    refuseMalformed(path);
    refuseCancelled(call.signal, path);
    if (this.lost === undefined) this.#transcript.write('sent', words);
    return this.#orCancelled(path, call, work(), onLate);
  }

  async #orCancelled<T>(path: RemotePath, call: Call, work: Promise<T>, onLate?: (late: T) => void): Promise<T> {
    try {
      return await untilCancelled(work, call.signal, path);
    } catch (error) {
      if (call.signal.aborted && onLate !== undefined) {
        work.then(onLate, () => {
          // It failed after it was cancelled; there is nothing to give back.
        });
      }
      throw this.#told(error, path);
    }
  }

  /** The error as `RemoteError`, written to the transcript. */
  #told(error: unknown, path: RemotePath): RemoteError {
    const failure = sftpError(error, path);
    const { serverCode, serverText } = failure.data;
    const status = serverCode === undefined ? '' : ` (status ${serverCode}: ${serverText ?? ''})`;
    this.#transcript.write(failure.kind === 'cancelled' ? 'info' : 'error', `${failure.message}${status}`);
    return failure;
  }
}

function refuseMalformed(path: RemotePath): void {
  if (!isRemotePath(path)) throw new RemoteError('invalid-request', `${JSON.stringify(path)} is not a path.`, { path });
}
