import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  Alert,
  LogLine,
  ServerSession,
  SessionIdentity,
  SessionsDelta,
  Watch,
} from '../../../shared/model/monitor.ts';

/** A session as the window shows it: also a while after it has ended. Times are of this window's clock, ms since 1970. */
export interface SessionRow {
  readonly session: ServerSession;
  /** Absent where it was there already when the window began to look. */
  readonly appearedAt?: number;
  readonly endedAt?: number;
}

export type SessionRows = ReadonlyMap<SessionIdentity, SessionRow>;

/** What one watched server has shown and said. */
export interface ServerView {
  readonly rows: SessionRows;
  readonly lines: readonly LogLine[];
}

export const emptyView: ServerView = { rows: new Map(), lines: [] };

/** An ended session stays in sight this long. */
export const ENDED_STAYS_MS = 6_000;
const KEPT_LINES = 5_000;
const nothingKept: ReadonlySet<SessionIdentity> = new Set();

interface MonitorState {
  readonly watches: readonly Watch[];
  readonly views: ReadonlyMap<string, ServerView>;
  /** Newest first. */
  readonly alerts: readonly Alert[];
  /** The server that the page shows. */
  readonly active: string | undefined;
}

interface MonitorActions {
  setWatches(watches: readonly Watch[]): void;
  select(watchId: string): void;
  /** Every session that a server shows now, in place of what was known. */
  restoreSessions(watchId: string, sessions: readonly ServerSession[]): void;
  /** Its log so far, in place of what was known. */
  restoreLines(watchId: string, lines: readonly LogLine[]): void;
  apply(delta: SessionsDelta): void;
  append(watchId: string, lines: readonly LogLine[]): void;
  setAlerts(alerts: readonly Alert[]): void;
  /** Takes rows off the table that ended long enough ago, but for those that must keep their places. */
  sweep(watchId: string, kept?: ReadonlySet<SessionIdentity>): void;
}

export type MonitorStore = StoreApi<MonitorState & MonitorActions>;

/** The servers that are watched, their sessions, their logs and the alerts. */
export function createMonitorStore(): MonitorStore {
  return createStore<MonitorState & MonitorActions>()((set, get) => {
    function change(watchId: string, part: Partial<ServerView>): void {
      const view = get().views.get(watchId) ?? emptyView;
      set({ views: new Map(get().views).set(watchId, { ...view, ...part }) });
    }

    return {
      watches: [],
      views: new Map(),
      alerts: [],
      active: undefined,

      setWatches(watches) {
        const ids = new Set(watches.map(({ id }) => id));
        const { active, views } = get();
        set({
          watches,
          views: new Map([...views].filter(([id]) => ids.has(id))),
          active: active !== undefined && ids.has(active) ? active : watches.at(-1)?.id,
        });
      },
      select(active) {
        set({ active });
        get().sweep(active);
      },
      restoreSessions(watchId, sessions) {
        change(watchId, { rows: new Map(sessions.map((session) => [session.identity, { session }])) });
      },
      restoreLines: (watchId, lines) => change(watchId, { lines: lines.slice(-KEPT_LINES) }),
      apply({ watchId, added, changed, ended }) {
        const { watches, views, active } = get();
        const rows = new Map(views.get(watchId)?.rows);
        const now = Date.now();
        // What the first look finds is not new.
        const isFirst = watches.find(({ id }) => id === watchId)?.state === 'starting';
        for (const session of added) {
          rows.set(session.identity, isFirst ? { session } : { session, appearedAt: now });
        }
        for (const session of changed) {
          // A session that was thought to have ended is back.
          const { endedAt: _endedAt, ...row } = rows.get(session.identity) ?? {};
          rows.set(session.identity, { ...row, session });
        }
        for (const identity of ended) {
          const row = rows.get(identity);
          // Nobody sees it fade where another server is shown.
          if (row && watchId === active) rows.set(identity, { ...row, endedAt: now });
          else rows.delete(identity);
        }
        change(watchId, { rows });
      },
      append(watchId, more) {
        const { lines } = get().views.get(watchId) ?? emptyView;
        // A snapshot and the events around it may overlap: ids only ever grow.
        const last = lines.at(-1)?.id ?? -1;
        const fresh = more.filter(({ id }) => id > last);
        if (fresh.length > 0) change(watchId, { lines: [...lines, ...fresh].slice(-KEPT_LINES) });
      },
      setAlerts: (alerts) => set({ alerts }),
      sweep(watchId, kept = nothingKept) {
        const { rows } = get().views.get(watchId) ?? emptyView;
        const before = Date.now() - ENDED_STAYS_MS;
        const left = [...rows].filter(
          ([identity, { endedAt }]) => endedAt === undefined || endedAt > before || kept.has(identity),
        );
        if (left.length < rows.size) change(watchId, { rows: new Map(left) });
      },
    };
  });
}
