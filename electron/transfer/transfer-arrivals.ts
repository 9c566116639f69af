import { RemoteError } from '../../shared/model/remote-error.ts';
import { isFinished, type Job } from './transfer-job.ts';

/** Whoever waits for transfers to end. */
export class TransferArrivals {
  readonly #awaited = new Map<Job, Set<() => void>>();

  /** Resolves when these, and all that came from them, have ended. Throws the error of one that failed, or `cancelled`. */
  async of(jobs: readonly Job[], signal: AbortSignal): Promise<void> {
    await Promise.all(jobs.map((job) => this.#ended(job, signal)));
    for (const job of jobs) {
      for (const each of job.withDescendants()) {
        if (each.state === 'failed' && each.error) throw RemoteError.from(each.error);
        if (each.state === 'cancelled') throw new RemoteError('cancelled', 'The transfer was cancelled.');
      }
    }
  }

  #ended(job: Job, signal: AbortSignal): Promise<void> {
    if (job.endedAt > 0 || (job.parent && isFinished(job))) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiting = this.#awaited.get(job.root) ?? new Set();
      this.#awaited.set(job.root, waiting.add(resolve));
      const leave = () => {
        waiting.delete(resolve);
        reject(signal.reason);
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** What was enqueued as one has ended with all that came from it. */
  tell({ root }: Job): void {
    const waiting = this.#awaited.get(root);
    this.#awaited.delete(root);
    for (const resolve of waiting ?? []) resolve();
  }
}
