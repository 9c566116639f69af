/** Parts of a date as a listing gives them; taken as UTC, since the server does not say otherwise. */
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

/**
 * A date without a year, as `ls` prints for the last months. It lies in the past; a day of grace covers clocks and time
 * zones that differ.
 */
export function dateWithoutYear(parts: Omit<DateParts, 'year'>, now: number): number | undefined {
  const thisYear = new Date(now).getUTCFullYear();
  // A server ahead of us at the turn of the year may already be in the next one.
  for (const year of [thisYear + 1, thisYear, thisYear - 1]) {
    const date = dateFrom({ ...parts, year });
    if (date !== undefined && date <= now + DAY_MS) return date;
  }
  // 29 February, seen years later.
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

const monthNames: readonly (readonly string[])[] = [
  ['jan', 'janv', 'ene', 'gen', 'januar', 'january', 'jän', 'sty', 'янв', 'led', 'tammi', 'oca'],
  ['feb', 'febr', 'fév', 'févr', 'fev', 'february', 'februar', 'lut', 'фев', 'úno', 'helmi', 'şub'],
  ['mar', 'mär', 'mrz', 'mars', 'märz', 'maa', 'mrt', 'march', 'мар', 'bře', 'maalis'],
  ['apr', 'avr', 'abr', 'april', 'kwi', 'апр', 'dub', 'huhti', 'nis'],
  ['may', 'mai', 'mag', 'mei', 'maj', 'maio', 'мая', 'май', 'kvě', 'touko', 'haz'],
  ['jun', 'juin', 'giu', 'june', 'juni', 'cze', 'июн', 'čvn', 'kesä'],
  ['jul', 'juil', 'lug', 'july', 'juli', 'lip', 'июл', 'čvc', 'heinä', 'tem'],
  ['aug', 'aoû', 'août', 'ago', 'august', 'sie', 'авг', 'srp', 'elo', 'ağu'],
  ['sep', 'sept', 'set', 'september', 'wrz', 'сен', 'zář', 'syys', 'eyl'],
  ['oct', 'okt', 'ott', 'out', 'october', 'oktober', 'paź', 'окт', 'říj', 'loka', 'eki'],
  ['nov', 'november', 'lis', 'ноя', 'marras', 'kas'],
  ['dec', 'dez', 'déc', 'dic', 'des', 'december', 'dezember', 'gru', 'дек', 'pro', 'joulu', 'ara'],
];

const months = new Map(monthNames.flatMap((names, index) => names.map((name) => [name, index + 1] as const)));

/** 1 to 12 for a month's name or abbreviation in the languages that servers print, or `3月`. */
export function monthNumber(word: string): number | undefined {
  const known = months.get(word.toLowerCase().replace(/[.,]$/, ''));
  if (known !== undefined) return known;
  const numbered = /^(\d{1,2})(?:月|월)$/.exec(word);
  const number = numbered ? Number(numbered[1]) : 0;
  return number >= 1 && number <= 12 ? number : undefined;
}
