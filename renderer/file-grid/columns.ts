/** What the rows of a folder can show. */
export const columnIds = ['name', 'size', 'modified', 'kind', 'permissions', 'owner', 'link'] as const;
/** `folder`: where it lies; only what was found has that. */
export type ColumnId = (typeof columnIds)[number] | 'folder';

export interface Column {
  readonly id: ColumnId;
  /** Pixels; the name column takes what the others leave, and never less than this. */
  readonly width: number;
  /** As far as it gives way by itself where the pane is narrow: usual words still fit. */
  readonly narrow: number;
  /** As far as the user can make it narrower. */
  readonly minimum: number;
  readonly align: 'start' | 'end';
}

export const columns: readonly Column[] = [
  { id: 'name', width: 220, narrow: 160, minimum: 120, align: 'start' },
  { id: 'size', width: 92, narrow: 86, minimum: 70, align: 'end' },
  { id: 'modified', width: 190, narrow: 177, minimum: 100, align: 'start' },
  { id: 'kind', width: 128, narrow: 124, minimum: 60, align: 'start' },
  { id: 'permissions', width: 108, narrow: 92, minimum: 80, align: 'start' },
  { id: 'owner', width: 112, narrow: 96, minimum: 70, align: 'start' },
  { id: 'link', width: 180, narrow: 100, minimum: 80, align: 'start' },
  { id: 'folder', width: 200, narrow: 110, minimum: 80, align: 'start' },
];

export type ColumnWidths = Partial<Record<ColumnId, number>>;

/** As `aria-colindex` counts them: from 1, and whatever is shown. */
export function columnIndex(id: ColumnId): number {
  return columns.findIndex((column) => column.id === id) + 1;
}

/** A width that a column can be given. */
export function possibleWidth({ minimum }: Column, width: number): number {
  return Math.min(Math.max(Math.round(width), minimum), 1600);
}

/** What a narrow pane does without, the first one first; beside where each row lies there is less room. */
const dispensable: readonly ColumnId[] = ['owner', 'permissions', 'kind'];
const dispensableOfFound: readonly ColumnId[] = [...dispensable, 'modified'];

/**
 * The columns that the user wants, in that order, with the width they are drawn with. Where they do not fit into `available`
 * pixels, those whose width nobody chose give way, all by the same part of what they can spare; where that is not enough, those
 * that can be done without are left out; what is still too wide is scrolled.
 */
export function fittedColumns(available: number, wanted: readonly ColumnId[], widths: ColumnWidths): Column[] {
  const all = wanted.flatMap((id) => columns.filter((column) => column.id === id));
  const leftOut = leftOutColumns(available, all);
  const chosen = all.flatMap((column) => {
    const width = widths[column.id];
    if (width !== undefined) return [{ ...column, width: possibleWidth(column, width), narrow: Infinity }];
    return leftOut.has(column.id) ? [] : [column];
  });
  const spare = ({ width, narrow }: Column) => Math.max(0, width - narrow);
  const missing = tableWidth(chosen) - available;
  const part = Math.min(1, Math.max(0, missing / chosen.reduce((sum, column) => sum + spare(column), 0) || 0));
  return chosen.map((column) => ({ ...column, width: Math.floor(column.width - part * spare(column)) }));
}

/** Whatever widths were chosen: while one column is made wider, no other one goes. */
function leftOutColumns(available: number, all: readonly Column[]): ReadonlySet<ColumnId> {
  const leftOut = new Set<ColumnId>();
  const needed = () => all.reduce((sum, { id, narrow }) => sum + (leftOut.has(id) ? 0 : narrow), 0);
  const isFound = all.some(({ id }) => id === 'folder');
  for (const id of isFound ? dispensableOfFound : dispensable) if (needed() > available) leftOut.add(id);
  return leftOut;
}

/** The width that a column comes with. */
export function usualWidth(id: ColumnId): number {
  return columns.find((column) => column.id === id)?.width ?? 0;
}

/** What the columns take at least, pixels. */
export function tableWidth(shown: readonly Column[]): number {
  return shown.reduce((sum, { width }) => sum + width, 0);
}

/** The known columns of a list that was kept, the name first and always there. */
export function knownColumns(kept: readonly string[]): ColumnId[] {
  const known = kept.filter((name): name is ColumnId => (columnIds as readonly string[]).includes(name));
  return [...new Set<ColumnId>(['name', ...known])];
}

/** The columns of what was found: where each lies stands behind its name. */
export function foundColumns([name = 'name', ...others]: readonly ColumnId[]): ColumnId[] {
  return [name, 'folder', ...others];
}

/** The list with one column moved to the place of another. The name stays at the left. */
export function movedColumn(shown: readonly ColumnId[], moved: ColumnId, to: ColumnId): ColumnId[] {
  if (moved === 'name' || to === 'name' || moved === to) return [...shown];
  const rest = shown.filter((id) => id !== moved);
  const at = rest.indexOf(to) + (shown.indexOf(moved) < shown.indexOf(to) ? 1 : 0);
  return [...rest.slice(0, at), moved, ...rest.slice(at)];
}

/** The value of `grid-template-columns`. */
export function columnTemplate(shown: readonly Column[]): string {
  return shown.map(({ id, width }) => (id === 'name' ? `minmax(${width}px, 1fr)` : `${width}px`)).join(' ');
}
