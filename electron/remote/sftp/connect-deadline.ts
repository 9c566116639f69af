/** The time in which a session must be open, not counting what the user takes to answer. Milliseconds. */
export class ConnectDeadline {
  readonly #onExpired: () => void;
  #left: number;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #question: Promise<unknown> | undefined;

  constructor(milliseconds: number, onExpired: () => void) {
    this.#left = milliseconds;
    this.#onExpired = onExpired;
    this.#start();
  }

  /** The question that the user is looking at. */
  get question(): Promise<unknown> | undefined {
    return this.#question;
  }

  /** Stops the clock until the user has answered. */
  async whileAsking<T>(answer: Promise<T>): Promise<T> {
    this.#pause();
    this.#question = answer;
    try {
      return await answer;
    } finally {
      this.#question = undefined;
      this.#start();
    }
  }

  /** The session is open, or has failed. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left = Number.POSITIVE_INFINITY;
  }

  #start(): void {
    if (this.#left === Number.POSITIVE_INFINITY) return;
    this.#startedAt = performance.now();
    this.#timer = setTimeout(this.#onExpired, this.#left);
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#left = Math.max(0, this.#left - (performance.now() - this.#startedAt));
  }
}
