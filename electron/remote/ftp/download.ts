import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { isRemoteError, type RemoteError } from '../../../shared/model/remote-error.ts';
import { cancelledError } from '../cancelled.ts';
import { errorAt } from './ftp-errors.ts';
import { type Inlet, inletOf } from './inlet.ts';
import { type Limit, silenceError } from './limit.ts';
import type { LineEnds } from './line-ends.ts';
import type { Reply } from './reply.ts';
import type { Transfer } from './transfer.ts';

/** What the server sent before it reported a failure may still be on the way; after a silence of this it is not. */
const AFTER_REFUSAL_MS = 1000;

export interface DownloadOptions {
  readonly path: string;
  readonly limit: Limit;
  /** Bytes to deliver at most; the transfer is ended early there. */
  readonly length?: number;
  /** The SIZE command for this file and what it must answer once `received` bytes came. */
  readonly check?: (received: number) => { sizeCommand: string; size: number };
  /** Finds fault with a closing reply that looks well. */
  readonly objection?: (reply: Reply) => RemoteError | undefined;
  /** Changes the bytes on their way. */
  readonly lineEnds?: LineEnds;
  /** Called once the control connection is free again. */
  readonly released: () => void;
}

/**
 * The bytes of RETR or of a listing. Ends only after the server's closing reply; everything else destroys it with a
 * `RemoteError`, once all that came before has been read: a download goes on from there. Destroying it early ends the transfer and
 * leaves the session usable where the server plays along.
 */
export class DownloadStream extends Readable {
  readonly #transfer: Transfer;
  readonly #socket: Socket;
  readonly #inlet: Inlet;
  readonly #options: DownloadOptions;
  readonly #cancel: () => void;
  #received = 0;
  #state: 'flowing' | 'ending' | 'over' = 'flowing';
  /** What the server or the control connection said against the transfer, while its bytes still come. */
  #refusal: unknown;
  /** Why nothing more comes, while what came waits to be read. */
  #failure: Error | undefined;

  constructor(transfer: Transfer, options: DownloadOptions) {
    // The inlet gathers what nobody wants yet.
    super({ highWaterMark: 1 });
    this.#transfer = transfer;
    this.#socket = transfer.socket;
    this.#inlet = inletOf(transfer.socket);
    this.#options = options;
    const { signal, idleMs } = options.limit;
    this.#cancel = () => this.destroy(cancelledError(options.path));
    signal.addEventListener('abort', this.#cancel, { once: true });
    const socket = this.#socket;
    socket.once('end', () => void this.#end());
    socket.once('error', (error) => void this.#break(error));
    socket.once('close', () => void this.#break(new Error('The data connection was closed.')));
    socket.on('timeout', () => this.#silence());
    socket.setTimeout(idleMs);
    transfer.refused.catch((error) => {
      if (this.#state !== 'flowing') return;
      this.#refusal = error;
      socket.setTimeout(Math.min(idleMs, AFTER_REFUSAL_MS));
    });
    // An empty data connection ends before anybody listens.
    if (socket.readableEnded) void this.#end();
    else if (socket.errored) void this.#break(socket.errored);
    else if (socket.destroyed) void this.#break(new Error('The data connection was closed.'));
    socket.resume();
    if (signal.aborted) this.#cancel();
  }

  override _read(): void {
    const failure = this.#failure;
    // This is called before the bytes that are asked for are handed over.
    if (failure) process.nextTick(() => this.destroy(failure));
    else if (this.#state === 'flowing') this.#inlet.want((bytes) => this.#deliver(bytes));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { limit, released } = this.#options;
    limit.signal.removeEventListener('abort', this.#cancel);
    const settle = async () => {
      if (this.#state === 'over') return;
      this.#state = 'over';
      await this.#transfer.abandon(isRemoteError(error) ? 'failed' : 'enough');
    };
    settle().then(() => {
      released();
      done(error);
    }, done);
  }

  #deliver(chunk: Buffer): void {
    if (this.#state !== 'flowing') return;
    const { length = Number.POSITIVE_INFINITY } = this.#options;
    const wanted = length - this.#received;
    const part = chunk.length > wanted ? chunk.subarray(0, wanted) : chunk;
    this.#received += part.length;
    if (this.#received >= length) void this.#stop();
    const bytes = this.#options.lineEnds?.translate(part) ?? part;
    if (bytes.length > 0) this.push(bytes);
    else this._read();
  }

  #deliverRest(): void {
    if (this.#state === 'flowing') for (const bytes of this.#inlet.rest()) this.#deliver(bytes);
  }

  /** All that was asked for is here; what the server still has to send is not wanted. */
  async #stop(): Promise<void> {
    this.#state = 'ending';
    await this.#transfer.abandon('enough');
    this.#complete();
  }

  async #end(): Promise<void> {
    this.#deliverRest();
    if (this.#state !== 'flowing') return;
    this.#state = 'ending';
    this.#socket.setTimeout(0);
    const { limit, check, objection } = this.#options;
    try {
      const reply = await this.#transfer.confirm(check?.(this.#received), limit);
      const problem = objection?.(reply);
      if (problem) this.#fail(problem);
      else this.#complete();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #break(error: Error): Promise<void> {
    this.#deliverRest();
    if (this.#state !== 'flowing') return;
    this.#state = 'ending';
    this.#fail(await this.#transfer.explain(error, this.#options.limit));
  }

  /** A reader that takes its time makes the socket silent too, and is no fault of the server's; neither are bytes that wait to be read. */
  #silence(): void {
    const { idleMs } = this.#options.limit;
    const before = this.#socket.bytesRead;
    const wasHeldUp = this.#inlet.isHeldUp;
    setImmediate(() => {
      if (this.#state !== 'flowing') return;
      if (wasHeldUp || this.#socket.bytesRead > before) this.#socket.setTimeout(idleMs);
      else {
        this.#deliverRest();
        this.#fail(this.#refusal ?? silenceError('more bytes', idleMs));
      }
    });
  }

  #complete(): void {
    if (this.destroyed) return;
    this.#state = 'over';
    this.#socket.destroy();
    const held = this.#options.lineEnds?.end();
    if (held?.length) this.push(held);
    this.push(null);
  }

  #fail(error: unknown): void {
    if (this.destroyed || this.#state === 'over') return;
    const failure = errorAt(error, this.#options.path);
    if (this.readableLength === 0) this.destroy(failure);
    else this.#failure = failure;
  }
}

/** Nothing to read, without a transfer. */
export function emptyStream(): Readable {
  return Readable.from([]);
}
