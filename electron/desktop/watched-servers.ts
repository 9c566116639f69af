import type { EventName, EventPayload } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import type { Alert, LogLine, ServerSession, SessionIdentity, Watch } from '../../shared/model/monitor.ts';

/** What the desktop shows of one watched server while no window does. */
export interface WatchedServer {
  readonly watch: Watch;
  readonly sessions: readonly ServerSession[];
  /** Newest first. */
  readonly events: readonly LogLine[];
}

export interface WatchedServersOptions {
  readonly onChange: () => void;
  /** Alerts that came just now and may call somebody. */
  readonly onAlerts: (alerts: readonly Alert[]) => void;
}

type Listeners = { readonly [N in EventName]?: (payload: EventPayload<N>) => void };

const KEPT_EVENTS = 5;

/** Listens as a window would, with or without one, so that the tray knows every watched server. */
export class WatchedServers implements Caller {
  readonly id = 'desktop-monitor';
  readonly #options: WatchedServersOptions;
  readonly #sessions = new Map<string, Map<SessionIdentity, ServerSession>>();
  readonly #events = new Map<string, readonly LogLine[]>();
  #watches: readonly Watch[] = [];
  #alerts: readonly Alert[] = [];

  constructor(options: WatchedServersOptions) {
    this.#options = options;
  }

  get servers(): WatchedServer[] {
    return this.#watches.map((watch) => ({
      watch,
      sessions: [...(this.#sessions.get(watch.id)?.values() ?? [])],
      events: this.#events.get(watch.id) ?? [],
    }));
  }

  get alerts(): readonly Alert[] {
    return this.#alerts;
  }

  get isWatching(): boolean {
    return this.#watches.length > 0;
  }

  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    this.#listeners[event]?.(payload);
  }

  readonly #listeners: Listeners = {
    'monitor.watches': ({ watches }) => {
      this.#watches = watches;
      const ids = new Set(watches.map(({ id }) => id));
      for (const kept of [this.#sessions, this.#events]) {
        for (const id of kept.keys()) if (!ids.has(id)) kept.delete(id);
      }
      this.#options.onChange();
    },
    'monitor.delta': ({ watchId, added, changed, ended }) => {
      const sessions = this.#sessions.get(watchId) ?? new Map<SessionIdentity, ServerSession>();
      for (const session of [...added, ...changed]) sessions.set(session.identity, session);
      for (const identity of ended) sessions.delete(identity);
      this.#sessions.set(watchId, sessions);
      this.#options.onChange();
    },
    'monitor.log': ({ watchId, lines }) => {
      const news = lines.filter(({ kind, past }) => kind !== 'other' && kind !== 'connect' && !past).toReversed();
      if (news.length === 0) return;
      this.#events.set(watchId, [...news, ...(this.#events.get(watchId) ?? [])].slice(0, KEPT_EVENTS));
      this.#options.onChange();
    },
    'monitor.alerts': ({ alerts }) => {
      // What came while alerts were paused has called nobody yet, and does when it goes on after the pause.
      const called = new Set(this.#alerts.filter(({ notify }) => notify).map(({ id }) => id));
      const fresh = alerts.filter(({ id, notify }) => notify && !called.has(id));
      this.#alerts = alerts;
      this.#options.onChange();
      if (fresh.length > 0) this.#options.onAlerts(fresh);
    },
  };
}
