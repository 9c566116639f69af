import type { EntryType } from '../../../../shared/model/entry.ts';
import { serverDate } from './listing-date.ts';
import type { ListingContext, ParsedLine } from './parsed-line.ts';

/** z/OS "Communications Server: IP User's Guide", LIST of data sets. */
export const datasetHeading =
  /^\s*Volume\s+Unit\s+(?:Date\s+)?Referred\s+Ext\s+Used\s+Recfm\s+Lrecl\s+BlkSz\s+Dsorg\s+Dsname\s*$/i;
/** The same of members, with the statistics of ISPF or of load modules. */
export const memberHeading = /^\s*Name\s+(?:VV\.MM\s+Created|Size\s+TTR\s+Alias-of)\s.*$/i;

/** Volume, unit, date, extents and used (which run together when large), format, lengths, organisation, name. */
const dataset =
  /^(?:\S{1,6}\s{1,20}\S{1,8}\s{1,20}(?:\d{4}\/\d\d\/\d\d|\*\*NONE\*\*)\s{1,20}\d{1,12}(?:\s{1,20}[\d+]{1,12})?\s{1,20}[A-Z?]{1,5}\s{1,20}\d{1,8}\s{1,20}\d{1,8}\s{1,20}([A-Z-]{2,5})\s{1,20})('[^']{1,46}'|[A-Z0-9@#$.-]{1,44})\s*$/i;
/** Data sets without attributes: on tape, migrated, or of another kind. */
const bareDataset =
  /^(?:(Migrated)|(Pseudo Directory)|(?:\S{1,6}\s{1,20})?(?:Not (?:Direct Access Device|Mounted)|Tape|User catalog connector|Error determining attributes))\s{1,80}('[^']{1,46}'|[A-Z0-9@#$.-]{1,44})\s*$/i;

/**
 * A data set. A partitioned one (PO, PO-E) holds members and is entered like a directory. The date says when it was last
 * used, not changed, and space is counted in tracks, so that neither is told. A name in quotes is a full one.
 */
export function parseDatasetLine(line: string): ParsedLine {
  if (line.trim() === '' || datasetHeading.test(line)) return 'ignored';
  const bare = bareDataset.exec(line);
  if (bare) return { name: unquoted(bare[3] ?? ''), type: bare[2] === undefined ? 'file' : 'directory' };
  const match = dataset.exec(line);
  return match ? { name: unquoted(match[2] ?? ''), type: typeOf(match[1] ?? '') } : 'unparsed';
}

const memberName = '[A-Z@#$][A-Z0-9@#$]{0,7}';
const memberStatistics = new RegExp(
  `^\\s?(${memberName})\\s{1,20}\\d\\d\\.\\d\\d\\s{1,9}\\d{4}/\\d\\d/\\d\\d\\s{1,9}(\\d{4})/(\\d\\d)/(\\d\\d)\\s{1,9}(\\d\\d):(\\d\\d)(?::(\\d\\d))?\\s{1,20}\\d{1,8}\\s{1,20}\\d{1,8}\\s{1,20}\\d{1,8}\\s{1,20}(\\S{1,8})\\s*$`,
  'i',
);
const loadModule = new RegExp(`^\\s?(${memberName})\\s{1,20}[0-9A-F]{4,8}\\s{1,20}[0-9A-F]{6}\\s.*$`, 'i');
const memberAlone = new RegExp(`^\\s?(${memberName})\\s*$`, 'i');

/** A member of a partitioned data set. Its size is told in lines, if at all, and so left out. */
export function parseMemberLine(line: string, context: ListingContext): ParsedLine {
  if (line.trim() === '' || memberHeading.test(line)) return 'ignored';
  const plain = memberAlone.exec(line) ?? loadModule.exec(line);
  if (plain) return { name: plain[1] ?? '', type: 'file' };
  const match = memberStatistics.exec(line);
  if (!match) return 'unparsed';
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(2, 8)
    .map((part) => Number(part ?? 0));
  const modifiedAt = serverDate({ year, month, day, hour, minute, second }, context);
  if (modifiedAt === undefined) return 'unparsed';
  const modifiedPrecision = match[7] === undefined ? 'minute' : 's';
  return { name: match[1] ?? '', type: 'file', modifiedAt, modifiedPrecision, owner: match[8] };
}

function typeOf(organisation: string): EntryType {
  return /^PO/i.test(organisation) ? 'directory' : 'file';
}

function unquoted(name: string): string {
  return name.startsWith("'") ? name.slice(1, -1) : name;
}
