import type { Entry, EntryType } from '../../../../shared/model/entry.ts';
import { type DateParts, dateFrom, monthNumber, serverDate, serverDateWithoutYear } from './listing-date.ts';
import { isDotName, type ListingContext, type ParsedLine } from './parsed-line.ts';

interface Field {
  readonly text: string;
  /** Where in the line the field ends. */
  readonly end: number;
}

const SPACE = 0x20;
const TAB = 0x09;

/** The words of a line, found when they are asked for: a name may have any number of them. */
class Fields {
  readonly #line: string;
  readonly #found: Field[] = [];
  #next = 0;

  constructor(line: string) {
    this.#line = line;
  }

  at(index: number): Field | undefined {
    while (this.#found.length <= index && index < MOST_FIELDS) {
      const start = this.#skip('space', this.#next);
      if (start >= this.#line.length) return undefined;
      this.#next = this.#skip('word', start);
      this.#found.push({ text: this.#line.slice(start, this.#next), end: this.#next });
    }
    return this.#found[index];
  }

  textAt(index: number): string {
    return this.at(index)?.text ?? '';
  }

  texts(from: number, to: number): string[] {
    const texts: string[] = [];
    for (let at = from; at < to; at += 1) texts.push(this.textAt(at));
    return texts;
  }

  #skip(what: 'space' | 'word', from: number): number {
    let at = from;
    while (at < this.#line.length) {
      const code = this.#line.charCodeAt(at);
      if ((code === SPACE || code === TAB) !== (what === 'space')) break;
      at += 1;
    }
    return at;
  }
}

interface FoundDate {
  /** Absent where the month has a name that is not known. */
  readonly modified?: { readonly modifiedAt: number; readonly modifiedPrecision: 'ms' | 's' | 'minute' | 'day' };
  /** Fields that the date takes. */
  readonly fields: number;
}

/** More fields than any dialect puts before a name. */
const MOST_FIELDS = 18;
const ARROW = ' -> ';
/** `ls -is`: inode and blocks. */
const MOST_COLUMNS_BEFORE_MODE = 2;

const types: Readonly<Record<string, EntryType>> = { '-': 'file', d: 'directory', l: 'symlink' };

/** The first line of `ls -l` in the languages of {@link monthNumber}: the blocks that follow take up. */
const totalLine =
  /^(?:total|totale|totaal|totalt|gesamt|insgesamt|i alt|razem|celkem|yhteensä|toplam|összesen|итого|всего|усього|σύνολο|合計|总用量|总计|總計|합계)\s{0,2}[:：]?\s{0,9}[\d.,]{0,20}\s{0,9}[kKMGTB]{0,3}$/i;

/**
 * A line as `ls -l` prints it, in the variants that servers are known for: with and without inode, blocks, link count,
 * owner and group; names of owners with spaces; `Jan  1 12:34`, `Jan 1 2024`, `1 Jan 2024`, `2024-01-01 12:34`, `01-31 12:34`
 * and the full ISO form; month names in many languages; device numbers in the place of the size; marks of access lists and
 * security labels after the permissions; NetWare's and Hellsoft's `[RWCEAFMS]`; NetPresenz and WebSTAR on old Macs.
 *
 * What the fields before the date mean is told by their number, so the date is found first: the leftmost one that has
 * a size before it. The name starts one space after it and may hold anything. A file whose date cannot be read is shown without one.
 */
export function parseUnixLine(line: string, context: ListingContext): ParsedLine {
  if (line.trim() === '' || totalLine.test(line)) return 'ignored';
  const fields = new Fields(line);
  const mode = modeOf(fields);
  if (mode === undefined) return 'unparsed';
  const found =
    firstDate(fields, mode, (at) => dateAt(fields, at, context)) ??
    firstDate(fields, mode, (at) => undated(fields, at));
  if (found === undefined) return 'unparsed';
  const { at, size, date } = found;
  const behind = line.slice((fields.at(at + date.fields - 1)?.end ?? line.length) + 1);
  // NetWare writes columns here too; everywhere else further spaces belong to the name.
  const rawName = mode.system === 'netware' ? behind.trimStart() : behind;
  if (rawName.trim() === '') return 'unparsed';
  return named(rawName, mode.type, size.bytes, {
    // Of a directory or a link it is the size of its own record, which is no use to anybody.
    ...(mode.type === 'file' && size.bytes !== undefined ? { size: size.bytes } : {}),
    ...date.modified,
    ...(mode.permissions === undefined ? {} : { permissions: mode.permissions }),
    ...ownersFrom(fields.texts(mode.fields, at - size.fields)),
  });
}

/** The leftmost date with a size before it. */
function firstDate(fields: Fields, mode: FoundMode, dateAt: (at: number) => FoundDate | undefined) {
  for (let at = mode.fields + 1; fields.at(at) !== undefined; at += 1) {
    const size = sizeBefore(fields, at);
    const date = size && dateAt(at);
    if (size && date) return { at, size, date };
  }
  return undefined;
}

interface FoundMode {
  readonly type: EntryType;
  readonly permissions?: number;
  /** Fields up to and with the mode. */
  readonly fields: number;
  readonly system: 'unix' | 'netware';
}

/** `drwxr-xr-x`, with a mark of an access list or an attribute after it, or NetWare's `d [RWCEAFMS]`; before it perhaps inode and blocks. */
function modeOf(fields: Fields): FoundMode | undefined {
  let at = 0;
  while (at < MOST_COLUMNS_BEFORE_MODE && /^\d{1,20}$/.test(fields.textAt(at))) at += 1;
  const [first, second] = [fields.textAt(at), fields.textAt(at + 1)];
  const mode = /^([-dlbcpsDCMnP])([-rwxsStTlL]{9})[+@.*]?$/.exec(first);
  if (mode) {
    const permissions = permissionBits(mode[2] ?? '');
    return { type: types[mode[1] ?? ''] ?? 'other', permissions, fields: at + 1, system: 'unix' };
  }
  const joined = /^([-d])\[[-A-Z]{1,16}\]$/.exec(first);
  if (joined) return { type: types[joined[1] ?? ''] ?? 'other', fields: at + 1, system: 'netware' };
  if (!/^[-d]$/.test(first) || !/^\[[-A-Z]{1,16}\]$/.test(second)) return undefined;
  return { type: types[first] ?? 'other', fields: at + 2, system: 'netware' };
}

function named(
  rawName: string,
  type: EntryType,
  recordBytes: number | undefined,
  rest: Omit<Entry, 'name' | 'type'>,
): ParsedLine {
  if (type === 'symlink') {
    const arrow = arrowIn(rawName, recordBytes);
    const name = arrow > 0 ? rawName.slice(0, arrow) : rawName;
    const linkTarget = arrow > 0 ? rawName.slice(arrow + ARROW.length) : '';
    if (isDotName(name)) return 'ignored';
    return { name, type, ...(linkTarget === '' ? {} : { linkTarget }), ...rest };
  }
  // `ls -F` marks directories; a name itself cannot end so.
  const name = type === 'directory' && rawName.length > 1 && rawName.endsWith('/') ? rawName.slice(0, -1) : rawName;
  return isDotName(name) ? 'ignored' : { name, type, ...rest };
}

/** Name and target may both hold arrows; the size of a link is the length of its target. Without that the first arrow divides. */
function arrowIn(rawName: string, targetBytes: number | undefined): number {
  const first = rawName.indexOf(ARROW, 1);
  for (let at = first; at > 0; at = rawName.indexOf(ARROW, at + 1)) {
    const target = rawName.slice(at + ARROW.length);
    if (target.length === targetBytes) return at;
    // Cheap to rule out first: a letter takes a byte at least.
    if (target.length < (targetBytes ?? 0) && Buffer.byteLength(target) === targetBytes) return at;
  }
  return first;
}

/** A size, or the two numbers of a device (`8,   1` or `8,1`). */
function sizeBefore(fields: Fields, at: number): { bytes: number | undefined; fields: number } | undefined {
  const text = fields.textAt(at - 1);
  if (/^\d+,\d+$/.test(text)) return { bytes: undefined, fields: 1 };
  if (!/^\d+$/.test(text)) return undefined;
  if (/^\d+,$/.test(fields.textAt(at - 2))) return { bytes: undefined, fields: 2 };
  const bytes = Number(text);
  return { bytes: Number.isSafeInteger(bytes) ? bytes : undefined, fields: 1 };
}

/** `3 ann staff`, `ann staff`, `3 ann`, `ann`, `3 ann domain users`: a leading number is the link count if more follows. */
function ownersFrom(words: readonly string[]): { owner?: string; group?: string } {
  const names = words.length > 1 && /^\d+$/.test(words[0] ?? '') ? words.slice(1) : words;
  const [owner, ...group] = names;
  // NetPresenz says `folder` in the place of the forks' sizes.
  if (owner === undefined || (words.length === 1 && owner === 'folder')) return {};
  // A lone number where nothing else stands is the link count.
  if (words.length === 1 && /^\d+$/.test(owner)) return {};
  return group.length === 0 ? { owner } : { owner, group: group.join(' ') };
}

function dateAt(fields: Fields, at: number, context: ListingContext): FoundDate | undefined {
  const words = fields.texts(at, at + 4);
  return isoDate(words, context) ?? monthDate(words, context);
}

/** `2024-01-31`, then perhaps `12:34[:56[.789]]`, then perhaps `+0100`; or `01-31 12:34` of the last months (`--time-style=iso`). */
function isoDate(words: readonly string[], context: ListingContext): FoundDate | undefined {
  const day = /^(?:(\d{4})-)?(\d\d)-(\d\d)$/.exec(words[0] ?? '');
  if (!day) return undefined;
  const time = clockTime(words[1]);
  const monthAndDay = { month: Number(day[2]), day: Number(day[3]) };
  if (day[1] === undefined) {
    const recent = time && serverDateWithoutYear({ ...monthAndDay, ...time.parts }, context);
    return time && recent !== undefined ? dated(recent, time.precision, 2) : undefined;
  }
  const parts = { year: Number(day[1]), ...monthAndDay, ...time?.parts };
  const zone = time && /^([-+])(\d\d):?(\d\d)$/.exec(words[2] ?? '');
  if (zone) {
    const utc = dateFrom(parts);
    const ahead = (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '+' ? 60_000 : -60_000);
    return utc === undefined ? undefined : dated(utc - ahead, time.precision, 3);
  }
  const modifiedAt = serverDate(parts, context);
  if (modifiedAt === undefined) return undefined;
  return dated(modifiedAt, time?.precision ?? 'day', time ? 2 : 1);
}

/** `Jan 31` or `31 Jan`, then `12:34`, `12:34:56 2024` or `2024`. */
function monthDate(words: readonly string[], context: ListingContext): FoundDate | undefined {
  const [one = '', two = '', three = '', four = ''] = words;
  const month = monthNumber(one) ?? monthNumber(two);
  const day = dayNumber(monthNumber(one) === undefined ? one : two);
  if (month === undefined || day === undefined) return undefined;
  const time = clockTime(three);
  const year = yearNumber(time ? four : three);
  if (time) {
    // `12:34 2024` could be a file named 2024; only the form with seconds is followed by a year.
    const isWhole = year !== undefined && time.precision !== 'minute';
    const modifiedAt = isWhole
      ? serverDate({ year, month, day, ...time.parts }, context)
      : serverDateWithoutYear({ month, day, ...time.parts }, context);
    return modifiedAt === undefined ? undefined : dated(modifiedAt, time.precision, isWhole ? 4 : 3);
  }
  const modifiedAt = year === undefined ? undefined : serverDate({ year, month, day }, context);
  return modifiedAt === undefined ? undefined : dated(modifiedAt, 'day', 3);
}

/** `Xyz 31` or `31 Xyz`, then `12:34` or `2024`: a month in another language, or in another character set than the site's. */
function undated(fields: Fields, at: number): FoundDate | undefined {
  const [one = '', two = '', three = ''] = fields.texts(at, at + 3);
  const [word, day] = dayNumber(two) === undefined ? [two, one] : [one, two];
  const isDate = /^[^\d:]{2,15}$/.test(word) && dayNumber(day) !== undefined;
  return isDate && (clockTime(three) !== undefined || yearNumber(three) !== undefined) ? { fields: 3 } : undefined;
}

function dated(modifiedAt: number, modifiedPrecision: 'ms' | 's' | 'minute' | 'day', fields: number): FoundDate {
  return { modified: { modifiedAt, modifiedPrecision }, fields };
}

function clockTime(
  word: string | undefined,
): { parts: Partial<DateParts>; precision: 'ms' | 's' | 'minute' } | undefined {
  const match = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/.exec(word ?? '');
  if (!match) return undefined;
  const [, hour, minute, second, fraction] = match;
  const parts = { hour: Number(hour), minute: Number(minute) };
  if (second === undefined) return { parts, precision: 'minute' };
  if (fraction === undefined) return { parts: { ...parts, second: Number(second) }, precision: 's' };
  const millisecond = Number(fraction.padEnd(3, '0').slice(0, 3));
  return { parts: { ...parts, second: Number(second), millisecond }, precision: 'ms' };
}

function dayNumber(word: string): number | undefined {
  const match = /^(\d{1,2})[.,日일]?$/.exec(word);
  const day = match ? Number(match[1]) : 0;
  return day >= 1 && day <= 31 ? day : undefined;
}

function yearNumber(word: string): number | undefined {
  const match = /^(\d{4})[年년]?$/.exec(word);
  return match ? Number(match[1]) : undefined;
}

/** `rwxr-sr-t` as bits; capital letters stand for a special bit without the execute bit (POSIX ls, "file mode"). */
function permissionBits(text: string): number {
  let bits = 0;
  for (let index = 0; index < 9; index += 1) {
    const letter = text[index] ?? '-';
    const bit = 1 << (8 - index);
    if (letter === '-') continue;
    const special = index % 3 === 2 && /[sStTlL]/.test(letter);
    if (!special || letter === letter.toLowerCase()) bits |= bit;
    if (special) bits |= 1 << (11 - Math.floor(index / 3));
  }
  return bits;
}
