// Builds Portside and packs it for this system: npm run package -- [electron-builder's own options].
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildIfStale } from './source-stamp.ts';
import { thirdPartyLicences } from './third-party-licences.ts';

const root = join(import.meta.dirname, '..');

await buildIfStale();
await writeFile(join(root, 'out/third-party-licences.txt'), await thirdPartyLicences());
const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js');
const { status } = spawnSync(process.execPath, [builder, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
