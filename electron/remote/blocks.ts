/**
 * Bytes of files travel in blocks of this length: large enough that what each of them costs does not show, small enough for the
 * processor's cache, and what one SFTP request takes fits in. Bytes.
 */
export const BLOCK_BYTES = 256 * 1024;

/** Blocks that wait to be used again, at most: enough for the copies that one thread carries at a time. */
const MOST_SPARE = 32;

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
