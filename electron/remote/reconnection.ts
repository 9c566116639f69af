import { isRemoteError } from '../../shared/model/remote-error.ts';
import { backOffMs } from './back-off.ts';

/** Whether the server can be reached, as the window shows it. */
export type Line =
  | { readonly state: 'open' }
  | {
      readonly state: 'reconnecting';
      /** When the next attempt begins, ms since 1970; one that has begun lies in the past. */
      readonly retryAt: number;
    }
  /** Nobody tries again by itself: the reason needs the user, or the user wanted it so. */
  | { readonly state: 'lost' };

export interface ReconnectionOptions {
  /** Opens a session. What comes of it is told by `opened` or `failed`. */
  attempt(signal: AbortSignal): Promise<unknown>;
  readonly onLine: (line: Line) => void;
  readonly random?: (() => number) | undefined;
}

const SCHEDULE = { firstMs: 1_000, mostMs: 60_000 };
/** About half an hour: a server that has not come back by then is not waited for. */
const MOST_ATTEMPTS = 40;

/** Brings a line back that was lost: by itself where waiting can help, else when it is asked to. */
export class Reconnection {
  readonly #options: ReconnectionOptions;
  #line: Line | undefined;
  #attempts = 0;
  #timer: NodeJS.Timeout | undefined;
  #attempt: AbortController | undefined;
  #stopped = false;

  constructor(options: ReconnectionOptions) {
    this.#options = options;
  }

  /** A session was opened, by whomever. */
  opened(): void {
    this.#rest();
    this.#attempts = 0;
    this.#stopped = false;
    this.#tell({ state: 'open' });
  }

  /** No session lives: the last one broke, or none could be opened. The very first opening is its caller's own matter. */
  failed(error: unknown): void {
    if (this.#line === undefined || isRemoteError(error, 'cancelled')) return;
    if (this.#timer) return;
    if (!mayHealByWaiting(error) || this.#stopped || this.#attempts >= MOST_ATTEMPTS) {
      this.#tell({ state: 'lost' });
      return;
    }
    const wait = backOffMs(this.#attempts++, SCHEDULE, this.#options.random);
    const delay = Math.max(wait, isRemoteError(error) ? (error.data.retryAfterMs ?? 0) : 0);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // What went wrong comes back through `failed`.
      this.#try().catch(() => undefined);
    }, delay);
    this.#timer.unref();
    this.#tell({ state: 'reconnecting', retryAt: Date.now() + delay });
  }

  /** Tries at once, and begins the schedule anew. Fails with what opening a session fails with. */
  async now(): Promise<void> {
    this.#rest();
    this.#attempts = 0;
    this.#stopped = false;
    if (this.#line?.state !== 'open') this.#tell({ state: 'reconnecting', retryAt: Date.now() });
    await this.#try();
  }

  /** No further attempt until someone asks for one. */
  stop(): void {
    if (this.#line?.state !== 'reconnecting') return;
    this.#stopped = true;
    this.#rest();
    this.#tell({ state: 'lost' });
  }

  close(): void {
    this.#rest();
    this.#line = undefined;
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#attempt?.abort();
    this.#attempt = undefined;
  }

  async #try(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    try {
      await this.#options.attempt(attempt.signal);
    } catch (error) {
      // The user did not answer a question that the server asked.
      if (isRemoteError(error, 'cancelled') && !attempt.signal.aborted) this.#tell({ state: 'lost' });
      throw error;
    } finally {
      if (this.#attempt === attempt) this.#attempt = undefined;
    }
  }

  #tell(line: Line): void {
    const isNews = line.state !== this.#line?.state || line.state === 'reconnecting';
    this.#line = line;
    if (isNews) this.#options.onLine(line);
  }
}

/** A refused login or an untrusted server is the user's to decide on: trying again could lock the account. */
function mayHealByWaiting(error: unknown): boolean {
  return (
    isRemoteError(error) && error.kind !== 'auth' && error.kind !== 'untrusted-host' && error.data.retry !== 'never'
  );
}
