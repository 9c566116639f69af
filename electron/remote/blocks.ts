/**
 * Bytes of files travel in blocks of this length. Of a gigabyte from loopback to disk, reading and writing it in pieces of 64 KiB
 * costs the system twice the time that pieces of 1 MiB do; larger ones gain nothing. Bytes.
 */
export const BLOCK_BYTES = 1024 * 1024;

/** Fewer bytes than this are better passed on as a copy of their own: a whole block would be kept for them. */
export const WORTH_A_BLOCK = BLOCK_BYTES / 4;

/** Blocks that wait to be used again, at most: what two large files have on their way. */
const MOST_SPARE = 8;

const spare: ArrayBuffer[] = [];
const lent = new WeakSet<ArrayBufferLike>();

/**
 * A block to be filled; what is in it is anything. Fresh memory costs the system about as much as moving the bytes through it, so
 * whoever reads a file takes blocks here, and whoever has the bytes last gives them back.
 */
export function takeBlock(): Buffer {
  const memory = spare.pop() ?? new ArrayBuffer(BLOCK_BYTES);
  lent.add(memory);
  return Buffer.from(memory);
}

/**
 * The block in which these bytes lie may be used again; bytes that lie in none are left alone. Only for the last one who has them,
 * and once nothing reads them any more. Whoever does not know that gives nothing back, and the block is collected as garbage.
 */
export function giveBack(bytes: Uint8Array): void {
  const memory = bytes.buffer;
  // Given back twice, it would be lent to two.
  if (!lent.delete(memory) || spare.length >= MOST_SPARE) return;
  spare.push(memory as ArrayBuffer);
}
