import type { TreeRow } from './site-tree.ts';

/** Rows by id. */
export interface SiteSelection {
  readonly selected: ReadonlySet<string>;
  /** The row that the keyboard acts on, and that the page speaks of. */
  readonly focused: string | undefined;
  /** Where a range began. */
  readonly anchor: string | undefined;
}

export const nothingSelected: SiteSelection = { selected: new Set(), focused: undefined, anchor: undefined };

export function selectOnly(id: string): SiteSelection {
  return { selected: new Set([id]), focused: id, anchor: id };
}

export function toggle({ selected }: SiteSelection, id: string): SiteSelection {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return { selected: next, focused: id, anchor: id };
}

/** From where the range began to this row. */
export function selectRange(selection: SiteSelection, rows: readonly TreeRow[], id: string): SiteSelection {
  const anchor = selection.anchor ?? selection.focused ?? id;
  const from = rows.findIndex((row) => row.id === anchor);
  const to = rows.findIndex((row) => row.id === id);
  if (from < 0 || to < 0) return selectOnly(id);
  const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { selected: new Set(range.map((row) => row.id)), focused: id, anchor };
}

/** What is not shown any more is not selected any more, so that nothing unseen is ever removed. */
export function keepShown(selection: SiteSelection, rows: readonly TreeRow[]): SiteSelection {
  const there = new Set(rows.map(({ id }) => id));
  const selected = new Set([...selection.selected].filter((id) => there.has(id)));
  const isGone = selection.focused !== undefined && !there.has(selection.focused);
  if (!isGone && selected.size === selection.selected.size) return selection;
  return isGone ? { selected, focused: undefined, anchor: undefined } : { ...selection, selected };
}
