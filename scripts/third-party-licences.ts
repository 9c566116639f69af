import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Record<string, string>;
}

/**
 * The licence texts of every package whose code is in what people install: those that the main process runs on, and
 * those that the built page is made of, each with all that they depend on.
 */
export async function thirdPartyLicences(): Promise<string> {
  const { dependencies = {} } = await manifestOf(root);
  const wanted = [...Object.keys(dependencies), ...(await packagesOfThePage())];
  const folders = new Map<string, Manifest>();
  for (const name of wanted) await collect(name, root, folders);
  const packages = [...folders].toSorted(([, a], [, b]) => a.name.localeCompare(b.name, 'en'));
  const texts = await Promise.all(
    packages.map(
      async ([folder, { name, version, license }]) =>
        `${name} ${version} (${license ?? 'see below'})\n\n${await textOf(folder, name)}`,
    ),
  );
  return `Portside contains the work of others, under these licences.\n\n${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Packages that sources of the page import by name. */
async function packagesOfThePage(): Promise<Set<string>> {
  const packages = new Set<string>();
  for (const folder of ['renderer', 'shared']) {
    for (const file of await readdir(join(root, folder), { recursive: true })) {
      if (!/(?<!\.test)\.tsx?$/.test(file)) continue;
      const source = await readFile(join(root, folder, file), 'utf8');
      for (const [, name = ''] of source.matchAll(/(?:from |import )'((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^']*)?'/g)) {
        packages.add(name);
      }
    }
  }
  return packages;
}

async function collect(name: string, from: string, folders: Map<string, Manifest>): Promise<void> {
  const folder = await folderOf(name, from);
  if (folders.has(folder)) return;
  const manifest = await manifestOf(folder);
  folders.set(folder, manifest);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) await collect(dependency, folder, folders);
}

/** Where Node finds a package that is asked for in `from`. Throws where it is not installed. */
async function folderOf(name: string, from: string): Promise<string> {
  const candidate = join(from, 'node_modules', name);
  if (await isThere(join(candidate, 'package.json'))) return candidate;
  if (from === root) throw new Error(`the package ${name} is not installed`);
  return folderOf(name, join(from, '..'));
}

/** The package's own text, and those of works of others that lie in its folders: fonts, decoders. */
async function textOf(folder: string, name: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules');
  const inside = await Promise.all(
    folders.map(async ({ name }) => (await readdir(join(folder, name))).map((file) => join(name, file))),
  );
  const files = [...entries.filter((entry) => entry.isFile()).map((entry) => entry.name), ...inside.flat()]
    .filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(basename(file)))
    .toSorted();
  if (files.length > 0) {
    return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('\n\n').trim();
  }
  const { license } = await manifestOf(folder);
  if (license) return `Licensed under ${license}; the package brings no text of it.`;
  throw new Error(`the package ${name} does not say under which licence it may be passed on`);
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
