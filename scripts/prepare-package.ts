// What electron-builder packs besides Electron: the build, and the licences of what is in it. See npm run package.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildIfStale } from './source-stamp.ts';
import { thirdPartyLicences } from './third-party-licences.ts';

await buildIfStale();
await writeFile(join(import.meta.dirname, '../out/third-party-licences.txt'), await thirdPartyLicences());
