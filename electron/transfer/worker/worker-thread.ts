import { Worker } from 'node:worker_threads';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { MainRequests, WorkerRequests } from './messages.ts';
import { type Answers, Wire } from './wire.ts';

/** Beside this module in the sources and in the build. */
const entry = new URL(
  import.meta.url.endsWith('.ts') ? './transfer-worker.ts' : './transfer-worker.js',
  import.meta.url,
);

/** One worker thread and the wire to it. */
export class WorkerThread {
  readonly wire: Wire<WorkerRequests, MainRequests>;
  /** Aborted when the thread is no more; the reason says why. */
  readonly ended: AbortSignal;
  /** Resolves when the thread has loaded its code; rejects where it cannot. */
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #end = new AbortController();
  #held = 0;

  constructor(answers: Omit<Answers<MainRequests>, 'ready'>, onMistake: (error: unknown) => void) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.ended = this.#end.signal;
    promise.catch(() => {});
    this.#worker = new Worker(entry, { name: 'transfer' });
    this.wire = new Wire<WorkerRequests, MainRequests>(this.#worker, {
      ...answers,
      ready: () => {
        this.#worker.unref();
        resolve();
      },
    });
    const gone = (why: unknown) => {
      if (this.ended.aborted) return;
      const error = crashed(why);
      this.#end.abort(error);
      this.wire.end(error);
      reject(error);
    };
    this.#worker.on('error', (error) => {
      onMistake(error);
      gone(error);
    });
    this.#worker.on('exit', (code) => gone(new Error(`it ended with code ${code}`)));
  }

  /** Keeps the program running until work in the thread has ended; at rest the thread does not. */
  async whileAlive<T>(work: Promise<T>): Promise<T> {
    if (this.#held++ === 0) this.#worker.ref();
    try {
      return await work;
    } finally {
      if (--this.#held === 0) this.#worker.unref();
    }
  }

  /** Ends the thread, whatever it is doing. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }
}

function crashed(cause: unknown): RemoteError {
  return new RemoteError('io', 'The part of Portside that carries files stopped unexpectedly.', {
    cause,
    retry: 'now',
    hint: 'The copy can be tried again; it goes on where it was.',
  });
}
