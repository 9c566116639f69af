import { monthNumber, serverDate } from './listing-date.ts';
import { isDotName, type ListingContext, type ParsedLine } from './parsed-line.ts';

const heading = /^\s*(?:size\s+date\s+time\s+name|-{4,}\s+-{4,}\s+-{4,}\s+-{4,})\s*$/i;
const shape =
  /^\s{0,20}(\d{1,16})\s{1,20}([A-Za-z]{3})-(\d\d)-(\d{4})\s{1,20}(\d\d):(\d\d):(\d\d)\s{1,20}(\S.*?)(\s{1,80}<DIR>)?$/s;

/** A line of `ll` on VxWorks' dosFs: `     2048    Jan-01-1980  00:00:00   DIR1              <DIR>`. */
export function parseVxworksLine(line: string, context: ListingContext): ParsedLine {
  if (line.trim() === '' || heading.test(line)) return 'ignored';
  const match = shape.exec(line.trimEnd());
  if (!match) return 'unparsed';
  const [, size, monthName = '', day, year, hour, minute, second, name = '', mark] = match;
  const month = monthNumber(monthName);
  if (month === undefined) return 'unparsed';
  const [dayOfMonth, hours, minutes, seconds] = [Number(day), Number(hour), Number(minute), Number(second)];
  const parts = { year: Number(year), month, day: dayOfMonth, hour: hours, minute: minutes, second: seconds };
  const modifiedAt = serverDate(parts, context);
  if (modifiedAt === undefined) return 'unparsed';
  if (isDotName(name)) return 'ignored';
  const dated = { name, modifiedAt, modifiedPrecision: 's' } as const;
  if (mark !== undefined) return { ...dated, type: 'directory' };
  const bytes = Number(size);
  return { ...dated, type: 'file', ...(Number.isSafeInteger(bytes) ? { size: bytes } : {}) };
}
