import { createHash } from 'node:crypto';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from './remote-file-system.ts';

/**
 * What a directory can hold, and which of its names are the same to it.
 *
 * Whoever writes into a directory asks in this order, so that nothing is ever written over in silence:
 * 1. `rules = await nameRulesOf(target, directory, call)`, once a directory.
 * 2. `fitName(name, rules)`: a name that does not fit is a question to the user with `suggestion` filled in (or the user's rule
 *    for the batch: take the suggestion, or skip).
 * 3. `clashKey(name, rules)`: of two sources with one key in one directory, the second is a question like that of an existing target,
 *    also where the batch's rule is to overwrite: that rule is about what was there before, not about what came with the batch.
 */
export interface NameRules {
  /** `windows`: reserved characters, device names, no dot or space at the end; also FAT and exFAT on every system. */
  readonly alphabet: 'any' | 'windows';
  /** The longest name, in bytes of UTF-8 or in UTF-16 code units; absent where that is not known. */
  readonly longest?: { readonly most: number; readonly unit: 'bytes' | 'utf-16' };
  readonly caseSensitive: boolean;
  /** Whether composed and decomposed accents are two names (NFC and NFD, Unicode Standard Annex 15). */
  readonly composition: 'distinguished' | 'ignored';
}

export type NameFit =
  | { readonly fits: true }
  | {
      readonly fits: false;
      /** Completes “cannot be saved under this name: …”. */
      readonly problem: string;
      /** A name that fits, another one for every name. */
      readonly suggestion: string;
    };

/** A server that says nothing of its rules: what it refuses it refuses with an error. */
function unknownRules(facts: Pick<RemoteFileSystem['facts'], 'caseSensitive'>): NameRules {
  return { alphabet: 'any', caseSensitive: facts.caseSensitive, composition: 'distinguished' };
}

/** The rules of a directory, which need not exist yet. */
export async function nameRulesOf(target: RemoteFileSystem, directory: RemotePath, call: Call): Promise<NameRules> {
  return (await target.nameRules?.(directory, call)) ?? unknownRules(target.facts);
}

/**
 * Whether a directory with these rules can hold a name, and under which one where it cannot.
 *
 * What does not fit is written as `%XX`, the code of the character in hexadecimal, and `%` itself as `%25`: `a:b` becomes `a%3Ab`. It can
 * be read and undone by anyone who knows web addresses or WinSCP, survives every character set, and two names never become one;
 * look-alikes such as `：` are none of these. Only a name that is too long is cut, before its extension, and told apart by a digest.
 */
export function fitName(name: string, rules: NameRules): NameFit {
  const problem = problemOf(name, rules);
  if (problem === undefined) return { fits: true };
  return { fits: false, problem, suggestion: cut(spelledOut(name, rules), name, rules) };
}

/** One text for all names that a directory with these rules takes for the same. Rather one clash too many than one file lost. */
export function clashKey(name: string, rules: NameRules): string {
  const composed = rules.composition === 'ignored' ? name.normalize('NFC') : name;
  if (rules.caseSensitive) return composed;
  // Both ways, because neither folds everything: ſ, ς and ı have a capital that they share with another letter.
  const folded = composed.toUpperCase().toLowerCase();
  return rules.composition === 'ignored' ? folded.normalize('NFC') : folded;
}

const SEPARATORS = /[/\0]/g;
const WINDOWS_CHARACTERS = /[<>:"/\\|?*\p{Cc}]/gu;
/** Names that Windows takes for devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/iu;
const WINDOWS_ENDING = /[. ]$/;

function problemOf(name: string, rules: NameRules): string | undefined {
  if (name === '' || name === '.' || name === '..' || name.search(SEPARATORS) >= 0) {
    return 'it would lead to another place';
  }
  if (!name.isWellFormed()) return 'it holds half a character';
  if (rules.alphabet === 'windows') {
    if (name.search(WINDOWS_CHARACTERS) >= 0) {
      return 'Windows allows neither control characters nor < > : " \\ | ? * in names';
    }
    if (WINDOWS_DEVICE.test(name)) return 'Windows reserves it for a device';
    if (WINDOWS_ENDING.test(name)) return 'Windows drops a dot or space at the end';
  }
  if (isTooLong(name, rules)) {
    const { most, unit } = rules.longest;
    return `it is longer than ${most} ${unit === 'bytes' ? 'bytes' : 'characters'}`;
  }
  return undefined;
}

function spelledOut(name: string, rules: NameRules): string {
  if (name === '') return '%';
  const wellFormed = name.toWellFormed().replaceAll('%', encode);
  const windows = rules.alphabet === 'windows';
  const safe = wellFormed.replace(windows ? WINDOWS_CHARACTERS : SEPARATORS, encode);
  const leadsOn = safe === '.' || safe === '..' || (windows && WINDOWS_ENDING.test(safe));
  const ended = leadsOn ? safe.replace(/.$/u, encode) : safe;
  return windows && WINDOWS_DEVICE.test(ended) ? ended.replace(/^./u, encode) : ended;
}

function encode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Cut where it is too long, and told apart where what was left of it may be left of another one too. */
function cut(spelled: string, name: string, rules: NameRules): string {
  if (!isTooLong(spelled, rules) && name.isWellFormed()) return spelled;
  const digest = `~${createHash('sha256').update(name, 'utf16le').digest('hex').slice(0, 16)}`;
  const dot = spelled.lastIndexOf('.');
  // An extension that long is none.
  const extension = dot > 0 && spelled.length - dot <= 20 ? spelled.slice(dot) : '';
  const stem = [...spelled.slice(0, spelled.length - extension.length)];
  while (stem.length > 0 && isTooLong(`${stem.join('')}${digest}${extension}`, rules)) stem.pop();
  return `${stem.join('')}${digest}${extension}`;
}

function isTooLong(name: string, rules: NameRules): rules is NameRules & Required<Pick<NameRules, 'longest'>> {
  if (!rules.longest) return false;
  const { most, unit } = rules.longest;
  return (unit === 'bytes' ? Buffer.byteLength(name) : name.length) > most;
}
