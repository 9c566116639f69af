/** A date as a log line has it. */
export interface WallTime {
  /** The figures read as if they were UTC, ms since 1970. */
  readonly figures: number;
  /** `utc`: they are; `server`: they are the server's local time. */
  readonly zone: 'utc' | 'server';
}

export interface LogClock {
  /** How far the server's clock is ahead of this machine's, ms. */
  readonly skewMs: number;
  /** The server's local time minus UTC, ms. */
  readonly zoneMs: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

/** The moment of a log line by this machine's clock, ms since 1970, UTC. */
export function resolveTime({ figures, zone }: WallTime, { skewMs, zoneMs }: LogClock): number {
  return figures - skewMs - (zone === 'server' ? zoneMs : 0);
}

/** `2026-11-21T00:02:13.840010+00:00`, `2026-11-21 00:07:51,513`. */
export function isoTime(text: string): WallTime | undefined {
  const [, date, time, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
  if (date === undefined) return undefined;
  const figures = Date.parse(`${date}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  if (Number.isNaN(figures)) return undefined;
  if (zone === undefined) return { figures, zone: 'server' };
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const ahead = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return { figures: figures - ahead, zone: 'utc' };
}

/** `Nov 21 00:02:13` (RFC 3164 §4.1.2): without a year, so it is the latest such day that has come. */
export function syslogTime(text: string, now: number): WallTime | undefined {
  const [, month = '', day, time = ''] = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  // East of Greenwich the new year has begun before `now` knows of it.
  const latest = now + 2 * DAY_MS;
  const year = new Date(latest).getUTCFullYear();
  const figures = calendarTime(year, month, day, time);
  if (figures === undefined) return undefined;
  const figuresOfLastYear = calendarTime(year - 1, month, day, time) ?? figures;
  return { figures: figures > latest ? figuresOfLastYear : figures, zone: 'server' };
}

/** `Sat Nov 21 00:10:24 2026`, as ctime(3) prints it. */
export function ctimeTime(text: string): WallTime | undefined {
  const [, month = '', day = '', time = '', year] =
    /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const figures = calendarTime(Number(year), month, day, time);
  return figures === undefined ? undefined : { figures, zone: 'server' };
}

/** `21/Nov/2026:00:03:29 -0000`, as web servers log. */
export function webLogTime(text: string): WallTime | undefined {
  const [, day = '', month = '', year = '', time = '', sign, hours, minutes] =
    /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-])(\d\d)(\d\d)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const figures = calendarTime(Number(year), month, day, time);
  if (figures === undefined) return undefined;
  const ahead = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return { figures: figures - ahead, zone: 'utc' };
}

function calendarTime(year: number, month: string, day: string, time: string): number | undefined {
  const [hours, minutes, seconds] = time.split(':').map(Number);
  const index = MONTHS.indexOf(month);
  return index < 0 ? undefined : Date.UTC(year, index, Number(day), hours, minutes, seconds);
}
