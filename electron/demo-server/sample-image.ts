import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [red: number, green: number, blue: number];

/** A PNG that fades from one colour into another, with a lighter disc like a low sun (ISO/IEC 15948). */
export function gradientPng(width: number, height: number, top: Colour, bottom: Colour): Buffer {
  // Each row starts with its filter type: none.
  const rows = Buffer.alloc((1 + 3 * width) * height);
  for (let y = 0, at = 0; y < height; y++) {
    at++;
    for (let x = 0; x < width; x++) at = writePixel(rows, at, x / width, y / height, top, bottom);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8); // eight bits a channel, red, green and blue
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @returns where the next pixel goes. */
function writePixel(rows: Buffer, at: number, x: number, y: number, top: Colour, bottom: Colour): number {
  const light = Math.hypot(x - 0.7, y - 0.45) < 0.16 ? 60 : 0;
  for (const [index, channel] of top.entries()) {
    rows[at + index] = Math.min(255, Math.round(channel + ((bottom[index] ?? 0) - channel) * y) + light);
  }
  return at + top.length;
}

function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}
