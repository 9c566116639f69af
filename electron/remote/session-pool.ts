import { setTimeout as pause } from 'node:timers/promises';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { backOffMs } from './back-off.ts';
import { refuseCancelled, untilCancelled } from './cancelled.ts';
import { type Line, Reconnection } from './reconnection.ts';
import type { Call, RemoteFileSystem } from './remote-file-system.ts';
import { type Purpose, SessionSlots, type Slot } from './session-slots.ts';

export type { Purpose } from './session-slots.ts';

/** One session, held by one caller. Disposing gives it back; a lost session is dropped. */
export interface Lease extends AsyncDisposable {
  readonly session: RemoteFileSystem;
}

/**
 * The right to one session that its holder opens and closes itself, in another thread. Disposing gives the right back: close the
 * session first.
 */
export interface Reservation extends AsyncDisposable {
  /**
   * Runs the opening in turn with the others of this server: no burst against MaxStartups, one question at a time. Throws what
   * `work` throws; after `busy` fewer sessions are given out, so give this one (and what else you hold of this server) back and
   * reserve anew.
   */
  open<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Browsing waits and only this slot can serve it: give it back when convenient (after this file), then reserve again. */
  readonly yieldRequested: AbortSignal;
}

export interface SessionPoolOptions {
  /** Opens one more session. */
  open(signal: AbortSignal): Promise<RemoteFileSystem>;
  /**
   * Sessions at most, where it can change as it is now; fewer while the server says `busy` or where it names a limit. None is
   * opened before somebody needs it.
   */
  readonly limit: number | (() => number);
  /** Sessions that browsing may hold at one time. Default: all. */
  readonly browsing?: number;
  /** The line was opened, was lost, or is about to be tried again. */
  readonly onLine?: (line: Line) => void;
  /** An idle session is asked for a sign of life this often. */
  readonly keepAliveMs?: number;
  /** A second idle session is closed after this time. */
  readonly idleCloseMs?: number;
  /** For the waits between attempts to reconnect; from 0 to before 1. */
  readonly random?: () => number;
}

interface Idle {
  readonly session: RemoteFileSystem;
  readonly since: number;
}

const KEEP_ALIVE_MS = 25_000;
const IDLE_CLOSE_MS = 60_000;
/** For so long a server may count a session that was closed; it is asked again in between. */
const LINGER_MS = 3_000;
const LINGER_WAITS = { firstMs: 100, mostMs: 1_000 };
/** A session that rested longer than this proves that it lives before work is entrusted to it. */
const TRUSTED_REST_MS = 10_000;

/** The sessions of one connection: counted, opened one after the other, lent to one caller each, and brought back when the line was lost. */
export class SessionPool implements AsyncDisposable {
  readonly #options: SessionPoolOptions;
  readonly #slots: SessionSlots;
  readonly #reconnection: Reconnection;
  readonly #idle: Idle[] = [];
  readonly #lent = new Set<RemoteFileSystem>();
  /** Reservations whose session is open. */
  readonly #opened = new Set<Slot>();
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  /** When a session was last closed by this side. */
  #closedAt = Number.NEGATIVE_INFINITY;
  /** Idle ones that are being asked for a sign of life. */
  #asked = 0;
  /** Settled when no opening is under way. They are chained: one question, one answer, no burst against MaxStartups. */
  #opening: Promise<void> = Promise.resolve();

  constructor(options: SessionPoolOptions) {
    this.#options = options;
    const { limit, browsing } = options;
    this.#slots = new SessionSlots({
      limit: typeof limit === 'number' ? () => limit : limit,
      ...(browsing !== undefined && { browsing }),
      idle: () => this.#idle.length,
      asked: () => this.#asked,
    });
    this.#reconnection = new Reconnection({
      attempt: async (signal) => {
        await using _lease = await this.lease('browse', signal);
      },
      onLine: (line) => options.onLine?.(line),
      random: options.random,
    });
    this.#timer = setInterval(() => this.#tend(), options.keepAliveMs ?? KEEP_ALIVE_MS);
    this.#timer.unref();
  }

  /** Whether any session is known to live, lent or idle. */
  get hasLiveSession(): boolean {
    if (this.#idle.length > 0 || this.#asked > 0 || this.#opened.size > 0) return true;
    return [...this.#lent].some((session) => session.lost === undefined);
  }

  /** Sessions that are open: what the server counts, as far as this side knows. */
  get #live(): number {
    return this.#idle.length + this.#asked + this.#lent.size + this.#opened.size;
  }

  /** Sessions that transfers may hold at one time. */
  get transferSlots(): number {
    return this.#slots.transferSlots;
  }

  /** Waits for a free slot, then lends an idle session or a new one. Throws what opening throws, or `cancelled`. */
  async lease(purpose: Purpose, signal: AbortSignal): Promise<Lease> {
    for (;;) {
      const slot = await this.#slots.take(purpose, signal);
      try {
        const idle = this.#takeIdle();
        const session = (idle && (await this.#wake(idle, signal))) ?? (await this.#openOwn(signal));
        return this.#lend(session, slot);
      } catch (error) {
        slot.giveBack();
        if (!isRemoteError(error, 'busy') || this.#slots.sessions === 0) throw error;
        // The server allows no more than it serves now: remember that, and wait for one of those.
        this.#slots.refusedBeside(this.#live);
      }
    }
  }

  /** Waits for a free slot for a session that the caller opens itself. A session at rest makes room for it. */
  async reserve(purpose: Purpose, signal: AbortSignal): Promise<Reservation> {
    const slot = await this.#slots.take(purpose, signal);
    while (this.#slots.isOverfull) {
      const makesRoom = this.#idle.shift();
      if (!makesRoom) break;
      await this.#close(makesRoom.session);
    }
    return {
      yieldRequested: slot.yieldRequested,
      open: (work, signal) => this.#openReserved(slot, work, signal),
      [Symbol.asyncDispose]: async () => {
        if (this.#opened.delete(slot)) this.#closedAt = Date.now();
        slot.giveBack();
      },
    };
  }

  /** Tries to reach the server at once where the line is lost. Throws what opening throws. */
  reconnect(): Promise<void> {
    return this.#reconnection.now();
  }

  /** Makes no further attempt to bring a lost line back, until it is asked to or someone needs a session. */
  stopReconnecting(): void {
    this.#reconnection.stop();
  }

  /** Closes every session, the lent ones too: what runs on them ends with an error. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#reconnection.close();
    this.#closing.abort(new RemoteError('cancelled', 'The connection was closed.'));
    this.#slots.close(this.#closing.signal);
    const idle = this.#idle.splice(0);
    const sessions = [...idle.map(({ session }) => session), ...this.#lent];
    await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
  }

  /** The last to rest; not one that is held up, where another may be opened beside it. */
  #takeIdle(): Idle | undefined {
    const at = this.#idle.findLastIndex(({ session }) => !session.isHeldUp);
    if (at >= 0) return this.#idle.splice(at, 1)[0];
    return this.#live < this.#slots.limit ? undefined : this.#idle.pop();
  }

  /** The idle session, if it still lives. */
  async #wake(idle: Idle, signal: AbortSignal): Promise<RemoteFileSystem | undefined> {
    if (idle.session.lost) {
      await this.#close(idle.session);
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
      await untilCancelled(session.keepAlive(call), call.signal);
      return true;
    } catch {
      // The reason is in the transcript; the next lease opens a new session.
      await this.#close(session);
      return false;
    }
  }

  async #close(session: RemoteFileSystem): Promise<void> {
    const wasLost = session.lost !== undefined;
    await session[Symbol.asyncDispose]();
    if (!wasLost) this.#closedAt = Date.now();
  }

  async #openOwn(signal: AbortSignal): Promise<RemoteFileSystem> {
    const session = await this.#openInTurn(this.#options.open, signal, (late) => late[Symbol.asyncDispose]());
    const { maxSessions } = session.facts;
    if (maxSessions !== undefined) this.#slots.allowAtMost(maxSessions);
    return session;
  }

  async #openReserved<T>(slot: Slot, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      const opened = await this.#openInTurn(work, signal, async () => {});
      this.#opened.add(slot);
      return opened;
    } catch (error) {
      if (isRemoteError(error, 'busy') && this.#slots.sessions > 1) this.#slots.refusedBeside(this.#live);
      throw error;
    }
  }

  /** @param discard takes what was opened after its caller had given up. */
  async #openInTurn<T>(
    open: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    discard: (late: T) => PromiseLike<void>,
  ): Promise<T> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const before = this.#opening;
    const done = Promise.withResolvers<void>();
    this.#opening = done.promise;
    // The next one waits for this one's end, also where its caller does not.
    let end: Promise<unknown> = before;
    try {
      await untilCancelled(before, either);
      this.#refuseBeyondLimit();
      const opening = this.#openPatiently(open, either);
      end = opening.then(
        (late) => (either.aborted ? discard(late) : undefined),
        () => undefined,
      );
      const opened = await untilCancelled(opening, either);
      this.#reconnection.opened();
      return opened;
    } catch (error) {
      this.#closing.signal.throwIfAborted();
      if (!this.hasLiveSession) this.#reconnection.failed(error);
      throw error;
    } finally {
      void end.then(() => done.resolve());
    }
  }

  /** Whoever was given a slot before the server said that it is busy is told so without a further login. */
  #refuseBeyondLimit(): void {
    if (this.#live < this.#slots.limit) return;
    throw new RemoteError('busy', 'The server allows no more connections at one time than there are.');
  }

  /** Where this side has just closed a session, `busy` may mean that very one. */
  async #openPatiently<T>(open: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await open(signal);
      } catch (error) {
        if (!isRemoteError(error, 'busy') || Date.now() - this.#closedAt > LINGER_MS) throw error;
        await untilCancelled(pause(backOffMs(attempt, LINGER_WAITS)), signal);
      }
    }
  }

  #lend(session: RemoteFileSystem, slot: Slot): Lease {
    let returned = false;
    this.#lent.add(session);
    return {
      session,
      [Symbol.asyncDispose]: async () => {
        if (returned) return;
        returned = true;
        this.#lent.delete(session);
        if (session.lost && !this.hasLiveSession && !this.#closing.signal.aborted) {
          this.#reconnection.failed(session.lost);
        }
        if (session.lost || this.#closing.signal.aborted) await this.#close(session);
        else this.#idle.push({ session, since: Date.now() });
        slot.giveBack();
      },
    };
  }

  /** Asks the idle sessions for a sign of life, and lets all but the newest go when they have rested long enough. */
  #tend(): void {
    this.#slots.tend();
    const closeBefore = Date.now() - (this.#options.idleCloseMs ?? IDLE_CLOSE_MS);
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
    // Closing twice does nothing.
    if (!kept || this.#closing.signal.aborted) await this.#close(idle.session);
    else this.#idle.push(idle);
    this.#asked--;
    this.#slots.serveNext();
  }
}
