import type { Entry, EntryType } from '../../../../shared/model/entry.ts';
import { parseTimeValue } from './listing-date.ts';
import { isDotName, type ParsedLine } from './parsed-line.ts';

/**
 * A line of MLSD or of MLST's reply (RFC 3659 §7.2): facts, each ended by `;`, one space, and the name, which may hold
 * anything. Facts and their values are case-insensitive in name, values of `type` too (§7.5.1).
 */
export function parseMlsdLine(line: string): ParsedLine {
  const space = nameSeparator(line);
  if (space < 0) return line.trim() === '' ? 'ignored' : 'unparsed';
  const name = line.slice(space + 1);
  const facts = parseFacts(line.slice(0, space));
  if (name === '' || facts === undefined) return 'unparsed';
  const type = facts.get('type')?.toLowerCase();
  if (type === 'cdir' || type === 'pdir' || isDotName(name)) return 'ignored';
  return entryFrom(name, facts);
}

/** A link's target may hold spaces, so the facts end at the first `; `; some servers leave the last `;` out. */
function nameSeparator(line: string): number {
  if (line.startsWith(' ')) return 0;
  const end = line.indexOf('; ');
  return end >= 0 ? end + 1 : line.indexOf(' ');
}

function parseFacts(text: string): Map<string, string> | undefined {
  const facts = new Map<string, string>();
  for (const fact of text.split(';')) {
    if (fact === '') continue;
    const equals = fact.indexOf('=');
    if (equals <= 0) return undefined;
    facts.set(fact.slice(0, equals).toLowerCase(), fact.slice(equals + 1));
  }
  return facts;
}

function entryFrom(name: string, facts: Map<string, string>): Entry {
  const entry: Entry = { name, ...typeFrom(facts.get('type') ?? '') };
  const size = wholeNumber(facts.get('size') ?? facts.get('sizd'));
  if (size !== undefined && (entry.type === 'file' || entry.type === 'other')) entry.size = size;
  const modified = parseTimeValue(facts.get('modify') ?? '');
  if (modified) {
    entry.modifiedAt = modified.at;
    entry.modifiedPrecision = modified.precision;
  }
  const mode = facts.get('unix.mode');
  if (mode !== undefined && /^[0-7]{1,7}$/.test(mode)) entry.permissions = Number.parseInt(mode, 8) & 0o7777;
  const owner = facts.get('unix.ownername') ?? facts.get('unix.owner') ?? facts.get('unix.uid');
  if (owner) entry.owner = owner;
  const group = facts.get('unix.groupname') ?? facts.get('unix.group') ?? facts.get('unix.gid');
  if (group) entry.group = group;
  return entry;
}

function typeFrom(fact: string): { type: EntryType; linkTarget?: string } {
  const type = fact.toLowerCase();
  if (type === 'file') return { type: 'file' };
  if (type === 'dir') return { type: 'directory' };
  // `OS.unix=slink:/target` (Pure-FTPd and ProFTPD with UseSlink) or `OS.unix=symlink` (ProFTPD).
  const link = /^os\.unix=(?:slink|symlink)(?::|$)/.exec(type);
  if (!link) return { type: 'other' };
  const linkTarget = fact.slice(link[0].length);
  return linkTarget === '' ? { type: 'symlink' } : { type: 'symlink', linkTarget };
}

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}
