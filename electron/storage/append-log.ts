import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FrameBlocks, readFrames } from './append-log-frames.ts';
import { syncDirectory } from './sync-directory.ts';

/** What was not yet forced to the disk is forced there after this time: a power cut costs no more. */
const SYNC_WITHIN_MS = 500;

/**
 * A file that only grows: each entry is one framed line. A crash at any byte costs the entries that were not written
 * whole, never one before them. Entries reach the system in the order in which they were added, many at a time; after
 * `written` they survive the end of the process, after `synced` a power cut too.
 */
export class AppendLog implements AsyncDisposable {
  readonly #file: string;
  #handle: FileHandle;
  #position: number;
  #pending = new FrameBlocks();
  /** What was added since a rewriting began. */
  #tail: FrameBlocks | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #flushing: Promise<void> | undefined;
  #unsynced = false;
  #syncTimer: NodeJS.Timeout | undefined;

  private constructor(file: string, handle: FileHandle, position: number) {
    this.#file = file;
    this.#handle = handle;
    this.#position = position;
  }

  /**
   * Opens the log, or begins it, and hands over what it holds, oldest first. A torn end is cut off. Throws Node's error where the
   * file cannot be read or written. `damaged`: stretches that were not understood and left out.
   */
  static async open(file: string, take: (entry: string) => void): Promise<{ log: AppendLog; damaged: number }> {
    await mkdir(dirname(file), { recursive: true });
    // Not 'a': with it, systems ignore the position of a write.
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      const { size } = await handle.stat();
      const read = (into: Buffer, position: number) => readWhole(handle, into, position);
      const { damaged, end } = await readFrames({ size, read }, take);
      if (end < size) await handle.truncate(end);
      return { log: new AppendLog(file, handle, end), damaged };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Bytes of the file, once everything added is written. */
  get size(): number {
    return this.#position;
  }

  /** Adds an entry: a text without line breaks. It is written soon; `written` says when. */
  append(entry: string): void {
    this.#pending.add(entry);
    this.#tail?.add(entry);
    this.#flushing ??= this.#flushSoon();
  }

  /** Resolves when all that was added is with the system. Throws Node's error where it cannot be; the next call tries again. */
  async written(): Promise<void> {
    if (!this.#pending.isEmpty) this.#flushing ??= this.#flushSoon();
    await this.#flushing;
    if (!this.#pending.isEmpty) await this.written();
  }

  /** Resolves when all that was added is on the disk. */
  async synced(): Promise<void> {
    await this.written();
    await this.#inTurn(() => this.#sync());
  }

  /**
   * Puts these entries in place of all that was added so far, and keeps what is added meanwhile behind them. They are
   * asked for bit by bit, so that a hundred thousand do not hold up the thread.
   */
  async rewrite(slices: Iterable<readonly string[]>): Promise<void> {
    const beside = `${this.#file}.new`;
    this.#tail = new FrameBlocks();
    let position = 0;
    const fresh = await open(beside, 'w', 0o600);
    try {
      for (const slice of slices) {
        const blocks = new FrameBlocks();
        for (const entry of slice) blocks.add(entry);
        position += await writeAt(fresh, blocks.end(), position);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      await this.#inTurn(async () => {
        // What waits to be written is part of what was added since.
        const tail = this.#tail?.end() ?? [];
        const covered = this.#pending.end();
        this.#tail = undefined;
        this.#pending = new FrameBlocks();
        try {
          position += await writeAt(fresh, tail, position);
          await fresh.sync();
          await fresh.close();
          await this.#replaceBy(beside);
        } catch (error) {
          this.#pending.putBack(covered);
          throw error;
        }
        this.#position = position;
        await syncDirectory(dirname(this.#file));
        this.#unsynced = false;
      });
    } catch (error) {
      this.#tail = undefined;
      await fresh.close().catch(() => undefined);
      await rm(beside, { force: true });
      throw error;
    }
  }

  /** Resolves when everything is on the disk and the file is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.synced();
    } finally {
      clearTimeout(this.#syncTimer);
      await this.#inTurn(() => this.#handle.close());
    }
  }

  async #replaceBy(beside: string): Promise<void> {
    await this.#handle.close();
    try {
      await rename(beside, this.#file);
    } finally {
      this.#handle = await open(this.#file, 'r+');
    }
  }

  #flushSoon(): Promise<void> {
    // What is added in the same turn of the event loop is one write.
    const flushed = new Promise<void>((resolve) => setImmediate(resolve)).then(() =>
      this.#inTurn(async () => {
        this.#flushing = undefined;
        if (this.#pending.isEmpty) return;
        const blocks = this.#pending.end();
        this.#pending = new FrameBlocks();
        try {
          this.#position += await writeAt(this.#handle, blocks, this.#position);
        } catch (error) {
          // What was written in part is written over by the next attempt.
          this.#pending.putBack(blocks);
          throw error;
        }
        this.#unsynced = true;
        this.#syncTimer ??= setTimeout(() => {
          this.#syncTimer = undefined;
          // Whoever needs certainty asks for `synced`, and hears of a failure there.
          this.#inTurn(() => this.#sync()).catch(() => undefined);
        }, SYNC_WITHIN_MS).unref();
      }),
    );
    // Those who wait for `written` hear of it; nobody may wait.
    flushed.catch(() => undefined);
    return flushed;
  }

  async #sync(): Promise<void> {
    if (!this.#unsynced) return;
    await this.#handle.datasync();
    this.#unsynced = false;
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

/** @returns the bytes written. */
async function writeAt(handle: FileHandle, blocks: readonly Buffer[], position: number): Promise<number> {
  let at = position;
  for (const block of blocks) {
    for (let written = 0; written < block.length; ) {
      const { bytesWritten } = await handle.write(block, written, block.length - written, at);
      written += bytesWritten;
      at += bytesWritten;
    }
  }
  return at - position;
}

/** @returns the bytes read; fewer than asked for only at the end of the file. */
async function readWhole(handle: FileHandle, into: Buffer, position: number): Promise<number> {
  let read = 0;
  while (read < into.length) {
    const { bytesRead } = await handle.read(into, read, into.length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return read;
}
