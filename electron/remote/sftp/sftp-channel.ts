import type { Socket } from 'node:net';
import type { Attributes, Client, FileEntry, InputAttributes, SFTPWrapper } from 'ssh2';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { untilCancelled } from '../cancelled.ts';
import type { FreeSpace } from '../remote-file-system.ts';
import { keepKeyObjects } from './cipher-keys.ts';
import { errorAt, Status, sftpError, statusOf } from './sftp-errors.ts';
import type { SshConnection } from './ssh-connection.ts';
import { connectionLost, startSftp } from './start-sftp.ts';

/** What a server sends to see whether the client lives is smaller than this, and no progress of an operation. Bytes. */
const SIGN_OF_LIFE = 1024;

/** Servers that are not OpenSSH and read SYMLINK as it does: ProFTPD, and what is built on pkg/sftp. */
const LINKS_AS_OPENSSH = /^(?:mod_sftp|SFTPGo|Go\b)/;

/** Requests that ssh2 has and its types lack. */
interface LsetstatRequest {
  ext_openssh_lsetstat(path: string, attributes: { uid: number; gid: number }, done: (error?: Error) => void): void;
}
interface CopyDataRequest {
  ext_copy_data(
    from: Buffer,
    fromPosition: number,
    length: number,
    to: Buffer,
    toPosition: number,
    done: (error?: Error) => void,
  ): void;
}

/** A server that lives answers sooner, from the other end of the world. Milliseconds. */
const ANSWERED_WITHIN_MS = 3_000;

type Done<T> = (error: Error | null | undefined, value: T) => void;

/**
 * The SFTP requests (draft-ietf-secsh-filexfer-02) of one channel as promises. Requests may overlap; the server answers
 * each by its number. Every failure is a `RemoteError` with the path. When the line breaks, or is silent for too long
 * while an answer is due, `lost` is set and everything that waits fails at once.
 */
export class SftpChannel {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #endLine: () => void;
  readonly #sftp: SFTPWrapper;
  #idleMs: number;
  readonly #linksAsOpenSsh: boolean;
  readonly #waiting = new Set<(error: RemoteError) => void>();
  #lost: RemoteError | undefined;
  #isGathering = false;
  #watch: NodeJS.Timeout | undefined;
  #verdict: NodeJS.Immediate | undefined;
  #bytesAtCheck = 0;
  /** When the last answer came, or was asked for after all others had come. */
  #answeredAt = 0;

  private constructor(connection: SshConnection, sftp: SFTPWrapper, idleMs: number) {
    this.#client = connection.client;
    this.#socket = connection.socket;
    this.#endLine = connection.end;
    this.#sftp = sftp;
    this.#idleMs = idleMs;
    this.#linksAsOpenSsh = LINKS_AS_OPENSSH.test(connection.software);
    keepKeyObjects(connection.client);
    const lost = (cause?: unknown) => this.#lose(connectionLost(cause));
    this.#client.on('error', lost).on('close', () => lost());
    sftp.on('error', (error: Error) => this.#lose(protocolBroken(error)));
    sftp.on('close', () => lost()).on('end', () => lost());
  }

  /** Starts SFTP on a line that is logged in, within `idleMs`. Closes the line where that fails. */
  static async open(connection: SshConnection, idleMs: number, signal: AbortSignal): Promise<SftpChannel> {
    try {
      const sftp = await untilCancelled(startSftp(connection, idleMs), signal);
      return new SftpChannel(connection, sftp, idleMs);
    } catch (error) {
      connection.socket.destroy();
      throw error;
    }
  }

  /** Milliseconds without an answer, while one is due, after which the line counts as lost. */
  set idleMs(idleMs: number) {
    this.#idleMs = idleMs;
    this.#keepWatch();
  }

  /** Why the channel is of no more use. */
  get lost(): RemoteError | undefined {
    return this.#lost;
  }

  /** Whether an answer is due, and none has come for a while. */
  get isOverdue(): boolean {
    return this.#waiting.size > 0 && performance.now() - this.#answeredAt > ANSWERED_WITHIN_MS;
  }

  /** What the server announced beyond version 3 of the protocol: names and versions (`statvfs@openssh.com`, `2`). */
  get extensions(): Readonly<Record<string, string>> {
    // ssh2 keeps this without an accessor of its own.
    const { _extensions } = this.#sftp as unknown as { _extensions?: Record<string, string> };
    return _extensions ?? {};
  }

  /**
   * The most bytes that ssh2 asks for, or sends, in one packet: what the server announced (limits@openssh.com), else what ssh2
   * takes it for. Bytes.
   */
  get packetLimits(): { read: number; write: number } {
    // As above; an announcement has been taken in before the channel is ready.
    const { _maxReadLen, _maxWriteLen } = this.#sftp as unknown as { _maxReadLen: number; _maxWriteLen: number };
    return { read: _maxReadLen, write: _maxWriteLen };
  }

  realPath(path: string): Promise<string> {
    return this.#request(path, (done) => this.#sftp.realpath(path, done));
  }

  /** @param permissions of a file that is made by this. */
  open(path: RemotePath, flags: number, permissions?: number): Promise<Buffer> {
    return this.#request(path, (done) =>
      permissions === undefined
        ? this.#sftp.open(path, flags, done)
        : this.#sftp.open(path, flags, { mode: permissions } as InputAttributes, done),
    );
  }

  openDirectory(path: RemotePath): Promise<Buffer> {
    return this.#request(path, (done) => this.#sftp.opendir(path, done));
  }

  /** The next rows; undefined after the last. */
  async readDirectory(handle: Buffer, path: RemotePath): Promise<FileEntry[] | undefined> {
    try {
      return await this.#request<FileEntry[]>(path, (done) => this.#sftp.readdir(handle, done));
    } catch (error) {
      if (statusOf(error) === Status.EOF) return undefined;
      throw error;
    }
  }

  /**
   * Fills `into`, at most {@link packetLimits} long, from `position` on. Resolves with the bytes read, which may be fewer; 0 is the
   * end of the file.
   */
  read(handle: Buffer, into: Buffer, position: number, path: RemotePath): Promise<number> {
    return this.#request(path, (done) => {
      refuseToSplit(into, this.packetLimits.read);
      this.#sftp.read(handle, into, 0, into.length, position, done);
    });
  }

  /** Sends `bytes`, at most {@link packetLimits} long. They have been copied into their packet when this returns. */
  write(handle: Buffer, bytes: Buffer, position: number, path: RemotePath): Promise<void> {
    return this.#request(path, (done) => {
      refuseToSplit(bytes, this.packetLimits.write);
      this.#sftp.write(handle, bytes, 0, bytes.length, position, asVoid(done));
    });
  }

  close(handle: Buffer, path: RemotePath): Promise<void> {
    return this.#request(path, (done) => this.#sftp.close(handle, asVoid(done)));
  }

  /** Gives a handle back without waiting; the operation has ended already and has its own outcome. */
  discard(handle: Buffer, path: RemotePath): void {
    this.close(handle, path).catch(() => {
      // Nobody waits for this answer; a lost line shows in `lost`.
    });
  }

  stat(path: RemotePath): Promise<Attributes> {
    return this.#request(path, (done) => this.#sftp.stat(path, done));
  }

  lstat(path: RemotePath): Promise<Attributes> {
    return this.#request(path, (done) => this.#sftp.lstat(path, done));
  }

  fstat(handle: Buffer, path: RemotePath): Promise<Attributes> {
    return this.#request(path, (done) => this.#sftp.fstat(handle, done));
  }

  makeDirectory(path: RemotePath): Promise<void> {
    return this.#request(path, (done) => this.#sftp.mkdir(path, asVoid(done)));
  }

  removeDirectory(path: RemotePath): Promise<void> {
    return this.#request(path, (done) => this.#sftp.rmdir(path, asVoid(done)));
  }

  removeFile(path: RemotePath): Promise<void> {
    return this.#request(path, (done) => this.#sftp.unlink(path, asVoid(done)));
  }

  rename(from: RemotePath, to: RemotePath): Promise<void> {
    return this.#request(from, (done) => this.#sftp.rename(from, to, asVoid(done)));
  }

  /** posix-rename@openssh.com: replaces what is there, in one step. */
  replace(from: RemotePath, to: RemotePath): Promise<void> {
    return this.#request(from, (done) => this.#sftp.ext_openssh_rename(from, to, asVoid(done)));
  }

  /** @param seconds Both times, since 1970, UTC; the protocol has no finer ones. */
  setTimes(path: RemotePath, seconds: { accessed: number; modified: number }): Promise<void> {
    return this.#request(path, (done) => this.#sftp.utimes(path, seconds.accessed, seconds.modified, asVoid(done)));
  }

  setPermissions(path: RemotePath, permissions: number): Promise<void> {
    return this.#request(path, (done) => this.#sftp.chmod(path, permissions, asVoid(done)));
  }

  /** Of an open file. */
  setHandleAttributes(
    handle: Buffer,
    attributes: { mode: number } | { atime: number; mtime: number } | { size: number },
    path: RemotePath,
  ): Promise<void> {
    // ssh2's types demand every attribute; the protocol and ssh2 itself send those that are there.
    return this.#request(path, (done) => this.#sftp.fsetstat(handle, attributes as InputAttributes, asVoid(done)));
  }

  /** OpenSSH reads the two the other way round (PROTOCOL §4.1 of OpenSSH), and ssh2 swaps them for it alone. */
  makeLink(path: RemotePath, target: string): Promise<void> {
    const [to, at] = this.#linksAsOpenSsh ? [path, target] : [target, path];
    return this.#request(path, (done) => this.#sftp.symlink(to, at, asVoid(done)));
  }

  readLink(path: RemotePath): Promise<string> {
    return this.#request(path, (done) => this.#sftp.readlink(path, done));
  }

  /** statvfs@openssh.com: what this account may still write there, and the size of the disk. */
  async space(path: RemotePath): Promise<FreeSpace> {
    const figures = await this.#request<unknown>(path, (done) => this.#sftp.ext_openssh_statvfs(path, done));
    const { f_bavail, f_blocks, f_frsize } = figures as Record<'f_bavail' | 'f_blocks' | 'f_frsize', number | bigint>;
    const unit = Number(f_frsize);
    return { free: Number(f_bavail) * unit, total: Number(f_blocks) * unit };
  }

  /** hardlink@openssh.com */
  makeHardLink(path: RemotePath, existing: RemotePath): Promise<void> {
    return this.#request(path, (done) => this.#sftp.ext_openssh_hardlink(existing, path, asVoid(done)));
  }

  /** Of the entry itself where the server can (lsetstat@openssh.com), else of what a link leads to. */
  setOwner(path: RemotePath, { user, group }: { user: number; group: number }): Promise<void> {
    if (!this.offers('lsetstat@openssh.com', '1')) {
      return this.#request(path, (done) => this.#sftp.chown(path, user, group, asVoid(done)));
    }
    const { ext_openssh_lsetstat } = this.#sftp as unknown as LsetstatRequest;
    return this.#request(path, (done) =>
      ext_openssh_lsetstat.call(this.#sftp, path, { uid: user, gid: group }, asVoid(done)),
    );
  }

  /** fsync@openssh.com: resolves when the file is on the server's disk. */
  flush(handle: Buffer, path: RemotePath): Promise<void> {
    return this.#request(path, (done) => this.#sftp.ext_openssh_fsync(handle, asVoid(done)));
  }

  /** copy-data (draft-ietf-secsh-filexfer-extensions-00 §7): bytes of one open file into another, on the server. */
  copyBytes(range: { from: Buffer; to: Buffer; position: number; length: number }, path: RemotePath): Promise<void> {
    const { from, to, position, length } = range;
    const { ext_copy_data } = this.#sftp as unknown as CopyDataRequest;
    return this.#request(path, (done) =>
      ext_copy_data.call(this.#sftp, from, position, length, to, position, asVoid(done)),
    );
  }

  /** True where the server announced this extension in this version. */
  offers(extension: string, version: string): boolean {
    return this.extensions[extension] === version;
  }

  /** Says goodbye and waits for the end of the line. */
  async end(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      if (this.#socket.closed) resolve();
      else this.#socket.once('close', () => resolve());
    });
    this.#lose(new RemoteError('disconnected', 'This session was closed.'));
    this.#endLine();
    await ended;
  }

  #request<T>(path: RemotePath, send: (done: Done<T>) => void): Promise<T> {
    if (this.#lost !== undefined) return Promise.reject(errorAt(this.#lost, path));
    return new Promise((resolve, reject) => {
      const fail = (error: RemoteError) => reject(errorAt(error, path));
      const settle = (finish: () => void) => {
        this.#waiting.delete(fail);
        this.#answeredAt = performance.now();
        this.#keepWatch();
        finish();
      };
      if (this.#waiting.size === 0) this.#answeredAt = performance.now();
      this.#waiting.add(fail);
      this.#keepWatch();
      this.#gather();
      try {
        send((error, value) => settle(() => (error ? reject(sftpError(error, path)) : resolve(value))));
      } catch (error) {
        settle(() => reject(sftpError(error, path)));
      }
    });
  }

  /**
   * What is asked within one turn of the event loop leaves in one system call: ssh2 writes every packet in several pieces
   * (docs/performance.md has what that costs).
   */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#socket.cork();
    setImmediate(() => {
      this.#isGathering = false;
      this.#socket.uncork();
    });
  }

  /** An answer is due while anything waits; each one that comes starts the time anew. */
  #keepWatch(): void {
    clearImmediate(this.#verdict);
    if (this.#waiting.size === 0 || this.#lost !== undefined) {
      clearTimeout(this.#watch);
      this.#watch = undefined;
    } else if (this.#watch === undefined) {
      this.#bytesAtCheck = this.#socket.bytesRead;
      this.#watch = setTimeout(() => {
        // What came while this machine was busy itself is read first, as in `afterSilence`.
        this.#verdict = setImmediate(() => this.#checkProgress());
      }, this.#idleMs);
    } else {
      this.#watch.refresh();
    }
  }

  #checkProgress(): void {
    const progressed = this.#socket.bytesRead - this.#bytesAtCheck > SIGN_OF_LIFE;
    this.#watch = undefined;
    if (progressed) {
      this.#keepWatch();
      return;
    }
    const seconds = Math.round(this.#idleMs / 1000);
    this.#lose(
      new RemoteError('timeout', `The server has not answered for ${seconds} seconds.`, {
        hint: 'The network or the server may be down. Connect again.',
      }),
    );
    this.#socket.destroy();
  }

  #lose(reason: RemoteError): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    for (const fail of this.#waiting) fail(reason);
    this.#waiting.clear();
    this.#keepWatch();
  }
}

/**
 * ssh2 makes two requests of a longer one and sends the second when the first was answered: a round trip more, behind what was sent
 * meanwhile (a CLOSE!), and read from or into memory that may belong to somebody else by then.
 */
function refuseToSplit({ length }: Buffer, most: number): void {
  if (length <= most) return;
  throw new RemoteError(
    'unsupported',
    `${length} bytes do not fit into one packet to this server, which takes ${most}.`,
  );
}

function protocolBroken(error: Error): RemoteError {
  return new RemoteError('protocol', `The server does not keep to the SFTP protocol: ${error.message}.`, {
    cause: error,
  });
}

/** For answers that carry nothing. */
function asVoid(done: Done<void>): (error?: Error | null) => void {
  return (error) => done(error, undefined);
}
