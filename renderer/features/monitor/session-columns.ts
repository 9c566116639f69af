import { z } from 'zod';
import type { Grouping, SessionSort } from './arrange-sessions.ts';

export const sessionColumnIds = [
  'user',
  'address',
  'loginTime',
  'status',
  'processId',
  'file',
  'progress',
  'rate',
  'idle',
  'protocol',
] as const;
export type SessionColumnId = (typeof sessionColumnIds)[number];

export interface SessionColumn {
  readonly id: SessionColumnId;
  /** Pixels; the file takes what the others leave. */
  readonly width: number;
  readonly minimum: number;
  readonly align: 'start' | 'end';
}

const sessionColumns: readonly SessionColumn[] = [
  { id: 'user', width: 136, minimum: 80, align: 'start' },
  { id: 'address', width: 180, minimum: 90, align: 'start' },
  { id: 'loginTime', width: 104, minimum: 80, align: 'start' },
  { id: 'status', width: 120, minimum: 80, align: 'start' },
  { id: 'processId', width: 84, minimum: 60, align: 'end' },
  { id: 'file', width: 150, minimum: 120, align: 'start' },
  { id: 'progress', width: 160, minimum: 90, align: 'start' },
  { id: 'rate', width: 84, minimum: 70, align: 'end' },
  { id: 'idle', width: 84, minimum: 70, align: 'end' },
  { id: 'protocol', width: 100, minimum: 70, align: 'start' },
];

/** The last column, always there and always in sight. */
const ACTIONS_WIDTH = 116;

const isColumn = z.enum(sessionColumnIds);

/** What the table remembers on this machine. */
const TablePreferences = z.object({
  hidden: z.array(isColumn),
  widths: z.partialRecord(isColumn, z.number().min(20).max(2_000)),
  sort: z.object({ column: isColumn, direction: z.enum(['ascending', 'descending']) }),
  grouping: z.enum(['none', 'user', 'address']),
});

export interface TablePreferences {
  readonly hidden: readonly SessionColumnId[];
  readonly widths: Partial<Record<SessionColumnId, number>>;
  readonly sort: SessionSort;
  readonly grouping: Grouping;
}

const usualPreferences: TablePreferences = {
  hidden: [],
  widths: {},
  sort: { column: 'loginTime', direction: 'descending' },
  grouping: 'none',
};

const KEY = 'portside.sessions';

export function readPreferences(storage: Pick<Storage, 'getItem'>): TablePreferences {
  try {
    return TablePreferences.parse(JSON.parse(storage.getItem(KEY) ?? 'null'));
  } catch {
    // What another version or a curious hand left there is not worth a word: the usual table does.
    return usualPreferences;
  }
}

export function keepPreferences(storage: Pick<Storage, 'setItem'>, preferences: TablePreferences): void {
  storage.setItem(KEY, JSON.stringify(preferences));
}

export function sessionColumnWidth(column: SessionColumn, { widths }: Pick<TablePreferences, 'widths'>): number {
  return Math.max(widths[column.id] ?? column.width, column.minimum);
}

/** The columns that are shown, and their `grid-template-columns`, the actions included. */
export function tableColumns(preferences: TablePreferences): {
  shown: readonly SessionColumn[];
  template: string;
  /** Pixels that they need at least. */
  width: number;
} {
  const hidden = new Set(preferences.hidden);
  const shown = sessionColumns.filter(({ id }) => !hidden.has(id));
  const widths = shown.map((column) => sessionColumnWidth(column, preferences));
  const flexible = shown.some(({ id }) => id === 'file') ? 'file' : shown.at(-1)?.id;
  const tracks = shown.map(({ id }, index) =>
    id === flexible ? `minmax(${widths[index]}px, 1fr)` : `${widths[index]}px`,
  );
  return {
    shown,
    template: [...tracks, `${ACTIONS_WIDTH}px`].join(' '),
    width: widths.reduce((sum, width) => sum + width, ACTIONS_WIDTH),
  };
}
