import type { Entry } from '../../../../shared/model/entry.ts';
import { dateFrom } from './listing-date.ts';
import { isDotName, type ParsedLine } from './parsed-line.ts';

/** Date, time, then `<DIR>` or a size, then one or more spaces and the name. Repetitions are bounded: the line is hostile input. */
const shape =
  /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})\s{1,9}(\d{1,2}):(\d\d)(?::(\d\d))?\s?([AaPp][Mm]?)?\s{1,40}(<[A-Za-z]{1,9}>|\d[\d,.']{0,30})\s{1,40}(\S.*)$/;

/** A line as IIS and other servers on Windows print it: `01-16-24  11:14AM       <DIR>          name`. */
export function parseDosLine(line: string): ParsedLine {
  const match = shape.exec(line);
  if (!match) return 'unparsed';
  const [, first = '', separator = '', second = '', third = '', hours = '', minute = '', seconds, half, what = ''] =
    match;
  const name = match[10] ?? '';
  const date = dayFrom(first, separator, second, third);
  const hour = hourFrom(Number(hours), half);
  const modifiedAt =
    date && hour !== undefined && dateFrom({ ...date, hour, minute: Number(minute), second: Number(seconds ?? 0) });
  if (typeof modifiedAt !== 'number') return 'unparsed';
  if (isDotName(name)) return 'ignored';
  const entry: Entry = { name, type: 'file', modifiedAt, modifiedPrecision: seconds === undefined ? 'minute' : 's' };
  if (!what.startsWith('<')) return withSize(entry, what);
  return withKind(entry, what.slice(1, -1).toUpperCase());
}

function withSize(entry: Entry, digits: string): ParsedLine {
  const size = Number(digits.replace(/[,.']/g, ''));
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

/** With dashes and slashes the month comes first, as IIS has it, unless it cannot; with dots the day. */
function dayFrom(first: string, separator: string, second: string, third: string) {
  if (first.length === 4) return { year: Number(first), month: Number(second), day: Number(third) };
  if (first.length > 2 || third.length === 1 || third.length === 3) return undefined;
  const dayFirst = separator === '.' || Number(first) > 12;
  const [day, month] = dayFirst ? [Number(first), Number(second)] : [Number(second), Number(first)];
  return { year: fullYear(third), month, day };
}

/** Two digits: 70 to 99 are of the last century, as POSIX strptime's %y nearly has it. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function hourFrom(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}
