import { setTimeout as delay } from 'node:timers/promises';
import { errorData } from '../../shared/ipc/result.ts';
import type {
  Alert,
  DisconnectRequest,
  DisconnectResult,
  LogLine,
  ServerEvent,
  ServerSession,
  SessionsDelta,
  Watch,
  WatchPlace,
  WatchState,
} from '../../shared/model/monitor.ts';
import { isRemoteError, RemoteError, type RemoteErrorData } from '../../shared/model/remote-error.ts';
import type { Call } from '../remote/remote-file-system.ts';
import { AlertRules, type KnownGood } from './alert-rules.ts';
import { endSessions } from './end-sessions.ts';
import { MergedTelling } from './merged-telling.ts';
import type { Login, MonitorSource, SourceSession } from './monitor-source.ts';
import { completeSnapshot, diffSnapshots, type Sessions } from './snapshot-diff.ts';

/** Milliseconds. */
export interface WatchPace {
  readonly everyMs: number;
  /** A snapshot that takes longer has failed. */
  readonly timeoutMs: number;
  /** After failures the next attempt waits twice as long each time, up to this. */
  readonly longestPauseMs: number;
}

export const defaultPace: WatchPace = { everyMs: 2_000, timeoutMs: 20_000, longestPauseMs: 60_000 };

export interface ServerWatchOptions {
  readonly id: string;
  readonly place: WatchPlace;
  readonly label: string;
  readonly source: MonitorSource;
  readonly pace: WatchPace;
  readonly known: KnownGood;
  readonly sessionsPerUser?: number | undefined;
  readonly hostName: (address: string) => string | undefined;
  readonly isOwn: (login: Login) => boolean;
  /** Whether alerts may call somebody now. */
  readonly mayNotify: (watchId: string) => boolean;
  readonly onChange: () => void;
  readonly onDelta: (delta: SessionsDelta) => void;
  readonly onLog: (lines: LogLine[]) => void;
  readonly onAlerts: () => void;
  /** Told of errors that are Portside's own mistakes. */
  readonly onUnexpected: (error: unknown) => void;
}

const KEPT_LINES = 2_000;
const LOG_FLUSH_MS = 200;
/** Process ids whose encryption the log told. */
const REMEMBERED_LINES = 5_000;

/** One watched server: looks again and again, follows the log, tells what is different. */
export class ServerWatch implements AsyncDisposable {
  readonly id: string;
  readonly #options: ServerWatchOptions;
  readonly #rules: AlertRules;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #state: WatchState = 'starting';
  #error: RemoteErrorData | undefined;
  #nextAttemptAt: number | undefined;
  #failures = 0;
  #last: { readonly at: number; readonly sessions: Sessions } | undefined;
  #reading: Promise<void> | undefined;
  #lines: LogLine[] = [];
  #fresh: LogLine[] = [];
  readonly #logTelling = new MergedTelling(() => this.#options.onLog(this.#fresh.splice(0)), LOG_FLUSH_MS);
  #nextLine = 1;
  /** By process id; undefined from the connect on until the log tells. */
  readonly #encrypted = new Map<number, boolean | undefined>();
  #shown = '';

  constructor(options: ServerWatchOptions) {
    this.id = options.id;
    this.#options = options;
    this.#rules = new AlertRules({ watchId: options.id, sessionsPerUser: options.sessionsPerUser }, options.known);
  }

  /** Begins; the first snapshot is on its way when this returns. */
  start(): void {
    void this.#keepReading().catch(this.#options.onUnexpected);
    void this.#keepFollowing().catch(this.#options.onUnexpected);
  }

  get info(): Watch {
    const { id, place, label, source } = this.#options;
    const { missing, disconnects, log, clockSkewMs } = source.facts;
    return {
      id,
      place,
      label,
      kind: source.kind,
      state: this.#state,
      missing: [...missing],
      sessions: this.#last?.sessions.size ?? 0,
      alerts: this.#rules.list().length,
      ...(this.#last === undefined ? {} : { readAt: this.#last.at }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
      ...(this.#nextAttemptAt === undefined ? {} : { nextAttemptAt: this.#nextAttemptAt }),
      ...(disconnects === undefined ? {} : { disconnects }),
      ...(log === undefined ? {} : { log }),
      ...(clockSkewMs === undefined ? {} : { clockSkewMs }),
    };
  }

  sessions(): ServerSession[] {
    return [...(this.#last?.sessions.values() ?? [])];
  }

  log(): LogLine[] {
    return this.#lines.slice(-KEPT_LINES);
  }

  alerts(): Alert[] {
    return this.#rules.list();
  }

  /** True where the alert was this server's. */
  acceptAlert(id: string): boolean {
    return this.#rules.accept(id);
  }

  dismissAlert(id: string): boolean {
    return this.#rules.dismiss(id);
  }

  /** Looks now, also where it had given up. Resolves when the look is over, however it went. */
  async reload(): Promise<void> {
    await this.#read();
    const wake = this.#wake;
    this.#wake = new AbortController();
    wake.abort();
  }

  /** Ends these sessions, as far as they are still what the user was shown. */
  async disconnect(
    requests: readonly DisconnectRequest[],
    options: { readonly force: boolean },
    call: Call,
  ): Promise<DisconnectResult[]> {
    const results = await endSessions(this.#options.source, requests, options, call);
    // A look that began before the end would still show what is gone.
    await this.#reading;
    await this.#read();
    return results;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new RemoteError('cancelled', 'This server is not watched any more.'));
    this.#logTelling.cancel();
    await this.#reading;
  }

  async #keepReading(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#read();
      const wake = this.#wake;
      const pause = this.#pauseMs();
      this.#nextAttemptAt = this.#failures > 0 && pause !== undefined ? Date.now() + pause : undefined;
      this.#tellChange();
      // An endless pause ends with a reload, or with the watch.
      await delay(pause ?? 2 ** 31 - 1, undefined, {
        signal: AbortSignal.any([signal, wake.signal]),
        ref: false,
      }).catch(
        () => undefined, // woken
      );
    }
  }

  /** Until the next look; undefined where another would end the same way. */
  #pauseMs(): number | undefined {
    const { everyMs, longestPauseMs } = this.#options.pace;
    if (this.#state === 'stopped') return undefined;
    return this.#failures === 0 ? everyMs : Math.min(everyMs * 2 ** this.#failures, longestPauseMs);
  }

  /** One look at a time: whoever asks meanwhile waits for the one that runs. */
  #read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    const { source, pace } = this.#options;
    const timeout = AbortSignal.timeout(pace.timeoutMs);
    const signal = AbortSignal.any([this.#stop.signal, timeout]);
    try {
      const snapshot = await source.snapshot({ signal });
      if (this.#stop.signal.aborted) return;
      const { hostName, isOwn } = this.#options;
      const encrypted = ({ processId }: SourceSession) => this.#encrypted.get(processId ?? 0);
      const sessions = completeSnapshot(this.#last, snapshot, { hostName, isOwn, encrypted });
      const difference = diffSnapshots(this.#last?.sessions ?? new Map(), sessions);
      this.#last = { at: snapshot.at, sessions };
      this.#failures = 0;
      this.#error = undefined;
      this.#nextAttemptAt = undefined;
      this.#state = 'live';
      const { added, changed, ended } = difference;
      if (added.length + changed.length + ended.length > 0) {
        this.#options.onDelta({ watchId: this.id, at: snapshot.at, ...difference });
      }
      if (this.#rules.look([...sessions.values()], Date.now(), this.#options.mayNotify(this.id))) {
        this.#options.onAlerts();
      }
      this.#tellChange();
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#fail(timeout.aborted ? tookTooLong(pace.timeoutMs) : error);
    }
  }

  #fail(error: unknown): void {
    if (!isRemoteError(error)) this.#options.onUnexpected(error);
    this.#failures++;
    this.#error = errorData(error);
    this.#state = isRemoteError(error) && error.data.retry === 'never' ? 'stopped' : 'stale';
    this.#tellChange();
  }

  async #keepFollowing(): Promise<void> {
    const { signal } = this.#stop;
    const { source, pace } = this.#options;
    for (let failures = 0; source.follow !== undefined && !signal.aborted; failures++) {
      try {
        for await (const event of source.follow({ signal })) {
          failures = 0;
          this.#hear(event);
        }
      } catch (error) {
        // The snapshots tell of a server that cannot be reached; here it is enough to try again.
        if (!isRemoteError(error)) this.#options.onUnexpected(error);
      }
      const pause = Math.min(pace.everyMs * 2 ** failures, pace.longestPauseMs);
      await delay(pause, undefined, { signal, ref: false }).catch(() => undefined); // stopped
    }
  }

  #hear(event: ServerEvent): void {
    const line: LogLine = { ...event, id: this.#nextLine++ };
    this.#lines.push(line);
    if (this.#lines.length > 2 * KEPT_LINES) this.#lines = this.#lines.slice(-KEPT_LINES);
    this.#fresh.push(line);
    this.#logTelling.schedule();
    this.#learnEncryption(event);
    const own = event.kind === 'login' && this.#options.isOwn(event);
    if (this.#rules.hear({ ...event, own }, Date.now(), this.#options.mayNotify(this.id))) {
      this.#options.onAlerts();
      this.#tellChange();
    }
  }

  /** Pure-FTPd's list does not tell whether a session is encrypted, but its log does, between connect and login. */
  #learnEncryption({ kind, processId }: ServerEvent): void {
    if (this.#options.source.kind !== 'pure-ftpd' || processId === undefined) return;
    if (kind === 'logout') this.#encrypted.delete(processId);
    if (kind === 'connect') this.#encrypted.set(processId, undefined);
    if (kind === 'encrypted') this.#encrypted.set(processId, true);
    // Where the log begins after the connect, what came between is not known.
    if (kind === 'login' && this.#encrypted.has(processId)) {
      this.#encrypted.set(processId, this.#encrypted.get(processId) ?? false);
    }
    if (this.#encrypted.size > REMEMBERED_LINES) this.#encrypted.delete(this.#encrypted.keys().next().value ?? 0);
  }

  /** The time of the last look changes with each; that alone is no news. */
  #tellChange(): void {
    const { readAt: _readAt, clockSkewMs: _clockSkewMs, ...told } = this.info;
    const shown = JSON.stringify(told);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#options.onChange();
  }
}

function tookTooLong(timeoutMs: number): RemoteError {
  return new RemoteError('timeout', `The server did not say within ${timeoutMs / 1_000} seconds who is connected.`);
}
