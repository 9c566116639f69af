import type { FileHandle } from 'node:fs/promises';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Faults, ListedRow } from './faults.ts';
import type { LiveSession } from './sessions.ts';
import { type Answer, refusal, StatusReply, status, statusOf } from './sftp-answers.ts';
import {
  MalformedPacket,
  PacketReader,
  packet,
  packetsOf,
  Request,
  Response,
  Status,
  string,
  uint32,
} from './sftp-wire.ts';
import type { SiteFiles } from './site-files.ts';

const OPEN_LIMIT = 256;

/** Announced with VERSION (OpenSSH's PROTOCOL §4). */
const EXTENSIONS = [
  ['posix-rename@openssh.com', '1'],
  ['fsync@openssh.com', '1'],
  ['limits@openssh.com', '1'],
] as const;

/** What every SFTP session of a server shares. */
export interface SftpSite {
  readonly files: SiteFiles;
  readonly faults: Faults;
}

export interface OpenFile {
  readonly kind: 'file';
  readonly path: RemotePath;
  readonly file: FileHandle;
  /** Every WRITE goes to the end, whatever its offset. */
  readonly append: boolean;
  /** Bytes written so far. */
  received: number;
}

export interface OpenDirectory {
  readonly kind: 'directory';
  readonly path: RemotePath;
  readonly rows: AsyncIterator<ListedRow>;
}

/** Where a session's packets go. */
export interface SftpLine {
  /** Resolves when the client has room for more. */
  send(bytes: Buffer): Promise<void>;
  /** Ends the connection without an answer. */
  hangUp(): void;
}

export type SftpRequests = Readonly<Record<string, (session: SftpSession, reader: PacketReader) => Promise<Answer>>>;

const requestNames = new Map(Object.entries(Request).map(([name, type]) => [type as number, name]));
const onHandles: ReadonlySet<string> = new Set(['CLOSE', 'READ', 'WRITE', 'FSTAT', 'FSETSTAT', 'READDIR']);

/**
 * One SFTP channel, version 3 (draft-ietf-secsh-filexfer-02): its open files and the loop that serves its requests, one
 * after another as OpenSSH does.
 */
export class SftpSession {
  readonly site: SftpSite;
  readonly live: LiveSession;
  /** OpenSSH's client sends the arguments of SYMLINK the other way round (its PROTOCOL §4.1). */
  readonly symlinkOrder: 'as-specified' | 'as-openssh';
  readonly #open = new Map<string, OpenFile | OpenDirectory>();
  #opened = 0;

  constructor(site: SftpSite, live: LiveSession, symlinkOrder: SftpSession['symlinkOrder']) {
    this.site = site;
    this.live = live;
    this.symlinkOrder = symlinkOrder;
  }

  /** Serves until the client ends, then closes whatever it left open. Throws {@link MalformedPacket}. */
  async serve(bytes: AsyncIterable<Buffer>, requests: SftpRequests, line: SftpLine): Promise<void> {
    try {
      for await (const body of packetsOf(bytes)) {
        const reader = new PacketReader(body);
        const type = reader.byte();
        if (type === Request.INIT) {
          const extensions = EXTENSIONS.flatMap(([name, data]) => [string(name), string(data)]);
          await line.send(packet(Response.VERSION, uint32(3), ...extensions));
          continue;
        }
        const id = reader.uint32();
        const answer = await this.#answer(requestNames.get(type) ?? '', reader, requests);
        if (answer === 'hang-up') return line.hangUp();
        await line.send(answer(id));
      }
    } finally {
      await Promise.all([...this.#open.keys()].map((handle) => this.close(Buffer.from(handle))));
    }
  }

  /** Throws where nothing more can be opened. */
  demandRoom(): void {
    if (this.#open.size >= OPEN_LIMIT) throw new StatusReply(Status.FAILURE, 'Too many open files');
  }

  /** Keeps a file or directory until its {@link close}. Returns its handle. */
  keep(opened: OpenFile | OpenDirectory): Buffer {
    this.#opened += 1;
    const handle = String(this.#opened);
    this.#open.set(handle, opened);
    return Buffer.from(handle);
  }

  file(handle: Buffer): OpenFile {
    const opened = this.#open.get(handle.toString());
    if (opened?.kind !== 'file') throw new StatusReply(Status.FAILURE, 'Invalid handle');
    return opened;
  }

  directory(handle: Buffer): OpenDirectory {
    const opened = this.#open.get(handle.toString());
    if (opened?.kind !== 'directory') throw new StatusReply(Status.FAILURE, 'Invalid handle');
    return opened;
  }

  async close(handle: Buffer): Promise<void> {
    const opened = this.#open.get(handle.toString());
    if (!opened) throw new StatusReply(Status.FAILURE, 'Invalid handle');
    this.#open.delete(handle.toString());
    if (opened.kind === 'file') await opened.file.close();
    else await opened.rows.return?.();
    if (this.#open.size === 0) this.live.finish();
  }

  async #answer(name: string, reader: PacketReader, requests: SftpRequests): Promise<Answer | 'hang-up'> {
    const run = requests[name];
    if (!run) return status(Status.OP_UNSUPPORTED, 'Operation unsupported');
    const first = reader.peek().toString();
    const argument = onHandles.has(name) ? (this.#open.get(first)?.path ?? '') : first;
    const course = this.site.faults.command({
      protocol: 'sftp',
      connection: this.live.ordinal,
      command: name,
      argument,
    });
    if (course === 'stall') await this.live.closed;
    if (course === 'stall' || course === 'close') return 'hang-up';
    if (course !== 'proceed') return refusal(course.refuse);
    try {
      return await run(this, reader);
    } catch (error) {
      if (error instanceof MalformedPacket) throw error;
      return statusOf(error);
    }
  }
}
