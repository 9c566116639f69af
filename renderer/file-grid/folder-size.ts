import type { FileRow } from './file-row.ts';
import { indexOfName } from './selection.ts';

/** What a folder holds in all, as far as it was counted. */
export interface FolderSize {
  readonly bytes: number;
  /** `incomplete`: some of it could not be read; there is more. */
  readonly state: 'counting' | 'whole' | 'incomplete' | 'unreadable';
}

/** By the folder's name. */
export type FolderSizes = ReadonlyMap<string, FolderSize>;

export const noSizes: FolderSizes = new Map();

/** The bytes of a row: a file's own, a folder's where it was counted. */
export function bytesOf({ entry, directory }: FileRow, sizes: FolderSizes): number | undefined {
  if (!directory) return entry.size;
  const size = sizes.get(entry.name);
  return size?.state === 'whole' || size?.state === 'incomplete' ? size.bytes : undefined;
}

export interface SelectionSum {
  readonly rows: number;
  readonly bytes: number;
  /** Folders that nobody has counted: the bytes are without what they hold. */
  readonly uncounted: number;
}

/** What is selected among the rows in view, and how much it is as far as that is known. */
export function sumOf(rows: readonly FileRow[], selected: ReadonlySet<string>, sizes: FolderSizes): SelectionSum {
  let count = 0;
  let bytes = 0;
  let uncounted = 0;
  // A single one is mostly the focused row, which the grid has found already.
  const [only] = selected;
  const first = selected.size === 1 ? indexOfName(rows, only) : 0;
  for (let index = first; index >= 0 && index < rows.length; index++) {
    const row = rows[index] as FileRow;
    // Names are unique: nothing behind the last one is selected.
    if (count === selected.size) break;
    if (!selected.has(row.entry.name)) continue;
    count++;
    const known = bytesOf(row, sizes);
    bytes += known ?? 0;
    if (known === undefined && row.directory) uncounted++;
  }
  return { rows: count, bytes, uncounted };
}

export interface RowCount {
  readonly files: number;
  readonly folders: number;
  /** Of the files. */
  readonly bytes: number;
}

/** What there is among rows, links counted as what they lead to. */
export function countRows(rows: readonly FileRow[]): RowCount {
  let folders = 0;
  let bytes = 0;
  for (const { directory, entry } of rows) {
    if (directory) folders++;
    else bytes += entry.size ?? 0;
  }
  return { files: rows.length - folders, folders, bytes };
}
