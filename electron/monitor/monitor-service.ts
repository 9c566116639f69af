import { randomUUID } from 'node:crypto';
import type {
  Alert,
  DisconnectRequest,
  DisconnectResult,
  LogLine,
  ServerKind,
  ServerSession,
  SessionsDelta,
  Watch,
  WatchPlace,
  WatchSettings,
} from '../../shared/model/monitor.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { KnownGood } from './alert-rules.ts';
import { MergedTelling } from './merged-telling.ts';
import type { Login, MonitorSource } from './monitor-source.ts';
import { defaultPace, ServerWatch, type WatchPace } from './server-watch.ts';

/** A place as a watch needs it: how to make the sources there, and what to call it. */
export interface ReachedPlace {
  readonly label: string;
  /** Names it the same way after every restart: `sftp root@example.org:22`. */
  readonly key: string;
  /** Every server that was found, or the one of the kind that was asked for. */
  readonly sources: readonly MonitorSource[];
  /** @param seenFrom the address that the server sees Portside at by now, where it tells. */
  isOwn(login: Login, seenFrom: string | undefined): boolean;
  /** The last watch of this place has ended. */
  close(): Promise<void>;
}

export interface MonitorServiceOptions {
  /** Opens the place and probes it. Throws what connecting and probing throw, `not-found` where no server runs. */
  readonly reach: (
    place: WatchPlace,
    source: ServerKind | 'auto',
    settings: WatchSettings,
    signal: AbortSignal,
  ) => Promise<ReachedPlace>;
  readonly knownGood: (server: string) => KnownGood;
  readonly hostName: (address: string) => string | undefined;
  readonly pace?: WatchPace;
  readonly onWatches: (watches: Watch[]) => void;
  readonly onDelta: (delta: SessionsDelta) => void;
  readonly onLog: (watchId: string, lines: LogLine[]) => void;
  readonly onAlerts: (alerts: Alert[]) => void;
  readonly onUnexpected: (error: unknown) => void;
}

/** Fifty servers that change at every look are told of together. */
const TELL_WATCHES_EVERY_MS = 100;
const TELL_ALERTS_EVERY_MS = 500;
/** Nobody reads more; dealing with some brings up the next. */
const TOLD_ALERTS = 300;
/** A session that does not end keeps nobody waiting longer; each has some time for itself. */
const DISCONNECT_TIMEOUT_MS = 60_000;
const DISCONNECT_EACH_MS = 2_000;

interface Running {
  readonly watch: ServerWatch;
  readonly place: ReachedPlace;
}

/** The servers that are watched, with or without a window open. */
export class MonitorService implements AsyncDisposable {
  readonly #options: MonitorServiceOptions;
  readonly #running = new Map<string, Running>();
  #snoozedUntil = 0;
  readonly #snoozed = new Map<string, number>();
  readonly #watchTelling = new MergedTelling(() => this.#options.onWatches(this.list()), TELL_WATCHES_EVERY_MS);
  readonly #alertTelling = new MergedTelling(() => this.#options.onAlerts(this.alerts()), TELL_ALERTS_EVERY_MS);

  constructor(options: MonitorServiceOptions) {
    this.#options = options;
  }

  /**
   * Begins to watch a place: one watch for every server found there. A server that is watched already is not watched twice: it goes on
   * as it is, or anew where something is said by hand.
   */
  async add(
    place: WatchPlace,
    source: ServerKind | 'auto',
    settings: WatchSettings,
    signal: AbortSignal,
  ): Promise<Watch[]> {
    const reached = await this.#options.reach(place, source, settings, signal);
    const isByHand = Object.values(settings).some((setting) => setting !== undefined);
    const earlier = isByHand ? reached.sources.flatMap((found) => this.#runningOf(reached, found) ?? []) : [];
    await Promise.all(earlier.map(({ watch }) => this.remove(watch.id)));
    const watches = reached.sources.map((found) => this.#watch(place, reached, found, settings));
    this.#watchTelling.schedule();
    if (![...this.#running.values()].some((running) => running.place === reached)) await reached.close();
    return watches.map((watch) => this.#infoOf(watch));
  }

  async remove(id: string): Promise<void> {
    const { watch, place } = this.#find(id);
    this.#running.delete(id);
    this.#snoozed.delete(id);
    this.#watchTelling.schedule();
    this.#alertTelling.schedule();
    await watch[Symbol.asyncDispose]();
    if (![...this.#running.values()].some((running) => running.place === place)) await place.close();
  }

  list(): Watch[] {
    return [...this.#running.values()].map(({ watch }) => this.#infoOf(watch));
  }

  snapshot(id: string): { watch: Watch; sessions: ServerSession[] } {
    const { watch } = this.#find(id);
    return { watch: this.#infoOf(watch), sessions: watch.sessions() };
  }

  /** Looks now; resolves when the look is over, however it went. */
  async reload(id: string): Promise<Watch> {
    const { watch } = this.#find(id);
    await watch.reload();
    return this.#infoOf(watch);
  }

  disconnect(
    id: string,
    sessions: readonly DisconnectRequest[],
    options: { readonly force: boolean },
  ): Promise<DisconnectResult[]> {
    const { watch } = this.#find(id);
    const timeoutMs = DISCONNECT_TIMEOUT_MS + sessions.length * DISCONNECT_EACH_MS;
    return watch.disconnect(sessions, options, { signal: AbortSignal.timeout(timeoutMs) });
  }

  log(id: string): LogLine[] {
    return this.#find(id).watch.log();
  }

  /** Newest first. */
  alerts(): Alert[] {
    const alerts = [...this.#running.values()].flatMap(({ watch }) => watch.alerts());
    return alerts.sort((a, b) => b.at - a.at).slice(0, TOLD_ALERTS);
  }

  /** What it is about is in order, for ever. */
  acceptAlert(alertId: string): void {
    this.#deal((watch) => watch.acceptAlert(alertId));
  }

  /** Dealt with, this time. */
  dismissAlert(alertId: string): void {
    this.#deal((watch) => watch.dismissAlert(alertId));
  }

  /** Alerts go on being listed, but nobody is called until then. @param until ms since 1970; 0 ends the pause. */
  snooze(until: number, watchId?: string): void {
    if (watchId === undefined) this.#snoozedUntil = until;
    else this.#snoozed.set(this.#find(watchId).watch.id, until);
    this.#watchTelling.schedule();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = [...this.#running.values()];
    this.#running.clear();
    this.#watchTelling.cancel();
    this.#alertTelling.cancel();
    await Promise.all(running.map(({ watch }) => watch[Symbol.asyncDispose]()));
    await Promise.all([...new Set(running.map(({ place }) => place))].map((place) => place.close()));
  }

  #watch(place: WatchPlace, reached: ReachedPlace, source: MonitorSource, settings: WatchSettings): ServerWatch {
    const same = this.#runningOf(reached, source);
    if (same !== undefined) return same.watch;
    const id = randomUUID();
    const watch = new ServerWatch({
      id,
      place,
      label: reached.label,
      source,
      pace: this.#options.pace ?? defaultPace,
      known: this.#options.knownGood(`${source.kind} at ${reached.key}`),
      sessionsPerUser: settings.sessionsPerUser,
      hostName: this.#options.hostName,
      isOwn: (login) => reached.isOwn(login, source.facts.seenFrom),
      mayNotify: (watchId) => Date.now() >= this.#snoozeEnd(watchId),
      onChange: () => this.#watchTelling.schedule(),
      onDelta: this.#options.onDelta,
      onLog: (lines) => this.#options.onLog(id, lines),
      onAlerts: () => this.#alertTelling.schedule(),
      onUnexpected: this.#options.onUnexpected,
    });
    this.#running.set(id, { watch, place: reached });
    watch.start();
    return watch;
  }

  #runningOf({ key }: ReachedPlace, { kind }: MonitorSource): Running | undefined {
    return [...this.#running.values()].find(({ place, watch }) => place.key === key && watch.info.kind === kind);
  }

  #deal(deal: (watch: ServerWatch) => boolean): void {
    const dealt = [...this.#running.values()].some(({ watch }) => deal(watch));
    if (!dealt) return;
    this.#alertTelling.schedule();
    this.#watchTelling.schedule();
  }

  #infoOf(watch: ServerWatch): Watch {
    const snoozedUntil = this.#snoozeEnd(watch.id);
    return snoozedUntil > Date.now() ? { ...watch.info, snoozedUntil } : watch.info;
  }

  #snoozeEnd(watchId: string): number {
    return Math.max(this.#snoozedUntil, this.#snoozed.get(watchId) ?? 0);
  }

  #find(id: string): Running {
    const running = this.#running.get(id);
    if (running !== undefined) return running;
    throw new RemoteError('not-found', 'This server is not watched any more.');
  }
}
