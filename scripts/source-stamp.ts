import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..');
const stampFile = join(repository, 'out/source-stamp');
const sources = [
  'electron',
  'renderer',
  'shared',
  'assets/icon.svg',
  'scripts/build.ts',
  'package-lock.json',
  'package.json',
];

/** Changes whenever a source file is added, removed, or written. */
export async function sourceStamp(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = join(root, source);
    const names = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [''];
    for (const name of names.toSorted()) {
      const { mtimeMs, size } = await stat(join(path, name));
      hash.update(`${source}/${name} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex');
}

/** Builds where `out/` is older than the sources. */
export async function buildIfStale(): Promise<void> {
  const stamp = await sourceStamp(repository);
  const built = await readFile(stampFile, 'utf8').catch(() => '');
  if (built === stamp) return;
  console.log('Building Portside…');
  const { buildAll } = await import('./build.ts');
  await buildAll();
  await writeFile(stampFile, stamp);
}
