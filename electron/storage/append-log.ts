import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

/** What was not yet forced to the disk is forced there after this time: a power cut costs no more. */
const SYNC_WITHIN_MS = 500;
/** A frame is `<length, 8 hex> <CRC-32, 8 hex> <text>\n`; length and checksum are those of the text's UTF-8. */
const HEAD = 18;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/** What a log held when it was opened. */
export interface LogContent {
  /** The texts, oldest first. */
  readonly entries: string[];
  /** Stretches that were not understood and left out: the torn end of a write, or damage to the disk. */
  readonly damaged: number;
}

/**
 * A file that only grows: each entry is one framed line. A crash at any byte costs the entries that were not written
 * whole, never one before them. Entries reach the system in the order in which they were added, many at a time; after
 * `written` they survive the end of the process, after `synced` a power cut too.
 */
export class AppendLog implements AsyncDisposable {
  readonly #file: string;
  #handle: FileHandle;
  #position: number;
  #pending: string[] = [];
  /** What was added since a rewriting began. */
  #tail: string[] | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #flushing: Promise<void> | undefined;
  #unsynced = false;
  #syncTimer: NodeJS.Timeout | undefined;

  private constructor(file: string, handle: FileHandle, position: number) {
    this.#file = file;
    this.#handle = handle;
    this.#position = position;
  }

  /** Opens the log, or begins it. A torn end is cut off. Throws Node's error where the file cannot be read or written. */
  static async open(file: string): Promise<{ log: AppendLog; content: LogContent }> {
    await mkdir(dirname(file), { recursive: true });
    const bytes = await readIfThere(file);
    const { entries, damaged, end } = readFrames(bytes);
    // Not 'a': with it, systems ignore the position of a write.
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600);
    if (end < bytes.length) await handle.truncate(end);
    return { log: new AppendLog(file, handle, end), content: { entries, damaged } };
  }

  /** Bytes of the file, once everything added is written. */
  get size(): number {
    return this.#position;
  }

  /** Adds an entry: a text without line breaks. It is written soon; `written` says when. */
  append(entry: string): void {
    const line = frame(entry);
    this.#pending.push(line);
    this.#tail?.push(line);
    this.#flushing ??= this.#flushSoon();
  }

  /** Resolves when all that was added is with the system. Throws Node's error where it cannot be; the next call tries again. */
  async written(): Promise<void> {
    if (this.#pending.length > 0) this.#flushing ??= this.#flushSoon();
    await this.#flushing;
    if (this.#pending.length > 0) await this.written();
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
    this.#tail = [];
    let position = 0;
    const fresh = await open(beside, 'w', 0o600);
    try {
      for (const slice of slices) {
        position += await writeAt(fresh, slice.map(frame).join(''), position);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      await this.#inTurn(async () => {
        // What waits to be written is part of what was added since.
        const tail = this.#tail ?? [];
        const covered = this.#pending.length;
        this.#tail = undefined;
        position += await writeAt(fresh, tail.join(''), position);
        await fresh.sync();
        await fresh.close();
        await this.#handle.close();
        try {
          await rename(beside, this.#file);
          this.#position = position;
          this.#pending.splice(0, covered);
        } finally {
          this.#handle = await open(this.#file, 'r+');
        }
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

  #flushSoon(): Promise<void> {
    // What is added in the same turn of the event loop is one write.
    const flushed = new Promise<void>((resolve) => setImmediate(resolve)).then(() =>
      this.#inTurn(async () => {
        this.#flushing = undefined;
        const lines = this.#pending;
        if (lines.length === 0) return;
        this.#pending = [];
        try {
          this.#position += await writeAt(this.#handle, lines.join(''), this.#position);
        } catch (error) {
          // What was written in part is written over by the next attempt.
          this.#pending = [...lines, ...this.#pending];
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

function frame(entry: string): string {
  const bytes = Buffer.from(entry);
  return `${hex(bytes.length)} ${hex(crc32(bytes))} ${entry}\n`;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** The whole frames of a file; `end` is where the last of them ends. What stands between two of them is left out. */
export function readFrames(bytes: Buffer): LogContent & { readonly end: number } {
  const entries: string[] = [];
  let damaged = 0;
  let end = 0;
  let at = 0;
  let isWhole = true;
  while (at < bytes.length) {
    const next = frameAt(bytes, at);
    if (next) {
      entries.push(next.entry);
      at = next.end;
      end = at;
      isWhole = true;
      continue;
    }
    if (isWhole) damaged++;
    isWhole = false;
    const line = bytes.indexOf(NEWLINE, at);
    at = line < 0 ? bytes.length : line + 1;
  }
  return { entries, damaged, end };
}

function frameAt(bytes: Buffer, at: number): { entry: string; end: number } | undefined {
  const start = at + HEAD;
  if (start > bytes.length || bytes[at + 8] !== SPACE || bytes[at + 17] !== SPACE) return undefined;
  const length = Number.parseInt(bytes.toString('latin1', at, at + 8), 16);
  const sum = Number.parseInt(bytes.toString('latin1', at + 9, at + 17), 16);
  const end = start + length;
  if (!(end < bytes.length) || bytes[end] !== NEWLINE) return undefined;
  const text = bytes.subarray(start, end);
  return crc32(text) === sum ? { entry: text.toString('utf8'), end: end + 1 } : undefined;
}

/** @returns the bytes written. */
async function writeAt(handle: FileHandle, text: string, position: number): Promise<number> {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
  return written;
}

async function readIfThere(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** A new name is safe only when its directory is; Windows cannot open one and does without. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
