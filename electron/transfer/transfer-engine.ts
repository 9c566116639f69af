import { randomUUID } from 'node:crypto';
import { errorData } from '../../shared/ipc/result.ts';
import type { FileSystemId, Place } from '../../shared/model/connection.ts';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
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
import { mergeCalls } from './merge-calls.ts';
import { type SessionPair, SessionPairs } from './session-pair.ts';
import { assertNameFits, assertNotInto, guardFolder } from './target-name.ts';
import { type Batch, createJob, type Job, leftOutItem } from './transfer-job.ts';
import { isFinished, TransferLedger } from './transfer-ledger.ts';
import { TransferQueue } from './transfer-queue.ts';
import { isTargetOfAnother, type Room, roomFor } from './transfer-room.ts';
import { type Child, ensureDirectory, listChildren } from './walk-folder.ts';

const ACTIVE_AT_MOST = 4;
const PROGRESS_EVERY_MS = 200;
const CONFLICTS_TOLD_EVERY_MS = 100;
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
  readonly #queue = new TransferQueue();
  /** What runs now, and the end of each. */
  readonly #active = new Map<Job, Promise<void>>();
  readonly #asking = new Set<Job>();
  readonly #tellConflicts: () => void;
  #progressTimer: NodeJS.Timeout | undefined;
  #closed = false;
  #suspended = false;

  constructor(options: TransferEngineOptions) {
    this.#options = options;
    this.#ledger = new TransferLedger(options.onDelta);
    this.#pairs = new SessionPairs(options.fileSystems);
    this.#tellConflicts = mergeCalls(() => options.onConflicts(this.#conflicts()), CONFLICTS_TOLD_EVERY_MS);
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

  /** Cancels what needs a file system that is about to go; resolves when its partial files are removed, while they can be. */
  async leave(fs: FileSystemId): Promise<void> {
    const needsIt = ({ id }: Pick<Job, 'id'>) => {
      const item = this.#ledger.get(id);
      return item !== undefined && (item.source.fs === fs || item.target.fs === fs);
    };
    const ending = [...this.#active].flatMap(([job, end]) => (needsIt(job) ? end : []));
    this.cancel([...this.#jobs.values()].filter(needsIt).map(({ id }) => id));
    await Promise.all(ending);
  }

  /** Failed and cancelled items go back into the queue, those that came from a folder with it. */
  retry(ids: string[]): void {
    for (const id of ids) {
      const job = this.#jobs.get(id);
      if (job) this.#retryJob(job);
    }
    this.#pump();
  }

  /** What runs goes back to the head of the queue, and nothing starts until {@link resume}: the machine goes to sleep. */
  suspend(): void {
    this.#suspended = true;
    for (const job of this.#active.keys()) {
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
      answered.push(...[...this.#asking].filter((other) => other !== job && other.batch === job.batch));
    }
    for (const one of answered) {
      one.answer = one === job ? answer : { action: answer.action, forAll: true };
      this.#settleConflict(one);
      this.#patch(one, { state: 'queued' });
    }
    this.#queue.addFirst(...answered);
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
    this.cancel([...this.#jobs.keys()]);
    await Promise.all(this.#active.values());
  }

  #add(what: Pick<TransferItem, 'kind' | 'source' | 'target' | 'size'>, batch: Batch, parent: Job | undefined): Job {
    const item: TransferItem = { id: randomUUID(), ...what, state: 'queued', bytes: 0, enqueuedAt: Date.now() };
    const job = createJob(item, batch);
    this.#jobs.set(item.id, job);
    parent?.children.push(job);
    this.#ledger.put(parent ? { ...item, parentId: parent.id } : item);
    this.#queue.add(job);
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

  #retryJob(job: Job): void {
    for (const child of job.children) this.#retryJob(child);
    const state = this.#ledger.get(job.id)?.state;
    if (state !== 'failed' && state !== 'cancelled') return;
    this.#startOver(job);
    this.#queue.add(job);
  }

  #cancelJob(job: Job): void {
    for (const child of job.children) this.#cancelJob(child);
    const item = this.#ledger.get(job.id);
    if (!item || isFinished(item)) return;
    this.#settleConflict(job);
    delete job.suspended;
    job.controller.abort(new RemoteError('cancelled', 'Cancelled.'));
    // What runs ends by itself, and says so then.
    if (this.#active.has(job)) return;
    this.#queue.delete(job);
    this.#finish(job, { state: 'cancelled' });
  }

  #settleConflict(job: Job): void {
    delete job.conflict;
    this.#asking.delete(job);
  }

  #conflicts(): Conflict[] {
    return [...this.#asking].flatMap((job) => job.conflict ?? []);
  }

  #pump(): void {
    while (!this.#closed && !this.#suspended && this.#active.size < ACTIVE_AT_MOST) {
      const job = this.#queue.take((job) => this.#roomFor(job));
      if (!job) return;
      this.#active.set(job, this.#start(job));
    }
  }

  async #start(job: Job): Promise<void> {
    this.#patch(job, { state: 'active' });
    this.#progressTimer ??= setInterval(() => this.#reportProgress(), PROGRESS_EVERY_MS).unref();
    const conflict = await this.#run(job);
    this.#active.delete(job);
    if (this.#active.size === 0) {
      clearInterval(this.#progressTimer);
      this.#progressTimer = undefined;
    }
    if (conflict) this.#ask(job, conflict);
    this.#pump();
  }

  #ask(job: Job, conflict: Conflict): void {
    if (job.controller.signal.aborted) {
      this.#endInterrupted(job, undefined);
    } else if (job.batch.rule) {
      // The user has answered for all while the question was being put together.
      this.#patch(job, { state: 'queued' });
      this.#queue.addFirst(job);
    } else {
      job.conflict = conflict;
      this.#asking.add(job);
      this.#patch(job, { state: 'asking' });
      this.#tellConflicts();
    }
  }

  #roomFor(job: Job): Room {
    const item = this.#ledger.get(job.id);
    return item ? roomFor(item, this.#activeItems(), (fs) => this.#pairs.slots(fs)) : 'target-taken';
  }

  #activeItems(): TransferItem[] {
    return [...this.#active.keys()].flatMap((job) => this.#ledger.get(job.id) ?? []);
  }

  #reportProgress(): void {
    for (const job of this.#active.keys()) {
      const item = this.#ledger.get(job.id);
      const rate = Math.round(job.meter.rate);
      if (item?.kind === 'file' && (item.bytes !== job.bytes || item.rate !== rate)) {
        this.#patch(job, { bytes: job.bytes, rate });
      }
    }
  }

  /** Never rejects. @returns the question that has to be answered first, where there is one. */
  async #run(job: Job): Promise<Conflict | undefined> {
    const item = this.#ledger.get(job.id);
    if (!item) return undefined;
    const { signal } = job.controller;
    try {
      await using leases = await this.#pairs.lease(item, signal);
      const entry = await leases.source.stat(item.source.path, { signal });
      await assertNameFits(leases.target, item.target.path, { signal });
      if (entry.type !== 'directory') return await this.#copy(job, item, leases, signal);
      await this.#walk(job, item, leases, signal);
    } catch (error) {
      const leftover = await this.#removePartial(job, item);
      if (signal.aborted || isRemoteError(error, 'cancelled')) {
        this.#endInterrupted(job, leftover);
      } else {
        if (!isRemoteError(error)) this.#options.onUnexpected(error);
        this.#finish(job, { state: 'failed', error: errorData(error), ...(leftover ? { note: leftover } : {}) });
      }
    }
    return undefined;
  }

  /** What was suspended runs again later; what was cancelled does not. */
  #endInterrupted(job: Job, note: string | undefined): void {
    if (job.suspended) {
      this.#startOver(job);
      this.#queue.addFirst(job);
      return;
    }
    this.#finish(job, { state: 'cancelled', ...(note ? { note } : {}) });
  }

  async #walk(job: Job, item: TransferItem, { source, target }: SessionPair, signal: AbortSignal): Promise<void> {
    this.#patch(job, { kind: 'folder' });
    await ensureDirectory(target, item.target.path, { signal });
    this.#options.onChanged({ fs: item.target.fs, path: parentPath(item.target.path) });
    const assertName = await guardFolder(target, item.target.path, { signal });
    for await (const children of listChildren(source, item.source.path, assertName, { signal })) {
      signal.throwIfAborted();
      for (const child of children) this.#addChild(job, item, child);
    }
    this.#finish(job, { state: 'done' });
  }

  #addChild(parent: Job, folder: TransferItem, child: Child): void {
    // A folder that is tried again keeps what came from it the first time.
    if (parent.known.has(child.name)) return;
    parent.known.add(child.name);
    if ('refused' in child || 'skipped' in child) {
      this.#ledger.put(leftOutItem(folder, child));
      return;
    }
    const what = {
      kind: child.type === 'directory' ? ('folder' as const) : ('file' as const),
      source: { fs: folder.source.fs, path: joinPath(folder.source.path, child.name) },
      target: { fs: folder.target.fs, path: joinPath(folder.target.path, child.name) },
    };
    this.#add(child.size === undefined ? what : { ...what, size: child.size }, parent.batch, parent);
  }

  async #copy(
    job: Job,
    item: TransferItem,
    { source, target }: SessionPair,
    signal: AbortSignal,
  ): Promise<Conflict | undefined> {
    const toTarget = (path: RemotePath) => this.#patch(job, { target: { fs: item.target.fs, path } });
    const outcome = await copyFile(
      {
        source,
        sourcePath: item.source.path,
        target,
        targetPath: item.target.path,
        decide: (existing) => {
          const answer = job.answer ?? job.batch.rule;
          // A name is tried once; should it be taken too, the user is asked again.
          if (answer?.name !== undefined) delete job.answer;
          const claim = (path: RemotePath) => {
            if (isTargetOfAnother(job.id, { fs: item.target.fs, path }, this.#activeItems())) return false;
            toTarget(path);
            return true;
          };
          return decide(answer, existing, target, claim, signal);
        },
        onSize: (size) => this.#patch(job, size === undefined ? {} : { size }),
        onTarget: toTarget,
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
    if (outcome.result === 'ask') return describeConflict(item, outcome.existing, target, signal);
    if (outcome.result === 'skipped') {
      this.#finish(job, { state: 'skipped' });
      return undefined;
    }
    this.#options.onChanged({ fs: item.target.fs, path: parentPath(item.target.path) });
    this.#finish(job, { state: 'done', size: job.bytes, ...(outcome.note ? { note: outcome.note } : {}) });
    return undefined;
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
