export const columnIds = ['name', 'size', 'modified', 'kind', 'permissions', 'owner', 'link'] as const;
export type ColumnId = (typeof columnIds)[number];

export interface Column {
  readonly id: ColumnId;
  /** Pixels; the name column takes what the others leave. */
  readonly width: number;
  readonly minimum: number;
  readonly align: 'start' | 'end';
}

export const columns: readonly Column[] = [
  { id: 'name', width: 0, minimum: 180, align: 'start' },
  { id: 'size', width: 92, minimum: 70, align: 'end' },
  { id: 'modified', width: 190, minimum: 100, align: 'start' },
  { id: 'kind', width: 128, minimum: 80, align: 'start' },
  { id: 'permissions', width: 108, minimum: 80, align: 'start' },
  { id: 'owner', width: 112, minimum: 70, align: 'start' },
  { id: 'link', width: 180, minimum: 80, align: 'start' },
];

/** Which columns give way first where the pane is too narrow for all. */
const leastNeeded: readonly ColumnId[] = ['link', 'owner', 'permissions', 'kind', 'modified'];

export type ColumnWidths = Partial<Record<ColumnId, number>>;

export function columnWidth(column: Column, widths: ColumnWidths): number {
  return Math.max(widths[column.id] ?? column.width, column.minimum);
}

/** Of the columns that the user wants, in that order, those that fit into `available` pixels with the name still readable. Name and size always stay. */
export function fittingColumns(available: number, wanted: readonly ColumnId[], widths: ColumnWidths): Column[] {
  const shown = new Set<ColumnId>(wanted);
  const needed = () =>
    columns.filter((column) => shown.has(column.id)).reduce((sum, column) => sum + columnWidth(column, widths), 0);
  for (const id of leastNeeded) {
    if (needed() <= available) break;
    shown.delete(id);
  }
  return wanted.flatMap((id) => columns.filter((column) => column.id === id && shown.has(id)));
}

/** The known columns of a list that was kept, the name first and always there. */
export function knownColumns(kept: readonly string[]): ColumnId[] {
  const known = kept.filter((name): name is ColumnId => (columnIds as readonly string[]).includes(name));
  return [...new Set<ColumnId>(['name', ...known])];
}

/** The list with one column moved to the place of another. The name stays at the left. */
export function movedColumn(shown: readonly ColumnId[], moved: ColumnId, to: ColumnId): ColumnId[] {
  if (moved === 'name' || to === 'name' || moved === to) return [...shown];
  const rest = shown.filter((id) => id !== moved);
  const at = rest.indexOf(to) + (shown.indexOf(moved) < shown.indexOf(to) ? 1 : 0);
  return [...rest.slice(0, at), moved, ...rest.slice(at)];
}

/** The value of `grid-template-columns`. */
export function columnTemplate(shown: readonly Column[], widths: ColumnWidths): string {
  return shown
    .map((column) => (column.id === 'name' ? 'minmax(0, 1fr)' : `${columnWidth(column, widths)}px`))
    .join(' ');
}
