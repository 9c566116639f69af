import type { Conflict, QueueState, TransferDelta } from '../../shared/model/transfer.ts';
import type { TransferBook } from './transfer-book.ts';
import type { Job } from './transfer-job.ts';

const TELL_EVERY_MS = 100;
/** Rows of one delta at most: a list that shows others asks for them. */
const MOST_CHANGED = 200;

/** Tells windows what changed, merged to ten times a second, and never more than they can show. */
export class TransferTeller {
  readonly #book: () => TransferBook;
  readonly #onDelta: (delta: TransferDelta) => void;
  readonly #changed = new Set<Job>();
  #revision = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(book: () => TransferBook, onDelta: (delta: TransferDelta) => void) {
    this.#book = book;
    this.#onDelta = onDelta;
  }

  get revision(): number {
    return this.#revision;
  }

  queueState(): QueueState {
    const { isPaused, fromBefore } = this.#book();
    return { paused: isPaused, waiting: fromBefore };
  }

  onChange(job: Job, how: 'same-row' | 'other-rows'): void {
    if (how === 'other-rows') this.#revision++;
    // The folders that it came from show the sum of what is in them. Those of one that is noted already are noted too.
    for (let each: Job | undefined = job; each && !this.#changed.has(each); each = each.parent) {
      if (this.#changed.size === MOST_CHANGED) break;
      this.#changed.add(each);
    }
    this.#schedule();
  }

  onForgotten(): void {
    this.#revision++;
    this.#schedule();
  }

  /** The state of the queue as a whole is another. */
  onQueue(): void {
    this.#schedule();
  }

  /** Ends the telling; what has not been told is told now. */
  close(): void {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#tell();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#tell(), TELL_EVERY_MS).unref();
  }

  #tell(): void {
    this.#timer = undefined;
    const book = this.#book();
    const changed = [...this.#changed].filter((job) => book.get(job.id) === job).map((job) => job.describe());
    this.#changed.clear();
    this.#onDelta({
      ...{ changed, totals: { ...book.totals }, run: { ...book.run } },
      ...{ queue: this.queueState(), revision: this.#revision },
    });
  }
}

/** The questions that are open, oldest first. */
export class OpenQuestions {
  readonly #questions = new Map<Job, Conflict>();

  get size(): number {
    return this.#questions.size;
  }

  put(job: Job, conflict: Conflict): void {
    this.#questions.set(job, conflict);
  }

  has(job: Job): boolean {
    return this.#questions.has(job);
  }

  delete(job: Job): boolean {
    return this.#questions.delete(job);
  }

  jobs(): Job[] {
    return [...this.#questions.keys()];
  }

  first(count: number): Conflict[] {
    const found: Conflict[] = [];
    for (const conflict of this.#questions.values()) {
      if (found.length === count) break;
      found.push(conflict);
    }
    return found;
  }
}
