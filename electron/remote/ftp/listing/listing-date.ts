import type { DateOrder, ListingContext } from './parsed-line.ts';

/** Parts of a date as a listing gives them, of whatever clock. */
export interface DateParts {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly millisecond?: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Two leap days lie this far apart at most, where a century is no leap year. */
const LEAP_CYCLE_YEARS = 8;

/** Ms since 1970, UTC; undefined where there is no such day or time (a leap second counts as the one before). */
export function dateFrom(parts: DateParts): number | undefined {
  const { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0 } = parts;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  // `Date.UTC` takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, Math.min(second, 59), millisecond);
}

/** Of the server's own clock, as ms since 1970, UTC. Undefined where there is no such day or time. */
export function serverDate(parts: DateParts, { aheadMs }: ListingContext): number | undefined {
  const date = dateFrom(parts);
  return date === undefined ? undefined : date - aheadMs;
}

/**
 * A date without a year, as `ls` prints for the last months, of the server's own clock. It lies in the past; a day of
 * grace covers clocks and time zones that differ.
 */
export function serverDateWithoutYear(parts: Omit<DateParts, 'year'>, context: ListingContext): number | undefined {
  const latest = context.now + DAY_MS;
  const thisYear = new Date(context.now).getUTCFullYear();
  // A server ahead of us at the turn of the year may already be in the next one. 29 February may be years ago.
  for (let year = thisYear + 1; year > thisYear - LEAP_CYCLE_YEARS; year -= 1) {
    const date = serverDate({ ...parts, year }, context);
    if (date !== undefined && date <= latest) return date;
  }
  return undefined;
}

/** The time-val of RFC 3659 §2.3: `20240131235959` or `20240131235959.123`, UTC. */
export function parseTimeValue(text: string): { readonly at: number; readonly precision: 's' | 'ms' } | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const fraction = match[7];
  const millisecond = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
  const at = dateFrom({ year, month, day, hour, minute, second, millisecond });
  return at === undefined ? undefined : { at, precision: fraction === undefined ? 's' : 'ms' };
}

/** A time-val to the second, as MFMT takes it (draft-somers-ftp-mfxx §3). */
export function formatTimeValue(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '');
}

/** By month, as `ls` abbreviates or spells them: English and the languages of servers in use, with and without the dot. */
const monthNames: readonly string[] = [
  'jan january januar janv janvier enero ene gen gennaio sty led tammi oca янв січ ιαν jän jen',
  'feb february februar febr fév févr février fev lut úno helmi şub фев лют φεβ',
  'mar march mär mrz märz mars mrt maa bře maalis márc мар бер μάρ',
  'apr april avr avril abr kwi dub huhti nis ápr апр кві απρ',
  'may mai mag mei maj maio mayo kvě touko máj май мая тра μάι',
  'jun june juni juin giu giugno cze čen čvn kesä haz jún июн чер ιούν',
  'jul july juli juil juillet lug luglio lip čec čvc heinä tem júl июл лип ιούλ',
  'aug august aoû août ago agosto sie srp elo ağu авг сер αύγ',
  'sep sept september septembre set wrz zář syys eyl szept сен сент вер σεπ',
  'oct october okt oktober octobre ott out paź říj loka eki окт жов οκτ',
  'nov november novembre lis marras kas ноя нояб νοέ',
  'dec december dez dezember déc décembre dic des gru pro joulu ara дек δεκ',
];

const months = new Map(
  monthNames.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
);

/** 1 to 12 for a month's name or abbreviation in the languages that servers print, or `3月`. */
export function monthNumber(word: string): number | undefined {
  const known = months.get(word.toLowerCase().replace(/[.,]$/, ''));
  if (known !== undefined) return known;
  const numbered = /^(\d{1,2})(?:月|월)$/.exec(word);
  const number = numbered ? Number(numbered[1]) : 0;
  return number >= 1 && number <= 12 ? number : undefined;
}

/** 0 to 23 from a clock of twelve hours, or of 24 where no half is given. Undefined where there is no such hour. */
export function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

/** Two digits: 70 to 99 are of the last century, as POSIX strptime's %y nearly has it. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

const usualOrder: Readonly<Record<string, DateOrder>> = { '/': 'month-first', '-': 'month-first', '.': 'day-first' };

/**
 * Day, month and year of three numbers with a separator between, in the order that fits: a year of four digits and days
 * beyond 12 speak for themselves, then the listing as a whole, then the custom of the separator.
 */
export function dayFrom(
  numbers: readonly [string, string, string],
  separator: string,
  order: DateOrder | undefined,
): DateParts | undefined {
  const [first, second, third] = numbers;
  if (first.length === 4) return { year: Number(first), month: Number(second), day: Number(third) };
  if (![1, 2].includes(first.length) || ![2, 4].includes(third.length)) return undefined;
  if (Number(first) > 31 || (order === 'year-first' && third.length === 2)) {
    return { year: fullYear(first), month: Number(second), day: Number(third) };
  }
  const dayFirst = Number(first) > 12 || (Number(second) <= 12 && (order ?? usualOrder[separator]) === 'day-first');
  const [day, month] = dayFirst ? [Number(first), Number(second)] : [Number(second), Number(first)];
  return { year: fullYear(third), month, day };
}

/** The one order that all dates of these lines allow, if the lines leave only one. */
export function dateOrderOf(lines: readonly string[]): DateOrder | undefined {
  const possible = new Set<DateOrder>(['month-first', 'day-first', 'year-first']);
  for (const line of lines) {
    const match = /(?:^|\s)(\d{2})([-/.])(\d{2})\2(\d{2,4})(?=\s)/.exec(line);
    if (!match) continue;
    const [first, second, third] = [Number(match[1]), Number(match[3]), Number(match[4])];
    if (first > 12 || second > 31) possible.delete('month-first');
    if (first > 31 || second > 12) possible.delete('day-first');
    if (second > 12 || third > 31) possible.delete('year-first');
  }
  const [only, ...others] = possible;
  return others.length === 0 ? only : undefined;
}
