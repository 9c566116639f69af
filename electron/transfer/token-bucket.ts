import { untilCancelled } from '../remote/cancelled.ts';

/** What may pass at once after a pause is worth this long. */
const BURST_SECONDS = 0.25;

interface Waiter {
  bytes: number;
  serve(): void;
}

/**
 * Lets so many bytes a second pass, for everyone who takes from it together. The rate can change at any time. In no span of time more
 * passes than the rate allows and one burst, or one piece where that is larger: such a piece waits for a whole burst, then passes
 * on credit.
 */
export class TokenBucket {
  readonly #waiters: Waiter[] = [];
  #rate: number | undefined;
  #tokens = 0;
  #filledAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** @param rate bytes a second; `undefined` is without limit. */
  set rate(rate: number | undefined) {
    this.#fill();
    // Credit is time: what passed at a high rate is not paid for at a low one.
    if (rate !== undefined && this.#rate !== undefined) this.#tokens *= rate / this.#rate;
    this.#rate = rate;
    this.#serve();
  }

  get rate(): number | undefined {
    return this.#rate;
  }

  /** Resolves when so many bytes may pass; `undefined` where they may at once. Those who wait are served in their order. */
  take(bytes: number, signal: AbortSignal): Promise<void> | undefined {
    this.#fill();
    if (this.#rate === undefined) return undefined;
    if (this.#waiters.length === 0 && this.#missing(bytes, this.#rate) <= 0) {
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
    for (let [next] = this.#waiters; next && this.#missing(next.bytes, this.#rate) <= 0; [next] = this.#waiters) {
      this.#waiters.shift();
      this.#tokens -= next.bytes;
      next.serve();
    }
    if (this.#rate === undefined) this.#tokens = 0;
    const [first] = this.#waiters;
    if (!first || this.#rate === undefined) return;
    const wait = Math.max(1, Math.ceil((this.#missing(first.bytes, this.#rate) / this.#rate) * 1000));
    this.#timer = setTimeout(() => this.#serve(), wait);
  }

  /** Bytes for which a piece has to wait. */
  #missing(bytes: number, rate: number | undefined): number {
    return rate === undefined ? 0 : Math.min(bytes, rate * BURST_SECONDS) - this.#tokens;
  }
}
