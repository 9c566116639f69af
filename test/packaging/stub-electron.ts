import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In the binary, before the fuses: @electron/fuses finds them by it. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron is shipped, in the order of @electron/fuses' FuseV1Options: `1` is on, `0` is off. */
const SHIPPED_FUSES = '101100011';

/** A folder with the shape of an unpacked Electron for Linux. Its program does nothing; its fuses are real. */
export async function writeStubElectron(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  const wire = Buffer.concat([
    Buffer.from(SENTINEL),
    Buffer.from([1, SHIPPED_FUSES.length]),
    Buffer.from(SHIPPED_FUSES),
  ]);
  await writeFile(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/false\n'), wire, Buffer.alloc(64)]));
  await chmod(join(folder, 'electron'), 0o755);
  await writeFile(join(folder, 'version'), version);
  await writeFile(join(folder, 'LICENSE'), 'Electron');
  await writeFile(join(folder, 'LICENSES.chromium.html'), 'Chromium');
  await writeFile(join(folder, 'locales/en-US.pak'), '');
}
