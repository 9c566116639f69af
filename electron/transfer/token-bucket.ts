import { untilCancelled } from '../remote/cancelled.ts';

/** Bytes that may pass at once after a pause: a fifth of a second's worth. */
const BURST_SECONDS = 0.2;

interface Waiter {
  bytes: number;
  serve(): void;
}

/** Lets so many bytes a second pass, for everyone who takes from it together. The rate can change at any time. */
export class TokenBucket {
  readonly #waiters: Waiter[] = [];
  #rate: number | undefined;
  #tokens = 0;
  #filledAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** @param rate bytes a second; `undefined` is without limit. */
  set rate(rate: number | undefined) {
    this.#fill();
    this.#rate = rate;
    this.#serve();
  }

  get isLimited(): boolean {
    return this.#rate !== undefined;
  }

  /** Resolves when so many bytes may pass; `undefined` where they may at once. Those who wait are served in their order. */
  take(bytes: number, signal: AbortSignal): Promise<void> | undefined {
    this.#fill();
    if (this.#rate === undefined) return undefined;
    if (this.#waiters.length === 0 && this.#tokens > 0) {
      // Going below zero keeps the rate with pieces larger than the burst.
      this.#tokens -= bytes;
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter: Waiter = { bytes, serve: resolve };
    this.#waiters.push(waiter);
    this.#serve();
    return untilCancelled(promise, signal).catch((error: unknown) => {
      const at = this.#waiters.indexOf(waiter);
      if (at >= 0) this.#waiters.splice(at, 1);
      throw error;
    });
  }

  #fill(): void {
    const now = performance.now();
    if (this.#rate !== undefined) {
      this.#tokens = Math.min(this.#rate * BURST_SECONDS, this.#tokens + (this.#rate * (now - this.#filledAt)) / 1000);
    }
    this.#filledAt = now;
  }

  #serve(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#fill();
    while (this.#waiters.length > 0 && (this.#rate === undefined || this.#tokens > 0)) {
      const waiter = this.#waiters.shift();
      this.#tokens -= waiter?.bytes ?? 0;
      waiter?.serve();
    }
    if (this.#rate === undefined) this.#tokens = 0;
    if (this.#waiters.length === 0 || this.#rate === undefined) return;
    const wait = Math.max(1, Math.ceil((1 - this.#tokens) / (this.#rate / 1000)));
    this.#timer = setTimeout(() => this.#serve(), wait);
  }
}
