import type { Socket } from 'node:net';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import type { Ahead, ControlConnection } from './control-connection.ts';
import type { DataMode } from './data-connection.ts';
import { replyError } from './ftp-errors.ts';
import { inletOf } from './inlet.ts';
import { type Limit, patientFor, shorter, within } from './limit.ts';
import type { Attempt } from './meanings.ts';
import { isPositive, parseSize, type Reply, replyText } from './reply.ts';

/** After the data connection broke, the control connection usually says why; it gets this long. */
const EXPLANATION_MS = 5000;
/** A transfer that we end early is answered within a round trip; this is for slow lines. */
const SETTLE_MS = 5000;
/** The same after a cancel or a silence: whoever waits has waited enough, and the session is given up instead. */
const FAILED_SETTLE_MS = 500;

/** Can't open data connection; bad sequence of commands, for servers that want PASV just before. */
const WITHOUT_DATA = new Set([425, 503]);

export type TransferKind = 'download' | 'upload' | 'listing';

export interface TransferRequest {
  readonly kind: TransferKind;
  readonly command: string;
  /** Asked for just before, in the same breath. */
  readonly before?: Ahead;
  /**
   * Sent in the same breath to be answered after the transfer, which not every server takes: see `queuesCommands`. Asked for once the
   * data connection is open.
   *
   * @param ahead asks for the next data connection, where that can be.
   */
  readonly after?: (ahead: Ahead | undefined) => readonly Ahead[];
  /** Bytes to leave out, by REST (RFC 3659 §5). */
  readonly offset?: number;
  /** All that is to be uploaded, where that is little: it is sent along with the command where the line allows it. */
  readonly body?: Buffer;
  /** What a refusal of the command means; it may have to look at the server to know. */
  readonly refusal: (reply: Reply, limit: Limit) => Promise<RemoteError>;
  readonly attempt: Attempt;
}

/**
 * Brings a transfer under way: data connection, REST, the command, its 1xx reply, and with TLS the handshake, in
 * whatever order the server lets them happen.
 */
export async function beginTransfer(
  control: ControlConnection,
  mode: DataMode,
  request: TransferRequest,
  limit: Limit,
): Promise<Transfer> {
  const opening = await mode.open(control, limit);
  try {
    if (request.offset) await restartAt(control, request.offset, request.attempt, limit);
    // The TLS handshake starts with the command: some servers take part in it before they answer.
    const after = request.after?.(mode.ahead?.(control)) ?? [];
    const answered = control.exchange(request.command, limit, { before: request.before, after });
    opening.begin();
    const isSent = request.body !== undefined && opening.sendAlong?.(request.body) === true;
    const first = await answered;
    if (first.code >= 200) control.expect(after, limit.idleMs);
    if (first.code >= 300) {
      opening.close();
      // The server has given up what was opened ahead (RFC 959 §5.4: 425); nothing has happened yet.
      if (opening.isAhead && WITHOUT_DATA.has(first.code)) {
        const again = { ...request, ...(request.after && { after: () => request.after?.(undefined) ?? [] }) };
        return await beginTransfer(control, mode, again, limit);
      }
      throw await request.refusal(first, limit);
    }
    // A server with nothing to send may skip the 150 and be done.
    const end = async () => {
      const reply = await receiveClosing(control);
      control.expect(after, limit.idleMs);
      return reply;
    };
    const closing = isPositive(first) ? Promise.resolve(first) : end();
    const transfer = new Transfer(control, { first, closing }, request, () => opening.close());
    if (isSent) transfer.sentAlong = request.body?.length;
    try {
      transfer.socket = await Promise.race([opening.ready(limit), transfer.refused]);
    } catch (error) {
      throw await transfer.explain(error, limit);
    }
    return transfer;
  } catch (error) {
    opening.close();
    throw isRemoteError(error) ? opening.explain(error) : error;
  }
}

/**
 * The reply that ends a transfer. Where a download breaks, Pure-FTPd 1.0.50 ends it with a second 150 that tells how long
 * it took, and nothing after it.
 */
async function receiveClosing(control: ControlConnection): Promise<Reply> {
  for (;;) {
    const reply = await control.receive(patientFor(Number.POSITIVE_INFINITY), 'the end of the transfer');
    if (reply.code >= 200) return reply;
    if (replyText(reply).includes('(measured here)')) return { ...reply, code: 426 };
  }
}

async function restartAt(control: ControlConnection, offset: number, attempt: Attempt, limit: Limit): Promise<void> {
  const reply = await control.ask(`REST ${offset}`, limit);
  if (reply.code !== 350) throw replyError(reply, { ...attempt, to: `${attempt.to} from the middle` });
}

/**
 * A transfer under way: bytes on the data connection, and the reply that closes it on the control connection. Only both
 * together make it complete (RFC 959 §5.3).
 */
export class Transfer {
  readonly #control: ControlConnection;
  readonly #closing: Promise<Reply>;
  readonly #kind: TransferKind;
  readonly #attempt: Attempt;
  /** Bytes that the server said would come, where it did; some count from the start of the file, some from the offset. */
  readonly #announced: AnnouncedBytes | undefined;
  readonly #offset: number;
  readonly #closeData: () => void;
  /** Bytes of the request's body, where it was sent along with the command. */
  sentAlong: number | undefined;
  #socket: Socket | undefined;
  #closed: Reply | undefined;

  constructor(
    control: ControlConnection,
    { first, closing }: { first: Reply; closing: Promise<Reply> },
    { kind, attempt, offset = 0 }: TransferRequest,
    closeData: () => void,
  ) {
    this.#kind = kind;
    this.#announced = kind === 'download' ? announcedBytes(first) : undefined;
    this.#offset = offset;
    this.#control = control;
    this.#closing = closing.then((reply) => {
      this.#closed = reply;
      return reply;
    });
    // Whoever needs the reply asks for it; until then its failure is nobody's business.
    this.#closing.catch(() => {});
    this.#attempt = attempt;
    this.#closeData = closeData;
  }

  get socket(): Socket {
    if (this.#socket === undefined) throw new Error('The data connection is not open yet.');
    return this.#socket;
  }

  set socket(socket: Socket) {
    this.#socket = socket;
  }

  /** Never fulfilled; rejects as soon as the server reports a failure or the control connection is lost. */
  get refused(): Promise<never> {
    return this.#closing.then((reply) => {
      if (isPositive(reply)) return new Promise<never>(() => {});
      throw replyError(reply, this.#attempt);
    });
  }

  /** The closing reply. Rejects with `timeout` after a silence; the connection stays open, to be asked or closed. */
  finish(limit: Limit): Promise<Reply> {
    if (this.#closed) return Promise.resolve(this.#closed);
    return awaitWithin(this.#closing, limit);
  }

  /**
   * Call when all bytes have travelled. Resolves when the server confirms that; after a silence it is asked for the
   * size of the file before the transfer counts as failed, since a long transfer lets routers forget the control connection.
   *
   * @param check what SIZE must answer, if the file is known by a name.
   */
  async confirm(check: { sizeCommand: string; size: number } | undefined, limit: Limit): Promise<Reply> {
    try {
      const reply = await this.finish(limit);
      if (!isPositive(reply)) throw replyError(reply, this.#attempt);
      if (check !== undefined) await this.#compare(check, limit);
      return reply;
    } catch (error) {
      if (isRemoteError(error, 'cancelled')) {
        // All bytes are here and only the word of it is owed: that comes within a round trip.
        await this.abandon('failed');
        throw error;
      }
      if (!isRemoteError(error, 'timeout') || check === undefined || this.#control.lost) throw this.#giveUp(error);
      return await this.#askForSize(check, error, limit);
    }
  }

  /**
   * Ends the data connection before its time. Leaves the session usable where the server answers soon, else lost.
   *
   * A download is dropped; the server fails to write and says 426. An upload is ended in good order: after a TLS
   * connection that broke off, OpenSSL forgets the session (RFC 5246 §7.2.1), and a server that demands its resumption
   * would refuse all further data connections. A listing is read to its end: Pure-FTPd 1.0.50 keeps what it could not
   * send and puts it at the head of the next listing, which would then show rows of another directory.
   */
  async abandon(why: 'enough' | 'failed'): Promise<void> {
    if (this.#kind === 'upload') this.#socket?.end();
    else if (this.#kind === 'listing' && this.#socket) inletOf(this.#socket).discard();
    else this.#closeData();
    try {
      await this.finish(patientFor(why === 'failed' ? FAILED_SETTLE_MS : SETTLE_MS));
    } catch {
      this.#control.close(new RemoteError('disconnected', 'The session was closed to end a transfer early.'));
    }
    this.#closeData();
  }

  /** After the data connection broke: the server's reason where it gives one in time, else `error`. */
  async explain(error: unknown, limit: Limit): Promise<RemoteError> {
    if (isRemoteError(error, 'cancelled', 'timeout')) {
      await this.abandon('failed');
      return error;
    }
    this.#closeData();
    try {
      const reply = await this.finish(shorter(limit, EXPLANATION_MS));
      if (!isPositive(reply)) return replyError(reply, this.#attempt);
    } catch (silence) {
      this.#giveUp(silence);
    }
    if (isRemoteError(error)) return error;
    return new RemoteError('disconnected', 'The data connection broke before the end of the transfer.', {
      cause: error,
      ...(error instanceof Error ? { serverText: error.message } : {}),
      ...(this.#attempt.path === undefined ? {} : { path: this.#attempt.path }),
      hint: 'The network or the server interrupted the transfer. It can be tried again.',
    });
  }

  /**
   * A plain connection that something in between cut in good order ends like a whole file, and servers that had sent the
   * rest into their buffers say 226. What they announced in their 150 tells; it is doubted before the bytes are.
   */
  async #compare(check: { sizeCommand: string; size: number }, limit: Limit): Promise<void> {
    const announced = this.#announced;
    if (announced === undefined) return;
    const { bytes, precision } = announced;
    if ([check.size, check.size - this.#offset].some((size) => Math.abs(size - bytes) <= precision)) return;
    const size = parseSize(await this.#control.ask(check.sizeCommand, limit));
    if (size === undefined || size > check.size) throw this.#cutOff(check.size, size ?? bytes);
  }

  #cutOff(received: number, size: number): RemoteError {
    return new RemoteError('disconnected', `The data connection ended after ${received} of ${size} bytes.`, {
      retry: 'now',
      ...(this.#attempt.path === undefined ? {} : { path: this.#attempt.path }),
      hint: 'The network interrupted the transfer, though the server takes it for complete. It can be tried again.',
    });
  }

  async #askForSize(check: { sizeCommand: string; size: number }, silence: RemoteError, limit: Limit): Promise<Reply> {
    this.#control.note('No end of the transfer was announced: asking for the size of the file');
    try {
      this.#control.send(check.sizeCommand);
      const first = await this.finish(limit);
      if (first.code === 213) {
        // The announcement may still come and would answer a later command, so the session ends here.
        this.#control.close(new RemoteError('disconnected', 'The server did not announce the end of a transfer.'));
        if (parseSize(first) === check.size) return first;
        throw silence;
      }
      // Pure-FTPd answers SIZE with 500 while it still waits for bytes; then no second answer comes.
      const size = parseSize(await this.#control.receiveFinal(limit, 'an answer to SIZE'));
      if (!isPositive(first)) throw replyError(first, this.#attempt);
      // The announcement has come late, and may be wrong all the same.
      if (this.#kind === 'download' && size !== undefined && size > check.size) throw this.#cutOff(check.size, size);
      return first;
    } catch (error) {
      // One answer too few, and the next command would get it.
      if (isRemoteError(error, 'timeout', 'cancelled')) this.#control.close(error);
      throw error;
    }
  }

  /** A closing reply that is still owed would answer the next command. */
  #giveUp(error: unknown): unknown {
    if (this.#closed === undefined) this.#control.close(error);
    return error;
  }
}

function awaitWithin(closing: Promise<Reply>, limit: Limit): Promise<Reply> {
  return within(limit, 'the end of the transfer', (resolve, reject) => {
    closing.then(resolve, reject);
    return () => {};
  });
}

interface AnnouncedBytes {
  readonly bytes: number;
  /** How far the number may be from the truth. */
  readonly precision: number;
}

/** `150 Opening BINARY mode data connection for file (1234 bytes).` of vsftpd, ProFTPD and many others, `12.5 kbytes to download` of Pure-FTPd. */
function announcedBytes(first: Reply): AnnouncedBytes | undefined {
  if (first.code >= 200) return undefined;
  const text = first.lines.join(' ');
  const exact = /\((\d{1,15}) bytes?\)/i.exec(text)?.[1];
  if (exact !== undefined) return { bytes: Number(exact), precision: 0 };
  const thousands = /\b(\d{1,12}\.\d) kbytes to download/i.exec(text)?.[1];
  return thousands === undefined ? undefined : { bytes: Number(thousands) * 1024, precision: 103 };
}
