export const columnIds = ['name', 'size', 'modified', 'kind', 'permissions', 'owner'] as const;
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
];

/** Which columns give way first where the pane is too narrow for all. */
const leastNeeded: readonly ColumnId[] = ['owner', 'permissions', 'kind', 'modified'];

export type ColumnWidths = Partial<Record<ColumnId, number>>;

export function columnWidth(column: Column, widths: ColumnWidths): number {
  return Math.max(widths[column.id] ?? column.width, column.minimum);
}

/** The columns that fit into `available` pixels with the name still readable. Size always stays. */
export function fittingColumns(available: number, widths: ColumnWidths): Column[] {
  const shown = new Set<ColumnId>(columnIds);
  const needed = () =>
    columns.filter((column) => shown.has(column.id)).reduce((sum, column) => sum + columnWidth(column, widths), 0);
  for (const id of leastNeeded) {
    if (needed() <= available) break;
    shown.delete(id);
  }
  return columns.filter((column) => shown.has(column.id));
}

/** The value of `grid-template-columns`. */
export function columnTemplate(shown: readonly Column[], widths: ColumnWidths): string {
  return shown
    .map((column) => (column.id === 'name' ? 'minmax(0, 1fr)' : `${columnWidth(column, widths)}px`))
    .join(' ');
}
