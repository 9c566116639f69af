import { z } from 'zod';

export const EntryType = z.enum(['file', 'directory', 'symlink', 'other']);
export type EntryType = z.infer<typeof EntryType>;

/** One row of a listing. A member is absent where the server does not say. */
export const Entry = z.object({
  /** As the server spells it. Never contains `/` or NUL, unless `unusable` says why the row cannot be worked on. */
  name: z.string(),
  type: EntryType,
  /** For a symlink, what it leads to, where known. */
  targetType: EntryType.or(z.literal('missing')).optional(),
  linkTarget: z.string().optional(),
  /** Bytes. */
  size: z.number().int().nonnegative().optional(),
  /** Milliseconds since 1970, UTC. */
  modifiedAt: z.number().optional(),
  /** The listing gives the minute or the day only. */
  modifiedPrecision: z.enum(['ms', 's', 'minute', 'day']).optional(),
  /** Permission bits, 0 to 0o7777. */
  permissions: z.number().int().min(0).max(0o7777).optional(),
  owner: z.string().optional(),
  group: z.string().optional(),
  /** Hidden by the system though its name begins with no dot. */
  hidden: z.boolean().optional(),
  /** Why this row can be shown but not opened, copied or changed: its name would lead elsewhere or cannot be sent. */
  unusable: z.enum(['separator-in-name', 'dot-name', 'nul-in-name', 'undecodable-name']).optional(),
});
export type Entry = z.infer<typeof Entry>;

/** True where the entry can be opened as a directory: a directory, or a link that leads to one. */
export function isDirectoryLike(entry: Entry): boolean {
  return entry.type === 'directory' || (entry.type === 'symlink' && entry.targetType === 'directory');
}

/** Marks an entry whose name a hostile or broken server made unsafe; every adapter passes its rows through here. */
export function markUnusable(entry: Entry): Entry {
  const { name } = entry;
  if (name.includes('\0')) return { ...entry, unusable: 'nul-in-name' };
  if (name === '' || name === '.' || name === '..') return { ...entry, unusable: 'dot-name' };
  if (name.includes('/')) return { ...entry, unusable: 'separator-in-name' };
  return entry;
}
