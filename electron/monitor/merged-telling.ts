/** Tells at most so often: what happens meanwhile is told together. */
export class MergedTelling {
  readonly #tell: () => void;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: () => void, everyMs: number) {
    this.#tell = tell;
    this.#everyMs = everyMs;
  }

  /** Something is to be told soon. */
  schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, this.#everyMs).unref();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
