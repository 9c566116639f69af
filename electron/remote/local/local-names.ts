import type { Stats } from 'node:fs';
import { lstat, opendir, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { NameRules } from '../name-rules.ts';
import { type LocalPlatform, platforms } from './local-platform.ts';

/** Kinds of file systems with the rules of Windows, as Linux numbers them (statfs(2), linux/magic.h). */
const WINDOWS_KINDS = new Set([
  0x4d44, // MSDOS: FAT
  0x2011bab0, // exFAT
  0x7366746e, // ntfs3
]);
/** Entries looked at in search of one whose name has letters. */
const ENTRIES_LOOKED_AT = 50;
const REMEMBERED = 1_000;
/** For so long a directory is taken for the one it was: of many files that go into it, not each looks. Milliseconds. */
const SAME_FOR_MS = 1_000;

/** What the directories of this computer's disks can hold: found by looking, not by the name of the system. Writes nothing. */
export class LocalNames {
  readonly #platform: LocalPlatform;
  readonly #known = new Map<string, Promise<NameRules>>();
  #last: { readonly directory: string; readonly rules: Promise<NameRules>; readonly at: number } | undefined;

  constructor(platform: LocalPlatform) {
    this.#platform = platform;
  }

  /** @param directory A native path; of one that does not exist yet, the rules are those of the nearest one that does. */
  rulesOf(directory: string): Promise<NameRules> {
    const now = performance.now();
    if (this.#last?.directory === directory && now - this.#last.at < SAME_FOR_MS) return this.#last.rules;
    const rules = this.#find(directory);
    this.#last = { directory, rules, at: now };
    rules.catch(() => {
      if (this.#last?.rules === rules) this.#last = undefined;
    });
    return rules;
  }

  async #find(directory: string): Promise<NameRules> {
    const { path, stats } = await nearestDirectory(directory);
    // One computer mixes disks, and Windows and ext4 let each directory choose.
    const key = `${stats.dev}:${stats.ino}`;
    const known = this.#known.get(key) ?? this.#look(path, stats);
    this.#known.delete(key);
    this.#known.set(key, known);
    known.catch(() => this.#known.delete(key));
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(oldest);
    }
    return known;
  }

  async #look(path: string, stats: Stats): Promise<NameRules> {
    const [base, seen] = await Promise.all([this.#byKind(path), caseSensitivity(path, stats)]);
    return { ...base, caseSensitive: seen ?? base.caseSensitive };
  }

  async #byKind(path: string): Promise<NameRules> {
    if (this.#platform.name !== 'linux') return this.#platform.names;
    const { type } = await statfs(path);
    return WINDOWS_KINDS.has(type) ? platforms.windows.names : this.#platform.names;
  }
}

async function nearestDirectory(path: string): Promise<{ path: string; stats: Stats }> {
  for (let at = path; ; at = dirname(at)) {
    try {
      const stats = await stat(at);
      if (stats.isDirectory()) return { path: at, stats };
    } catch (error) {
      if (dirname(at) === at) throw error;
    }
  }
}

/** Whether a name is found in another spelling too; `undefined` where nothing there tells. */
async function caseSensitivity(directory: string, stats: Stats): Promise<boolean | undefined> {
  let looked = 0;
  try {
    for await (const { name } of await opendir(directory, { bufferSize: ENTRIES_LOOKED_AT })) {
      const seen = await sensitivityBy(directory, name);
      if (seen !== undefined) return seen;
      if (++looked >= ENTRIES_LOOKED_AT) break;
    }
  } catch {
    // A directory that may not be listed may still be written to; its own name tells as much.
  }
  const parent = dirname(directory);
  const isMount = await lstat(parent).then(
    ({ dev }) => dev !== stats.dev,
    () => true,
  );
  return isMount ? undefined : sensitivityBy(parent, basename(directory));
}

async function sensitivityBy(directory: string, name: string): Promise<boolean | undefined> {
  const other = otherCase(name);
  if (other === undefined) return undefined;
  const [one, two] = await Promise.all([lstatIfThere(join(directory, name)), lstatIfThere(join(directory, other))]);
  if (!one) return undefined;
  return !two || two.ino !== one.ino || two.dev !== one.dev;
}

/** The name with its first ASCII letter in the other case: those letters every file system folds alike. */
export function otherCase(name: string): string | undefined {
  const at = name.search(/[a-z]/i);
  if (at < 0) return undefined;
  const letter = name.charAt(at);
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return name.slice(0, at) + other + name.slice(at + 1);
}

function lstatIfThere(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined);
}
