import { cancelledError } from '../../remote/cancelled.ts';
import type { SessionsOfCopy } from './messages.ts';
import type { WorkerSession } from './worker-sessions.ts';
import type { WorkerThread } from './worker-thread.ts';

/** A worker that does not answer an abort gets so long before its copy counts as cancelled, */
const CANCEL_MS = 1000;
/** and so long before it is ended. */
const STUCK_MS = 15_000;

interface HeldOptions {
  readonly worker: WorkerThread;
  readonly numbers: SessionsOfCopy;
  readonly source: WorkerSession | undefined;
  readonly signal: AbortSignal;
}

/** Sessions of one piece of work. They are given back when the worker has let go of them, however long the caller waited. */
export class HeldSessions implements AsyncDisposable {
  readonly numbers: SessionsOfCopy;
  readonly source: WorkerSession | undefined;
  readonly #options: HeldOptions;
  readonly #release: () => void;
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: HeldOptions, release: () => void) {
    this.#options = options;
    this.#release = release;
    this.numbers = options.numbers;
    this.source = options.source;
  }

  /** Runs work in the worker. A worker that does not react to an abort is not waited for, and ended when it stays silent. */
  run<T>(work: (worker: WorkerThread) => Promise<T>): Promise<T> {
    const { worker, signal } = this.#options;
    const running = worker.whileAlive(work(worker));
    this.#work = running.catch(() => {});
    return new Promise<T>((resolve, reject) => {
      let stuck: NodeJS.Timeout | undefined;
      const onAbort = () => {
        setTimeout(() => reject(cancelledError()), CANCEL_MS).unref();
        stuck = setTimeout(() => void worker.terminate(), STUCK_MS).unref();
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      running.then(resolve, reject).finally(() => {
        clearTimeout(stuck);
        signal.removeEventListener('abort', onAbort);
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    void this.#work.then(this.#release);
  }
}
