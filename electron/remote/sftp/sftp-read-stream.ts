import { Readable } from 'node:stream';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { giveBack, takeBlock } from '../blocks.ts';
import { cancelledError } from '../cancelled.ts';
import type { ReadRange } from '../remote-file-system.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { sftpError } from './sftp-errors.ts';

/** How the requests of a transfer are cut. */
export interface Pipeline {
  /** Bytes of one request, which is one packet. */
  readonly chunk: number;
  /** Requests on their way at once. */
  readonly depth: number;
}

/** Requests sent before the size of the file is known. */
const BEFORE_SIZE_IS_KNOWN = 2;

/** What reading needs of a channel. */
export type ReadingChannel = Pick<SftpChannel, 'read' | 'close' | 'discard'>;

interface Piece {
  readonly position: number;
  readonly bytes: Buffer;
  /** Bytes that arrived, or why they did not; undefined while on the way. */
  outcome?: number | Error;
}

/**
 * The bytes of an open remote file, read with many requests at once and delivered in order. It never holds more than
 * `depth` pieces, so a slow reader slows the server down. It ends when the server has said that the file ends, or that
 * the asked length was read, and has closed the handle. Destroying it gives the handle back without waiting.
 */
export class SftpReadStream extends Readable {
  readonly #channel: ReadingChannel;
  readonly #handle: Buffer;
  readonly #path: RemotePath;
  readonly #pipeline: Pipeline;
  readonly #signal: AbortSignal;
  readonly #cancel: () => void;
  readonly #ahead: () => number;
  /** First byte that is not wanted. */
  readonly #end: number;
  /** In the order of the file; the first is the next to deliver. */
  readonly #pieces: Piece[] = [];
  #next: number;
  #size: number | undefined;
  #wanted = false;
  #closing = false;

  constructor(
    channel: ReadingChannel,
    handle: Buffer,
    path: RemotePath,
    range: ReadRange,
    pipeline: Pipeline,
    signal: AbortSignal,
  ) {
    const ahead = () => range.ahead?.() ?? Number.POSITIVE_INFINITY;
    super({ highWaterMark: Math.min(pipeline.chunk, ahead()) });
    this.#ahead = ahead;
    this.#channel = channel;
    this.#handle = handle;
    this.#path = path;
    this.#pipeline = pipeline;
    this.#next = range.offset ?? 0;
    this.#end = range.length === undefined ? Number.POSITIVE_INFINITY : this.#next + range.length;
    this.#signal = signal;
    this.#cancel = () => this.destroy(cancelledError(path));
    // Cancelled before it was handed over, it has no reader yet who could be told.
    this.on('error', () => {});
    signal.addEventListener('abort', this.#cancel, { once: true });
    this.#request();
  }

  /** What the server says the size is; only steers how far ahead to ask, the end is where the server says it is. */
  setSize(size: number): void {
    this.#size = size;
    this.#request();
  }

  override _read(): void {
    this.#wanted = true;
    this.#deliver();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#signal.removeEventListener('abort', this.#cancel);
    this.#pieces.length = 0;
    if (!this.#closing) this.#channel.discard(this.#handle, this.#path);
    done(error);
  }

  #request(): void {
    const depth = this.#size === undefined ? BEFORE_SIZE_IS_KNOWN : this.#pipeline.depth;
    const ahead = this.#ahead();
    // Two of them on their way: while one is read the other comes.
    const chunk = Math.min(this.#pipeline.chunk, Math.ceil(ahead / 2));
    while (this.#pieces.length < depth && this.#next < this.#end && !this.#askedBeyondTheSize()) {
      if (this.#bytesAsked() + chunk > ahead && this.#pieces.length > 0) return;
      const length = Math.min(chunk, this.#end - this.#next, this.#untilSize());
      this.#pieces.push(this.#ask(this.#next, length));
      this.#next += length;
    }
  }

  #bytesAsked(): number {
    return this.#next - (this.#pieces[0]?.position ?? this.#next);
  }

  /** One request goes beyond the size, for the server to say that the file ends there. */
  #askedBeyondTheSize(): boolean {
    return this.#size !== undefined && this.#next > this.#size && this.#pieces.length > 0;
  }

  #untilSize(): number {
    if (this.#size === undefined || this.#next >= this.#size) return Number.POSITIVE_INFINITY;
    return this.#size - this.#next;
  }

  #ask(position: number, length: number): Piece {
    const piece: Piece = { position, bytes: takeBlock(length) };
    this.#channel
      .read(this.#handle, piece.bytes, position, this.#path)
      .then(
        (read) => {
          piece.outcome = read;
        },
        (error: unknown) => {
          piece.outcome = sftpError(error, this.#path);
        },
      )
      .then(() => this.#deliver());
    return piece;
  }

  #deliver(): void {
    while (this.#wanted && !this.destroyed && !this.#closing) {
      const [piece] = this.#pieces;
      if (piece === undefined) {
        this.#finish();
        return;
      }
      if (piece.outcome === undefined) return;
      if (piece.outcome instanceof Error) {
        this.destroy(piece.outcome);
        return;
      }
      this.#pieces.shift();
      this.#take(piece, piece.outcome);
    }
  }

  #take(piece: Piece, read: number): void {
    const reached = piece.position + read;
    const complete = read === piece.bytes.length;
    const ended = read === 0 || (!complete && reached === this.#size) || reached === this.#end;
    // A server may send less than was asked for; the rest has to come before what follows.
    if (!ended && !complete) this.#pieces.unshift(this.#ask(reached, piece.bytes.length - read));
    if (!ended) this.#request();
    if (read === 0) giveBack(piece.bytes);
    else this.#wanted = this.push(complete ? piece.bytes : piece.bytes.subarray(0, read));
    if (ended) this.#finish();
  }

  #finish(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#channel.close(this.#handle, this.#path).then(
      () => this.push(null),
      (error: unknown) => this.destroy(sftpError(error, this.#path)),
    );
  }
}
