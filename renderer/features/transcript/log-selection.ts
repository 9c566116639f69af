/** A run of lines by their ids: lines come and go at both ends while it stands. */
export interface LogSelection {
  /** Where it was begun, and where it ends now. */
  readonly anchor: number;
  readonly focus: number;
}

interface Line {
  readonly id: number;
}

export function isSelected({ id }: Line, selection: LogSelection | undefined): boolean {
  if (!selection) return false;
  return id >= Math.min(selection.anchor, selection.focus) && id <= Math.max(selection.anchor, selection.focus);
}

/** @param mode `extend` keeps where the selection was begun. */
export function selectLine(selection: LogSelection | undefined, { id }: Line, mode: 'begin' | 'extend'): LogSelection {
  return { anchor: mode === 'extend' && selection ? selection.anchor : id, focus: id };
}

export function selectAll(lines: readonly Line[]): LogSelection | undefined {
  const [first, last] = [lines[0], lines.at(-1)];
  return first && last && { anchor: first.id, focus: last.id };
}

export type LogStep = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** Moves the end of the selection; from none it begins at the newest line. */
export function moveSelection(
  selection: LogSelection | undefined,
  lines: readonly Line[],
  step: LogStep,
  { mode, page }: { readonly mode: 'begin' | 'extend'; readonly page: number },
): LogSelection | undefined {
  const last = lines.length - 1;
  // Where the line was that has left meanwhile, the next one stands.
  const at = selection ? lines.findIndex(({ id }) => id >= selection.focus) : -1;
  const from = at < 0 ? last : at;
  const isFresh = selection === undefined && (step === 'up' || step === 'down');
  const to = {
    up: from - 1,
    down: from + 1,
    'page-up': from - page,
    'page-down': from + page,
    first: 0,
    last,
  }[step];
  const line = lines[isFresh ? last : Math.max(0, Math.min(last, to))];
  return line && selectLine(selection, line, mode);
}
