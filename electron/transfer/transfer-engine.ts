import { randomUUID } from 'node:crypto';
import { errorData } from '../../shared/ipc/result.ts';
import { LOCAL, type Place } from '../../shared/model/connection.ts';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath } from '../../shared/model/remote-path.ts';
import type {
  Conflict,
  ConflictAnswer,
  TransferDelta,
  TransferItem,
  TransferTotals,
} from '../../shared/model/transfer.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import { decide, describeConflict } from './conflict-question.ts';
import { copyFile } from './copy-file.ts';
import { type SessionPair, SessionPairs } from './session-pair.ts';
import { assertLocalName, assertNotInto } from './target-name.ts';
import { type Batch, createJob, type Job } from './transfer-job.ts';
import { isFinished, TransferLedger } from './transfer-ledger.ts';
import { type Child, ensureDirectory, listChildren } from './walk-folder.ts';

const ACTIVE_AT_MOST = 4;
const PROGRESS_EVERY_MS = 200;
const CLEAN_UP_MS = 10_000;

export interface TransferEngineOptions {
  readonly fileSystems: FileSystems;
  readonly onDelta: (delta: TransferDelta) => void;
  readonly onConflicts: (conflicts: Conflict[]) => void;
  /** A file or folder appeared in this directory. */
  readonly onChanged: (directory: Place) => void;
  /** An error that is Portside's own mistake, for the log. */
  readonly onUnexpected: (error: unknown) => void;
}

/** The queue: takes places to copy, runs a few at a time, and knows the state of each. Upload, download and server to server are one path. */
export class TransferEngine {
  readonly #options: TransferEngineOptions;
  readonly #ledger: TransferLedger;
  readonly #pairs: SessionPairs;
  readonly #jobs = new Map<string, Job>();
  /** In the order in which they are to run. */
  readonly #queue = new Set<Job>();
  readonly #active = new Set<Job>();
  readonly #running = new Map<Job, Promise<void>>();
  #progressTimer: NodeJS.Timeout | undefined;
  #closed = false;
  #suspended = false;

  constructor(options: TransferEngineOptions) {
    this.#options = options;
    this.#ledger = new TransferLedger(options.onDelta);
    this.#pairs = new SessionPairs(options.fileSystems);
  }

  snapshot(): { items: TransferItem[]; totals: TransferTotals; conflicts: Conflict[] } {
    return { items: this.#ledger.items(), totals: this.#ledger.totals(), conflicts: this.#conflicts() };
  }

  /** Puts files and folders into the queue; each keeps its name in the target directory. */
  enqueue(sources: Place[], targetDirectory: Place): string[] {
    for (const source of sources) assertNotInto(source, targetDirectory);
    const batch: Batch = {};
    const ids = sources.map((source) => {
      const target = { fs: targetDirectory.fs, path: joinPath(targetDirectory.path, baseName(source.path)) };
      return this.#add({ kind: 'file', source, target }, batch, undefined).id;
    });
    this.#pump();
    return ids;
  }

  /** Stops what runs and takes what waits out of the queue, folders with all that came from them. */
  cancel(ids: string[]): void {
    for (const id of ids) {
      const job = this.#jobs.get(id);
      if (job) this.#cancelJob(job);
    }
    this.#tellConflicts();
    this.#pump();
  }

  /** Failed and cancelled items go back into the queue. */
  retry(ids: string[]): void {
    for (const id of ids) {
      const job = this.#jobs.get(id);
      const state = this.#ledger.get(id)?.state;
      if (!job || (state !== 'failed' && state !== 'cancelled')) continue;
      this.#startOver(job);
      this.#queue.add(job);
    }
    this.#pump();
  }

  /** What runs goes back to the head of the queue, and nothing starts until {@link resume}: the machine goes to sleep. */
  suspend(): void {
    this.#suspended = true;
    for (const job of this.#active) {
      job.suspended = true;
      job.controller.abort(new RemoteError('cancelled', 'The computer goes to sleep.'));
    }
  }

  /** Goes on after {@link suspend}. */
  resume(): void {
    this.#suspended = false;
    this.#pump();
  }

  /** Answers a conflict, for this item or for every one of its batch. */
  answer(transferId: string, answer: ConflictAnswer): void {
    const job = this.#jobs.get(transferId);
    if (!job?.conflict) return;
    const answered = [job];
    if (answer.forAll) {
      // A name is for one file; the others of the batch get their own.
      const { name: _name, ...rule } = answer;
      job.batch.rule = rule;
      answered.push(...this.#asking().filter((other) => other !== job && other.batch === job.batch));
    }
    for (const one of answered) {
      one.answer = one === job ? answer : { action: answer.action, forAll: true };
      delete one.conflict;
      this.#patch(one, { state: 'queued' });
    }
    this.#queueFirst(answered);
    this.#tellConflicts();
    this.#pump();
  }

  /** Forgets everything that has ended. */
  clear(): void {
    for (const item of this.#ledger.items()) {
      if (!isFinished(item)) continue;
      this.#jobs.delete(item.id);
      this.#ledger.remove(item.id);
    }
  }

  /** Stops everything; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#active].map((job) => this.#running.get(job));
    this.cancel([...this.#jobs.keys()]);
    await Promise.all(running);
  }

  #add(
    what: Pick<TransferItem, 'kind' | 'source' | 'target' | 'size'>,
    batch: Batch,
    parent: Job | undefined,
    end?: Partial<TransferItem>,
  ): Job {
    const id = randomUUID();
    const job = createJob(id, batch);
    const item: TransferItem = { id, ...what, state: 'queued', bytes: 0, enqueuedAt: Date.now(), ...end };
    this.#jobs.set(id, job);
    parent?.children.push(job);
    this.#ledger.put(parent ? { ...item, parentId: parent.id } : item);
    if (!end) this.#queue.add(job);
    return job;
  }

  #patch(job: Job, patch: Partial<TransferItem>): void {
    const item = this.#ledger.get(job.id);
    if (item) this.#ledger.put({ ...item, ...patch });
  }

  #finish(job: Job, end: Partial<TransferItem> & Pick<TransferItem, 'state'>): void {
    const item = this.#ledger.get(job.id);
    if (!item) return;
    const { rate: _rate, ...rest } = item;
    this.#ledger.put({ ...rest, bytes: job.bytes, finishedAt: Date.now(), ...end });
  }

  #startOver(job: Job): void {
    const item = this.#ledger.get(job.id);
    if (!item) return;
    delete job.suspended;
    job.bytes = 0;
    job.controller = new AbortController();
    const { error: _error, note: _note, finishedAt: _finishedAt, rate: _rate, ...rest } = item;
    this.#ledger.put({ ...rest, state: 'queued', bytes: 0 });
  }

  #queueFirst(jobs: Job[]): void {
    const rest = [...this.#queue];
    this.#queue.clear();
    for (const job of [...jobs, ...rest]) this.#queue.add(job);
  }

  #cancelJob(job: Job): void {
    for (const child of job.children) this.#cancelJob(child);
    const item = this.#ledger.get(job.id);
    if (!item || isFinished(item)) return;
    delete job.conflict;
    delete job.suspended;
    job.controller.abort(new RemoteError('cancelled', 'Cancelled.'));
    // What runs ends by itself, and says so then.
    if (this.#active.has(job)) return;
    this.#queue.delete(job);
    this.#finish(job, { state: 'cancelled' });
  }

  #asking(): Job[] {
    return [...this.#jobs.values()].filter((job) => job.conflict);
  }

  #conflicts(): Conflict[] {
    return this.#asking().flatMap((job) => job.conflict ?? []);
  }

  #tellConflicts(): void {
    this.#options.onConflicts(this.#conflicts());
  }

  #pump(): void {
    if (this.#closed || this.#suspended) return;
    for (const job of this.#queue) {
      if (this.#active.size >= ACTIVE_AT_MOST) return;
      const item = this.#ledger.get(job.id);
      if (!item || !this.#hasRoom(item)) continue;
      this.#queue.delete(job);
      this.#active.add(job);
      this.#patch(job, { state: 'active' });
      this.#progressTimer ??= setInterval(() => this.#reportProgress(), PROGRESS_EVERY_MS).unref();
      const run = this.#run(job).finally(() => {
        this.#active.delete(job);
        this.#running.delete(job);
        if (this.#active.size === 0) {
          clearInterval(this.#progressTimer);
          this.#progressTimer = undefined;
        }
        this.#pump();
      });
      this.#running.set(job, run);
    }
  }

  /** Room on both file systems, and nobody else on its way to the same target. */
  #hasRoom(item: TransferItem): boolean {
    let onSource = 0;
    let onTarget = 0;
    for (const job of this.#active) {
      const other = this.#ledger.get(job.id);
      if (!other) continue;
      if (other.target.fs === item.target.fs && other.target.path === item.target.path) return false;
      for (const fs of [other.source.fs, other.target.fs]) {
        if (fs === item.source.fs) onSource++;
        if (fs === item.target.fs) onTarget++;
      }
    }
    return onSource < this.#pairs.slots(item.source.fs) && onTarget < this.#pairs.slots(item.target.fs);
  }

  #reportProgress(): void {
    for (const job of this.#active) {
      const item = this.#ledger.get(job.id);
      const rate = Math.round(job.meter.rate);
      if (item?.kind === 'file' && (item.bytes !== job.bytes || item.rate !== rate)) {
        this.#patch(job, { bytes: job.bytes, rate });
      }
    }
  }

  async #run(job: Job): Promise<void> {
    const item = this.#ledger.get(job.id);
    if (!item) return;
    const { signal } = job.controller;
    try {
      await using leases = await this.#pairs.lease(item, signal);
      const entry = await leases.source.stat(item.source.path, { signal });
      if (item.target.fs === LOCAL) assertLocalName(baseName(item.target.path));
      if (entry.type === 'directory') await this.#walk(job, item, leases, signal);
      else await this.#copy(job, item, leases, signal);
    } catch (error) {
      const cancelled = signal.aborted || isRemoteError(error, 'cancelled');
      if (!cancelled && !isRemoteError(error)) this.#options.onUnexpected(error);
      const leftover = await this.#removePartial(job, item);
      if (job.suspended) {
        this.#startOver(job);
        this.#queueFirst([job]);
        return;
      }
      this.#finish(job, {
        state: cancelled ? 'cancelled' : 'failed',
        ...(cancelled ? {} : { error: errorData(error) }),
        ...(leftover ? { note: leftover } : {}),
      });
    }
  }

  async #walk(job: Job, item: TransferItem, { source, target }: SessionPair, signal: AbortSignal): Promise<void> {
    this.#patch(job, { kind: 'folder' });
    await ensureDirectory(target, item.target.path, { signal });
    this.#options.onChanged({ fs: item.target.fs, path: parentPath(item.target.path) });
    const assertName = item.target.fs === LOCAL ? (name: string) => assertLocalName(name) : () => {};
    for await (const children of listChildren(source, item.source.path, assertName, { signal })) {
      signal.throwIfAborted();
      for (const child of children) this.#addChild(job, item, child);
    }
    this.#finish(job, { state: 'done' });
  }

  #addChild(parent: Job, folder: TransferItem, child: Child): void {
    if ('refused' in child || 'skipped' in child) {
      // Named by its folder: its own path is what cannot be used.
      const what = { kind: 'file' as const, source: folder.source, target: folder.target };
      const end: Partial<TransferItem> =
        'refused' in child
          ? { state: 'failed', error: child.refused.data }
          : { state: 'skipped', note: `${child.name}: ${child.skipped}` };
      this.#add(what, parent.batch, parent, { ...end, finishedAt: Date.now() });
      return;
    }
    const target = { fs: folder.target.fs, path: joinPath(folder.target.path, child.name) };
    // A folder that is tried again keeps what came from it the first time.
    if (parent.known.has(target.path)) return;
    parent.known.add(target.path);
    const what = {
      kind: child.type === 'directory' ? ('folder' as const) : ('file' as const),
      source: { fs: folder.source.fs, path: joinPath(folder.source.path, child.name) },
      target,
    };
    this.#add(child.size === undefined ? what : { ...what, size: child.size }, parent.batch, parent);
  }

  async #copy(job: Job, item: TransferItem, { source, target }: SessionPair, signal: AbortSignal): Promise<void> {
    const outcome = await copyFile(
      {
        source,
        sourcePath: item.source.path,
        target,
        targetPath: item.target.path,
        decide: (existing) => {
          const answer = job.answer ?? job.batch.rule;
          delete job.answer;
          return decide(answer, existing, target, signal);
        },
        onSize: (size) => this.#patch(job, size === undefined ? {} : { size }),
        onTarget: (path) => this.#patch(job, { target: { fs: item.target.fs, path } }),
        onPartial: (path) => {
          job.partial = path;
        },
        onBytes: (bytes) => {
          job.bytes += bytes;
          job.meter.add(bytes);
        },
      },
      { signal },
    );
    delete job.partial;
    if (outcome.result === 'ask') {
      job.conflict = await describeConflict(item, outcome.existing, target, signal);
      this.#patch(job, { state: 'asking' });
      this.#tellConflicts();
      return;
    }
    if (outcome.result === 'skipped') {
      this.#finish(job, { state: 'skipped' });
      return;
    }
    this.#options.onChanged({ fs: item.target.fs, path: parentPath(item.target.path) });
    this.#finish(job, { state: 'done', size: job.bytes, ...(outcome.note ? { note: outcome.note } : {}) });
  }

  /** @returns a remark where the partial file had to stay. */
  async #removePartial(job: Job, item: TransferItem): Promise<string | undefined> {
    const { partial } = job;
    if (!partial) return undefined;
    delete job.partial;
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    try {
      await using lease = await this.#options.fileSystems.lease(item.target.fs, 'transfer', signal);
      await lease.session.removeFile(partial, { signal });
      return undefined;
    } catch (error) {
      if (isRemoteError(error, 'not-found')) return undefined;
      return `The incomplete file “${baseName(partial)}” could not be removed.`;
    }
  }
}
