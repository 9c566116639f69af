import type { Entry } from '../../../../shared/model/entry.ts';
import { hourOfDay, monthNumber, serverDate } from './listing-date.ts';
import type { ListingContext, ParsedLine } from './parsed-line.ts';

const BLOCK_BYTES = 512;

const heading = /^(?:Directory \S+|(?:Grand )?Total of \d+ (?:file|director).*|%[A-Z]+-[IW]-.*)$/i;
const nameAlone = /^\s?\S{1,255};\d{1,5}$/;
/** Name and version, blocks used and perhaps allocated, date, time, then perhaps owner in brackets and protection in parentheses. */
const shape =
  /^\s?(\S{1,255});(\d{1,5})\s{1,80}(\d{1,12})(?:\/\d{1,12})?\s{1,40}(\d{1,2})-([A-Za-z]{3})-(\d{4})(?:\s{1,9}(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,3})?)?\s?([AaPp][Mm])?)?(?:\s{1,40}\[([^\]]{1,80})\])?(?:\s{1,40}\([RWEDrwed, ]{0,40}\))?\s*$/;
/** `%RMS-E-PRV`: the file is there, what it is may not be known. */
const guarded = /^\s?(\S{1,255};\d{1,5})\s{1,80}(?:%RMS-E-|No privilege|insufficient privilege)/i;

/**
 * A line as servers on OpenVMS print it (HP TCP/IP Services, MultiNet, TCPware): a long name stands alone and the rest on
 * the next line. A file keeps its version (`LOGIN.COM;1`), without which VMS deletes nothing; a directory loses `.DIR;1`.
 * Sizes are blocks of 512 bytes, of which the last may not be full.
 */
export function parseVmsLine(line: string, context: ListingContext): ParsedLine | 'continues' {
  if (line.trim() === '' || heading.test(line)) return 'ignored';
  if (nameAlone.test(line)) return 'continues';
  const hidden = guarded.exec(line)?.[1];
  if (hidden !== undefined) return kindOf(hidden);
  const match = shape.exec(line);
  if (!match) return 'unparsed';
  const [, name = '', version = '', blocks = '', day, month = '', year, hours, minute = 0, second = 0, half, owner] =
    match;
  const hour = hourOfDay(Number(hours ?? 0), half);
  const monthOfYear = monthNumber(month);
  if (hour === undefined || monthOfYear === undefined) return 'unparsed';
  const parts = {
    year: Number(year),
    month: monthOfYear,
    day: Number(day),
    hour,
    minute: Number(minute),
    second: Number(second),
  };
  const modifiedAt = serverDate(parts, context);
  if (modifiedAt === undefined) return 'unparsed';
  const entry = kindOf(`${name};${version}`);
  const [user, group] = (owner ?? '').split(',').reverse();
  return {
    ...entry,
    ...(entry.type === 'file' ? { size: Number(blocks) * BLOCK_BYTES } : {}),
    modifiedAt,
    modifiedPrecision: hours === undefined ? 'day' : match[9] === undefined ? 'minute' : 's',
    ...(user ? { owner: user.trim() } : {}),
    ...(group ? { group: group.trim() } : {}),
  };
}

function kindOf(name: string): Entry {
  const directory = /^(.+)\.DIR;\d{1,5}$/i.exec(name);
  return directory?.[1] === undefined ? { name, type: 'file' } : { name: directory[1], type: 'directory' };
}
