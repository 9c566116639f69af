import type { Readable } from 'node:stream';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { giveBack } from '../blocks.ts';
import { cancelledError } from '../cancelled.ts';
import type { SftpChannel } from './sftp-channel.ts';
import type { Pipeline } from './sftp-read-stream.ts';

/** Where and how to write. */
export interface WriteTarget {
  /** Has copied what it is to write when `write` returns. */
  readonly channel: Pick<SftpChannel, 'write'>;
  readonly handle: Buffer;
  readonly path: RemotePath;
  /** The first byte written. */
  readonly position: number;
  readonly pipeline: Pipeline;
}

/**
 * Writes `body` to its end with many requests on their way at once; more of it is taken only as the server acknowledges.
 * Resolves with the bytes written when the server has acknowledged all of them. The first failure (of the server, of the
 * body, or the abort) ends it at once and destroys the body.
 */
export async function writePipelined(target: WriteTarget, body: Readable, signal: AbortSignal): Promise<number> {
  const { channel, handle, path, pipeline } = target;
  const acknowledgements = new Acknowledgements(pipeline.depth, (error) => body.destroy(error));
  const cancel = () => acknowledgements.fail(cancelledError(path));
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  let position = target.position;
  try {
    for await (const piece of piecesOf(body, pipeline.chunk)) {
      await acknowledgements.room();
      acknowledgements.expect(channel.write(handle, piece, position, path));
      position += piece.length;
    }
    await acknowledgements.all();
    return position - target.position;
  } catch (error) {
    throw acknowledgements.failure ?? bodyFailure(error, path);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** Counts what the server still has to acknowledge. */
class Acknowledgements {
  readonly #most: number;
  readonly #onFailure: (error: Error) => void;
  #due = 0;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(most: number, onFailure: (error: Error) => void) {
    this.#most = most;
    this.#onFailure = onFailure;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  expect(write: Promise<void>): void {
    this.#due += 1;
    write.then(
      () => {
        this.#due -= 1;
        this.#wake?.();
      },
      (error: Error) => this.fail(error),
    );
  }

  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#onFailure(error);
    this.#wake?.();
  }

  room(): Promise<void> {
    return this.#until(() => this.#due < this.#most);
  }

  all(): Promise<void> {
    return this.#until(() => this.#due === 0);
  }

  async #until(enough: () => boolean): Promise<void> {
    while (this.#failure === undefined && !enough()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    if (this.#failure !== undefined) throw this.#failure;
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
