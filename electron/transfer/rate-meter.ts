const WINDOW_MS = 3_000;

/** Bytes a second over the last three seconds. */
export class RateMeter {
  readonly #now: () => number;
  #samples: { at: number; bytes: number }[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(bytes: number): void {
    const at = this.#now();
    const last = this.#samples.at(-1);
    // One sample a tenth of a second is fine enough and keeps the list short.
    if (last && at - last.at < 100) last.bytes += bytes;
    else this.#samples.push({ at, bytes });
  }

  get rate(): number {
    const now = this.#now();
    this.#samples = this.#samples.filter((sample) => now - sample.at <= WINDOW_MS);
    const first = this.#samples[0];
    if (!first) return 0;
    const bytes = this.#samples.reduce((sum, sample) => sum + sample.bytes, 0);
    return (bytes * 1000) / Math.max(now - first.at, 250);
  }
}
