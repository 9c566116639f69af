/** A day as data has it, local time: `2026-11-21`; with a time of day `2026-11-21T09:30:05`. */
export type LocalDate = string;

/** Dates as they are typed in the habits of a locale. */
export interface TypedDates {
  /** `11/21/2026`, `21.11.2026`, each with the time behind it where there is one; what is no date stays as it is. */
  write(date: LocalDate): string;
  /** A date in the locale's order, whatever stands between the numbers, or as {@link LocalDate}; undefined where the text is none. */
  read(text: string, of: 'day' | 'moment'): LocalDate | undefined;
}

const digits = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
} as const;
const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const between = '\\s*[./\\-\\s]\\s*';
const pattern = new RegExp(
  `^(\\d{1,4})${between}(\\d{1,2})${between}(\\d{1,4})(?:(?:T|[,\\s]+)(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:\\s*([ap])\\.?m\\.?)?)?$`,
  'i',
);

export function createTypedDates(locale: string): TypedDates {
  const day = new Intl.DateTimeFormat(locale, { ...digits, timeZone: 'UTC' });
  const moment = new Intl.DateTimeFormat(locale, { ...digits, ...clock, timeZone: 'UTC' });
  const order = day.formatToParts(0).map(({ type }) => type);
  const dayFirst = order.indexOf('day') < order.indexOf('month');

  return {
    write(date) {
      if (!isDate(date)) return date;
      return date.includes('T') ? moment.format(new Date(`${date}Z`)) : day.format(new Date(date));
    },
    read(text, of) {
      const [, first = '', second = '', third = '', ...time] = pattern.exec(text.trim()) ?? [];
      // Who begins with the year goes on with the month, whatever the language.
      const [year, month, dayOfMonth] =
        first.length === 4 ? [first, second, third] : dayFirst ? [third, second, first] : [third, first, second];
      if (year?.length !== 4 || (of === 'moment') !== (time[0] !== undefined)) return undefined;
      const date = `${year}-${twoDigits(month)}-${twoDigits(dayOfMonth)}${of === 'moment' ? `T${clockTime(time)}` : ''}`;
      return isDate(date) ? date : undefined;
    },
  };
}

/** Whether a text is a day or a moment that there is. */
export function isDate(text: LocalDate): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2})?$/.exec(text);
  if (!match) return false;
  const at = new Date(`${match[1]}${match[2] ?? 'T00:00:00'}Z`);
  // The 31st of February would be one in March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function clockTime([hours = '', minutes = '', seconds = '00', half]: readonly (string | undefined)[]): string {
  if (half === undefined) return `${twoDigits(hours)}:${minutes}:${seconds}`;
  // Noon is 12 p.m.; there is no 13 a.m.
  const hour = Number(hours) > 12 ? Number.NaN : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return `${twoDigits(String(hour))}:${minutes}:${seconds}`;
}

function twoDigits(number = ''): string {
  return number.padStart(2, '0');
}
