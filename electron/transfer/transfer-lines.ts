import { soonestFirst } from './list-orders.ts';
import { SortedList } from './sorted-list.ts';
import { inQueueOrder, type Job } from './transfer-job.ts';

/** What is queued, as it can be begun: a line for every two file systems, and apart from them what rests until it is tried again. */
export class TransferLines {
  readonly #lines = new Map<string, SortedList<Job>>();
  /** Soonest first. */
  readonly resting = new SortedList<Job>(soonestFirst);

  /** The lines in which something waits. */
  all(): Iterable<SortedList<Job>> {
    return this.#lines.values();
  }

  /** A folder that waits for its content stands in no line. */
  add(job: Job): void {
    if (job.retryAt !== undefined) {
      this.resting.add(job);
      return;
    }
    if (job.waitsForContent) return;
    const line = this.#lines.get(job.line);
    if (line) {
      line.add(job);
      return;
    }
    const fresh = new SortedList<Job>(inQueueOrder);
    fresh.add(job);
    this.#lines.set(job.line, fresh);
  }

  /** Nothing where it stands nowhere. */
  delete(job: Job): void {
    if (job.retryAt !== undefined) {
      this.resting.delete(job);
      return;
    }
    const line = this.#lines.get(job.line);
    line?.delete(job);
    if (line?.size === 0) this.#lines.delete(job.line);
  }
}
