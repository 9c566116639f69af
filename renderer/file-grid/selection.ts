import type { FileRow } from './file-row.ts';

/** Rows by name; names are unique in a directory. */
export interface Selection {
  readonly selected: ReadonlySet<string>;
  /** The row that the keyboard acts on. */
  readonly focused: string | undefined;
  /** Where a range began. */
  readonly anchor: string | undefined;
}

export const emptySelection: Selection = { selected: new Set(), focused: undefined, anchor: undefined };

type Rows = readonly FileRow[];

/** What was looked for last in rows, which never change: several ask for the focused one of a hundred thousand. */
const lastFound = new WeakMap<Rows, { readonly name: string; readonly index: number }>();

export function indexOfName(rows: Rows, name: string | undefined): number {
  if (name === undefined) return -1;
  const known = lastFound.get(rows);
  if (known?.name === name) return known.index;
  const index = indexFrom(rows, name, Math.max(0, known?.index ?? 0));
  lastFound.set(rows, { name, index });
  return index;
}

/** Looks on both sides of a place at once: who asks again has seldom gone far. */
function indexFrom(rows: Rows, name: string, from: number): number {
  for (let away = 0; away < rows.length; away++) {
    const [above, below] = [from - away, from + away];
    if (below < rows.length && rows[below]?.entry.name === name) return below;
    if (above >= 0 && rows[above]?.entry.name === name) return above;
  }
  return -1;
}

export function selectOnly(name: string): Selection {
  return { selected: new Set([name]), focused: name, anchor: name };
}

export function toggleSelected(selection: Selection, name: string): Selection {
  const selected = new Set(selection.selected);
  if (!selected.delete(name)) selected.add(name);
  return { selected, focused: name, anchor: name };
}

/**
 * The same for the focused row, or the first one; then the row below has the focus. A row that an arrow or a click has selected,
 * and nothing else, is the first of those to be chosen: it stays.
 */
export function toggleAndGoOn(selection: Selection, rows: Rows): Selection {
  const index = Math.max(0, indexOfName(rows, selection.focused));
  const name = rows[index]?.entry.name;
  if (name === undefined) return selection;
  const isFirst = selection.selected.size === 1 && selection.selected.has(name) && selection.anchor === name;
  return focusOnly(isFirst ? selection : toggleSelected(selection, name), rows[index + 1]?.entry.name ?? name);
}

/** Moves the focus alone, as Ctrl with an arrow does. */
export function focusOnly(selection: Selection, name: string): Selection {
  return { ...selection, focused: name };
}

/** From the anchor to `name`; what was selected elsewhere stays only with `adding`. */
export function selectRange(
  selection: Selection,
  rows: Rows,
  name: string,
  mode: 'replacing' | 'adding' = 'replacing',
): Selection {
  const anchor = selection.anchor ?? selection.focused ?? name;
  const from = indexOfName(rows, anchor);
  const to = indexOfName(rows, name);
  if (from < 0 || to < 0) return selectOnly(name);
  const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.entry.name);
  const selected = new Set(mode === 'adding' ? [...selection.selected, ...range] : range);
  return { selected, focused: name, anchor };
}

export function selectAll(selection: Selection, rows: Rows): Selection {
  return { ...selection, selected: new Set(rows.map((row) => row.entry.name)) };
}

/** What is not selected instead of what is. */
export function invertSelected(selection: Selection, rows: Rows): Selection {
  const names = rows.map((row) => row.entry.name).filter((name) => !selection.selected.has(name));
  return { ...selection, selected: new Set(names) };
}

export function clearSelected(selection: Selection): Selection {
  return { ...selection, selected: new Set(), anchor: selection.focused };
}

/**
 * The selection after the rows changed: what is gone from view is no longer selected, so that nothing unseen is ever
 * worked on. A focus that is gone moves to the row that took its place.
 */
export function keepSelection(selection: Selection, before: Rows, after: Rows): Selection {
  const wanted = new Set(selection.selected);
  for (const name of [selection.focused, selection.anchor]) if (name !== undefined) wanted.add(name);
  if (wanted.size === 0) return selection;
  // Rows are many, what is looked for among them usually is not.
  const there = new Set<string>();
  for (const { entry } of after) {
    if (!wanted.has(entry.name)) continue;
    there.add(entry.name);
    if (there.size === wanted.size) return selection;
  }
  const selected = new Set([...selection.selected].filter((name) => there.has(name)));
  const anchor = selection.anchor !== undefined && there.has(selection.anchor) ? selection.anchor : undefined;
  if (selection.focused === undefined || there.has(selection.focused)) {
    return { selected, anchor, focused: selection.focused };
  }
  const place = Math.min(Math.max(indexOfName(before, selection.focused), 0), after.length - 1);
  return { selected, anchor, focused: after[place]?.entry.name };
}
