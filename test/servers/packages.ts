import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from './run-command.ts';

/** Everything the test servers keep between runs. Git ignores it; deleting it is always safe. */
export const cacheFolder = resolve(import.meta.dirname, '../../.cache/servers');

/** Debian packages that are unpacked together. */
export interface PackageSet {
  readonly packages: readonly string[];
  /** What is run out of them. Each is checked for missing libraries before the cache counts as ready. */
  readonly programs: readonly string[];
}

/** The servers conflict with each other as installed packages; unpacked side by side they do not. */
const serverPackages = [
  'vsftpd',
  'openssh-server',
  'openssh-sftp-server',
  'openssh-client',
  'openssl',
  'proftpd-core',
  'proftpd-mod-crypto',
  'pure-ftpd',
  'pure-ftpd-common',
  // What an administrator's machine has: rights, processes, sockets, a system log.
  'sudo',
  'procps',
  'iproute2',
  'busybox',
  // Keys as PuTTY's users have them, and one-time codes as a second step of a login.
  'putty-tools',
  'libpam-oath',
];

/** What the tests run out of them. */
const serverPrograms = [
  'usr/sbin/vsftpd',
  'usr/sbin/sshd',
  'usr/sbin/proftpd',
  'usr/sbin/pure-ftpd',
  'usr/lib/openssh/sftp-server',
  'usr/bin/ssh',
  'usr/bin/ssh-keygen',
  'usr/bin/openssl',
  'usr/bin/puttygen',
  'usr/bin/sudo',
  'usr/bin/ftpwho',
  'usr/sbin/pure-ftpwho',
];

/** Debian packages unpacked into a folder of the cache; nothing of them is installed on the machine. */
export interface UnpackedPackages {
  /** The folder that stands for `/` of the packages. */
  readonly root: string;
  /** Value of LD_LIBRARY_PATH for programs of these packages, the folder being seen under `root`. */
  libraryPath(root: string): string;
}

const servers: PackageSet = { packages: serverPackages, programs: serverPrograms };

const prepared = new Map<PackageSet, Promise<UnpackedPackages>>();

/**
 * Fetches and unpacks packages, those of the servers unless told otherwise, once; with a filled cache it only looks at one folder.
 * Safe when several processes do it at once: each unpacks into a folder of its own and the first to finish wins.
 * Throws when apt cannot give the packages (no network, not a Debian).
 */
export function preparePackages(set = servers): Promise<UnpackedPackages> {
  const preparing = prepared.get(set) ?? findOrUnpack(set);
  prepared.set(set, preparing);
  return preparing;
}

async function findOrUnpack(set: PackageSet): Promise<UnpackedPackages> {
  const root = join(cacheFolder, `packages-${await cacheKey(set)}`);
  if (!existsSync(root)) await unpackInto(root, set);
  return describePackages(root);
}

async function cacheKey({ packages, programs }: PackageSet): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8');
  const facts = { serverPackages: packages, programs, release, arch: process.arch };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
}

async function describePackages(root: string): Promise<UnpackedPackages> {
  const folders: string[] = [];
  for (const parent of ['usr/lib', 'lib']) {
    if (!existsSync(join(root, parent))) continue;
    const names = await readdir(join(root, parent));
    folders.push(...names.filter((name) => name.includes('-linux-gnu')).map((name) => join(parent, name)));
  }
  if (existsSync(join(root, 'usr/libexec/sudo'))) folders.push('usr/libexec/sudo'); // its own libraries
  return { root, libraryPath: (seenAs) => folders.map((folder) => join(seenAs, folder)).join(':') };
}

async function unpackInto(root: string, set: PackageSet): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, 'unpacking-'));
  try {
    const downloads = join(work, 'downloads');
    const unpacked = join(work, 'root');
    await mkdir(downloads);
    await mkdir(unpacked);
    await download(set, work, downloads);
    for (const file of await readdir(downloads)) await runCommand('dpkg', ['-x', join(downloads, file), unpacked]);
    await chmod(unpacked, 0o755); // the servers' users run programs of it
    await requireLibraries(await describePackages(unpacked), set);
    await moveIntoPlace(unpacked, root);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Renames a finished folder to its place in the cache; when another process was first, its folder stays. */
export async function moveIntoPlace(finished: string, place: string): Promise<void> {
  try {
    await rename(finished, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  }
}

/** Tries the machine's own package lists; when they are missing or outdated, fetches lists of our own into the work folder. */
async function download(set: PackageSet, work: string, downloads: string): Promise<void> {
  const unsandboxed = ['-o', 'APT::Sandbox::User=root']; // apt's own user may not write into the repository
  try {
    await downloadWith(set, unsandboxed, downloads);
  } catch {
    // Whatever was wrong with the machine's lists, fresh ones settle it, and their error is the one worth showing.
    const lists = join(work, 'lists');
    await mkdir(join(lists, 'partial'), { recursive: true });
    await mkdir(join(work, 'apt'));
    const own = [...unsandboxed, '-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${join(work, 'apt')}`];
    await runCommand('apt-get', [...own, 'update']);
    await downloadWith(set, own, downloads);
  }
}

async function downloadWith({ packages }: PackageSet, aptOptions: readonly string[], downloads: string): Promise<void> {
  const libraries = await missingLibraryPackages(packages, aptOptions);
  await runCommand('apt-get', [...aptOptions, 'download', ...packages, ...libraries], { cwd: downloads });
}

/** The library packages that these depend on, directly or through each other, and that the machine does not have. */
async function missingLibraryPackages(packages: readonly string[], aptOptions: readonly string[]): Promise<string[]> {
  const installed = await installedPackages();
  const missing = new Set<string>();
  let level = packages;
  while (level.length > 0) {
    const listing = await runCommand('apt-cache', [...aptOptions, 'depends', '--important', ...level]);
    const names = [...listing.matchAll(/^[ |]+(?:Pre)?Depends: (lib[^\s<>:]+)$/gm)].map((match) => match[1] ?? '');
    level = [...new Set(names)].filter((name) => !installed.has(name) && !missing.has(name));
    for (const name of level) missing.add(name);
  }
  return [...missing];
}

async function installedPackages(): Promise<Set<string>> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const listing = await runCommand('dpkg-query', ['--show', '--showformat', '${db:Status-Abbrev} ${Package}\n']);
  return new Set([...listing.matchAll(/^ii\s+(\S+)$/gm)].map((match) => match[1] ?? ''));
}

async function requireLibraries(packages: UnpackedPackages, { programs }: PackageSet): Promise<void> {
  for (const program of programs) {
    const listing = await runCommand('ldd', [join(packages.root, program)], {
      env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) },
    });
    const missing = [...listing.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1]);
    if (missing.length > 0) throw new Error(`${program} cannot run: ${missing.join(', ')} not found`);
  }
}
