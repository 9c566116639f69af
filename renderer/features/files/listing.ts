import type { Entry } from '../../../shared/model/entry.ts';
import { nameMatcher } from '../../../shared/model/file-search.ts';
import { createFileRow, type FileRow } from '../../file-grid/file-row.ts';
import type { FolderSizes } from '../../file-grid/folder-size.ts';
import { createNaturalKey } from '../../file-grid/natural-order.ts';
import { byName, mergeByName, type Sort, sortRows } from '../../file-grid/sort-rows.ts';

export interface View {
  readonly sort: Sort;
  readonly filter: string;
  readonly showHidden: boolean;
  readonly folderSizes?: FolderSizes;
}

/** All rows of a directory, whatever of them is shown. */
export class Listing {
  readonly #naturalKey: (name: string) => string;
  /** In the order of names: every other order starts from it. */
  #rows: readonly FileRow[] = [];

  constructor(locale: string) {
    this.#naturalKey = createNaturalKey(locale);
  }

  get count(): number {
    return this.#rows.length;
  }

  /** Whether there is a folder of that name. */
  hasFolder(name: string): boolean {
    return this.#rows.some(({ directory, entry }) => directory && entry.name === name);
  }

  add(entries: readonly Entry[]): void {
    const rows = entries.map((entry) => createFileRow(entry, this.#naturalKey)).sort(byName);
    this.#rows = mergeByName(this.#rows, rows);
  }

  /** The rows that the view shows, in its order. */
  show({ filter, showHidden, sort, folderSizes }: View): readonly FileRow[] {
    const wanted = filter.trim().toLowerCase();
    const all = showHidden && wanted === '';
    const fits = /[*?]/.test(wanted) ? nameMatcher(wanted) : undefined;
    const isWanted = ({ entry, folded }: FileRow) => (fits ? fits(entry.name) : folded.includes(wanted));
    const isShown = (row: FileRow) => (showHidden || !row.hidden) && (wanted === '' || isWanted(row));
    const shown = all ? this.#rows : this.#rows.filter(isShown);
    return sortRows(shown, sort, folderSizes);
  }
}
