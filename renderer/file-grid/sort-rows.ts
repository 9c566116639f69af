import type { ColumnId } from './columns.ts';
import type { FileRow } from './file-row.ts';
import { bytesOf, type FolderSizes, noSizes } from './folder-size.ts';

export interface Sort {
  readonly column: ColumnId;
  readonly direction: 'ascending' | 'descending';
  /** Directories before everything else, in either direction. Absent: so they are. */
  readonly foldersFirst?: boolean;
}

type Compare = (a: FileRow, b: FileRow) => number;

/** The order that rows are kept in: directories first, then natural names, then names as they are spelled. */
export const byName: Compare = (a, b) => {
  if (a.directory !== b.directory) return a.directory ? -1 : 1;
  return compareNames(a, b);
};

const compareNames: Compare = (a, b) => order(a.nameKey, b.nameKey) || order(a.entry.name, b.entry.name);

/** Two lists in the order of {@link byName} as one, so that a listing can grow without being sorted again at every page. */
export function mergeByName(rows: readonly FileRow[], more: readonly FileRow[]): FileRow[] {
  const merged: FileRow[] = [];
  let index = 0;
  for (const row of more) {
    for (let next = rows[index]; next && byName(next, row) <= 0; next = rows[++index]) merged.push(next);
    merged.push(row);
  }
  for (; index < rows.length; index++) merged.push(rows[index] as FileRow);
  return merged;
}

/**
 * Rows in the order of {@link byName} as the user wants them: directories first in either direction, equal values by name,
 * always ascending. That needs no look at the names: the sort is stable.
 * @param sizes Of folders, where they were counted; the others sort as if the server did not say.
 */
export function sortRows(
  rows: readonly FileRow[],
  { column, direction, foldersFirst = true }: Sort,
  sizes: FolderSizes = noSizes,
): readonly FileRow[] {
  if (!foldersFirst) return sortMixed(rows, { column, direction }, sizes);
  if (column === 'name' && direction === 'ascending') return rows;
  const firstFile = rows.findIndex((row) => !row.directory);
  const cut = firstFile < 0 ? rows.length : firstFile;
  const directories = rows.slice(0, cut);
  const files = rows.slice(cut);
  if (column === 'name') return [...directories.reverse(), ...files.reverse()];
  const directed = comparison(column, direction, sizes);
  return [...directories.sort(directed), ...files.sort(directed)];
}

/** Files and directories as one list. Both kinds are in the order of names already: that order of all is a merge. */
function sortMixed(rows: readonly FileRow[], sort: Sort, sizes: FolderSizes): readonly FileRow[] {
  const { column, direction } = sort;
  const firstFile = rows.findIndex((row) => !row.directory);
  if (firstFile < 0) return sortRows(rows, sort, sizes);
  const byNameAlone: FileRow[] = [];
  let file = firstFile;
  for (const directory of rows.slice(0, firstFile)) {
    for (let next = rows[file]; next && compareNames(next, directory) <= 0; next = rows[++file]) byNameAlone.push(next);
    byNameAlone.push(directory);
  }
  byNameAlone.push(...rows.slice(file));
  if (column === 'name') return direction === 'ascending' ? byNameAlone : byNameAlone.reverse();
  return byNameAlone.sort(comparison(column, direction, sizes));
}

function comparison(column: Exclude<ColumnId, 'name'>, direction: Sort['direction'], sizes: FolderSizes): Compare {
  const sizeOf = (row: FileRow) => bytesOf(row, sizes) ?? -1;
  const compare: Compare = column === 'size' ? (a, b) => sizeOf(a) - sizeOf(b) : comparisons[column];
  return direction === 'ascending' ? compare : (a, b) => -compare(a, b);
}

/** What the server does not say sorts before everything it says. */
const comparisons: Record<Exclude<ColumnId, 'name' | 'size'>, Compare> = {
  modified: (a, b) => order(a.entry.modifiedAt ?? -Infinity, b.entry.modifiedAt ?? -Infinity),
  kind: (a, b) => order(a.extension, b.extension),
  permissions: (a, b) => (a.entry.permissions ?? -1) - (b.entry.permissions ?? -1),
  owner: (a, b) => order(a.entry.owner ?? '', b.entry.owner ?? ''),
  link: (a, b) => order(a.entry.linkTarget ?? '', b.entry.linkTarget ?? ''),
};

function order<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
