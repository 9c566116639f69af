/** One picture of an icon file; `size` in pixels, square. */
export interface IconPicture {
  readonly size: number;
  readonly png: Buffer;
}

const ICO_HEADER = 6;
const ICO_ENTRY = 16;

/** A Windows icon with PNG pictures, as Windows Vista and later read it (Microsoft, "The evolution of the ICO file format, part 4"). */
export function encodeIco(pictures: readonly IconPicture[]): Buffer {
  const header = Buffer.alloc(ICO_HEADER + ICO_ENTRY * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  pictures.forEach(({ size, png }, index) => {
    const entry = ICO_HEADER + ICO_ENTRY * index;
    // 0 stands for 256.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** The PNG types of an Apple icon image, with the size of each in pixels; `@2x` types share their picture with the plain ones. */
const icnsTypes: readonly (readonly [string, number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
];

/** A macOS icon. Throws where a size is missing. */
export function encodeIcns(pictures: ReadonlyMap<number, Buffer>): Buffer {
  const blocks = icnsTypes.map(([type, size]) => {
    const png = pictures.get(size);
    if (!png) throw new Error(`an icon of ${size} pixels is missing`);
    return block(type, png);
  });
  return block('icns', Buffer.concat(blocks));
}

/** Type, length of the whole block, content. */
function block(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(header.length + content.length, 4);
  return Buffer.concat([header, content]);
}
