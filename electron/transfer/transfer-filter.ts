import picomatch from 'picomatch';
import type { TransferFilter } from '../../shared/model/transfer.ts';

/** What a filter looks at. */
export interface FilteredEntry {
  /** Below the folder that was enqueued, `/` between the parts, none at the beginning. */
  readonly path: string;
  readonly type: 'file' | 'directory';
  readonly size?: number | undefined;
  readonly modifiedAt?: number | undefined;
}

/**
 * Whether an entry is copied. A folder that is left out is not read at all; the others are, for what may be in them.
 * Globs are those of the shell, with `**` for any number of folders; names that begin with a dot match like others.
 */
export function createFilter(filter: TransferFilter): (entry: FilteredEntry) => boolean {
  const isIncluded = matcher(filter.include);
  const isExcluded = matcher(filter.exclude);
  const { smallest = 0, largest = Number.POSITIVE_INFINITY } = filter;
  const { modifiedAfter = Number.NEGATIVE_INFINITY, modifiedBefore = Number.POSITIVE_INFINITY } = filter;
  return (entry) => {
    if (isExcluded(entry)) return false;
    if (entry.type === 'directory') return true;
    const { size, modifiedAt } = entry;
    if (size !== undefined && (size < smallest || size > largest)) return false;
    if (modifiedAt !== undefined && (modifiedAt < modifiedAfter || modifiedAt > modifiedBefore)) return false;
    return filter.include.length === 0 || isIncluded(entry);
  };
}

/** Lets everything pass. */
export const openFilter: TransferFilter = { include: [], exclude: [] };

/** True where a filter lets everything pass. */
export function isOpenFilter(filter: TransferFilter): boolean {
  const { include, exclude, ...bounds } = filter;
  return include.length === 0 && exclude.length === 0 && Object.values(bounds).every((bound) => bound === undefined);
}

function matcher(globs: readonly string[]): (entry: FilteredEntry) => boolean {
  const matches = globs.map((glob) => {
    const folderOnly = glob.endsWith('/');
    const pattern = (folderOnly ? glob.slice(0, -1) : glob).replace(/^\.?\/(?=.)/, '');
    const isPath = pattern.includes('/') || /^\.?\//.test(glob);
    const test = picomatch(pattern, { dot: true, nonegate: true });
    return ({ path, type }: FilteredEntry) => {
      if (folderOnly && type !== 'directory') return false;
      return test(isPath ? path : path.slice(path.lastIndexOf('/') + 1));
    };
  });
  return (entry) => matches.some((match) => match(entry));
}
