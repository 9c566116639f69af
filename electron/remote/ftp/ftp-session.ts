import type { Readable } from 'node:stream';
import type { LineSecurity } from '../../../shared/model/connection.ts';
import type { FtpTransferType } from '../../../shared/model/connection-options.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { isRemotePath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../cancelled.ts';
import type { Timeouts } from '../connect.ts';
import type {
  Call,
  Extras,
  FileSystemFacts,
  Page,
  ReadRange,
  RemoteFileSystem,
  WriteOptions,
} from '../remote-file-system.ts';
import { type Finish, sizeNotTold, type WholeFiles } from '../whole-files.ts';
import { changeExtras, makeDirectory, removeEmptyDirectory, removeFile, rename } from './changes.ts';
import { DownloadStream, emptyStream } from './download.ts';
import { mostSessionsIn } from './features.ts';
import { findEntry } from './find-entry.ts';
import { errorAt, errorOf } from './ftp-errors.ts';
import type { FtpServer } from './ftp-server.ts';
import { exactTime, moveToFreeName, readDatedFile, readWholeFile, writeWholeFile } from './ftp-whole-file.ts';
import type { Limit } from './limit.ts';
import { fromNetwork, ToNetwork } from './line-ends.ts';
import { listDirectory } from './list-directory.ts';
import { accountRefused } from './login.ts';
import { missing } from './meanings.ts';
import { directoryToEnter, fileArgument, refuseForeign } from './path-form.ts';
import { explainRefusal } from './refusal.ts';
import { isPositive, type Reply } from './reply.ts';
import { type Perform, serverExtras } from './server-extras.ts';
import { beginTransfer } from './transfer.ts';
import { dataTypeOf } from './transfer-type.ts';
import { Turns } from './turns.ts';
import { upload } from './upload.ts';

/** How long a server may take to say goodbye. */
const GOODBYE_MS = 1000;

export interface FtpSessionOptions {
  readonly home: RemotePath;
  readonly security: LineSecurity;
  readonly timeouts: Pick<Timeouts, 'idleMs'>;
  /** Default: `binary`. */
  readonly transferType?: FtpTransferType | undefined;
}

/**
 * One FTP session. Operations run one after the other; a second one waits for its turn, a stream keeps the turn until
 * it has closed.
 *
 * Cancelling while a reply is owed closes the control connection, since FTP has no way to take a command back: the
 * session is then `lost`. Cancelling a transfer ends the data connection, and where the server acknowledges that
 * within half a second the session stays usable.
 */
export class FtpSession implements RemoteFileSystem {
  readonly facts: FileSystemFacts;
  readonly extras: Extras;
  readonly whole?: WholeFiles;
  readonly #server: FtpServer;
  readonly #timeouts: FtpSessionOptions['timeouts'];
  readonly #transferType: FtpTransferType;
  readonly #turns = new Turns();
  #accountGiven = false;
  /** It offers SIZE, and refuses it. */
  #tellsNoSize = false;

  constructor(server: FtpServer, options: FtpSessionOptions) {
    const { features } = server;
    this.#server = server;
    this.#timeouts = options.timeouts;
    this.#transferType = options.transferType ?? 'binary';
    const maxSessions = mostSessionsIn(server.control.welcome);
    this.facts = {
      ...(maxSessions === undefined ? {} : { maxSessions }),
      caseSensitive: features.system !== 'windows',
      mtimePrecisionMs: features.has('MLST') || features.has('MDTM') ? 1000 : 60_000,
      home: options.home,
      security: options.security,
    };
    // The short way spells paths with slashes, and moves nothing that cannot be compared by its size.
    if (server.paths.kind === 'slashes' && features.has('SIZE')) {
      this.whole = {
        read: (path, size, call) => this.#readWhole(path, call, (limit) => readWholeFile(server, path, size, limit)),
        ...(features.has('MDTM') && {
          readDated: (path: RemotePath, size: number, call: Call) =>
            this.#readWhole(path, call, (limit) => readDatedFile(server, path, size, limit)),
        }),
        store: (path, bytes, finish, call) => this.#storeWhole(path, bytes, finish, call),
      };
    }
    const perform: Perform = (path, call, work) => this.#perform(path, call, work);
    // The same object stays: an ability that proves missing is taken out of it.
    const changes = server.paths.kind === 'slashes' ? changeExtras(server, perform) : {};
    this.extras = Object.assign(changes, serverExtras(server, perform));
  }

  get lost(): Error | undefined {
    return this.#server.control.lost;
  }

  async *list(directory: RemotePath, call: Call): AsyncGenerator<Page> {
    const limit = this.#limit(call);
    this.#refuse(directory, call);
    const done = await this.#turn(directory, limit);
    try {
      const refusal = (reply: Reply) => explainRefusal(this.#server, 'list', directory, reply, limit);
      yield* listDirectory(this.#server, directory, refusal, limit);
    } catch (error) {
      throw errorAt(error, directory);
    } finally {
      done();
    }
  }

  stat(path: RemotePath, call: Call): Promise<Entry> {
    return this.#perform(path, call, async (limit) => {
      const entry = await findEntry(this.#server, path, 'quick', limit);
      if (entry === undefined) throw errorOf(missing({ to: '', path }), { to: '', path });
      return entry;
    });
  }

  modifiedTime(path: RemotePath, call: Call): Promise<number | undefined> {
    if (this.#server.paths.kind === 'foreign') return Promise.resolve(undefined);
    return this.#perform(path, call, (limit) => exactTime(this.#server, path, limit));
  }

  translates(path: RemotePath): boolean {
    return dataTypeOf(path, this.#transferType) === 'ascii';
  }

  async read(path: RemotePath, range: ReadRange, call: Call): Promise<Readable> {
    this.#refuse(path, call);
    const { offset = 0, length } = range;
    const translated = this.translates(path);
    if (translated && (offset > 0 || length !== undefined)) throw onlyWhole(path);
    if (length === 0) return emptyStream();
    const limit = this.#limit(call);
    const done = await this.#turn(path, limit);
    try {
      const { control, dataMode } = this.#server;
      const attempt = { to: `read “${path}”`, path };
      const refusal = (reply: Reply, limit: Limit) => explainRefusal(this.#server, 'read', path, reply, limit);
      await this.#server.type.use(translated ? 'ascii' : 'image', limit);
      const file = await this.#reach(path, refusal, limit);
      const transfer = await beginTransfer(
        control,
        dataMode,
        { kind: 'download', command: `RETR ${file}`, offset, refusal, attempt },
        limit,
      );
      // SIZE counts the bytes of the type that is set; most servers refuse to count those of ASCII (RFC 3659 §4).
      const isCounted = !translated && this.#server.features.has('SIZE');
      const check = isCounted
        ? (received: number) => ({ sizeCommand: `SIZE ${file}`, size: offset + received })
        : undefined;
      return new DownloadStream(transfer, {
        path,
        limit,
        released: done,
        ...(length === undefined ? {} : { length }),
        ...(check === undefined ? {} : { check }),
        ...(translated ? { lineEnds: fromNetwork() } : {}),
      });
    } catch (error) {
      done();
      throw errorAt(error, path);
    }
  }

  async write(path: RemotePath, body: Readable, options: WriteOptions, call: Call): Promise<number> {
    // What goes wrong with the body is told of below and by the upload; nobody else listens.
    body.on('error', () => {});
    try {
      // Before the server has truncated anything.
      if (body.destroyed && !body.readableEnded) throw body.errored ?? new Error('the source was closed');
      return await this.#change(path, call, (limit) => this.#store(path, body, options, limit));
    } catch (error) {
      throw errorAt(error, path);
    } finally {
      body.destroy();
    }
  }

  makeDirectory(path: RemotePath, call: Call): Promise<void> {
    return this.#change(path, call, (limit) => makeDirectory(this.#server, path, limit));
  }

  removeFile(path: RemotePath, call: Call): Promise<void> {
    return this.#change(path, call, (limit) => removeFile(this.#server, path, limit));
  }

  removeEmptyDirectory(path: RemotePath, call: Call): Promise<void> {
    return this.#change(path, call, (limit) => removeEmptyDirectory(this.#server, path, limit));
  }

  rename(from: RemotePath, to: RemotePath, call: Call): Promise<void> {
    return this.#change(from, call, (limit) => {
      this.#refuse(to, call);
      return rename(this.#server, from, to, { replacing: 'never' }, limit);
    });
  }

  async keepAlive(call: Call): Promise<void> {
    refuseCancelled(call.signal);
    const limit = this.#limit(call);
    const done = await this.#turns.take(limit);
    try {
      // Any answer is a sign of life, even that the server does not know NOOP.
      await this.#server.control.ask('NOOP', limit);
    } finally {
      done();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { control } = this.#server;
    if (this.#turns.taken) control.close(new RemoteError('disconnected', 'This session was closed.'));
    else await control.quit(GOODBYE_MS);
  }

  /** What names a file in a command, once its directory was entered where that must be. */
  async #reach(
    path: RemotePath,
    refusal: (reply: Reply, limit: Limit) => Promise<RemoteError>,
    limit: Limit,
  ): Promise<string> {
    const { control, paths } = this.#server;
    const directory = directoryToEnter(paths, path);
    if (directory !== undefined) {
      const entered = await control.ask(`CWD ${directory}`, limit);
      if (!isPositive(entered)) throw await refusal(entered, limit);
    }
    return fileArgument(paths, path);
  }

  /** Nothing is translated on the short way, so that texts have to take the long one. */
  async #readWhole<T>(
    path: RemotePath,
    call: Call,
    read: (limit: Limit) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    if (this.translates(path)) return undefined;
    return this.#perform(path, call, read);
  }

  async #storeWhole(path: RemotePath, bytes: Buffer, finish: Finish, call: Call): Promise<string[]> {
    const { modifiedAt, permissions, moveTo } = finish;
    if (this.translates(moveTo)) {
      throw new RemoteError('unsupported', 'A text that is translated on the way is no whole file.', { path });
    }
    if (this.#tellsNoSize) throw sizeNotTold(path);
    const { timeIsSet, isMoved, nameIsFree } = await this.#perform(path, call, (limit) => {
      this.#refuse(moveTo, call);
      return writeWholeFile(this.#server, path, bytes, finish, limit);
    }).catch((error: unknown) => {
      // Nothing is written twice for that more than once.
      if (isRemoteError(error, 'unsupported')) this.#tellsNoSize = true;
      throw error;
    });
    if (isMoved) return [];
    const notes: string[] = [];
    const set = async (what: string, change: Promise<void> | undefined) => {
      try {
        await change;
      } catch (error) {
        if (!isRemoteError(error) || error.kind === 'cancelled' || this.lost) throw error;
        notes.push(`${what} could not be kept: ${error.message}`);
      }
    };
    // The usual way asked for it, and was refused: this one tries others, or says why.
    if (modifiedAt !== undefined && !timeIsSet) {
      await set('The date', this.extras.setModifiedTime?.(path, modifiedAt, call));
    }
    if (permissions !== undefined) {
      await set('The permissions of the source', this.extras.setPermissions?.(path, permissions, call));
    }
    const moved =
      nameIsFree && (await this.#perform(path, call, (limit) => moveToFreeName(this.#server, path, moveTo, limit)));
    if (!moved) await this.rename(path, moveTo, call);
    return notes;
  }

  /** STOR; from the middle REST and STOR, or APPE where that is the end of the file and the server wants it so. */
  async #store(path: RemotePath, body: Readable, options: WriteOptions, limit: Limit): Promise<number> {
    const { control, dataMode } = this.#server;
    const offset = options.mode === 'at' ? (options.offset ?? 0) : 0;
    const translated = this.translates(options.named ?? path);
    if (translated && offset > 0) throw onlyWhole(path);
    await this.#server.type.use(translated ? 'ascii' : 'image', limit);
    const attempt = { to: `write “${path}”`, path };
    const refusal = (reply: Reply, limit: Limit) => explainRefusal(this.#server, 'write', path, reply, limit);
    const request = { kind: 'upload', command: `STOR ${path}`, offset, refusal, attempt } as const;
    let transfer = await beginTransfer(control, dataMode, request, limit).catch((error: unknown) => {
      if (offset > 0 && isRemoteError(error, 'unsupported') && !control.lost) return undefined;
      throw error;
    });
    if (transfer === undefined) {
      const entry = await findEntry(this.#server, path, 'quick', limit);
      if (entry?.size !== offset) {
        throw new RemoteError('unsupported', 'This server cannot go on writing in the middle of a file.', { path });
      }
      transfer = await beginTransfer(
        control,
        dataMode,
        { kind: 'upload', command: `APPE ${path}`, refusal, attempt },
        limit,
      );
    }
    if (translated) return upload(transfer, body, { path, limit, lineEnds: new ToNetwork() });
    const check = (sent: number) => ({ sizeCommand: `SIZE ${path}`, size: offset + sent });
    return upload(transfer, body, { path, limit, check });
  }

  /** @param path what it is about; absent for what is about no path. */
  /** Like `#perform`, for what is not done on servers whose paths are not ours. */
  async #change<T>(path: RemotePath, call: Call, work: (limit: Limit) => Promise<T>): Promise<T> {
    refuseForeign(this.#server.paths, path);
    return this.#perform(path, call, work);
  }

  async #perform<T>(path: RemotePath | undefined, call: Call, work: (limit: Limit) => Promise<T>): Promise<T> {
    if (path === undefined) refuseCancelled(call.signal);
    else this.#refuse(path, call);
    const limit = this.#limit(call);
    const done = await this.#turn(path, limit);
    try {
      return await this.#withAccount(work, limit);
    } catch (error) {
      throw path === undefined ? error : errorAt(error, path);
    } finally {
      done();
    }
  }

  /** Some servers want ACCT before they let anything be changed (532, RFC 959 §5.4); it is given once. */
  async #withAccount<T>(work: (limit: Limit) => Promise<T>, limit: Limit): Promise<T> {
    const { control, account } = this.#server;
    try {
      return await work(limit);
    } catch (error) {
      const asksForAccount = isRemoteError(error) && error.data.serverCode === 532;
      if (!asksForAccount || this.#accountGiven || control.lost) throw error;
    }
    const secret = await account(limit.signal);
    const reply = await control.askHiding(`ACCT ${secret}`, [secret], limit);
    if (!isPositive(reply)) throw accountRefused(reply);
    this.#accountGiven = true;
    return work(limit);
  }

  async #turn(path: RemotePath | undefined, limit: Limit): Promise<() => void> {
    try {
      if (this.#server.control.lost) throw this.#server.control.lost;
      return await this.#turns.take(limit);
    } catch (error) {
      throw path === undefined ? error : errorAt(error, path);
    }
  }

  /** Before anything is sent. */
  #refuse(path: RemotePath, call: Call): void {
    if (!isRemotePath(path) || /[\r\n]/.test(path)) {
      const what = isRemotePath(path) ? 'has a line break in it, which FTP cannot send' : 'is not a path';
      throw new RemoteError('invalid-request', `${JSON.stringify(path)} ${what}.`, { path });
    }
    refuseUnspeakable(this.#server, path);
    refuseCancelled(call.signal, path);
  }

  #limit(call: Call): Limit {
    return { signal: call.signal, idleMs: this.#timeouts.idleMs };
  }
}

/** A path with characters that the site's character set lacks. */
function refuseUnspeakable({ control }: FtpServer, path: RemotePath): void {
  try {
    control.text.encode(path);
  } catch (error) {
    throw errorAt(error, path);
  }
}

function onlyWhole(path: RemotePath): RemoteError {
  return new RemoteError('unsupported', 'A part of a file cannot travel as text (ASCII type).', {
    path,
    hint: 'Its line ends are changed on the way, so that no place in it is the same on both sides. Copy it whole, or as binary.',
  });
}
