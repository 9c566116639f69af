import { z } from 'zod';
import { Entry } from './entry.ts';
import { RemotePath } from './remote-path.ts';

/** Part of a name, in any case; with `*` or `?` a pattern for the whole of it. */
export const NamePattern = z.string().trim().min(1).max(255);

/** What is looked for below a folder. Absent members do not matter; all that are there must fit. */
export const FileSearch = z.object({
  named: NamePattern.optional(),
  type: z.enum(['file', 'directory']).optional(),
  /** Bytes, both included. */
  smallest: z.number().int().nonnegative().optional(),
  largest: z.number().int().nonnegative().optional(),
  /** Ms since 1970, UTC; both included. */
  after: z.number().optional(),
  before: z.number().optional(),
});
export type FileSearch = z.infer<typeof FileSearch>;

export const FoundFile = z.object({ path: RemotePath, entry: Entry });
export type FoundFile = z.infer<typeof FoundFile>;

/** Whether an entry is what is looked for. What a server does not tell of it does not fit. */
export function matcherOf(search: FileSearch): (entry: Entry) => boolean {
  const named = nameMatcher(search.named ?? '');
  return (entry) => {
    if (!named(entry.name)) return false;
    if (search.type !== undefined && (entry.type === 'directory' ? 'directory' : 'file') !== search.type) return false;
    if (search.smallest !== undefined || search.largest !== undefined) {
      if (entry.type !== 'file' || !isBetween(entry.size, search.smallest, search.largest)) return false;
    }
    if (search.after === undefined && search.before === undefined) return true;
    return isBetween(entry.modifiedAt, search.after, search.before);
  };
}

function isBetween(value: number | undefined, from = -Infinity, to = Infinity): boolean {
  return value !== undefined && value >= from && value <= to;
}

/** Whether a name contains the text, in any case; with `*` or `?` whether it fits that pattern as a whole. */
export function nameMatcher(wanted: string): (name: string) => boolean {
  const text = wanted.trim().normalize('NFC').toLowerCase();
  if (text === '') return () => true;
  const fold = (name: string) => name.normalize('NFC').toLowerCase();
  if (!/[*?]/.test(text)) return (name) => fold(name).includes(text);
  const pattern = [...text];
  const [beginning = '', end = ''] = [/^[^*?]*/, /[^*?]*$/].map((part) => part.exec(text)?.[0]);
  return (name) => {
    const folded = fold(name);
    // Of a hundred thousand names most are told from it by this alone.
    return folded.startsWith(beginning) && folded.endsWith(end) && fitsPattern(pattern, [...folded]);
  };
}

/** `*` is any run of characters, `?` any one. Takes at most the product of both lengths, whatever the pattern. */
function fitsPattern(pattern: readonly string[], name: readonly string[]): boolean {
  let [inPattern, inName] = [0, 0];
  let afterStar = -1;
  let taken = 0;
  while (inName < name.length) {
    if (pattern[inPattern] === '*') {
      afterStar = ++inPattern;
      taken = inName;
    } else if (pattern[inPattern] === '?' || pattern[inPattern] === name[inName]) {
      inPattern++;
      inName++;
    } else if (afterStar >= 0) {
      // The last star takes one more.
      inPattern = afterStar;
      inName = ++taken;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
