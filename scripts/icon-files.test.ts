import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const assets = join(import.meta.dirname, '../assets');
const PNG = '89504e470d0a1a0a';

/** Width and height from a PNG's first chunk (RFC 2083 §4.1.1). */
function pngSize(png: Buffer): [number, number] {
  expect(png.subarray(0, 8).toString('hex')).toBe(PNG);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe('the icons in assets/', () => {
  it.each([16, 24, 32, 48, 64, 128, 256, 512, 1024])('hold a picture of %d pixels for Linux', async (size) => {
    expect(pngSize(await readFile(join(assets, `icons/${size}x${size}.png`)))).toEqual([size, size]);
  });

  it.each(['trayTemplate', 'tray-dark', 'tray-light', 'tray-alert'])(
    'hold %s for plain and for dense screens',
    async (name) => {
      expect(pngSize(await readFile(join(assets, `tray/${name}.png`)))).toEqual([16, 16]);
      expect(pngSize(await readFile(join(assets, `tray/${name}@2x.png`)))).toEqual([32, 32]);
    },
  );

  it('hold a Windows icon whose directory leads to pictures of the sizes it names', async () => {
    const ico = await readFile(join(assets, 'icon.ico'));
    expect(ico.readUInt16LE(2)).toBe(1);
    const entries = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => 6 + 16 * index);
    const sizes = entries.map((entry) => {
      const size = ico.readUInt8(entry) || 256;
      const offset = ico.readUInt32LE(entry + 12);
      expect(pngSize(ico.subarray(offset, offset + ico.readUInt32LE(entry + 8)))).toEqual([size, size]);
      return size;
    });
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });

  it('hold a macOS icon whose blocks fill it exactly', async () => {
    const icns = await readFile(join(assets, 'icon.icns'));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const found: Record<string, number> = {};
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const [width] = pngSize(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)));
      found[icns.toString('latin1', at, at + 4)] = width;
    }
    // Type and size: Apple's iconutil writes the same.
    expect(found).toEqual({
      icp4: 16,
      icp5: 32,
      ic07: 128,
      ic08: 256,
      ic09: 512,
      ic10: 1024,
      ic11: 32,
      ic12: 64,
      ic13: 256,
      ic14: 512,
    });
  });
});
