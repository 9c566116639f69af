import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { giveBack, takeBlock, WORTH_A_BLOCK } from '../blocks.ts';
import { cancelledError } from '../cancelled.ts';
import type { ReadRange } from '../remote-file-system.ts';
import { localError } from './local-errors.ts';

/** As much of a block as four large SFTP requests take, so that an upload has no remainders to put together. Bytes. */
const CHUNK = 4 * 255 * 1024;

/** The bytes of an open file. Closes the handle with itself; fails only with `RemoteError`. */
export class LocalReadStream extends Readable {
  readonly #handle: FileHandle;
  readonly #path: RemotePath;
  readonly #signal: AbortSignal;
  readonly #cancel: () => void;
  #position: number;
  #left: number;
  #reading: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, path: RemotePath, range: ReadRange, signal: AbortSignal) {
    super({ highWaterMark: CHUNK });
    this.#handle = handle;
    this.#path = path;
    this.#position = range.offset ?? 0;
    this.#left = range.length ?? Number.POSITIVE_INFINITY;
    this.#signal = signal;
    this.#cancel = () => this.destroy(cancelledError(path));
    // Cancelled before it was handed over, it has no reader yet who could be told.
    this.on('error', () => {});
    signal.addEventListener('abort', this.#cancel, { once: true });
    if (signal.aborted) this.#cancel();
  }

  override _read(): void {
    this.#reading = this.#readChunk();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#signal.removeEventListener('abort', this.#cancel);
    this.#reading
      .then(() => this.#handle.close())
      .then(
        () => done(error),
        (closing: unknown) => done(error ?? localError(closing, this.#path)),
      );
  }

  async #readChunk(): Promise<void> {
    const wanted = Math.min(CHUNK, this.#left);
    if (wanted === 0) {
      this.push(null);
      return;
    }
    try {
      const { bytesRead, buffer } = await this.#handle.read(takeBlock(), 0, wanted, this.#position);
      this.#position += bytesRead;
      this.#left -= bytesRead;
      this.push(bytesRead === 0 ? null : ownedBytes(buffer, bytesRead));
    } catch (error) {
      this.destroy(localError(error, this.#path));
    }
  }
}

/** What is little does not keep the block. */
function ownedBytes(block: Buffer, length: number): Buffer {
  const bytes = block.subarray(0, length);
  if (length >= WORTH_A_BLOCK) return bytes;
  const copy = Buffer.from(bytes);
  giveBack(block);
  return copy;
}
