import type { Readable } from 'node:stream';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { giveBack } from '../blocks.ts';
import { cancelledError, untilCancelled } from '../cancelled.ts';
import type { SftpChannel } from './sftp-channel.ts';
import type { Pipeline } from './sftp-read-stream.ts';

/** Where and how to write. */
export interface WriteTarget {
  /** Has copied what it is to write when `write` returns. */
  readonly channel: Pick<SftpChannel, 'write' | 'setHandleAttributes'>;
  readonly handle: Buffer;
  readonly path: RemotePath;
  /** The first byte written. */
  readonly position: number;
  readonly pipeline: Pipeline;
}

/** Writes to an open file with many requests at once, never further than one pipeline beyond the first byte not yet acknowledged. */
export class PipelinedWrite {
  readonly #target: WriteTarget;
  readonly #signal: AbortSignal;
  readonly #sent: SentPieces;

  constructor(target: WriteTarget, signal: AbortSignal) {
    this.#target = target;
    this.#signal = signal;
    this.#sent = new SentPieces(target.position, target.pipeline.depth);
  }

  /** Every byte from the first one written to before this one has been acknowledged. */
  get certain(): number {
    return this.#sent.certain;
  }

  /**
   * Writes `body` to its end; more of it is taken only as the server acknowledges. Resolves with the bytes written when the server has
   * acknowledged all of them. The first failure (of the server, of the body, or the abort) ends it at once and destroys the body.
   */
  async write(body: Readable): Promise<number> {
    const { channel, handle, path, position, pipeline } = this.#target;
    const sent = this.#sent;
    const signal = this.#signal;
    sent.onFailure = (error) => body.destroy(error);
    const cancel = () => sent.fail(cancelledError(path));
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      for await (const piece of piecesOf(body, pipeline.chunk)) {
        await sent.room();
        sent.add(piece.length, channel.write(handle, piece, sent.end, path));
      }
      await sent.all();
      return sent.end - position;
    } catch (error) {
      throw sent.failure ?? bodyFailure(error, path);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /**
   * After a failure: where a WRITE failed and some behind it did not, the file has a gap and is cut to what is certain. That may not be
   * possible (the line is lost, the server cannot, nobody waits any more), so the length of the file is never taken for what is in it
   * (`FileSystemFacts.writesAhead`). Never rejects.
   */
  async cutToCertain(): Promise<void> {
    const { channel, handle, path } = this.#target;
    const sent = this.#sent;
    try {
      // A WRITE that is still worked on would make the file longer again.
      await untilCancelled(sent.answered(), this.#signal, path);
      if (sent.certain === sent.end) return;
      await untilCancelled(channel.setHandleAttributes(handle, { size: sent.certain }, path), this.#signal, path);
    } catch {
      // The failure of the write is what is told.
    }
  }
}

/** What was sent, in the order of the file, until all before it is acknowledged. */
class SentPieces {
  /** The first is the oldest that is not acknowledged. */
  readonly #pieces: { readonly end: number; isWritten: boolean }[] = [];
  readonly #most: number;
  onFailure: (error: Error) => void = () => {};
  #certain: number;
  #end: number;
  #due = 0;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(position: number, most: number) {
    this.#certain = position;
    this.#end = position;
    this.#most = most;
  }

  /** Every byte before this one has been acknowledged. */
  get certain(): number {
    return this.#certain;
  }

  /** Where the next piece goes. */
  get end(): number {
    return this.#end;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  add(length: number, write: Promise<void>): void {
    this.#end += length;
    const piece = { end: this.#end, isWritten: false };
    this.#pieces.push(piece);
    this.#due += 1;
    write.then(
      () => {
        piece.isWritten = true;
        this.#shift();
        this.#answer();
      },
      (error: Error) => {
        this.fail(error);
        this.#answer();
      },
    );
  }

  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.onFailure(error);
    this.#wake?.();
  }

  room(): Promise<void> {
    return this.#until(() => this.#pieces.length < this.#most);
  }

  all(): Promise<void> {
    return this.#until(() => this.#due === 0);
  }

  /** Resolves when nothing is on its way any more, whatever became of it. */
  async answered(): Promise<void> {
    while (this.#due > 0) await this.#news();
  }

  async #until(enough: () => boolean): Promise<void> {
    while (this.#failure === undefined && !enough()) await this.#news();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #news(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }

  #answer(): void {
    this.#due -= 1;
    this.#wake?.();
  }

  #shift(): void {
    for (let [first] = this.#pieces; first?.isWritten; [first] = this.#pieces) {
      this.#certain = first.end;
      this.#pieces.shift();
    }
  }
}

/**
 * The same bytes in pieces of `chunk`: larger ones are cut without copying, smaller ones gathered. A piece is read no more once the next
 * one is asked for, so its memory is used again: blocks are given back (a tenth of the processor time of an upload to OpenSSH).
 */
async function* piecesOf(body: Readable, chunk: number): AsyncGenerator<Buffer> {
  const gathered = Buffer.allocUnsafeSlow(chunk);
  let size = 0;
  for await (const bytes of body as AsyncIterable<Buffer>) {
    let from = 0;
    if (size > 0) {
      from = bytes.copy(gathered, size);
      size += from;
      if (size === chunk) {
        yield gathered;
        size = 0;
      }
    }
    for (; bytes.length - from >= chunk; from += chunk) yield bytes.subarray(from, from + chunk);
    if (from < bytes.length) size = bytes.copy(gathered, 0, from);
    giveBack(bytes);
  }
  if (size > 0) yield gathered.subarray(0, size);
}

function bodyFailure(error: unknown, path: RemotePath): RemoteError {
  if (isRemoteError(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new RemoteError('io', `What was being written to “${path}” could not be read: ${text}`, {
    path,
    cause: error,
  });
}
