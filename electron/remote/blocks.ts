const KIBIBYTE = 1024;

/**
 * Bytes of files travel in blocks of this length. Of a gigabyte from loopback to disk, reading and writing it in pieces of 64 KiB
 * costs the system twice the time that pieces of 1 MiB do; larger ones gain nothing. Bytes.
 */
export const BLOCK_BYTES = 1024 * KIBIBYTE;

/** Fewer bytes than this are better passed on as a copy of their own: a whole block would be kept for them. */
export const WORTH_A_BLOCK = BLOCK_BYTES / 4;

/** What FTP and the disk take, and what one SFTP packet holds: to OpenSSH, and to all others. Bytes. */
const SIZES = [BLOCK_BYTES, 256 * KIBIBYTE, 32 * KIBIBYTE] as const;

/** Of each size so much waits to be used again, at most: what two large files have on their way. Bytes. */
const MOST_SPARE = 8 * BLOCK_BYTES;

const spare = new Map<number, ArrayBuffer[]>(SIZES.map((size) => [size, []]));
const lent = new WeakSet<ArrayBufferLike>();

/**
 * A block to be filled; what is in it is anything. Fresh memory costs the system about as much as moving the bytes through it, and what
 * lives for more than a moment is found to be garbage only when the whole heap is looked through. So whoever reads a file takes blocks
 * here, and whoever has the bytes last gives them back. Lengths that would leave most of a block empty get memory of their own.
 */
export function takeBlock(length: number = BLOCK_BYTES): Buffer {
  const size = SIZES.find((size) => length <= size && length > size / 2);
  if (size === undefined) return Buffer.allocUnsafeSlow(length);
  const memory = spare.get(size)?.pop() ?? new ArrayBuffer(size);
  lent.add(memory);
  return Buffer.from(memory, 0, length);
}

/**
 * The block in which these bytes lie may be used again; bytes that lie in none are left alone. Only for the last one who has them,
 * and once nothing reads them any more. Whoever does not know that gives nothing back, and the block is collected as garbage.
 */
export function giveBack(bytes: Uint8Array): void {
  const memory = bytes.buffer;
  // Given back twice, it would be lent to two.
  if (!lent.delete(memory)) return;
  const alike = spare.get(memory.byteLength);
  if (alike && alike.length * memory.byteLength < MOST_SPARE) alike.push(memory as ArrayBuffer);
}
