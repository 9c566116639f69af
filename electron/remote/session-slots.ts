import { cancelledError, refuseCancelled } from './cancelled.ts';

/** Browsing never waits behind transfers: one slot is kept for it where the server allows more than one session. */
export type Purpose = 'browse' | 'transfer';

/** A place among the sessions that a server allows. Held until it is given back, once. */
export interface Slot {
  readonly purpose: Purpose;
  /** Aborted when browsing waits and only this holder's slot can serve it: give it back when convenient. */
  readonly yieldRequested: AbortSignal;
  giveBack(): void;
}

export interface SessionSlotsOptions {
  /** Slots at most, as it is now; fewer while the server says `busy`, and step by step more again later. */
  readonly limit: () => number;
  /** Slots that browsing may hold at one time. Default: all. */
  readonly browsing?: number;
  /** Sessions that rest and can be taken over or closed at once. */
  readonly idle: () => number;
  /** Sessions that rest and are being asked for a sign of life: they count, but nobody can have them now. */
  readonly asked: () => number;
}

interface Waiter {
  readonly purpose: Purpose;
  serve(): void;
}

interface Holder {
  readonly purpose: Purpose;
  readonly yielding: AbortController;
}

/** Whoever held the server's other sessions may be gone by then: one more is tried. */
const BUSY_FOR_MS = 60_000;

/** Counts the sessions of one server, decides who may have the next one, and learns how many the server allows. */
export class SessionSlots {
  readonly #options: SessionSlotsOptions;
  readonly #waiters: Waiter[] = [];
  readonly #holders = new Set<Holder>();
  /** What the server itself names as its limit, */
  #named = Number.POSITIVE_INFINITY;
  /** and what it was found to allow when it was busy. */
  #learned = Number.POSITIVE_INFINITY;
  #learnedAt = 0;
  #closed: AbortSignal | undefined;

  constructor(options: SessionSlotsOptions) {
    this.#options = options;
  }

  /** Sessions at most, as far as is known now. */
  get limit(): number {
    return Math.max(1, Math.min(this.#ceiling, this.#learned));
  }

  get #ceiling(): number {
    return Math.min(this.#options.limit(), this.#named);
  }

  /** Leased, reserved, being opened, or at rest. */
  get sessions(): number {
    return this.#holders.size + this.#options.idle() + this.#options.asked();
  }

  /** Sessions that transfers may hold at one time. */
  get transferSlots(): number {
    return Math.max(1, this.limit - 1);
  }

  /** Whether a session at rest has to be closed before its slot's new holder opens another. */
  get isOverfull(): boolean {
    return this.sessions > this.limit;
  }

  /** Waits for a slot. Where all are in use it is that of a session at rest, which the caller takes over or closes at once. */
  async take(purpose: Purpose, signal: AbortSignal): Promise<Slot> {
    while (!this.#mayServe(purpose)) await this.#turn(purpose, signal);
    // Whoever was woken and has given up meanwhile passes the turn on.
    if (signal.aborted) this.serveNext();
    refuseCancelled(signal);
    this.#closed?.throwIfAborted();
    const holder: Holder = { purpose, yielding: new AbortController() };
    this.#holders.add(holder);
    return {
      purpose,
      yieldRequested: holder.yielding.signal,
      giveBack: () => {
        if (this.#holders.delete(holder)) this.serveNext();
      },
    };
  }

  /** The server named its limit. */
  allowAtMost(sessions: number): void {
    this.#named = Math.min(this.#named, sessions);
  }

  /** The server refused one more than these. */
  refusedBeside(sessions: number): void {
    this.#learned = Math.max(1, Math.min(this.limit, sessions));
    this.#learnedAt = Date.now();
    this.#askToYield();
  }

  /** To be called now and then: allows one more a while after the server was busy, and sees that the limit was raised. */
  tend(): void {
    if (this.#learned < this.#ceiling && Date.now() - this.#learnedAt >= BUSY_FOR_MS) {
      this.#learned++;
      this.#learnedAt = Date.now();
    }
    if (this.#learned >= this.#ceiling) this.#learned = Number.POSITIVE_INFINITY;
    this.serveNext();
  }

  /** Wakes the first who can be served: to be called when a session comes to rest or is closed. */
  serveNext(): void {
    const at = this.#waiters.findIndex((waiter) => this.#mayServe(waiter.purpose));
    if (at >= 0) this.#waiters.splice(at, 1)[0]?.serve();
  }

  /** Everyone who waits, and who comes later, fails with the reason of this aborted signal. */
  close(reason: AbortSignal): void {
    this.#closed = reason;
    for (const waiter of this.#waiters.splice(0)) waiter.serve();
  }

  #mayServe(purpose: Purpose): boolean {
    if (this.#closed) return true;
    if (purpose === 'transfer' && this.#heldFor('transfer') >= this.transferSlots) return false;
    if (purpose === 'browse' && this.#heldFor('browse') >= (this.#options.browsing ?? this.limit)) return false;
    return this.#holders.size + this.#options.asked() < this.limit;
  }

  #heldFor(purpose: Purpose): number {
    let held = 0;
    for (const holder of this.#holders) if (holder.purpose === purpose) held++;
    return held;
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
      this.#askToYield();
    });
  }

  /** One transfer is asked for its slot where browsing waits and has none of its own that will come back. */
  #askToYield(): void {
    if (!this.#waiters.some((waiter) => waiter.purpose === 'browse') || this.#heldFor('browse') > 0) return;
    const transfers = [...this.#holders].filter((holder) => holder.purpose === 'transfer');
    if (transfers.some((holder) => holder.yielding.signal.aborted)) return;
    transfers[0]?.yielding.abort();
  }
}
