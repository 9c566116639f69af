const TOLD_EVERY_MS = 100;

/** Bytes that pass, told at most ten times a second. */
export class Progress {
  readonly #tell: (bytes: number) => void;
  #untold = 0;
  #toldAt = 0;

  constructor(tell: (bytes: number) => void) {
    this.#tell = tell;
  }

  add(bytes: number): void {
    this.#untold += bytes;
    if (performance.now() - this.#toldAt >= TOLD_EVERY_MS) this.flush();
  }

  /** Tells the rest, at the end. */
  flush(): void {
    if (this.#untold === 0) return;
    const bytes = this.#untold;
    this.#untold = 0;
    this.#toldAt = performance.now();
    this.#tell(bytes);
  }
}
