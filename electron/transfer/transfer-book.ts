import type { FileSystemId } from '../../shared/model/connection.ts';
import type { TransferRun, TransferState, TransferTotals } from '../../shared/model/transfer.ts';
import { inDockOrder } from './list-orders.ts';
import { SortedList } from './sorted-list.ts';
import { type Batch, isFinished, Job, type Order } from './transfer-job.ts';
import { TransferLines } from './transfer-lines.ts';
import { type StateLists, TransferLists } from './transfer-lists.ts';
import type { JobChange, TransferRecord } from './transfer-records.ts';

/** How to reach a file system again, and what it is called. */
export interface KnownServer {
  readonly label: string;
  readonly about: unknown;
}

export interface TransferBookListener {
  /** Something about the item is different now. `how` says whether lists look different too. */
  onChange(job: Job, how: 'same-row' | 'other-rows'): void;
  onForgotten(): void;
}

/** What is to be done without the user's word. */
const running: ReadonlySet<TransferState> = new Set(['queued', 'active', 'asking']);

/**
 * Everything that is known of the queue: the items, their order, and the lists of them, kept up to date. It changes by the
 * records that the journal keeps, so that reading the journal makes the same book; only what ends with the process
 * (that an item runs, how fast) is changed past it. No change costs more than O(log n) for each item that it concerns.
 */
export class TransferBook {
  readonly #listener: TransferBookListener;
  readonly #jobs = new Map<number, Job>();
  readonly batches = new Map<number, Batch>();
  readonly servers = new Map<FileSystemId, KnownServer>();
  readonly #lists = new TransferLists();
  readonly views: StateLists = this.#lists.byState;
  /** What was enqueued itself: what has not ended, in the order of the queue, then what has, newest first. */
  readonly roots = new SortedList<Job>(inDockOrder);
  readonly #lines = new TransferLines();
  readonly totals: TransferTotals = {
    ...{ queued: 0, active: 0, asking: 0, paused: 0, done: 0, failed: 0, skipped: 0, cancelled: 0 },
    ...{ bytesDone: 0, bytesLeft: 0, rate: 0 },
  };
  run: TransferRun = { number: 0, done: 0, failed: 0, skipped: 0 };
  /** Bytes of what ended in this run of the queue. */
  #runBytes = 0;
  #isReading = false;
  #next = 1;
  /** The ends of the queue, over all that ever stood in it. */
  readonly ranks = { first: 0, last: 0 };
  isPaused = false;
  /** How many wait that an earlier run of Portside left. */
  fromBefore = 0;

  constructor(listener: TransferBookListener) {
    this.#listener = listener;
  }

  get size(): number {
    return this.#jobs.size;
  }

  /** How many have ended. */
  get endedItems(): number {
    const { done, skipped, failed, cancelled } = this.totals;
    return done + skipped + failed + cancelled;
  }

  get nextNumber(): number {
    return this.#next;
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(Number(id));
  }

  jobs(): IterableIterator<Job> {
    return this.#jobs.values();
  }

  /** The lines in which something waits that can start. */
  lines(): Iterable<SortedList<Job>> {
    return this.#lines.all();
  }

  /** The same lists with what fits a name alone; what was asked for lately is kept up to date. */
  viewsNamed(name: string): StateLists {
    return this.#lists.named(name);
  }

  /** What waits to be tried again, soonest first. */
  get resting(): SortedList<Job> {
    return this.#lines.resting;
  }

  /** Takes up what an earlier run of Portside has noted. */
  read(record: TransferRecord): void {
    this.#isReading = true;
    this.apply(record);
    this.#isReading = false;
  }

  /** All of it was read: what had not ended then waits for the user. */
  beginAnew(): void {
    this.#isReading = true;
    for (const job of [...this.views.queued]) {
      job.mayHaveArrived = true;
      // What the user has paused goes on when the user says so of it.
      if (job.state === 'paused') continue;
      this.change(job, { state: 'paused' });
      job.isFromBefore = true;
      this.fromBefore++;
    }
    this.#isReading = false;
  }

  apply(record: TransferRecord): void {
    switch (record.t) {
      case 'journal':
        this.#next = Math.max(this.#next, record.next);
        return;
      case 'server':
        this.servers.set(record.fs, { label: record.label, about: record.about });
        return;
      case 'batch':
        this.#next = Math.max(this.#next, record.batch + 1);
        this.#setBatch(record);
        return;
      case 'add': {
        const batch = this.batches.get(record.batch);
        if (!batch) return;
        const { i: number, kind, source, target, at: enqueuedAt } = record;
        const order = this.#order(record);
        const name = source.path.slice(source.path.lastIndexOf('/') + 1);
        const job = new Job({ number, batch, name, source, target, kind, order, enqueuedAt });
        job.size = record.size;
        job.clashes = record.clashes ?? false;
        this.#add(job);
        return;
      }
      case 'children': {
        const parent = this.#jobs.get(record.of);
        if (!parent) return;
        record.list.forEach(([name, kind, size, clashes], index) => {
          const job = this.#child(parent, record.first + index, name, kind, record.at);
          job.size = size ?? undefined;
          job.clashes = clashes === 1;
          this.#add(job);
        });
        return;
      }
      case 'left-out': {
        const parent = this.#jobs.get(record.of);
        if (!parent) return;
        const job = this.#child(parent, record.i, record.name, 'file', record.at);
        job.isLeftOut = true;
        job.state = record.error ? 'failed' : 'skipped';
        job.error = record.error;
        job.note = record.note;
        job.finishedAt = record.at;
        this.#add(job);
        return;
      }
      case 'change': {
        const job = this.#jobs.get(record.i);
        if (job) this.change(job, record.to);
        return;
      }
      case 'order': {
        const job = this.#jobs.get(record.i);
        if (job) this.#setOrder(job, this.#order(record), job.number);
        return;
      }
      case 'join': {
        const job = this.#jobs.get(record.i);
        const other = this.#jobs.get(record.with);
        if (job && other) this.#setOrder(job, other.order, record.place);
        return;
      }
      case 'forget':
        this.#forget(record.list);
        return;
      case 'pause-all':
        this.isPaused = record.paused;
        return;
    }
  }

  /** Changes an item without a word to the journal: for what ends with the process, and for records that are applied. */
  change(job: Job, to: JobChange & { rate?: number | null; retryAt?: number | null; listed?: null }): void {
    const keepsOrder = to.state === undefined && to.retryAt === undefined && to.finishedAt === undefined;
    const staysInPlace = keepsOrder && to.kind === undefined && to.targetName === undefined;
    if (staysInPlace) {
      this.#count(job, -1);
      assign(job, to);
      this.#count(job, 1);
      this.#listener.onChange(job, 'same-row');
      return;
    }
    const before = job.state;
    this.#unlist(job);
    this.#count(job, -1);
    assign(job, to);
    if (job.kind === 'folder') job.inside ??= noTally();
    if (before !== job.state) this.#followRun(job, before);
    if (job.isFromBefore && job.state !== 'paused') {
      job.isFromBefore = false;
      this.fromBefore--;
    }
    this.#count(job, 1);
    this.#list(job);
    this.#placeFolders(job);
    this.#placeRoot(job.root);
    this.#listener.onChange(job, 'other-rows');
  }

  #setBatch({ batch, rule, filter, operation = 'copy' }: Extract<TransferRecord, { t: 'batch' }>): void {
    const known = this.batches.get(batch);
    if (known) known.rule = rule;
    else this.batches.set(batch, { number: batch, rule, filter, operation });
  }

  #order({ priority, rank }: Order): Order {
    this.ranks.first = Math.min(this.ranks.first, rank);
    this.ranks.last = Math.max(this.ranks.last, rank);
    return { priority, rank };
  }

  #child(parent: Job, number: number, name: string, kind: Job['kind'], enqueuedAt: number): Job {
    const job = new Job({ number, batch: parent.batch, parent, name, kind, order: parent.order, enqueuedAt });
    // The journal may have lost what the earlier run had read of the folder.
    job.mayHaveArrived = parent.mayHaveArrived;
    return job;
  }

  /** One that is there already stays as it is. */
  #add(job: Job): void {
    if (this.#jobs.has(job.number)) return;
    this.#next = Math.max(this.#next, job.number + 1);
    this.#jobs.set(job.number, job);
    if (job.kind === 'folder') job.inside = noTally();
    if (job.parent) {
      job.parent.children ??= [];
      job.parent.children.push(job);
    }
    if (!this.#isReading && running.has(job.state) && !this.isRunning) this.#startRun();
    this.#count(job, 1);
    this.#list(job);
    this.#placeFolders(job);
    if (job.parent) this.#placeRoot(job.root);
    else this.roots.add(job);
    this.#listener.onChange(job, 'other-rows');
  }

  #forget(numbers: readonly number[]): void {
    const gone = new Set(numbers);
    const parents = new Set<Job>();
    for (const number of numbers) {
      const job = this.#jobs.get(number);
      if (!job) continue;
      this.#unlist(job);
      this.#count(job, -1);
      this.#jobs.delete(number);
      if (job.isFromBefore) this.fromBefore--;
      if (!job.parent) this.roots.delete(job);
      else if (!gone.has(job.parent.number)) parents.add(job.parent);
    }
    for (const parent of parents) parent.children = parent.children?.filter(({ number }) => !gone.has(number));
    this.#listener.onForgotten();
  }

  /** With it goes what came from it and has not been given another place. */
  #setOrder(job: Job, order: Order, place: number): void {
    const before = job.order;
    const isRoot = !job.parent;
    if (isRoot) this.roots.delete(job);
    for (const each of job.withDescendants()) {
      if (each.order !== before) continue;
      const isListed = each.state === 'queued' || each.state === 'paused';
      if (isListed) this.#unlist(each);
      each.order = order;
      if (each === job) each.place = place;
      if (isListed) this.#list(each);
    }
    if (isRoot) this.roots.add(job);
    this.#listener.onChange(job, 'other-rows');
  }

  /** Whether anything is left to do without the user's word. */
  get isRunning(): boolean {
    return this.totals.queued + this.totals.active + this.totals.asking > 0;
  }

  #startRun(): void {
    this.run = { number: this.run.number + 1, done: 0, failed: 0, skipped: 0 };
    this.totals.bytesDone -= this.#runBytes;
    this.#runBytes = 0;
  }

  /** Notes how the items of a run end. Called while the item is counted nowhere. */
  #followRun(job: Job, before: TransferState): void {
    if (this.#isReading) return;
    if (!running.has(before) && running.has(job.state) && !this.isRunning) this.#startRun();
    const { state } = job;
    if (!running.has(before)) return;
    if (state === 'done' || state === 'failed' || state === 'skipped') {
      this.run = { ...this.run, [state]: this.run[state] + 1 };
    }
    if (state !== 'done' || job.kind === 'folder') return;
    this.#runBytes += job.bytes;
    this.totals.bytesDone += job.bytes;
  }

  #count(job: Job, sign: 1 | -1): void {
    const { totals } = this;
    const { state, bytes, size, rate } = job;
    totals[state] += sign;
    if (running.has(state)) {
      totals.bytesDone += sign * bytes;
      totals.bytesLeft += sign * Math.max(0, (size ?? 0) - bytes);
      totals.rate += sign * (rate ?? 0);
    }
    const ended = isFinished(job) ? sign : 0;
    const failed = state === 'failed' ? sign : 0;
    const cancelled = state === 'cancelled' ? sign : 0;
    const paused = state === 'paused' ? sign : 0;
    const arrived = sign * bytes;
    const whole = sign * Math.max(size ?? 0, bytes);
    for (let folder: Job | undefined = job; folder; folder = folder.parent) {
      const { inside } = folder;
      if (!inside) continue;
      inside.items += sign;
      inside.ended += ended;
      inside.failed += failed;
      inside.cancelled += cancelled;
      inside.paused += paused;
      inside.bytes += arrived;
      inside.size += whole;
    }
  }

  #list(job: Job): void {
    this.#lists.add(job);
    if (job.state === 'queued') this.#lines.add(job);
  }

  #unlist(job: Job): void {
    this.#lists.delete(job);
    if (job.state === 'queued') this.#lines.delete(job);
  }

  /** A folder that is moved can go when the last of its content has ended, and cannot where some of that is begun again. */
  #placeFolders(job: Job): void {
    if (!job.isMove) return;
    for (let folder = job.parent; folder; folder = folder.parent) {
      if (folder.state !== 'queued' || !folder.walked) continue;
      this.#lines.delete(folder);
      this.#lines.add(folder);
    }
  }

  /** Moves what was enqueued itself between what has ended and what has not. */
  #placeRoot(root: Job): void {
    const isOver = root.inside ? root.inside.items === root.inside.ended : isFinished(root);
    if (isOver === root.endedAt > 0) return;
    this.roots.delete(root);
    root.endedAt = isOver ? (root.finishedAt ?? root.enqueuedAt) : 0;
    if (isOver && root.children) {
      for (const job of root.withDescendants()) root.endedAt = Math.max(root.endedAt, job.finishedAt ?? 0);
    }
    this.roots.add(root);
  }
}

function assign(job: Job, to: Parameters<TransferBook['change']>[1]): void {
  for (const [key, value] of Object.entries(to)) {
    if (value !== undefined) Object.assign(job, { [key]: value ?? undefined });
  }
}

function noTally() {
  return { items: 0, ended: 0, failed: 0, cancelled: 0, paused: 0, bytes: 0, size: 0 };
}
