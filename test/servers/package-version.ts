import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { preparePackages } from './packages.ts';

/** The version of an unpacked Debian package, from the head of its change log: `3.0.3-13`. Throws where the package is not there. */
export async function packageVersion(name: string): Promise<string> {
  const { root } = await preparePackages();
  const folder = join(root, 'usr/share/doc', name);
  const [file] = (await readdir(folder)).filter((each) => each.startsWith('changelog.Debian')).sort();
  if (file === undefined) throw new Error(`The package ${name} has no change log`);
  const version = /^\S+ \(([^)]+)\)/.exec(gunzipSync(await readFile(join(folder, file))).toString())?.[1];
  if (version === undefined) throw new Error(`The change log of ${name} names no version`);
  return version;
}
