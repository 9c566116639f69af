const BLOCK_BYTES = 512;

export interface ArchivedFile {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * A tar archive that every system can open (POSIX ustar).
 * @param modifiedAt ms since 1970, UTC, of every file in it.
 */
export function tarArchive(files: readonly ArchivedFile[], modifiedAt: number): Buffer {
  const members = files.map(({ name, content }) => {
    const padding = Buffer.alloc((BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES);
    return Buffer.concat([header(name, content.length, modifiedAt), content, padding]);
  });
  return Buffer.concat([...members, Buffer.alloc(2 * BLOCK_BYTES)]);
}

/** Bytes that look random, do not compress, and are the same on every start (xorshift32). */
export function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed | 1;
  for (let at = 0; at + 4 <= length; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state, at);
  }
  return bytes;
}

function header(name: string, size: number, modifiedAt: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(name, 0, 100);
  block.write(octal(0o644, 7), 100);
  block.write(octal(1000, 7), 108);
  block.write(octal(1000, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(Math.floor(modifiedAt / 1000), 11), 136);
  block.write('        ', 148); // counts as spaces in its own checksum
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
