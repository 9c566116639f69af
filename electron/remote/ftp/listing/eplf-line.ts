import type { Entry } from '../../../../shared/model/entry.ts';
import type { ParsedLine } from './parsed-line.ts';

/**
 * Easily Parsed LIST Format (D. J. Bernstein, cr.yp.to/ftp/list/eplf.html): `+`, facts each ended by a comma, a tab, the
 * name. `/` directory, `r` file, `s` size in bytes, `m` seconds since 1970 UTC, `up` permissions.
 */
export function parseEplfLine(line: string): ParsedLine {
  const tab = line.indexOf('\t');
  if (!line.startsWith('+') || tab < 0 || tab === line.length - 1) return 'unparsed';
  const facts = line.slice(1, tab).split(',');
  const entry: Entry = { name: line.slice(tab + 1), type: typeFrom(facts) };
  for (const fact of facts) {
    if (/^s\d{1,16}$/.test(fact) && entry.type === 'file') entry.size = Number(fact.slice(1));
    else if (/^m\d{1,12}$/.test(fact))
      Object.assign(entry, { modifiedAt: Number(fact.slice(1)) * 1000, modifiedPrecision: 's' });
    else if (/^up[0-7]{3,4}$/.test(fact)) entry.permissions = Number.parseInt(fact.slice(2), 8);
  }
  if (entry.size !== undefined && !Number.isSafeInteger(entry.size)) delete entry.size;
  return entry;
}

function typeFrom(facts: readonly string[]): Entry['type'] {
  if (facts.includes('/')) return 'directory';
  return facts.includes('r') ? 'file' : 'other';
}
