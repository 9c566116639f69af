import type { Entry } from '../../../shared/model/entry.ts';
import { createFileRow, type FileRow } from '../../file-grid/file-row.ts';
import { createNaturalKey } from '../../file-grid/natural-order.ts';
import { mergeRows, type Sort, sortRows } from '../../file-grid/sort-rows.ts';

export interface View {
  readonly sort: Sort;
  readonly filter: string;
  readonly showHidden: boolean;
}

/** All rows of a directory, whatever of them is shown. Grows in place while pages arrive. */
export class Listing {
  readonly #naturalKey: (name: string) => string;
  readonly #rows: FileRow[] = [];

  constructor(locale: string) {
    this.#naturalKey = createNaturalKey(locale);
  }

  get count(): number {
    return this.#rows.length;
  }

  /** Adds a page and answers its rows. */
  add(entries: readonly Entry[]): FileRow[] {
    const rows = entries.map((entry) => createFileRow(entry, this.#naturalKey));
    for (const row of rows) this.#rows.push(row);
    return rows;
  }

  /** The rows that the view shows, in its order. */
  show(view: View): FileRow[] {
    return sortRows(this.#rows.filter(shownBy(view)), view.sort);
  }
}

/** What is shown already with a page more. */
export function showMore(shown: readonly FileRow[], page: readonly FileRow[], view: View): FileRow[] {
  return mergeRows(shown, sortRows(page.filter(shownBy(view)), view.sort), view.sort);
}

function shownBy({ filter, showHidden }: View): (row: FileRow) => boolean {
  const wanted = filter.trim().toLowerCase();
  return (row) => (showHidden || !row.hidden) && (wanted === '' || row.folded.includes(wanted));
}
