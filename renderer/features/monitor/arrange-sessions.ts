import type { ServerSession } from '../../../shared/model/monitor.ts';
import type { SessionRow, SessionRows } from './monitor-store.ts';
import type { SessionColumnId } from './session-columns.ts';

export type Grouping = 'none' | 'user' | 'address';

export interface SessionSort {
  readonly column: SessionColumnId;
  readonly direction: 'ascending' | 'descending';
}

/** How the table is laid out: what a user chooses. */
export interface Layout {
  readonly filter: string;
  readonly sort: SessionSort;
  readonly grouping: Grouping;
}

export interface SessionLine {
  readonly type: 'session';
  /** The session's identity. */
  readonly key: string;
  readonly row: SessionRow;
}

/** A heading over the sessions of one user, or of one address. */
export interface GroupLine {
  readonly type: 'group';
  readonly key: string;
  /** Absent where nobody is logged in, or where the server hides addresses. */
  readonly subject: string | undefined;
  readonly rows: readonly SessionRow[];
}

/** One line of the table. */
export type TableLine = SessionLine | GroupLine;

/** 0 to 1 of the transfer; undefined where the server does not tell. */
export function progressOf({ progress, transferred, size }: ServerSession): number | undefined {
  if (progress !== undefined) return progress;
  if (transferred === undefined || size === undefined || size === 0) return undefined;
  return Math.min(1, transferred / size);
}

type Value = string | number | undefined;

const values: Record<SessionColumnId, (session: ServerSession) => Value> = {
  user: ({ user }) => user?.toLowerCase(),
  address: ({ address }) => address && addressKey(address),
  loginTime: ({ loginTime }) => loginTime,
  status: ({ status }) => status,
  processId: ({ processId }) => processId,
  file: ({ file }) => file?.toLowerCase(),
  progress: progressOf,
  rate: ({ rate }) => rate,
  // The longest idle first in descending order, as the column reads.
  idle: ({ idleSince }) => (idleSince === undefined ? undefined : -idleSince),
  protocol: ({ protocol, encrypted }) => `${protocol} ${encrypted === undefined ? '' : Number(encrypted)}`,
};

/** IPv4 by its numbers, so that 9 comes before 10; anything else by its letters. */
function addressKey(address: string): string {
  return address.replace(/\d+/g, (digits) => digits.padStart(3, '0'));
}

/** The lines of the table in the order that the layout asks for. What is unknown comes last in either direction. */
export function arrangeSessions(rows: SessionRows, { filter, sort, grouping }: Layout): TableLine[] {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  const value = values[sort.column];
  const turn = sort.direction === 'ascending' ? 1 : -1;
  const sorted = [...rows.values()]
    .filter(({ session }) => matches(session, words))
    .map((row) => ({ row, value: value(row.session) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return Number(a.value === undefined) - Number(b.value === undefined) || byIdentity(a.row, b.row);
      }
      return turn * order(a.value, b.value) || byIdentity(a.row, b.row);
    })
    .map(({ row }) => row);
  if (grouping === 'none') return sorted.map(lineOf);
  const groups = Map.groupBy(sorted, ({ session }) => session[grouping]);
  return [...groups]
    .sort(([a], [b]) => Number(a === undefined) - Number(b === undefined) || order(a ?? '', b ?? ''))
    .flatMap(([subject, members]) => [
      { type: 'group' as const, key: `group ${grouping} ${subject ?? ''}`, subject, rows: members },
      ...members.map(lineOf),
    ]);
}

function lineOf(row: SessionRow): SessionLine {
  return { type: 'session', key: row.session.identity, row };
}

function matches(session: ServerSession, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { user, address, hostName, file, status, protocol, processId, detail } = session;
  const text = [user, address, hostName, file, status, protocol, processId, detail].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

function byIdentity(a: SessionRow, b: SessionRow): number {
  return order(a.session.identity, b.session.identity);
}

function order<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
