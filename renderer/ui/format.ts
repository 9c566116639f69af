import { createTypedDates, type TypedDates } from './typed-date.ts';
import { type SizeUnit, sizeUnits } from './typed-size.ts';

/** Sizes, rates, dates and spans of time in the user's own language and habits. */
export interface Formatters {
  /** `1.2 MB`, in powers of 1000. */
  bytes(count: number): string;
  /** Every byte: `1,234,567 bytes`. */
  exactBytes(count: number): string;
  /** `MB`, as {@link bytes} writes it behind a number. */
  sizeUnit(unit: SizeUnit): string;
  /** Bytes a second, never smaller than kilobytes, so that the words keep their width. */
  rate(bytesPerSecond: number): string;
  count(value: number): string;
  percent(share: number): string;
  /** ms since 1970, UTC; shown in the local time zone. */
  dateTime(at: number): string;
  date(at: number): string;
  /** With seconds. */
  mediumDateTime(at: number): string;
  /** With the day of the week and seconds. */
  exactDateTime(at: number): string;
  /** Hours, minutes, seconds of a moment. */
  time(at: number): string;
  /** The same to the millisecond. */
  exactTime(at: number): string;
  /** `2 min 5 sec`; the two largest units. */
  duration(seconds: number): string;
  /** Dates in fields. */
  readonly typed: TypedDates;
}

const byteUnits = [...sizeUnits, 'petabyte'] as const;

export function createFormatters(locale: string): Formatters {
  const short = byteUnits.map((unit, power) => {
    const options = { style: 'unit', unit, unitDisplay: power === 0 ? 'long' : 'short' } as const;
    return [
      new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: power === 0 ? 0 : 1 }),
      new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: 0 }),
    ] as const;
  });
  const exact = new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'long' });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const mediumDateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const exactDateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const exactTime = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  const unit = (name: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' });
  const [hours, minutes, seconds] = [unit('hour'), unit('minute'), unit('second')];

  function bytes(count: number, smallestPower = 0): string {
    let power = smallestPower;
    let value = count / 1000 ** smallestPower;
    // 999.5 would be shown as 1000: it belongs to the next unit.
    while (value >= 999.5 && power < byteUnits.length - 1) {
      value /= 1000;
      power++;
    }
    const [withFraction, whole] = short[power] as (typeof short)[number];
    return (value < 99.95 ? withFraction : whole).format(value);
  }

  return {
    typed: createTypedDates(locale),
    bytes: (count) => bytes(count),
    sizeUnit(unit) {
      const [, whole] = short[byteUnits.indexOf(unit)] as (typeof short)[number];
      return whole.formatToParts(2).find(({ type }) => type === 'unit')?.value ?? unit;
    },
    exactBytes: (count) => exact.format(count),
    rate: (bytesPerSecond) => `${bytes(Math.round(bytesPerSecond), 1)}/s`,
    count: (value) => number.format(value),
    percent: (share) => percent.format(share),
    dateTime: (at) => dateTime.format(at),
    date: (at) => date.format(at),
    mediumDateTime: (at) => mediumDateTime.format(at),
    exactDateTime: (at) => exactDateTime.format(at),
    time: (at) => time.format(at),
    exactTime: (at) => exactTime.format(at),
    duration(total) {
      const whole = Math.max(1, Math.round(total));
      const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
      if (h > 0) return `${hours.format(h)} ${minutes.format(m)}`;
      return m > 0 ? `${minutes.format(m)} ${seconds.format(s)}` : seconds.format(s);
    },
  };
}

/** `rwxr-xr-x`, with `s` and `t` as ls writes them. */
export function symbolicPermissions(bits: number): string {
  const letter = (bit: number, name: string) => (bits & bit ? name : '-');
  const execute = (bit: number, special: number, lower: string) => {
    if (!(bits & special)) return letter(bit, 'x');
    return bits & bit ? lower : lower.toUpperCase();
  };
  return [
    letter(0o400, 'r'),
    letter(0o200, 'w'),
    execute(0o100, 0o4000, 's'),
    letter(0o040, 'r'),
    letter(0o020, 'w'),
    execute(0o010, 0o2000, 's'),
    letter(0o004, 'r'),
    letter(0o002, 'w'),
    execute(0o001, 0o1000, 't'),
  ].join('');
}

export function octalPermissions(bits: number): string {
  return bits.toString(8).padStart(3, '0');
}
