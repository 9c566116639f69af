import type { Entry } from '../../../../shared/model/entry.ts';
import { dayFrom, hourOfDay, serverDate } from './listing-date.ts';
import { isDotName, type ListingContext, type ParsedLine } from './parsed-line.ts';

/** Date, time, then `<DIR>` or a size, then spaces and the name. Repetitions are bounded: the line is hostile input. A name may hold any letter. */
const shape =
  /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})\s{1,9}(\d{1,2}):(\d\d)(?::(\d\d))?\s?([AaPp][Mm]?)?\s{1,40}(<[A-Za-z]{1,9}>|\d[\d,.'\u00a0\u202f]{0,30})( .*)$/s;

/** IIS and `cmd` put the name this far behind a mark, and one space behind a size. */
const SPACES_AFTER_MARK = 10;

/** A line as IIS and other servers on Windows print it: `01-16-24  11:14AM       <DIR>          name`. */
export function parseDosLine(line: string, context: ListingContext): ParsedLine {
  const match = shape.exec(line);
  if (!match) return 'unparsed';
  const [, first = '', separator = '', second = '', third = '', hours = '', minute = '', seconds, half, what = ''] =
    match;
  const name = nameBehind(what, match[10] ?? '');
  const day = dayFrom([first, second, third], separator, context.dateOrder);
  const hour = hourOfDay(Number(hours), half);
  const modifiedAt =
    day &&
    hour !== undefined &&
    serverDate({ ...day, hour, minute: Number(minute), second: Number(seconds ?? 0) }, context);
  if (typeof modifiedAt !== 'number' || name.trim() === '') return 'unparsed';
  if (isDotName(name)) return 'ignored';
  const entry: Entry = { name, type: 'file', modifiedAt, modifiedPrecision: seconds === undefined ? 'minute' : 's' };
  if (!what.startsWith('<')) return withSize(entry, what);
  return withKind(entry, what.slice(1, -1).toUpperCase());
}

/** A name may begin with spaces, which the columns tell from the padding. */
function nameBehind(what: string, rest: string): string {
  if (!what.startsWith('<')) return rest.slice(1);
  // A longer mark takes its room from the padding.
  const padding = SPACES_AFTER_MARK + '<DIR>'.length - what.length;
  const padded = padding > 0 && rest.startsWith(' '.repeat(padding));
  return padded ? rest.slice(padding) : rest.trimStart();
}

function withSize(entry: Entry, digits: string): ParsedLine {
  const size = Number(digits.replace(/\D/g, ''));
  return Number.isSafeInteger(size) ? { ...entry, size } : 'unparsed';
}

/** The marks of `cmd`'s `dir`; a link's target follows its name in brackets. */
function withKind(entry: Entry, mark: string): ParsedLine {
  if (mark === 'DIR') return { ...entry, type: 'directory' };
  if (!['SYMLINK', 'SYMLINKD', 'JUNCTION'].includes(mark)) return 'unparsed';
  const target = / \[([^[\]]+)\]$/.exec(entry.name);
  const link: Entry = { ...entry, type: 'symlink' };
  if (mark !== 'SYMLINK') link.targetType = 'directory';
  if (target === null) return link;
  return { ...link, name: entry.name.slice(0, target.index), linkTarget: target[1] };
}
