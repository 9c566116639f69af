import type { FileSystemId, Place } from '../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { baseName } from '../../shared/model/remote-path.ts';
import type { TransferSettings } from '../../shared/model/transfer.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import type { Carrier, Work } from './carrier.ts';
import { describeName, nameFit } from './name-question.ts';
import { concernsLine, retryDelayMs } from './retry-schedule.ts';
import { ServerRest } from './server-rest.ts';
import { inQueueOrder, isFinished, type Job } from './transfer-job.ts';
import type { TransferLedger } from './transfer-ledger.ts';
import type { TransferLeftovers } from './transfer-leftovers.ts';
import type { TransferQuestions } from './transfer-questions.ts';
import { TransferRoom } from './transfer-room.ts';
import { type Intent, TransferRun } from './transfer-run.ts';
import { tooOld } from './transfer-selection.ts';
import type { Servers, TransferServers } from './transfer-servers.ts';

const PROGRESS_EVERY_MS = 200;
const PROGRESS_NOTED_EVERY_MS = 5_000;

export interface TransferPumpOptions {
  readonly ledger: TransferLedger;
  readonly leftovers: TransferLeftovers;
  readonly questions: TransferQuestions;
  readonly reach: TransferServers;
  readonly fileSystems: FileSystems;
  readonly carrier: Carrier;
  readonly servers: Servers;
  readonly settings: () => TransferSettings;
  readonly onChanged: (directory: Place) => void;
  readonly onUnexpected: (error: unknown) => void;
  readonly retryDelay?: typeof retryDelayMs;
}

/** Runs what has room, in the order of the queue, and decides what becomes of each attempt. */
export class TransferPump {
  readonly #options: TransferPumpOptions;
  readonly #ledger: TransferLedger;
  readonly #leftovers: TransferLeftovers;
  readonly #questions: TransferQuestions;
  readonly #servers: TransferServers;
  readonly #room: TransferRoom;
  readonly #rest: ServerRest;
  readonly #runs = new Map<Job, TransferRun>();
  readonly #ends = new Map<Job, Promise<void>>();
  #progressTimer: NodeJS.Timeout | undefined;
  #progressNotedAt = 0;
  #wakeTimer: NodeJS.Timeout | undefined;
  #state: 'working' | 'asleep' | 'closed' = 'working';

  constructor(options: TransferPumpOptions) {
    this.#options = options;
    this.#ledger = options.ledger;
    this.#leftovers = options.leftovers;
    this.#questions = options.questions;
    this.#servers = options.reach;
    this.#rest = new ServerRest((error, attempts) => this.#retryDelay(error, attempts));
    this.#room = new TransferRoom({
      sessions: (fs) => options.carrier.slots(fs),
      shares: (job) => options.carrier.sharesSession(asWork(job)),
      allowed: (fs) => (this.#rest.allows(fs) ? this.#allowedOn(fs) : 0),
      allowedInAll: () => options.settings().parallel.all,
    });
  }

  /** The machine goes to sleep: what runs stops where it is, and nothing starts until {@link wake}. */
  sleep(): void {
    if (this.#state !== 'working') return;
    this.#state = 'asleep';
    this.interruptAll('requeue');
  }

  wake(): void {
    if (this.#state !== 'asleep') return;
    this.#state = 'working';
    this.#rest.forget();
    this.pump();
  }

  /** Starts what has room. What cannot start in a line is not gone through: the line is full. */
  pump(): void {
    if (this.#state !== 'working' || this.#ledger.book.isPaused) return;
    this.#wakeRested();
    for (let job = this.#nextJob(); job; job = this.#nextJob()) this.#start(job);
    this.#wakeLater();
  }

  /** The first of all lines that can start, in the order of the queue. */
  #nextJob(): Job | undefined {
    let next: Job | undefined;
    for (const line of this.#ledger.book.lines()) {
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
    this.#ledger.book.change(job, { state: 'active' });
    const { carrier, onChanged, onUnexpected } = this.#options;
    const run = new TransferRun(job, {
      ...{ carrier, onChanged, onUnexpected, settings: this.#options.settings() },
      record: (record) => {
        this.#ledger.record(record);
        if (record.t === 'children') this.pump();
      },
      written: () => this.#ledger.written(),
      nextNumber: () => this.#ledger.book.nextNumber,
      claim: (path) => this.#room.claim(job, path),
      adjustRoom: () => this.#room.adjust(job),
      nameFit: (signal) => nameFit(job, this.#options.fileSystems, signal),
      reach: (signal) => this.#servers.reach([job.sourceFs, job.targetFs], signal),
      onReached: () => this.#rest.reached(job.sourceFs, job.targetFs) && this.pump(),
    });
    this.#runs.set(job, run);
    this.#ends.set(job, this.#finish(job, run));
    this.#progressTimer ??= setInterval(() => this.#reportProgress(), PROGRESS_EVERY_MS).unref();
  }

  async #finish(job: Job, run: TransferRun): Promise<void> {
    const ended = await run.ended;
    this.#runs.delete(job);
    this.#room.release(job);
    // However it ended: others may ask whether its servers are back.
    this.#rest.unasked(job.sourceFs, job.targetFs);
    if (this.#runs.size === 0) {
      clearInterval(this.#progressTimer);
      this.#progressTimer = undefined;
    }
    const bytes = { bytes: run.bytes };
    this.#ledger.book.change(job, { rate: null });
    if (ended.end === 'over') {
      this.#rest.reached(job.sourceFs, job.targetFs);
      const isSkipped = ended.change.state === 'skipped';
      this.#ledger.end(job, {
        ...(job.kind === 'file' && bytes),
        ...(job.partial && !isSkipped && { partial: null }),
        ...(job.replaced && { replaced: null }),
        ...(job.steps && { steps: null }),
        ...(job.answer && { answer: null }),
        ...(job.error && { error: null }),
        ...(job.attempts > 0 && { attempts: job.attempts + 1 }),
        ...ended.change,
      });
      // Written for a name that was free then, and is another's now.
      if (isSkipped) this.#leftovers.discard(job);
    } else if (ended.end === 'failed' && run.intent === undefined) {
      this.#failed(job, run, ended.error);
    } else if (ended.end === 'asks' && run.intent === undefined) {
      await this.#questions.ask(job, ended.existing);
    } else if (ended.end === 'asks-name' && run.intent === undefined) {
      this.#questions.put(job, describeName(job, ended.unfit));
    } else if (ended.end === 'waits' && run.intent === undefined) {
      this.#ledger.book.change(job, { state: 'queued' });
    } else this.#interrupted(job, run);
    this.#ends.delete(job);
    if (!this.#ledger.book.isRunning) this.#leftovers.forget(tooOld(this.#ledger.book, Date.now()));
    this.#ledger.tidy();
    this.pump();
  }

  #interrupted(job: Job, run: TransferRun): void {
    const { bytes } = run;
    if (run.intent === 'cancel') {
      this.#ledger.end(job, { state: 'cancelled', bytes });
      this.#leftovers.discard(job);
    } else if (run.intent === 'requeue' || run.intent === 'close') {
      this.#ledger.change(job.number, { state: 'queued', bytes });
    } else this.#ledger.change(job.number, { state: 'paused', bytes });
  }

  #failed(job: Job, run: TransferRun, error: RemoteErrorData): void {
    // A line that broke after some bytes may hold next time; a file that never adds up will not.
    const attempts = run.hasProgressed && concernsLine(error) ? 1 : job.attempts + 1;
    const { bytes } = run;
    if (this.#servers.isRefused(error, job)) {
      // Nobody wants the same question for every file.
      this.#ledger.change(job.number, { state: 'paused', error, bytes });
      const needing = [...this.#ledger.book.views.queued].filter((other) => other.line === job.line);
      this.pause(needing);
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
    this.#ledger.change(job.number, { state: 'queued', error, attempts, bytes });
    this.#ledger.book.change(job, { retryAt: Math.max(until, Date.now() + (error.retryAfterMs ?? 0)) });
  }

  #giveUp(job: Job, error: RemoteErrorData, bytes: number, attempts: number): void {
    const { partial } = job;
    if (!partial || !keepsPartial(error, bytes)) {
      this.#ledger.end(job, { state: 'failed', error, bytes, attempts });
      this.#leftovers.discard(job);
      return;
    }
    // A full disk says so itself; and what has arrived may be what is not there any more.
    const isSaid = ['no-space', 'quota'].includes(error.kind) && error.hint !== undefined;
    const isGone = error.kind === 'not-found' && error.path === partial.path;
    const note = `What has arrived stays as “${baseName(partial.path)}”; trying again goes on from there.`;
    this.#ledger.end(job, { state: 'failed', error, bytes, attempts, ...(!isSaid && !isGone && { note }) });
    this.#leftovers.recover(job);
  }

  #reportProgress(): void {
    const isNoted = Date.now() - this.#progressNotedAt >= PROGRESS_NOTED_EVERY_MS;
    if (isNoted) this.#progressNotedAt = Date.now();
    for (const [job, { bytes, rate }] of this.#runs) {
      if (job.kind !== 'file' || (job.bytes === bytes && job.rate === rate)) continue;
      this.#ledger.book.change(job, { bytes, rate });
      if (isNoted && job.partial) this.#ledger.noteProgress(job);
    }
  }

  #wakeRested(): void {
    const now = Date.now();
    for (
      let job = this.#ledger.book.resting.first();
      job && (job.retryAt ?? 0) <= now;
      job = this.#ledger.book.resting.first()
    ) {
      this.#ledger.book.change(job, { retryAt: null });
    }
  }

  /** What waits to be tried again need not wait: its servers are asked whatever they answered last. */
  stopWaiting(job: Job): void {
    this.#rest.reached(job.sourceFs, job.targetFs);
    this.#ledger.book.change(job, { retryAt: null });
  }

  #wakeLater(): void {
    clearTimeout(this.#wakeTimer);
    const next = Math.min(this.#ledger.book.resting.first()?.retryAt ?? Number.POSITIVE_INFINITY, this.#rest.next());
    if (next === Number.POSITIVE_INFINITY) return;
    this.#wakeTimer = setTimeout(() => this.pump(), Math.max(1, next - Date.now())).unref();
  }

  /** Stops what runs where it is, and keeps what waits from starting. */
  pause(jobs: Iterable<Job>): void {
    for (const job of jobs) {
      if (isFinished(job) || job.state === 'paused' || this.interrupt(job, 'pause')) continue;
      this.#questions.settle(job);
      this.#ledger.book.change(job, { retryAt: null });
      this.#ledger.change(job.number, { state: 'paused' });
    }
    this.#questions.tell();
  }

  /** True where it runs: what becomes of it is decided when the run has ended. */
  interrupt(job: Job, intent: Intent): boolean {
    const run = this.#runs.get(job);
    run?.interrupt(intent);
    return run !== undefined;
  }

  /** Stops everything that runs. */
  interruptAll(intent: Intent): void {
    for (const run of this.#runs.values()) if (run.intent === undefined || intent === 'close') run.interrupt(intent);
  }

  #allowedOn(fs: FileSystemId): number {
    const protocol = this.#options.servers.protocol(fs);
    return protocol ? this.#options.settings().parallel[protocol] : Number.POSITIVE_INFINITY;
  }

  #retryDelay(error: RemoteErrorData, attempts: number): number | undefined {
    return (this.#options.retryDelay ?? retryDelayMs)(error, attempts);
  }

  /** What was to be paused is to go on as soon as it has stopped. */
  unpause(job: Job): void {
    const run = this.#runs.get(job);
    if (run?.intent === 'pause') run.intent = 'requeue';
  }

  /** Resolves when what runs of these has stopped. */
  async stopped(jobs: readonly Job[]): Promise<void> {
    await Promise.all(jobs.map((job) => this.#ends.get(job)));
  }

  /** Stops everything for good; resolves when nothing runs. */
  async close(): Promise<void> {
    this.#state = 'closed';
    clearTimeout(this.#wakeTimer);
    this.interruptAll('close');
    await Promise.all(this.#ends.values());
  }
}

/** What is not known yet is looked at first, and that as a folder is. */
function asWork({ kind, sourceFs, targetFs, size }: Job): Work {
  return { kind: kind === 'unknown' ? 'folder' : kind, sourceFs, targetFs, size };
}

/**
 * Whether trying again later can go on from what has arrived. A source that is gone may be on a disk that is not mounted now; what a
 * server or a disk had trouble with may be over. What Portside itself found wrong, in its own words alone, will not be right.
 */
function keepsPartial({ kind, serverText }: RemoteErrorData, bytes: number): boolean {
  if (['not-found', 'no-space', 'quota'].includes(kind)) return bytes > 0;
  if (kind === 'io') return bytes > 0 && serverText !== undefined;
  return !['denied', 'exists', 'unsupported', 'invalid-request', 'not-empty'].includes(kind);
}
