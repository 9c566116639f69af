import type { TableLine } from './arrange-sessions.ts';

/** Lines by key. Groups can have the focus; only sessions are selected. */
export interface SessionSelection {
  readonly selected: ReadonlySet<string>;
  /** The line that the keyboard acts on. */
  readonly focused: string | undefined;
  /** Where a range began. */
  readonly anchor: string | undefined;
}

export const noSelection: SessionSelection = { selected: new Set(), focused: undefined, anchor: undefined };

export function selectLine({ type, key }: TableLine): SessionSelection {
  return { selected: new Set(type === 'session' ? [key] : []), focused: key, anchor: key };
}

export function toggleLine({ selected }: SessionSelection, { type, key }: TableLine): SessionSelection {
  const next = new Set(selected);
  if (type === 'session' && !next.delete(key)) next.add(key);
  return { selected: next, focused: key, anchor: key };
}

/** From where the range began to this line. */
export function selectLines(selection: SessionSelection, lines: readonly TableLine[], to: TableLine): SessionSelection {
  const anchor = selection.anchor ?? selection.focused ?? to.key;
  const from = lines.findIndex(({ key }) => key === anchor);
  const end = lines.findIndex(({ key }) => key === to.key);
  if (from < 0 || end < 0) return selectLine(to);
  const range = lines.slice(Math.min(from, end), Math.max(from, end) + 1).filter(({ type }) => type === 'session');
  return { selected: new Set(range.map(({ key }) => key)), focused: to.key, anchor };
}

export function selectEveryLine(selection: SessionSelection, lines: readonly TableLine[]): SessionSelection {
  return { ...selection, selected: new Set(lines.filter(({ type }) => type === 'session').map(({ key }) => key)) };
}

/** What is not on the table any more is not selected any more, so that nothing unseen is ever ended. */
export function keepShown(selection: SessionSelection, lines: readonly TableLine[]): SessionSelection {
  const there = new Set(lines.map(({ key }) => key));
  const kept = [...selection.selected].filter((key) => there.has(key));
  const focusGone = selection.focused !== undefined && !there.has(selection.focused);
  if (kept.length === selection.selected.size && !focusGone) return selection;
  return focusGone
    ? { selected: new Set(kept), focused: undefined, anchor: undefined }
    : { ...selection, selected: new Set(kept) };
}
