import { RemoteError } from '../../shared/model/remote-error.ts';
import type { TransferBook } from './transfer-book.ts';
import { isFinished, type Job } from './transfer-job.ts';
import type { TransferJournal } from './transfer-journal.ts';
import type { JobChange, TransferRecord } from './transfer-records.ts';

/** Book and journal as one: what the queue knows and what it would know after the process was killed are the same. */
export class TransferLedger {
  readonly book: TransferBook;
  /** Absent: the queue is only in memory. */
  #journal: TransferJournal | undefined;

  constructor(book: TransferBook) {
    this.book = book;
  }

  /** From now on all that is noted is kept there, too. */
  keepIn(journal: TransferJournal): void {
    this.#journal = journal;
  }

  /** Notes something in the book and in the journal. */
  record(record: TransferRecord): void {
    this.book.apply(record);
    this.#journal?.append(record);
  }

  /** What became of an item. */
  change(i: number, to: JobChange): void {
    this.record({ t: 'change', i, to });
  }

  /** How an item ended, now. */
  end(job: Job, change: JobChange): void {
    this.change(job.number, { finishedAt: Date.now(), ...change });
    if (isFinished(job)) job.listed = undefined;
  }

  /** Resolves when the journal has all that was noted. Throws `io` where the disk does not take it, `no-space` where it is full. */
  async written(): Promise<void> {
    try {
      await this.#journal?.written();
    } catch (cause) {
      const message = 'The list of transfers could not be written to the disk.';
      const hint = 'The disk of this computer may be full.';
      const serverText = cause instanceof Error ? cause.message : String(cause);
      throw new RemoteError(isFull(cause) ? 'no-space' : 'io', message, { cause, serverText, retry: 'now', hint });
    }
  }

  /** Takes items out for good. */
  forget(jobs: readonly Job[]): void {
    this.record({ t: 'forget', list: jobs.map(({ number }) => number) });
    this.tidy();
  }

  /** How far a copy has come: the book has it already. */
  noteProgress({ number, bytes }: Job): void {
    this.#journal?.append({ t: 'change', i: number, to: { bytes } });
  }

  /** Rewrites the journal where most of it is out of date. */
  tidy(): void {
    this.#journal?.tidy(this.book);
  }

  /** Resolves when all that was noted is safely on the disk. */
  async synced(): Promise<void> {
    await this.#journal?.synced();
  }

  async close(): Promise<void> {
    await this.#journal?.[Symbol.asyncDispose]();
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
