import type { Stats } from 'node:fs';
import { readlink, stat } from 'node:fs/promises';
import type { Entry, EntryType } from '../../../shared/model/entry.ts';
import type { LocalPlatform } from './local-platform.ts';
import { type OwnerNames, readOwnerNames } from './owner-names.ts';

/** Makes rows of what the system says about files. */
export class LocalEntries {
  readonly #platform: LocalPlatform;
  #ownerNames: Promise<OwnerNames> | undefined;

  constructor(platform: LocalPlatform) {
    this.#platform = platform;
  }

  /** @param stats Of the file itself, not of what it links to. */
  async entry(name: string, native: string, stats: Stats): Promise<Entry> {
    const entry: Entry = {
      name,
      type: entryType(stats),
      modifiedAt: Math.round(stats.mtimeMs),
      modifiedPrecision: 'ms',
    };
    if (stats.isFile()) entry.size = stats.size;
    if (this.#platform.hiddenNames?.test(name)) entry.hidden = true;
    if (stats.isSymbolicLink()) Object.assign(entry, await whereLinkLeads(native));
    if (this.#platform.ownership === 'none') return entry;
    this.#ownerNames ??= readOwnerNames();
    const owners = await this.#ownerNames;
    return {
      ...entry,
      permissions: stats.mode & 0o7777,
      owner: owners.user(stats.uid),
      group: owners.group(stats.gid),
    };
  }
}

function entryType(stats: Stats): EntryType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}

/** Of a junction of Windows, which Node takes for a link, too. */
async function whereLinkLeads(native: string): Promise<Pick<Entry, 'targetType' | 'linkTarget'>> {
  const [target, linkTarget] = await Promise.all([
    stat(native).then(entryType, () => 'missing' as const),
    // A link that may not be read still shows, without its target.
    readlink(native).catch(() => undefined),
  ]);
  return { targetType: target, ...(linkTarget === undefined ? {} : { linkTarget }) };
}
