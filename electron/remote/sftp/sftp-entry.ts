import type { Attributes } from 'ssh2';
import { type Entry, type EntryType, markUnusable } from '../../../shared/model/entry.ts';

/** The attributes as ssh2 gives them: what the server left out is undefined. */
export type GivenAttributes = Partial<Attributes>;

/** The type bits of a mode (POSIX sys/stat.h), which is what every server sends (draft-ietf-secsh-filexfer-02 §5). */
const TYPE_BITS = 0o170000;
const types: ReadonlyMap<number, EntryType> = new Map([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'symlink'],
]);

/** `drwxr-xr-x    2 ann      staff        4096 Jan  1 00:00 name`: `ls -l`, for people, but the only place with names. */
const LONG_NAME = /^([-bcdlps])[-rwxsStTlL]{9}[+.@]?\s+\S+\s+(\S+)\s+(\S+)\s+(\d+)\s/;

/** One row. @param longName The line of `ls -l` that came with it. */
export function entryOf(name: string, attributes: GivenAttributes, longName = ''): Entry {
  const { mode, mtime, size } = attributes;
  const type = typeOf(attributes, longName);
  const entry: Entry = { name, type };
  if (type === 'file' && Number.isSafeInteger(size)) Object.assign(entry, { size });
  if (mtime !== undefined) Object.assign(entry, { modifiedAt: mtime * 1000, modifiedPrecision: 's' });
  if (mode !== undefined) entry.permissions = mode & 0o7777;
  const row = markUnusable({ ...entry, ...ownersOf(attributes, longName) });
  // ssh2 decodes UTF-8; bytes that are none become U+FFFD, and no request can name such a file.
  return name.includes('\uFFFD') ? { ...row, unusable: 'undecodable-name' } : row;
}

export function typeOf({ mode }: GivenAttributes, longName = ''): EntryType {
  if (mode !== undefined) return types.get(mode & TYPE_BITS) ?? 'other';
  return ({ '-': 'file', d: 'directory', l: 'symlink' }[longName.charAt(0)] as EntryType | undefined) ?? 'other';
}

/** Names where the line is read for certain (its size is the one in the attributes), else numbers. */
function ownersOf({ uid, gid, size }: GivenAttributes, longName: string): Pick<Entry, 'owner' | 'group'> {
  const [, , owner, group, listedSize] = LONG_NAME.exec(longName) ?? [];
  if (owner !== undefined && group !== undefined && (size === undefined || String(size) === listedSize)) {
    return { owner, group };
  }
  return {
    ...(uid === undefined ? {} : { owner: String(uid) }),
    ...(gid === undefined ? {} : { group: String(gid) }),
  };
}
