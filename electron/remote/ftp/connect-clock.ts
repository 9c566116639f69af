import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { Limit } from './limit.ts';

/** The time for one attempt to connect. It stands still while the user is asked. */
export class ConnectClock {
  /** Aborts with the time-out, or with the caller's own signal. */
  readonly limit: Limit;
  readonly #caller: AbortSignal;
  readonly #late = new AbortController();
  #leftMs: number;
  #runningSince = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(connectMs: number, caller: AbortSignal) {
    this.#leftMs = connectMs;
    this.#caller = caller;
    this.limit = { signal: AbortSignal.any([caller, this.#late.signal]), idleMs: connectMs };
    this.#run();
  }

  async whileAsking<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.stop();
    this.#leftMs -= Date.now() - this.#runningSince;
    try {
      return await question(this.#caller);
    } finally {
      this.#run();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #run(): void {
    this.#runningSince = Date.now();
    this.#timer = setTimeout(
      () => {
        this.#late.abort(
          new RemoteError('timeout', 'Connecting took too long.', {
            hint: 'The server is overloaded, or a firewall drops the connection without telling.',
          }),
        );
      },
      Math.max(0, this.#leftMs),
    );
  }
}
