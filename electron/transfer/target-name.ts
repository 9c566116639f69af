import { createHash } from 'node:crypto';
import type { Place } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, isWithin, parentPath, type RemotePath, ROOT } from '../../shared/model/remote-path.ts';
import { LEAST_PATTERN_TEXT } from '../../shared/model/transfer.ts';
import { clashKey, fitName, type NameRules, nameRulesOf } from '../remote/name-rules.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';

const PARTIAL_SUFFIX = '.portside-part';
const ASIDE_SUFFIX = '.portside-old';
/** The usual limit of a name, in bytes of UTF-8. */
const LONGEST_NAME = 255;

/**
 * Under which name a file travels: beside its target, recognisable, and never longer than a name may be.
 *
 * @param pattern as the user has it, `{name}` for the name; one that would fit other files' names is not used.
 */
export function partialName(name: string, pattern = `{name}${PARTIAL_SUFFIX}`): string {
  if (pattern === `{name}${PARTIAL_SUFFIX}` || ownText(pattern) < LEAST_PATTERN_TEXT) {
    return withSuffix(name, PARTIAL_SUFFIX);
  }
  const whole = pattern.replace('{name}', () => name);
  return Buffer.byteLength(whole) <= LONGEST_NAME ? whole : pattern.replace('{name}', digestOf(name));
}

/**
 * The same for a file that is replaced through a link. Links of one name in several folders may lead to files of one folder: there
 * each copy needs a name of its own.
 */
export function partialNameBehind(link: RemotePath, file: RemotePath, pattern?: string): string {
  return partialName(`${baseName(file)}.${digestOf(link)}`, pattern);
}

/**
 * Under which name a file waits that is being replaced.
 *
 * @param number the how-manieth such name, from 1: the ones before are taken.
 */
export function asideName(name: string, number = 1): string {
  const first = withSuffix(name, ASIDE_SUFFIX);
  return number === 1 ? first : numberedName(first, number);
}

function withSuffix(name: string, suffix: string): string {
  const whole = `${name}${suffix}`;
  if (Buffer.byteLength(whole) <= LONGEST_NAME) return whole;
  return `${digestOf(name)}${suffix}`;
}

function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}

function ownText(pattern: string): number {
  return pattern.length - '{name}'.length;
}

/**
 * Why no file may be copied under this name, if so: it could be another's on its way, and would be written over.
 *
 * @param pattern of partial names as the user has it, `{name}` for the name.
 */
export function reservedNameProblem(name: string, pattern?: string): string | undefined {
  const folded = name.toLowerCase();
  if (pattern !== undefined && isMadeBy(pattern.toLowerCase(), folded)) {
    return 'An unfinished copy, by the pattern in the settings.';
  }
  if (folded.endsWith(PARTIAL_SUFFIX)) return 'An unfinished copy; files of this name are Portside’s own.';
  if (folded.endsWith(ASIDE_SUFFIX)) return 'What a copy was replacing; files of this name are Portside’s own.';
  return undefined;
}

function isMadeBy(pattern: string, name: string): boolean {
  const [before = '', after = ''] = pattern.split('{name}');
  const own = ownText(pattern);
  return own >= LEAST_PATTERN_TEXT && name.length > own && name.startsWith(before) && name.endsWith(after);
}

/**
 * Watches over the names that come into one folder: throws `exists` for one that it takes for the same as an earlier one, so that
 * no file of a batch is written over by another. What it cannot hold at all is asked about when its turn comes.
 */
export function guardNames(rules: NameRules): (name: string) => void {
  const isPlain = rules.caseSensitive && rules.composition === 'distinguished';
  const taken = new Map<string, string>();
  return (name) => {
    if (isPlain) return;
    const key = clashKey(name, rules);
    const earlier = taken.get(key);
    if (earlier !== undefined && earlier !== name) {
      throw new RemoteError('exists', `The target takes “${name}” and “${earlier}” for the same name.`, {
        hint: 'Only one of them can be in this folder. Rename the other at its source, then copy it again.',
      });
    }
    taken.set(key, name);
  };
}

/** The same for a certain folder, by its own rules. */
export async function guardFolder(
  target: RemoteFileSystem,
  folder: RemotePath,
  call: Call,
): Promise<(name: string) => void> {
  return guardNames(await nameRulesOf(target, folder, call));
}

/** Throws `denied` where the folder of a path cannot hold its name. */
export async function assertNameFits(target: RemoteFileSystem, path: RemotePath, call: Call): Promise<void> {
  const fit = fitName(baseName(path), await nameRulesOf(target, parentPath(path), call));
  if (fit.fits) return;
  const name = JSON.stringify(baseName(path));
  throw new RemoteError('denied', `${name} cannot be saved under this name: ${fit.problem}.`, {
    path,
    hint: `“${fit.suggestion}” would fit. Rename it at its source, then copy it again.`,
  });
}

/** `report.pdf` becomes `report (2).pdf`; what is too long for a name loses the end of its stem. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const stem = [...(dot > 0 ? name.slice(0, dot) : name)];
  const suffix = ` (${number})${dot > 0 ? name.slice(dot) : ''}`;
  while (stem.length > 1 && Buffer.byteLength(stem.join('')) + Buffer.byteLength(suffix) > LONGEST_NAME) stem.pop();
  return `${stem.join('')}${suffix}`;
}

/** One text for all spellings of a place that a disk which ignores case, or composes accents, takes for the same. */
export function targetKey({ fs, path }: Place): string {
  return `${fs} ${path.normalize('NFC').toLowerCase()}`;
}

/**
 * A folder cannot be copied into itself, nothing onto itself, and no root at all.
 *
 * @param name of the copy, where it is another one.
 */
export function assertNotInto(source: Place, targetDirectory: Place, name = baseName(source.path)): void {
  if (source.path === ROOT) {
    throw new RemoteError('invalid-request', 'A whole disk or server has no name to be copied under.', {
      path: source.path,
      hint: 'Open it and choose what to copy.',
    });
  }
  if (source.fs !== targetDirectory.fs) return;
  if (parentPath(source.path) === targetDirectory.path && name === baseName(source.path)) {
    throw new RemoteError('invalid-request', `“${baseName(source.path)}” is in this folder already.`, {
      path: source.path,
      hint: 'Choose another folder to copy to.',
    });
  }
  if (isWithin(targetDirectory.path, source.path)) {
    throw new RemoteError('invalid-request', `“${baseName(source.path)}” cannot be copied into itself.`, {
      path: source.path,
      hint: 'Choose a folder outside of it.',
    });
  }
}
