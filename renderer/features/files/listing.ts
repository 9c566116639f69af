import type { Entry } from '../../../shared/model/entry.ts';
import { nameMatcher } from '../../../shared/model/file-search.ts';
import { createFileRow, createFoundRow, type FileRow, foldedName } from '../../file-grid/file-row.ts';
import type { FolderSizes } from '../../file-grid/folder-size.ts';
import { createNaturalKey } from '../../file-grid/natural-order.ts';
import { byName, mergeByName, type Sort, sortRows } from '../../file-grid/sort-rows.ts';

export interface View {
  readonly sort: Sort;
  readonly filter: string;
  readonly showHidden: boolean;
  readonly folderSizes?: FolderSizes;
}

/** All rows of a directory, or all that was found below it, whatever of them is shown. */
export class Listing {
  readonly #naturalKey: (name: string) => string;
  readonly #createRow: typeof createFileRow;
  /** In the order of names: every other order starts from it. */
  #rows: readonly FileRow[] = [];

  /** @param of Entries of a `search` are named by the way down to them. */
  constructor(locale: string, of: 'directory' | 'search' = 'directory') {
    this.#naturalKey = createNaturalKey(locale);
    this.#createRow = of === 'search' ? createFoundRow : createFileRow;
  }

  get count(): number {
    return this.#rows.length;
  }

  get names(): string[] {
    return this.#rows.map(({ entry }) => entry.name);
  }

  /** Whether there is a folder of that name. */
  hasFolder(name: string): boolean {
    return this.#rows.some(({ directory, entry }) => directory && entry.name === name);
  }

  add(entries: readonly Entry[]): void {
    const rows = entries.map((entry) => this.#createRow(entry, this.#naturalKey)).sort(byName);
    this.#rows = mergeByName(this.#rows, rows);
  }

  /** Only these rows stay. */
  keepOnly(stays: (row: FileRow) => boolean): void {
    this.#rows = this.#rows.filter(stays);
  }

  /** The rows that the view shows, in its order. */
  show({ filter, showHidden, sort, folderSizes }: View): readonly FileRow[] {
    const wanted = foldedName(filter.trim());
    const all = showHidden && wanted === '';
    const fits = /[*?]/.test(wanted) ? nameMatcher(wanted) : undefined;
    const isWanted = ({ name, folded }: FileRow) => (fits ? fits(name) : folded.includes(wanted));
    const isShown = (row: FileRow) => (showHidden || !row.hidden) && (wanted === '' || isWanted(row));
    const shown = all ? this.#rows : this.#rows.filter(isShown);
    return sortRows(shown, sort, folderSizes);
  }
}
