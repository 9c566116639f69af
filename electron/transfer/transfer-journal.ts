import { rename } from 'node:fs/promises';
import { AppendLog } from '../storage/append-log.ts';
import type { TransferBook } from './transfer-book.ts';
import { isFinished, type Job, type Order } from './transfer-job.ts';
import { type ChildLine, JOURNAL_VERSION, type JobChange, TransferRecord } from './transfer-records.ts';

/** A journal is rewritten when it has grown past this, and to more than twice what it says now. */
const WORTH_REWRITING = 4 * 1024 * 1024;
const RECORDS_A_SLICE = 1_000;

export interface TransferJournalOptions {
  readonly file: string;
  /** Told in a sentence what went wrong with the file; the transfers themselves go on. */
  readonly onTrouble: (message: string, error?: unknown) => void;
}

/** What the queue must not forget, on the disk: every change as it comes, and now and then the whole book anew. */
export class TransferJournal implements AsyncDisposable {
  readonly #options: TransferJournalOptions;
  readonly #log: AppendLog;
  #rewriting: Promise<void> | undefined;
  #sizeRewritten = 0;

  private constructor(options: TransferJournalOptions, log: AppendLog) {
    this.#options = options;
    this.#log = log;
  }

  /**
   * Opens the journal, or begins one, and hands over what it holds, record by record. One that cannot be understood at all is kept
   * beside it, never written over.
   */
  static async open(options: TransferJournalOptions, take: (record: TransferRecord) => void): Promise<TransferJournal> {
    let entries = 0;
    let head: TransferRecord | undefined;
    let lost = 0;
    const isOurs = () => head?.t === 'journal' && head.version === JOURNAL_VERSION;
    const { log, damaged } = await AppendLog.open(options.file, (entry) => {
      entries++;
      const record = parseRecord(entry);
      head ??= record;
      if (!record) lost++;
      else if (isOurs()) take(record);
    });
    if (entries > 0 && !isOurs()) {
      await log[Symbol.asyncDispose]();
      const aside = `${options.file}.unknown-${new Date().toISOString().replaceAll(':', '')}`;
      await rename(options.file, aside);
      options.onTrouble(`The list of transfers could not be understood. It was kept as “${aside}”.`);
      return TransferJournal.open(options, take);
    }
    lost += damaged;
    if (lost > 0) options.onTrouble(`${lost} lines of the journal of transfers were damaged and left out.`);
    const journal = new TransferJournal(options, log);
    journal.#sizeRewritten = log.size;
    if (entries === 0) journal.append({ t: 'journal', version: JOURNAL_VERSION, next: 1 });
    return journal;
  }

  append(record: TransferRecord): void {
    this.#log.append(JSON.stringify(record));
  }

  /** Resolves when all that was told survives the end of the process. Throws Node's error where it cannot be written. */
  written(): Promise<void> {
    return this.#log.written();
  }

  /** Resolves when all that was told is on the disk. */
  synced(): Promise<void> {
    return this.#log.synced();
  }

  /** Rewrites the journal where it has become much longer than what it says. */
  tidy(book: TransferBook): void {
    if (this.#rewriting || this.#log.size < Math.max(WORTH_REWRITING, 2 * this.#sizeRewritten)) return;
    this.#rewriting = this.rewrite(book)
      .catch((error: unknown) => this.#options.onTrouble('The journal of transfers could not be rewritten.', error))
      .finally(() => {
        this.#rewriting = undefined;
      });
  }

  async rewrite(book: TransferBook): Promise<void> {
    await this.#log.rewrite(textsOf(recordsOf(book)));
    this.#sizeRewritten = this.#log.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rewriting;
    await this.#log[Symbol.asyncDispose]();
  }
}

/** Undefined where a line means nothing to this version: it was checked to be as it was written, so it is not damage. */
function parseRecord(entry: string): TransferRecord | undefined {
  try {
    const parsed = TransferRecord.safeParse(JSON.parse(entry));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Not JSON: as unknown as any other line.
    return undefined;
  }
}

function* textsOf(records: Iterable<TransferRecord>): Generator<string[]> {
  let slice: string[] = [];
  for (const record of records) {
    slice.push(JSON.stringify(record));
    if (slice.length < RECORDS_A_SLICE) continue;
    yield slice;
    slice = [];
  }
  yield slice;
}

/** The whole book as records, in an order in which each finds what it speaks of. */
function* recordsOf(book: TransferBook): Generator<TransferRecord> {
  yield { t: 'journal', version: JOURNAL_VERSION, next: book.nextNumber };
  const roots = [...book.roots];
  const used = new Set(roots.flatMap(({ sourceFs, targetFs }) => [sourceFs, targetFs]));
  for (const [fs, { label, about }] of book.servers) if (used.has(fs)) yield { t: 'server', fs, label, about };
  const batches = new Set(roots.map(({ batch }) => batch));
  for (const { number, rule, filter, operation } of batches) {
    yield { t: 'batch', batch: number, rule, ...(filter && { filter }), ...(operation === 'move' && { operation }) };
  }
  /** The first that stands in each order. */
  const holders = new Map<Order, Job>();
  let page: { of: Job; first: number; at: number; list: ChildLine[]; later: TransferRecord[] } | undefined;
  const pageRecords = function* (): Generator<TransferRecord> {
    if (!page) return;
    yield { t: 'children', of: page.of.number, first: page.first, at: page.at, list: page.list };
    yield* page.later;
    page = undefined;
  };
  for (const job of book.jobs()) {
    const { parent } = job;
    const continues =
      page && parent === page.of && job.number === page.first + page.list.length && job.enqueuedAt === page.at;
    if (!continues || job.isLeftOut || page?.list.length === RECORDS_A_SLICE) yield* pageRecords();
    const later = [...orderRecords(job, holders), ...changeRecords(job)];
    if (!parent || job.isLeftOut) {
      yield addition(job);
      yield* later;
      continue;
    }
    page ??= { of: parent, first: job.number, at: job.enqueuedAt, list: [], later: [] };
    page.list.push([job.name, job.kind, job.size ?? null, job.clashes ? 1 : 0]);
    page.later.push(...later);
  }
  yield* pageRecords();
  if (book.isPaused) yield { t: 'pause-all', paused: true };
}

function addition(job: Job): TransferRecord {
  const { number: i, parent, name, enqueuedAt: at, error, note } = job;
  if (parent) {
    return {
      t: 'left-out',
      i,
      of: parent.number,
      name,
      at,
      ...(error && { error }),
      ...(note !== undefined && { note }),
    };
  }
  const { kind, source, intendedTarget: target, size, clashes } = job;
  return {
    ...{ t: 'add', i, batch: job.batch.number, kind, source, target, ...job.order, at },
    ...(size !== undefined && { size }),
    ...(clashes && { clashes }),
  };
}

function* orderRecords(job: Job, holders: Map<Order, Job>): Generator<TransferRecord> {
  const { number: i, order, place } = job;
  const holder = holders.get(order);
  if (!holder) holders.set(order, job);
  if (holder && (job.parent?.order !== order || place !== i)) yield { t: 'join', i, with: holder.number, place };
  if (!holder && job.parent) yield { t: 'order', i, ...order };
  // The first of an order may stand behind others of it that came later.
  if (!holder && place !== i) yield { t: 'join', i, with: i, place };
}

function* changeRecords(job: Job): Generator<TransferRecord> {
  const { bytes, error, note, attempts, finishedAt, targetName, answer, partial, replaced, steps, rule } = job;
  const { copied, walked } = job;
  // That it runs, asks, or waits since the last start, ends with the process.
  const isPassing = job.state === 'active' || job.state === 'asking' || job.isFromBefore;
  const state = isPassing ? 'queued' : job.state;
  const isMoved = bytes > 0 && isFinished(job);
  const to: JobChange = {
    ...(state !== 'queued' && { state }),
    ...((isMoved || partial || copied) && { bytes }),
    ...(error && { error }),
    ...(note !== undefined && { note }),
    ...(attempts > 0 && { attempts }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(targetName !== undefined && { targetName }),
    ...(answer && { answer }),
    ...(partial && { partial: noted(partial) }),
    ...(replaced && { replaced }),
    ...(steps && { steps: [...steps] }),
    ...(rule && { rule }),
    ...(copied && { copied }),
    ...(walked && { walked }),
  };
  if (Object.keys(to).length > 0 && !job.isLeftOut) yield { t: 'change', i: job.number, to };
}

function noted({ segments, ...partial }: NonNullable<Job['partial']>): NonNullable<JobChange['partial']> {
  return { ...partial, ...(segments && { segments: [...segments] }) };
}
