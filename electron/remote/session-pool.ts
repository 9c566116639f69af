import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { cancelledError, refuseCancelled, untilCancelled } from './cancelled.ts';
import type { Call, RemoteFileSystem } from './remote-file-system.ts';

/** Browsing never waits behind transfers: one slot is kept for it where the server allows more than one session. */
export type Purpose = 'browse' | 'transfer';

/** One session, held by one caller. Disposing gives it back; a lost session is dropped. */
export interface Lease extends AsyncDisposable {
  readonly session: RemoteFileSystem;
}

export interface SessionPoolOptions {
  /** Opens one more session. */
  open(signal: AbortSignal): Promise<RemoteFileSystem>;
  /** Sessions at most; lowered when the server says `busy`, and step by step raised again later. */
  readonly limit: number;
  /** An idle session is asked for a sign of life this often. */
  readonly keepAliveMs?: number;
  /** A second idle session is closed after this time. */
  readonly idleCloseMs?: number;
}

interface Idle {
  readonly session: RemoteFileSystem;
  readonly since: number;
}

interface Waiter {
  readonly purpose: Purpose;
  serve(): void;
}

const KEEP_ALIVE_MS = 25_000;
const IDLE_CLOSE_MS = 60_000;
/** A session that rested longer than this proves that it lives before work is entrusted to it. */
const TRUSTED_REST_MS = 10_000;
/** Whoever held the server's other sessions may be gone by then: one more is tried. */
const BUSY_FOR_MS = 60_000;

/** The sessions of one connection: counted, opened one after the other, lent to one caller each. */
export class SessionPool implements AsyncDisposable {
  readonly #options: SessionPoolOptions;
  readonly #idle: Idle[] = [];
  readonly #lent = new Set<RemoteFileSystem>();
  readonly #waiters: Waiter[] = [];
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #limit: number;
  #limitedAt = 0;
  /** Leased, being opened, or idle. */
  #sessions = 0;
  #transfers = 0;
  /** Idle ones that are being asked for a sign of life. */
  #asked = 0;
  /** Settled when no opening is under way. They are chained: one question, one answer, no burst against MaxStartups. */
  #opening: Promise<void> = Promise.resolve();

  constructor(options: SessionPoolOptions) {
    this.#options = options;
    this.#limit = options.limit;
    this.#timer = setInterval(() => this.#tend(), options.keepAliveMs ?? KEEP_ALIVE_MS);
    this.#timer.unref();
  }

  /** Whether any session is known to live, lent or idle. */
  get hasLiveSession(): boolean {
    return this.#idle.length > 0 || this.#asked > 0 || [...this.#lent].some((session) => session.lost === undefined);
  }

  /** Sessions that transfers may hold at one time. */
  get transferSlots(): number {
    return Math.max(1, this.#limit - 1);
  }

  /** Waits for a free slot, then lends an idle session or a new one. Throws what opening throws, or `cancelled`. */
  async lease(purpose: Purpose, signal: AbortSignal): Promise<Lease> {
    for (;;) {
      const idle = await this.#slot(purpose, signal);
      try {
        const session = (idle && (await this.#wake(idle, signal))) ?? (await this.#openNext(signal));
        return this.#lend(session, purpose);
      } catch (error) {
        this.#free(purpose);
        if (!isRemoteError(error, 'busy') || this.#sessions === 0) throw error;
        // The server allows no more than it serves now: remember that, and wait for one of those.
        this.#limit = Math.max(1, this.#sessions);
        this.#limitedAt = Date.now();
      }
    }
  }

  /** Closes every session, the lent ones too: what runs on them ends with an error. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort(new RemoteError('cancelled', 'The connection was closed.'));
    for (const waiter of this.#waiters.splice(0)) waiter.serve();
    const idle = this.#idle.splice(0);
    const sessions = [...idle.map(({ session }) => session), ...this.#lent];
    await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
  }

  #mayServe(purpose: Purpose): boolean {
    if (this.#closing.signal.aborted) return true;
    if (purpose === 'transfer' && this.#transfers >= this.transferSlots) return false;
    return this.#idle.length > 0 || this.#sessions < this.#limit;
  }

  /** Takes a slot, and an idle session where there is one; from here on the slot counts. */
  async #slot(purpose: Purpose, signal: AbortSignal): Promise<Idle | undefined> {
    while (!this.#mayServe(purpose)) await this.#turn(purpose, signal);
    // Whoever was woken and has given up meanwhile passes the turn on.
    if (signal.aborted) this.#serveNext();
    refuseCancelled(signal);
    this.#closing.signal.throwIfAborted();
    if (purpose === 'transfer') this.#transfers++;
    const idle = this.#idle.pop();
    if (!idle) this.#sessions++;
    return idle;
  }

  /** The idle session, if it still lives. */
  async #wake(idle: Idle, signal: AbortSignal): Promise<RemoteFileSystem | undefined> {
    if (idle.session.lost) {
      await idle.session[Symbol.asyncDispose]();
      return undefined;
    }
    if (Date.now() - idle.since > TRUSTED_REST_MS && !(await this.#lives(idle.session, { signal }))) {
      refuseCancelled(signal);
      return undefined;
    }
    return idle.session;
  }

  /** False, and the session closed, where it gives no sign of life. */
  async #lives(session: RemoteFileSystem, call: Call): Promise<boolean> {
    try {
      await session.keepAlive(call);
      return true;
    } catch {
      // The reason is in the transcript; the next lease opens a new session.
      await session[Symbol.asyncDispose]();
      return false;
    }
  }

  async #openNext(signal: AbortSignal): Promise<RemoteFileSystem> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const before = this.#opening;
    const done = Promise.withResolvers<void>();
    this.#opening = done.promise;
    try {
      await untilCancelled(before, either);
      const session = await this.#options.open(either);
      if (!this.#closing.signal.aborted) return session;
      await session[Symbol.asyncDispose]();
      throw this.#closing.signal.reason;
    } finally {
      void before.then(done.resolve);
    }
  }

  #lend(session: RemoteFileSystem, purpose: Purpose): Lease {
    let returned = false;
    this.#lent.add(session);
    return {
      session,
      [Symbol.asyncDispose]: async () => {
        if (returned) return;
        returned = true;
        this.#lent.delete(session);
        if (session.lost || this.#closing.signal.aborted) {
          await session[Symbol.asyncDispose]();
          this.#free(purpose);
          return;
        }
        if (purpose === 'transfer') this.#transfers--;
        this.#idle.push({ session, since: Date.now() });
        this.#serveNext();
      },
    };
  }

  #free(purpose: Purpose): void {
    if (purpose === 'transfer') this.#transfers--;
    this.#sessions--;
    this.#serveNext();
  }

  #turn(purpose: Purpose, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const at = this.#waiters.indexOf(waiter);
        if (at >= 0) this.#waiters.splice(at, 1);
        reject(cancelledError());
      };
      const waiter: Waiter = {
        purpose,
        serve: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      if (signal.aborted) {
        reject(cancelledError());
        return;
      }
      signal.addEventListener('abort', leave, { once: true });
      // Browsing goes ahead of every waiting transfer.
      const at = purpose === 'browse' ? this.#waiters.findIndex((other) => other.purpose === 'transfer') : -1;
      if (at < 0) this.#waiters.push(waiter);
      else this.#waiters.splice(at, 0, waiter);
    });
  }

  #serveNext(): void {
    const at = this.#waiters.findIndex((waiter) => this.#mayServe(waiter.purpose));
    if (at >= 0) this.#waiters.splice(at, 1)[0]?.serve();
  }

  /** Asks the idle sessions for a sign of life, and lets all but the newest go when they have rested long enough. */
  #tend(): void {
    const now = Date.now();
    if (this.#limit < this.#options.limit && now - this.#limitedAt >= BUSY_FOR_MS) {
      this.#limit++;
      this.#limitedAt = now;
      this.#serveNext();
    }
    const closeBefore = now - (this.#options.idleCloseMs ?? IDLE_CLOSE_MS);
    // While it is asked or closed, a session is not idle: nobody may lease it.
    const resting = this.#idle.splice(0);
    const newest = resting.at(-1);
    for (const idle of resting) {
      const isDone = idle.session.lost !== undefined || (idle !== newest && idle.since < closeBefore);
      void this.#ask(idle, isDone ? 'close' : 'keep');
    }
  }

  async #ask(idle: Idle, intent: 'keep' | 'close'): Promise<void> {
    this.#asked++;
    const kept = intent === 'keep' && (await this.#lives(idle.session, { signal: this.#closing.signal }));
    this.#asked--;
    if (kept && !this.#closing.signal.aborted) {
      this.#idle.push(idle);
    } else {
      // Closing twice does nothing.
      await idle.session[Symbol.asyncDispose]();
      this.#sessions--;
    }
    this.#serveNext();
  }
}
