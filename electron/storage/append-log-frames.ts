import { crc32 } from 'node:zlib';

/** A frame is `<length, 8 hex> <CRC-32, 8 hex> <text>\n`; length and checksum are those of the text's UTF-8. */
const HEAD = 18;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const FIRST_BLOCK = 4 * 1024;
const LARGEST_BLOCK = 256 * 1024;
const PIECE = 256 * 1024;

/** Framed texts on their way to the disk, in blocks: a hundred thousand small ones would cost many times their length. */
export class FrameBlocks {
  #full: Buffer[] = [];
  #open = Buffer.alloc(0);
  #used = 0;

  get isEmpty(): boolean {
    return this.#full.length === 0 && this.#used === 0;
  }

  /** Adds a text without line breaks. */
  add(entry: string): void {
    const length = Buffer.byteLength(entry);
    const size = HEAD + length + 1;
    if (this.#open.length - this.#used < size) this.#begin(size);
    const start = this.#used + HEAD;
    const end = start + length;
    this.#open.write(entry, start, 'utf8');
    const head = `${hex(length)} ${hex(crc32(this.#open.subarray(start, end)))} `;
    this.#open.write(head, this.#used, 'latin1');
    this.#open[end] = NEWLINE;
    this.#used += size;
  }

  /** Everything that was added, oldest first; nothing more may be added. */
  end(): Buffer[] {
    this.#close();
    return this.#full;
  }

  /** Puts back what could not be written, ahead of what was added since. */
  putBack(blocks: readonly Buffer[]): void {
    this.#full = [...blocks, ...this.#full];
  }

  /** Small at first: most of what is written at one time is a line or two. */
  #begin(size: number): void {
    const next = Math.min(Math.max(FIRST_BLOCK, this.#open.length * 4), LARGEST_BLOCK);
    this.#close();
    this.#open = Buffer.allocUnsafeSlow(Math.max(next, size));
  }

  #close(): void {
    if (this.#used > 0) this.#full.push(this.#open.subarray(0, this.#used));
    this.#open = Buffer.alloc(0);
    this.#used = 0;
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** Where frames are read from. */
export interface FrameSource {
  /** Bytes. */
  readonly size: number;
  /** Fills the buffer from there on. @returns the bytes read; fewer only at the end. */
  read(into: Buffer, position: number): Promise<number>;
}

/** What reading came to. */
export interface FramesRead {
  /** Stretches that were not understood and left out: the torn end of a write, or damage to the disk. */
  readonly damaged: number;
  /** Where the last whole frame ends. */
  readonly end: number;
}

/**
 * Hands over the texts of all whole frames, oldest first, piece by piece: no more of the file is held than a piece, or the longest
 * frame. What stands between two whole frames is left out.
 */
export async function readFrames(
  source: FrameSource,
  take: (entry: string) => void,
  pieceLength = PIECE,
): Promise<FramesRead> {
  const { size } = source;
  let piece = Buffer.alloc(0);
  /** Of the piece, in the file; and the next byte to look at, in the piece. */
  let start = 0;
  let at = 0;
  let damaged = 0;
  let end = 0;
  let isWhole = true;

  /** Makes so many bytes ready from `at` on, as far as the file goes. */
  const need = async (length: number): Promise<void> => {
    const kept = piece.subarray(at);
    if (kept.length >= length || start + piece.length >= size) return;
    const more = Math.min(Math.max(length - kept.length, pieceLength), size - start - piece.length);
    const next = Buffer.allocUnsafeSlow(kept.length + more);
    kept.copy(next);
    const read = await source.read(next.subarray(kept.length), start + piece.length);
    start += at;
    at = 0;
    piece = next.subarray(0, kept.length + read);
    if (read < more) throw new Error('A file that only grows became shorter while it was read.');
  };

  while (start + at < size) {
    await need(HEAD);
    const length = lengthAt(piece, at);
    const isWithin = length !== undefined && start + at + HEAD + length < size;
    if (isWithin) await need(HEAD + length + 1);
    const entry = isWithin ? textAt(piece, at, length) : undefined;
    if (isWithin && entry !== undefined) {
      take(entry);
      at += HEAD + length + 1;
      end = start + at;
      isWhole = true;
      continue;
    }
    if (isWhole) damaged++;
    isWhole = false;
    // On to the next line, in this piece or a later one.
    for (;;) {
      const line = piece.indexOf(NEWLINE, at);
      at = line < 0 ? piece.length : line + 1;
      if (line >= 0 || start + at >= size) break;
      await need(1);
    }
  }
  return { damaged, end };
}

/** Undefined where no frame begins here. */
function lengthAt(bytes: Buffer, at: number): number | undefined {
  if (at + HEAD > bytes.length || bytes[at + 8] !== SPACE || bytes[at + 17] !== SPACE) return undefined;
  const length = Number.parseInt(bytes.toString('latin1', at, at + 8), 16);
  return Number.isNaN(length) ? undefined : length;
}

/** Undefined where the text is not as it was written. */
function textAt(bytes: Buffer, at: number, length: number): string | undefined {
  const start = at + HEAD;
  const end = start + length;
  if (bytes[end] !== NEWLINE) return undefined;
  const text = bytes.subarray(start, end);
  const sum = Number.parseInt(bytes.toString('latin1', at + 9, at + 17), 16);
  return crc32(text) === sum ? text.toString('utf8') : undefined;
}
