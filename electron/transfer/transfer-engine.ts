import { errorData } from '../../shared/ipc/result.ts';
import type { FileSystemId, Place } from '../../shared/model/connection.ts';
import { isRemoteError, RemoteError, type RemoteErrorData } from '../../shared/model/remote-error.ts';
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
import { decideConflict } from './conflict-policy.ts';
import { describeConflict, ruleOf } from './conflict-question.ts';
import { mergeCalls } from './merge-calls.ts';
import { describeName, nameFit } from './name-question.ts';
import { concernsLine, retryDelayMs } from './retry-schedule.ts';
import { ServerRest } from './server-rest.ts';
import { assertNotInto } from './target-name.ts';
import { TransferBook } from './transfer-book.ts';
import { isOpenFilter } from './transfer-filter.ts';
import { inQueueOrder, isFinished, type Job } from './transfer-job.ts';
import { TransferJournal } from './transfer-journal.ts';
import { type MoveTo, moveJobs, prioritise, rankAtEnd, topmost } from './transfer-order.ts';
import type { JobChange, TransferRecord } from './transfer-records.ts';
import { TransferRoom } from './transfer-room.ts';
import { type RowsWanted, rowsOf } from './transfer-rows.ts';
import { type Intent, TransferRun } from './transfer-run.ts';
import { looseTargetKeys, selectedJobs, tooOld } from './transfer-selection.ts';
import { type Servers, TransferServers } from './transfer-servers.ts';
import { OpenQuestions, TransferTeller } from './transfer-teller.ts';

const PROGRESS_EVERY_MS = 200;
const PROGRESS_NOTED_EVERY_MS = 5_000;
const CONFLICTS_TOLD_EVERY_MS = 100;
/** Questions that windows are told of; the next come when these are answered. */
const CONFLICTS_TOLD = 20;
const CLEAN_UP_MS = 10_000;

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
  readonly #teller: TransferTeller;
  readonly #journal: TransferJournal | undefined;
  readonly #room: TransferRoom;
  readonly #servers: TransferServers;
  readonly #rest: ServerRest;
  readonly #runs = new Map<Job, TransferRun>();
  readonly #ends = new Map<Job, Promise<void>>();
  readonly #questions = new OpenQuestions();
  readonly #awaited = new Map<Job, Set<() => void>>();
  readonly #tidying = new Set<Promise<void>>();
  readonly #tellConflicts: () => void;
  #progressTimer: NodeJS.Timeout | undefined;
  #progressNotedAt = 0;
  #wakeTimer: NodeJS.Timeout | undefined;
  #state: 'working' | 'asleep' | 'closed' = 'working';

  private constructor(options: TransferEngineOptions, journal: TransferJournal | undefined) {
    this.#options = options;
    this.#journal = journal;
    this.#teller = new TransferTeller(() => this.#book, options.onDelta);
    this.#book = new TransferBook({
      onChange: (job, how) => {
        this.#teller.onChange(job, how);
        if (how === 'other-rows' && job.root.endedAt > 0) this.#tellAwaited(job);
      },
      onForgotten: () => this.#teller.onForgotten(),
    });
    this.#servers = new TransferServers(options.servers, this.#book);
    this.#rest = new ServerRest((error, attempts) => this.#retryDelay(error, attempts));
    this.#room = new TransferRoom({
      slots: (fs, size) => options.carrier.slots(fs, size),
      allowed: (fs) => (this.#rest.allows(fs) ? this.#allowedOn(fs) : 0),
    });
    this.#tellConflicts = mergeCalls(
      () => options.onConflicts(this.#questions.first(CONFLICTS_TOLD), this.#questions.size),
      CONFLICTS_TOLD_EVERY_MS,
    );
  }

  /** Takes up what the journal holds; all of it that had not ended waits for the user's word. */
  static async open(options: TransferEngineOptions): Promise<TransferEngine> {
    const { journalFile: file, onTrouble = () => {} } = options;
    const opened = file === undefined ? undefined : await TransferJournal.open({ file, onTrouble });
    const engine = new TransferEngine(options, opened?.journal);
    if (opened) engine.#restore(opened.records);
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
      ...{ conflicts: this.#questions.first(CONFLICTS_TOLD), waiting: this.#questions.size },
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

  /** Puts files and folders into the queue; each keeps its name in the target directory. A source that is known to be a file saves a look. */
  enqueue(
    sources: readonly (Place & { readonly kind?: 'file' | 'folder'; readonly size?: number })[],
    targetDirectory: Place,
    options: EnqueueOptions = {},
  ): string[] {
    for (const source of sources) assertNotInto(source, targetDirectory);
    const settings = this.#options.settings();
    const filter = options.filter ?? settings.filter;
    const batch = this.#book.nextNumber;
    for (const fs of new Set([targetDirectory.fs, ...sources.map((source) => source.fs)])) this.#rememberServer(fs);
    this.#record({
      ...{ t: 'batch', batch, rule: options.onConflict ?? settings.onConflict },
      ...(!isOpenFilter(filter) && { filter }),
    });
    const clashes = looseTargetKeys();
    const at = Date.now();
    const numbers = sources.map(({ fs, path, kind, size }) => {
      const i = this.#book.nextNumber;
      const name = baseName(path);
      const target = { fs: targetDirectory.fs, path: joinPath(targetDirectory.path, name) };
      this.#record({
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
      if (options.paused) this.#recordChange(i, { state: 'paused' });
      return i;
    });
    this.#pump();
    return numbers.map(String);
  }

  /** Resolves when everything that was said so far is safely on the disk. */
  async saved(): Promise<void> {
    await this.#journal?.synced();
  }

  /** Stops what runs and takes what waits out of the queue, folders with all that came from them; partial files are removed. */
  cancel(selection: TransferSelection): void {
    for (const job of this.#chosen(selection)) {
      if (isFinished(job)) continue;
      this.#settleQuestion(job);
      if (this.#interrupt(job, 'cancel')) continue;
      this.#endAs(job, { state: 'cancelled' });
      this.#discardPartial(job);
    }
    this.#tellConflicts();
    this.#pump();
  }

  /** Stops what runs where it is, and keeps what waits from starting. */
  pause(selection: TransferSelection): void {
    this.#pauseJobs(this.#chosen(selection));
    this.#pump();
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
    if (this.#book.isPaused !== paused) this.#record({ t: 'pause-all', paused });
    this.#teller.onQueue();
    if (paused) this.#interruptAll('requeue');
    else this.#pump();
  }

  /** Failed and cancelled items go back into the queue; where their folder could not be read, it with them. */
  retry(selection: TransferSelection): void {
    for (const job of this.#chosen(selection)) {
      if (job.isLeftOut || (job.state !== 'failed' && job.state !== 'cancelled')) continue;
      this.#recordChange(job.number, {
        ...{ state: 'queued', error: null, note: null, finishedAt: null, attempts: 0 },
        ...(!job.partial && { bytes: 0 }),
      });
    }
    this.#pump();
  }

  /** Does again what was done, as a transfer of its own. @returns the ids of the new ones. */
  runAgain(selection: TransferSelection): string[] {
    const roots = topmost(this.#chosen(selection)).filter((job) => !job.isLeftOut && isFinished(job));
    return roots.flatMap((job) => {
      const directory = { fs: job.targetFs, path: parentPath(job.intendedTarget.path) };
      const kind = job.kind === 'unknown' ? {} : { kind: job.kind };
      return this.enqueue([{ ...job.source, ...kind }], directory);
    });
  }

  move(ids: readonly string[], to: MoveTo): void {
    moveJobs(this.#book, this.#chosen({ ids: [...ids] }, 'themselves'), to, (record) => this.#record(record));
    this.#pump();
  }

  prioritise(ids: readonly string[], priority: TransferPriority): void {
    prioritise(this.#book, this.#chosen({ ids: [...ids] }, 'themselves'), priority, (record) => this.#record(record));
    this.#pump();
  }

  /** Takes ended items off the list, for good; what has not ended stays, folders that hold such with it. */
  remove(selection: TransferSelection): void {
    const chosen = this.#chosen(selection).filter(isFinished);
    const kept = new Set<Job>();
    for (const job of chosen) if (job.inside && job.inside.items > job.inside.ended) kept.add(job);
    this.#forget(chosen.filter((job) => !kept.has(job)));
  }

  /** Answers a conflict, for this item or for more. */
  answer(transferId: string, answer: ConflictAnswer): void {
    const job = this.#book.get(transferId);
    if (!job || !this.#questions.has(job)) return;
    const answered = this.#spread(job, answer);
    for (const each of answered) {
      this.#settleQuestion(each);
      this.#recordChange(each.number, {
        state: 'queued',
        // A name is for one file; the others get their own.
        answer: each === job && answer.scope === 'file' ? answer : null,
      });
    }
    this.#tellConflicts();
    this.#pump();
  }

  /** What needs a file system that is about to go is paused; resolves when nothing uses it any more. */
  async leave(fs: FileSystemId): Promise<void> {
    const needing = [...this.#unfinished()].filter((job) => job.sourceFs === fs || job.targetFs === fs);
    const ending = needing.flatMap((job) => this.#ends.get(job) ?? []);
    this.#pauseJobs(needing);
    await Promise.all([...ending, ...this.#tidying]);
  }

  /** Resolves when these, and all that came from them, have ended. Throws the error of one that failed, or `cancelled`. */
  async arrival(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const jobs = ids.flatMap((id) => this.#book.get(id) ?? []);
    await Promise.all(jobs.map((job) => this.#ended(job, signal)));
    for (const job of jobs) {
      for (const each of job.withDescendants()) {
        if (each.state === 'failed' && each.error) throw RemoteError.from(each.error);
        if (each.state === 'cancelled') throw new RemoteError('cancelled', 'The transfer was cancelled.');
      }
    }
  }

  /** The machine goes to sleep: what runs stops where it is, and nothing starts until {@link wake}. */
  sleep(): void {
    if (this.#state !== 'working') return;
    this.#state = 'asleep';
    this.#interruptAll('requeue');
  }

  wake(): void {
    if (this.#state !== 'asleep') return;
    this.#state = 'working';
    this.#rest.forget();
    this.#pump();
  }

  settingsChanged(): void {
    const { all, down, up } = this.#options.settings().limits;
    this.#options.carrier.limit({
      ...(all !== undefined && { all }),
      ...(down !== undefined && { read: down }),
      ...(up !== undefined && { write: up }),
    });
    this.#pump();
  }

  /** Stops everything; resolves when nothing runs and the journal is on the disk. The next start finds it all. */
  async close(): Promise<void> {
    this.#state = 'closed';
    clearTimeout(this.#wakeTimer);
    this.#interruptAll('close');
    await Promise.all([...this.#ends.values(), ...this.#tidying]);
    this.#teller.close();
    await this.#journal?.[Symbol.asyncDispose]();
  }

  #restore(records: readonly TransferRecord[]): void {
    this.#book.restore(records);
    this.#forget(tooOld(this.#book, Date.now()));
    for (const job of this.#book.views.queued) {
      if (!isDropped(job.sourceFs)) continue;
      const error = new RemoteError('disconnected', 'The browser tab that held the dropped files is closed.', {
        retry: 'never',
        hint: 'Drop the files again.',
      }).data;
      queueMicrotask(() => this.#endAs(job, { state: 'failed', error }));
    }
    this.#journal?.tidy(this.#book);
  }

  #record(record: TransferRecord): void {
    this.#book.apply(record);
    this.#journal?.append(record);
  }

  #recordChange(i: number, to: JobChange): void {
    this.#record({ t: 'change', i, to });
  }

  #endAs(job: Job, change: JobChange): void {
    this.#recordChange(job.number, { finishedAt: Date.now(), ...change });
    if (isFinished(job)) job.listed = undefined;
  }

  #forget(jobs: readonly Job[]): void {
    if (jobs.length === 0) return;
    for (const job of jobs) this.#discardPartial(job);
    this.#record({ t: 'forget', list: jobs.map(({ number }) => number) });
    this.#journal?.tidy(this.#book);
  }

  #rememberServer(fs: FileSystemId): void {
    const known = this.#options.servers.describe(fs);
    if (known && !this.#book.servers.has(fs)) this.#record({ t: 'server', fs, ...known });
  }

  /** Folders with all that came from them, unless they are meant `themselves`. */
  #chosen(selection: TransferSelection, scope: 'with-content' | 'themselves' = 'with-content'): Job[] {
    return selectedJobs(this.#book, selection, scope);
  }

  *#unfinished(): Generator<Job> {
    yield* this.#book.views.active;
    yield* this.#book.views.queued;
  }

  #pauseJobs(jobs: Iterable<Job>): void {
    for (const job of jobs) {
      if (isFinished(job) || job.state === 'paused' || this.#interrupt(job, 'pause')) continue;
      this.#settleQuestion(job);
      this.#book.change(job, { retryAt: null });
      this.#recordChange(job.number, { state: 'paused' });
    }
    this.#tellConflicts();
  }

  #resumeJobs(jobs: readonly Job[]): void {
    if (this.#book.isPaused) this.pauseAll(false);
    for (const job of jobs) {
      const run = this.#runs.get(job);
      if (run?.intent === 'pause') run.intent = 'requeue';
      if (job.state === 'paused') this.#recordChange(job.number, { state: 'queued' });
    }
    this.#pump();
  }

  /** True where it runs: what becomes of it is decided when the run has ended. */
  #interrupt(job: Job, intent: Intent): boolean {
    const run = this.#runs.get(job);
    run?.interrupt(intent);
    return run !== undefined;
  }

  #interruptAll(intent: Intent): void {
    for (const run of this.#runs.values()) if (run.intent === undefined || intent === 'close') run.interrupt(intent);
  }

  /** Notes for which conflicts an answer holds. @returns the questions that it answers. */
  #spread(job: Job, answer: ConflictAnswer): Job[] {
    const { scope, action } = answer;
    const open = this.#questions.jobs();
    if (scope === 'file') return [job];
    const { batch, parent } = job;
    // What was selected by itself has no folder of its own: its batch is one.
    if (scope === 'folder' && parent) {
      this.#recordChange(parent.number, { rule: action });
      return open.filter((other) => isBelow(other, parent));
    }
    this.#record({ t: 'batch', batch: batch.number, rule: action, ...(batch.filter && { filter: batch.filter }) });
    if (scope !== 'always') return open.filter((other) => other.batch === batch);
    this.#options.onRuleChosen(action);
    for (const other of new Set(open.map((each) => each.batch))) {
      if (other.rule === 'ask') {
        this.#record({ t: 'batch', batch: other.number, rule: action, ...(other.filter && { filter: other.filter }) });
      }
    }
    return open.filter((other) => ruleOf(other) !== 'ask');
  }

  #settleQuestion(job: Job): void {
    this.#questions.delete(job);
  }

  #allowedOn(fs: FileSystemId): number {
    const protocol = this.#options.servers.protocol(fs);
    return protocol ? this.#options.settings().parallel[protocol] : Number.POSITIVE_INFINITY;
  }

  #retryDelay(error: RemoteErrorData, attempts: number): number | undefined {
    return (this.#options.retryDelay ?? retryDelayMs)(error, attempts);
  }

  /** Starts what has room. What cannot start in a line is not gone through: the line is full. */
  #pump(): void {
    if (this.#state !== 'working' || this.#book.isPaused) return;
    this.#wakeRested();
    while (this.#runs.size < this.#options.settings().parallel.all) {
      const job = this.#nextJob();
      if (!job) break;
      this.#start(job);
    }
    this.#wakeLater();
  }

  /** The first of all lines that can start, in the order of the queue. */
  #nextJob(): Job | undefined {
    let next: Job | undefined;
    for (const line of this.#book.lines()) {
      const job = this.#firstIn(line);
      if (job && (!next || inQueueOrder(job, next) < 0)) next = job;
    }
    return next;
  }

  #firstIn(line: Iterable<Job>): Job | undefined {
    for (const job of line) {
      const room = this.#room.roomFor(job);
      if (room === 'free') return job;
      if (room === 'full') return undefined;
    }
    return undefined;
  }

  #start(job: Job): void {
    this.#room.take(job);
    this.#rest.asked(job.sourceFs, job.targetFs);
    this.#book.change(job, { state: 'active' });
    const { carrier, onChanged, onUnexpected } = this.#options;
    const run = new TransferRun(job, {
      ...{ carrier, onChanged, onUnexpected, settings: this.#options.settings() },
      record: (record) => {
        this.#record(record);
        if (record.t === 'children') this.#pump();
      },
      written: () => this.#written(),
      nextNumber: () => this.#book.nextNumber,
      claim: (path) => this.#room.claim(job, path),
      nameFit: (signal) => nameFit(job, this.#options.fileSystems, signal),
      reach: (signal) => this.#servers.reach([job.sourceFs, job.targetFs], signal),
      onReached: () => this.#rest.reached(job.sourceFs, job.targetFs) && this.#pump(),
    });
    this.#runs.set(job, run);
    this.#ends.set(job, this.#finish(job, run));
    this.#progressTimer ??= setInterval(() => this.#reportProgress(), PROGRESS_EVERY_MS).unref();
  }

  async #written(): Promise<void> {
    try {
      await this.#journal?.written();
    } catch (cause) {
      const message = 'The list of transfers could not be written to the disk.';
      throw new RemoteError('io', message, { cause, retry: 'now', hint: 'The disk of this computer may be full.' });
    }
  }

  async #finish(job: Job, run: TransferRun): Promise<void> {
    const ended = await run.ended;
    this.#runs.delete(job);
    this.#room.release(job);
    if (this.#runs.size === 0) {
      clearInterval(this.#progressTimer);
      this.#progressTimer = undefined;
    }
    const bytes = { bytes: run.bytes };
    this.#book.change(job, { rate: null });
    if (ended.end === 'over') {
      this.#rest.reached(job.sourceFs, job.targetFs);
      this.#endAs(job, {
        ...(job.kind === 'file' && bytes),
        ...(job.partial && { partial: null }),
        ...(job.replaced && { replaced: null }),
        ...(job.steps && { steps: null }),
        ...(job.answer && { answer: null }),
        ...(job.error && { error: null }),
        ...(job.attempts > 0 && { attempts: job.attempts + 1 }),
        ...ended.change,
      });
    } else if (ended.end === 'failed' && run.intent === undefined) {
      this.#failed(job, run, ended.error);
    } else if (ended.end === 'asks' && run.intent === undefined) {
      await this.#ask(job, ended.existing);
    } else if (ended.end === 'asks-name' && run.intent === undefined) {
      this.#question(job, describeName(job, ended.unfit));
    } else {
      this.#rest.unasked(job.sourceFs, job.targetFs);
      this.#interrupted(job, run);
    }
    this.#ends.delete(job);
    if (!this.#book.isRunning) this.#forget(tooOld(this.#book, Date.now()));
    this.#journal?.tidy(this.#book);
    this.#pump();
  }

  #interrupted(job: Job, run: TransferRun): void {
    const { bytes } = run;
    if (run.intent === 'cancel') {
      this.#endAs(job, { state: 'cancelled', bytes });
      this.#discardPartial(job);
    } else if (run.intent === 'requeue' || run.intent === 'close') {
      this.#recordChange(job.number, { state: 'queued', bytes });
    } else this.#recordChange(job.number, { state: 'paused', bytes });
  }

  #failed(job: Job, run: TransferRun, error: RemoteErrorData): void {
    // A line that broke after some bytes may hold next time; a file that never adds up will not.
    const attempts = run.hasProgressed && concernsLine(error) ? 1 : job.attempts + 1;
    const { bytes } = run;
    if (this.#servers.isRefused(error, job)) {
      // Nobody wants the same question for every file.
      this.#recordChange(job.number, { state: 'paused', error, bytes });
      const needing = [...this.#book.views.queued].filter((other) => other.line === job.line);
      this.#pauseJobs(needing);
      return;
    }
    const delay = this.#retryDelay(error, attempts);
    if (delay === undefined) {
      this.#giveUp(job, error, bytes, attempts);
      return;
    }
    const fs = this.#servers.culprit(job);
    if (error.kind === 'busy') this.#room.backOff(fs);
    const until = this.#rest.failed(fs, error, Date.now()) ?? Date.now() + delay;
    this.#recordChange(job.number, { state: 'queued', error, attempts, bytes });
    this.#book.change(job, { retryAt: Math.max(until, Date.now() + (error.retryAfterMs ?? 0)) });
  }

  #giveUp(job: Job, error: RemoteErrorData, bytes: number, attempts: number): void {
    const { partial } = job;
    if (!partial || !keepsPartial(error)) {
      this.#endAs(job, { state: 'failed', error, bytes, attempts });
      this.#discardPartial(job);
      return;
    }
    const note = `What has arrived stays as “${baseName(partial.path)}”; trying again goes on from there.`;
    this.#endAs(job, { state: 'failed', error, bytes, attempts, note });
  }

  async #ask(job: Job, existing: Parameters<typeof describeConflict>[1]): Promise<void> {
    const targetName = baseName(existing.targetPath);
    // A name that was chosen and is taken too: the next answer is about that one.
    const renamed = targetName === baseName(job.target.path) ? {} : { targetName };
    if (job.answer) this.#recordChange(job.number, { answer: null, ...renamed });
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    // Shown as active until both files can be shown.
    const conflict = await describeConflict(job, existing, this.#options.fileSystems, signal).catch((error: unknown) =>
      errorData(error),
    );
    if (isFinished(job) || job.state === 'paused') return;
    if ('message' in conflict) {
      this.#endAs(job, { state: 'failed', error: conflict });
      return;
    }
    const { source, target } = existing;
    if (decideConflict(ruleOf(job), { source, target, clashes: job.clashes }) !== 'ask') {
      // The user has answered for all while the question was being put together.
      this.#recordChange(job.number, { state: 'queued' });
      return;
    }
    this.#question(job, conflict);
  }

  #question(job: Job, conflict: Conflict): void {
    this.#book.change(job, { state: 'asking' });
    this.#questions.put(job, conflict);
    this.#tellConflicts();
  }

  #reportProgress(): void {
    const isNoted = Date.now() - this.#progressNotedAt >= PROGRESS_NOTED_EVERY_MS;
    if (isNoted) this.#progressNotedAt = Date.now();
    for (const [job, { bytes, rate }] of this.#runs) {
      if (job.kind !== 'file' || (job.bytes === bytes && job.rate === rate)) continue;
      this.#book.change(job, { bytes, rate });
      if (isNoted && job.partial) this.#journal?.append({ t: 'change', i: job.number, to: { bytes } });
    }
  }

  /** Removes what nobody will go on from, where it can be reached. */
  #discardPartial(job: Job): void {
    const { partial } = job;
    if (!partial || partial.path === job.target.path || !this.#servers.isOpen(job.targetFs)) return;
    const place = { fs: job.targetFs, path: partial.path };
    const tidying = this.#options.carrier
      .discard(place, AbortSignal.timeout(CLEAN_UP_MS))
      .then(() => this.#recordChange(job.number, { partial: null }))
      .catch((error: unknown) => {
        if (!isRemoteError(error)) this.#options.onUnexpected(error);
        const note = `The incomplete file “${baseName(partial.path)}” could not be removed.`;
        this.#recordChange(job.number, { note });
      })
      .finally(() => this.#tidying.delete(tidying));
    this.#tidying.add(tidying);
  }

  #wakeRested(): void {
    const now = Date.now();
    for (let job = this.#book.resting.first(); job && (job.retryAt ?? 0) <= now; job = this.#book.resting.first()) {
      this.#book.change(job, { retryAt: null });
    }
  }

  #wakeLater(): void {
    clearTimeout(this.#wakeTimer);
    const next = Math.min(this.#book.resting.first()?.retryAt ?? Number.POSITIVE_INFINITY, this.#rest.next());
    if (next === Number.POSITIVE_INFINITY) return;
    this.#wakeTimer = setTimeout(() => this.#pump(), Math.max(1, next - Date.now())).unref();
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

  #tellAwaited({ root }: Job): void {
    const waiting = this.#awaited.get(root);
    this.#awaited.delete(root);
    for (const resolve of waiting ?? []) resolve();
  }
}

function isBelow(job: Job, folder: Job): boolean {
  for (let each = job.parent; each; each = each.parent) if (each === folder) return true;
  return false;
}

/** Whether trying again later can go on from what has arrived. */
function keepsPartial({ kind }: RemoteErrorData): boolean {
  return !['not-found', 'denied', 'exists', 'unsupported', 'invalid-request', 'io', 'not-empty'].includes(kind);
}
