import type { EntryType } from '../../../../shared/model/entry.ts';
import { dayFrom, serverDate } from './listing-date.ts';
import { isDotName, type ListingContext, type ParsedLine } from './parsed-line.ts';

/** Owner, then size, date and time unless it is a member, then the object's type and its name. */
const shape =
  /^(\S{1,10})\s{1,80}(?:(\d{1,16})\s{1,40}(\d{1,4})([-/.])(\d\d)\4(\d{2,4})\s{1,9}(\d\d)[:.](\d\d)[:.](\d\d)\s{1,40})?(\*[A-Z]{1,10})\s{1,40}(\S.*)$/s;

const directories = ['*DIR', '*DDIR', '*LIB', '*FLR'];
const files = ['*STMF', '*DSTMF', '*MEM', '*DOC'];

/**
 * A line as IBM i prints it with SITE LISTFMT 0 (IBM i "FTP server subcommands", LIST): `QSYS  77824 02/23/00 15:09:55 *DIR
 * QOpenSys/`. With LISTFMT 1 it writes the Unix form. A physical file holds members and is entered like a directory; a
 * save file is one lump.
 */
export function parseAs400Line(line: string, context: ListingContext): ParsedLine {
  const match = shape.exec(line.trimEnd());
  if (!match) return 'unparsed';
  const [, owner = '', size, first, separator = '', second = '', third = '', hour, minute, seconds, kind = ''] = match;
  const path = (match[11] ?? '').replace(/\/$/, '');
  // Members are named with the file that holds them: `QCLSRC.FILE/START.MBR`.
  const name = kind === '*MEM' ? path.slice(path.lastIndexOf('/') + 1) : path;
  if (isDotName(name)) return 'ignored';
  if (name === '') return 'unparsed';
  const type = typeOf(kind, name);
  if (first === undefined) return { name, type, owner };
  const day = dayFrom([first, second, third], separator, context.dateOrder);
  const time = { hour: Number(hour), minute: Number(minute), second: Number(seconds) };
  const modifiedAt = day && serverDate({ ...day, ...time }, context);
  if (modifiedAt === undefined) return 'unparsed';
  const bytes = Number(size);
  const sized = type === 'file' && Number.isSafeInteger(bytes);
  return { name, type, ...(sized ? { size: bytes } : {}), modifiedAt, modifiedPrecision: 's', owner };
}

function typeOf(kind: string, name: string): EntryType {
  if (directories.includes(kind)) return 'directory';
  if (kind === '*FILE') return /\.savf$/i.test(name) ? 'file' : 'directory';
  if (kind === '*SYMLNK') return 'symlink';
  return files.includes(kind) ? 'file' : 'other';
}
