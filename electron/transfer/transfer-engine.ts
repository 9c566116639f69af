import type { FileSystemId, Place } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath } from '../../shared/model/remote-path.ts';
import type {
  Conflict,
  ConflictAnswer,
  EnqueueOptions,
  QueueState,
  TransferRun as RunSummary,
  TransferDelta,
  TransferItem,
  TransferPriority,
  TransferSelection,
  TransferSettings,
  TransferTotals,
} from '../../shared/model/transfer.ts';
import { type FileSystems, isDropped } from '../remote/file-systems.ts';
import type { Carrier } from './carrier.ts';
import type { retryDelayMs } from './retry-schedule.ts';
import { assertNotInto } from './target-name.ts';
import { TransferArrivals } from './transfer-arrivals.ts';
import { TransferBook } from './transfer-book.ts';
import { isOpenFilter, openFilter } from './transfer-filter.ts';
import { isFinished, type Job } from './transfer-job.ts';
import { TransferJournal } from './transfer-journal.ts';
import { TransferLedger } from './transfer-ledger.ts';
import { TransferLeftovers } from './transfer-leftovers.ts';
import { type MoveTo, moveJobs, prioritise, rankAtEnd, topmost } from './transfer-order.ts';
import { TransferPump } from './transfer-pump.ts';
import { TransferQuestions } from './transfer-questions.ts';
import { type RowsWanted, rowsOf } from './transfer-rows.ts';
import { looseTargetKeys, selectedJobs, tooOld } from './transfer-selection.ts';
import { type Servers, TransferServers } from './transfer-servers.ts';
import { TransferTeller } from './transfer-teller.ts';

export interface TransferEngineOptions {
  readonly fileSystems: FileSystems;
  readonly carrier: Carrier;
  readonly servers: Servers;
  /** As they are now; see {@link TransferEngine.settingsChanged}. */
  readonly settings: () => TransferSettings;
  /** “From now on”: the user's answer to a question becomes the setting. */
  readonly onRuleChosen: (rule: ConflictAnswer['action']) => void;
  readonly onDelta: (delta: TransferDelta) => void;
  readonly onConflicts: (conflicts: Conflict[], waiting: number) => void;
  /** A file or folder appeared in this directory. */
  readonly onChanged: (directory: Place) => void;
  /** An error that is Portside's own mistake, for the log. */
  readonly onUnexpected: (error: unknown) => void;
  /** Where the queue is kept; absent: only in memory. */
  readonly journalFile?: string;
  readonly onTrouble?: (message: string, error?: unknown) => void;
  /** Tests have their own schedule. */
  readonly retryDelay?: typeof retryDelayMs;
}

/**
 * The queue: takes places to copy, runs as many at a time as there is room for, and knows the state of each, also after
 * the process was killed. Upload, download and server to server are one path. The bytes are the carrier's business.
 */
export class TransferEngine {
  readonly #options: TransferEngineOptions;
  readonly #book: TransferBook;
  readonly #ledger: TransferLedger;
  readonly #teller: TransferTeller;
  readonly #questions: TransferQuestions;
  readonly #leftovers: TransferLeftovers;
  readonly #pump: TransferPump;
  readonly #arrivals = new TransferArrivals();

  private constructor(options: TransferEngineOptions) {
    this.#options = options;
    this.#teller = new TransferTeller(() => this.#book, options.onDelta);
    this.#book = new TransferBook({
      onChange: (job, how) => {
        this.#teller.onChange(job, how);
        if (how === 'other-rows' && job.root.endedAt > 0) this.#arrivals.tell(job);
      },
      onForgotten: () => this.#teller.onForgotten(),
    });
    const ledger = new TransferLedger(this.#book);
    const reach = new TransferServers(options.servers, this.#book);
    this.#ledger = ledger;
    this.#questions = new TransferQuestions({ ...options, ledger });
    this.#leftovers = new TransferLeftovers({ ...options, ledger, servers: reach });
    this.#pump = new TransferPump({
      ...{ ...options, ledger, reach },
      ...{ questions: this.#questions, leftovers: this.#leftovers },
    });
  }

  /** Takes up what the journal holds; all of it that had not ended waits for the user's word. */
  static async open(options: TransferEngineOptions): Promise<TransferEngine> {
    const { journalFile: file, onTrouble = () => {} } = options;
    const engine = new TransferEngine(options);
    if (file !== undefined) {
      const journal = await TransferJournal.open({ file, onTrouble }, (record) => engine.#book.read(record));
      engine.#ledger.keepIn(journal);
      engine.#restore();
    }
    engine.settingsChanged();
    return engine;
  }

  /** The first rows of the tree, and the queue as a whole. */
  snapshot(): {
    items: TransferItem[];
    totals: TransferTotals;
    run: RunSummary;
    queue: QueueState;
    revision: number;
    conflicts: Conflict[];
    waiting: number;
  } {
    const { rows } = this.rows({ view: 'all', expanded: [], offset: 0, limit: 100 });
    return {
      ...{ items: rows.map(({ item }) => item), totals: { ...this.#book.totals }, run: { ...this.#book.run } },
      ...{ queue: this.#teller.queueState(), revision: this.#teller.revision },
      ...this.#questions.snapshot(),
    };
  }

  rows(wanted: RowsWanted): ReturnType<typeof rowsOf> & { labels: Record<FileSystemId, string>; revision: number } {
    const answer = rowsOf(this.#book, wanted);
    const shown = new Set(answer.rows.flatMap(({ item }) => [item.source.fs, item.target.fs]));
    const known = [...shown].flatMap((fs) => {
      const label = this.#book.servers.get(fs)?.label;
      return label === undefined ? [] : [[fs, label] as const];
    });
    return { ...answer, labels: Object.fromEntries(known), revision: this.#teller.revision };
  }

  /** How many transfers that have not ended need a file system. */
  countOn(fs: FileSystemId): number {
    let count = 0;
    for (const job of this.#unfinished()) if (job.sourceFs === fs || job.targetFs === fs) count++;
    return count;
  }

  /**
   * Puts files and folders into the queue; each keeps its name in the target directory, unless its copy is to have a name of its own.
   * A source that is known to be a file saves a look.
   */
  enqueue(
    sources: readonly (Place & {
      readonly kind?: 'file' | 'folder';
      readonly size?: number;
      readonly name?: string;
    })[],
    targetDirectory: Place,
    options: EnqueueOptions = {},
  ): string[] {
    for (const source of sources) assertNotInto(source, targetDirectory, source.name);
    if (options.operation === 'move') for (const { fs } of sources) assertRemovable(fs);
    const settings = this.#options.settings();
    const filter = options.filter ?? settings.filter;
    const batch = this.#book.nextNumber;
    this.#rememberServers([targetDirectory, ...sources]);
    this.#ledger.record({
      ...{ t: 'batch', batch, rule: options.onConflict ?? settings.onConflict },
      ...(!isOpenFilter(filter) && { filter }),
      ...(options.operation === 'move' && { operation: 'move' }),
    });
    const clashes = looseTargetKeys();
    const at = Date.now();
    const numbers = sources.map(({ fs, path, kind, size, name = baseName(path) }) => {
      const i = this.#book.nextNumber;
      const target = { fs: targetDirectory.fs, path: joinPath(targetDirectory.path, name) };
      this.#ledger.record({
        ...{
          t: 'add',
          i,
          batch,
          kind: kind ?? 'unknown',
          source: { fs, path },
          target,
          at,
          rank: rankAtEnd(this.#book),
        },
        priority: options.priority ?? 'normal',
        ...(size !== undefined && { size }),
        ...(clashes.isTaken(name) && { clashes: true }),
      });
      if (options.paused) this.#ledger.change(i, { state: 'paused' });
      return i;
    });
    this.#pump.pump();
    return numbers.map(String);
  }

  /** Resolves when everything that was said so far is safely on the disk. */
  async saved(): Promise<void> {
    await this.#ledger.synced();
  }

  /** Stops what runs and takes what waits out of the queue, folders with all that came from them; partial files are removed. */
  cancel(selection: TransferSelection): void {
    for (const job of this.#chosen(selection)) {
      if (isFinished(job)) continue;
      this.#questions.settle(job);
      if (this.#pump.interrupt(job, 'cancel')) continue;
      this.#ledger.end(job, { state: 'cancelled' });
      this.#leftovers.discard(job);
    }
    this.#questions.tell();
    this.#pump.pump();
  }

  /** Stops what runs where it is, and keeps what waits from starting. */
  pause(selection: TransferSelection): void {
    this.#pump.pause(this.#chosen(selection));
    this.#pump.pump();
  }

  /** Goes on with what was paused. */
  resume(selection: TransferSelection): void {
    this.#resumeJobs(this.#chosen(selection));
  }

  /** Goes on with what an earlier run of Portside left. */
  resumeWaiting(): void {
    this.#resumeJobs([...this.#book.views.queued].filter((job) => job.isFromBefore));
  }

  /** Holds the queue as a whole, or lets it go on; what was paused by itself stays so. */
  pauseAll(paused: boolean): void {
    if (this.#book.isPaused !== paused) this.#ledger.record({ t: 'pause-all', paused });
    this.#teller.onQueue();
    if (paused) this.#pump.interruptAll('requeue');
    else this.#pump.pump();
  }

  /**
   * Failed and cancelled items go back into the queue; where their folder could not be read, it with them. What waits to be tried
   * again is tried now.
   */
  retry(selection: TransferSelection): void {
    for (const job of this.#chosen(selection)) {
      if (job.retryAt !== undefined) this.#pump.stopWaiting(job);
      if (job.isLeftOut || (job.state !== 'failed' && job.state !== 'cancelled')) continue;
      const tidied = this.#leftovers.tidied(job);
      // What is being removed has the name that the next attempt writes to.
      void tidied?.then(() => this.retry({ ids: [job.id] }));
      if (tidied) continue;
      this.#ledger.change(job.number, {
        ...{ state: 'queued', error: null, note: null, finishedAt: null, attempts: 0 },
        ...(!job.partial && !job.copied && { bytes: 0 }),
        // It was taken for a file by those who asked for it: it is looked at anew.
        ...(!job.parent && job.kind === 'file' && !job.partial && !job.copied && { kind: 'unknown' }),
      });
      this.#reopenFolders(job);
    }
    this.#pump.pump();
  }

  /** Does again what was done, as a transfer of its own. @returns the ids of the new ones. */
  runAgain(selection: TransferSelection): string[] {
    const roots = topmost(this.#chosen(selection)).filter((job) => !job.isLeftOut && isFinished(job));
    return roots.flatMap((job) => {
      const directory = { fs: job.targetFs, path: parentPath(job.intendedTarget.path) };
      const { kind, size } = job;
      const known = { ...(kind !== 'unknown' && { kind }), ...(kind === 'file' && size !== undefined && { size }) };
      const name = baseName(job.intendedTarget.path);
      const { operation, filter = openFilter } = job.batch;
      return this.enqueue([{ ...job.source, ...known, name }], directory, { operation, filter });
    });
  }

  move(ids: readonly string[], to: MoveTo): void {
    moveJobs(this.#book, this.#chosen({ ids: [...ids] }, 'themselves'), to, (record) => this.#ledger.record(record));
    this.#pump.pump();
  }

  prioritise(selection: TransferSelection, priority: TransferPriority): void {
    prioritise(this.#book, this.#chosen(selection, 'themselves'), priority, (record) => this.#ledger.record(record));
    this.#pump.pump();
  }

  /** Takes ended items off the list, for good; what has not ended stays, folders that hold such with it. */
  remove(selection: TransferSelection): void {
    const chosen = this.#chosen(selection).filter(isFinished);
    const kept = new Set<Job>();
    for (const job of chosen) if (job.inside && job.inside.items > job.inside.ended) kept.add(job);
    this.#leftovers.forget(chosen.filter((job) => !kept.has(job)));
  }

  /** What needs a file system that is about to go is paused; resolves when nothing uses it any more. */
  async leave(fs: FileSystemId): Promise<void> {
    const needing = [...this.#unfinished()].filter((job) => job.sourceFs === fs || job.targetFs === fs);
    const stopped = this.#pump.stopped(needing);
    this.#pump.pause(needing);
    await stopped;
    await this.#leftovers.tidied();
  }

  /** Answers a conflict, for this item or for more. */
  answer(transferId: string, answer: ConflictAnswer): void {
    const job = this.#book.get(transferId);
    if (!job) return;
    this.#questions.answer(job, answer);
    this.#pump.pump();
  }

  /** Resolves when these, and all that came from them, have ended. Throws the error of one that failed, or `cancelled`. */
  async arrival(ids: readonly string[], signal: AbortSignal): Promise<TransferItem[]> {
    const jobs = ids.flatMap((id) => this.#book.get(id) ?? []);
    await this.#arrivals.of(jobs, signal);
    return jobs.map((job) => job.describe());
  }

  /** The machine goes to sleep: what runs stops where it is, and nothing starts until {@link wake}. */
  sleep(): void {
    this.#pump.sleep();
  }

  wake(): void {
    this.#pump.wake();
  }

  settingsChanged(): void {
    const { all, down, up } = this.#options.settings().limits;
    this.#options.carrier.limit({
      ...(all !== undefined && { all }),
      ...(down !== undefined && { read: down }),
      ...(up !== undefined && { write: up }),
    });
    this.#pump.pump();
  }

  /** Stops everything; resolves when nothing runs and the journal is on the disk. The next start finds it all. */
  async close(): Promise<void> {
    await this.#pump.close();
    await this.#leftovers.tidied();
    this.#teller.close();
    await this.#ledger.close();
  }

  #restore(): void {
    this.#book.beginAnew();
    this.#leftovers.forget(tooOld(this.#book, Date.now()));
    for (const job of this.#book.jobs()) if (isFinished(job)) this.#leftovers.recover(job);
    for (const job of this.#book.views.queued) {
      if (!isDropped(job.sourceFs)) continue;
      const error = new RemoteError('disconnected', 'The browser tab that held the dropped files is closed.', {
        retry: 'never',
        hint: 'Drop the files again.',
      }).data;
      queueMicrotask(() => this.#ledger.end(job, { state: 'failed', error }));
    }
    this.#ledger.tidy();
  }

  /** Folders that could not be moved wait again for what came from them. */
  #reopenFolders(job: Job): void {
    if (!job.isMove) return;
    for (let folder = job.parent; folder; folder = folder.parent) {
      if (!folder.walked || folder.state !== 'skipped') continue;
      this.#ledger.change(folder.number, { state: 'queued', note: null, finishedAt: null });
    }
  }

  #rememberServers(places: readonly Place[]): void {
    for (const fs of new Set(places.map((place) => place.fs))) {
      const known = this.#options.servers.describe(fs);
      if (known && !this.#book.servers.has(fs)) this.#ledger.record({ t: 'server', fs, ...known });
    }
  }

  /** Folders with all that came from them, unless they are meant `themselves`. */
  #chosen(selection: TransferSelection, scope: 'with-content' | 'themselves' = 'with-content'): Job[] {
    return selectedJobs(this.#book, selection, scope);
  }

  *#unfinished(): Generator<Job> {
    yield* this.#book.views.active;
    yield* this.#book.views.queued;
  }

  #resumeJobs(jobs: readonly Job[]): void {
    if (this.#book.isPaused) this.pauseAll(false);
    for (const job of jobs) {
      this.#pump.unpause(job);
      if (job.state === 'paused') this.#ledger.change(job.number, { state: 'queued' });
    }
    this.#pump.pump();
  }
}

/** Files that a page holds cannot be taken away from where they are. */
function assertRemovable(fs: FileSystemId): void {
  if (!isDropped(fs)) return;
  throw new RemoteError('invalid-request', 'Files that were dropped into the page can be copied, not moved.', {
    hint: 'Copy them, then remove them where they are.',
  });
}
