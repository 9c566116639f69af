import type { TransferPriority } from '../../shared/model/transfer.ts';
import type { TransferBook } from './transfer-book.ts';
import { inQueueOrder, type Job, type Order } from './transfer-job.ts';
import type { TransferRecord } from './transfer-records.ts';

/** Where to in the queue: to an end of it, one step, or ahead of another item. */
export type MoveTo = 'top' | 'up' | 'down' | 'bottom' | { readonly before: string };

/** Told of each record, which must be applied before the next is worked out. */
type Tell = (record: TransferRecord) => void;

/** A place behind everything. */
export function rankAtEnd(book: TransferBook): number {
  return Math.floor(book.ranks.last) + 1;
}

function rankAtStart(book: TransferBook): number {
  return Math.ceil(book.ranks.first) - 1;
}

/** Moves items among what waits, those of each priority among themselves; their own order stays. */
export function moveJobs(book: TransferBook, jobs: readonly Job[], to: MoveTo, tell: Tell): void {
  const chosen = topmost(jobs).filter(hasWaiting).sort(inQueueOrder);
  if (to === 'bottom') for (const job of chosen) tell(orderOf(job, rankAtEnd(book)));
  if (to === 'top') for (const job of chosen.toReversed()) tell(orderOf(job, rankAtStart(book)));
  if (to === 'up') moveByOne(book, chosen, 'up', tell);
  if (to === 'down') moveByOne(book, chosen.toReversed(), 'down', tell);
  if (typeof to === 'string') return;
  const target = book.get(to.before);
  if (target) for (const job of chosen) if (!isWithin(target, job)) moveBefore(book, job, target, tell);
}

/** Puts items behind what has that priority already. */
export function prioritise(book: TransferBook, jobs: readonly Job[], priority: TransferPriority, tell: Tell): void {
  for (const job of topmost(jobs).sort(inQueueOrder)) {
    if (job.order.priority === priority) continue;
    tell({ t: 'order', i: job.number, priority, rank: rankAtEnd(book) });
  }
}

/** What of a selection is not part of something else of it. */
export function topmost(jobs: readonly Job[]): Job[] {
  const chosen = new Set(jobs);
  return [...chosen].filter((job) => {
    for (let folder = job.parent; folder; folder = folder.parent) if (chosen.has(folder)) return false;
    return true;
  });
}

function orderOf(job: Job, rank: number): TransferRecord {
  return { t: 'order', i: job.number, priority: job.order.priority, rank };
}

function hasWaiting(job: Job): boolean {
  for (const each of job.withDescendants()) if (each.state === 'queued' || each.state === 'paused') return true;
  return false;
}

function isWithin(job: Job, folder: Job): boolean {
  for (let each: Job | undefined = job; each; each = each.parent) if (each === folder) return true;
  return false;
}

/** One step past the next thing that is not part of the selection. */
function moveByOne(book: TransferBook, jobs: readonly Job[], way: 'up' | 'down', tell: Tell): void {
  const moving = new Set<Order>(jobs.map(({ order }) => order));
  for (const job of jobs) {
    if (job.parent?.order === job.order) {
      moveAmongSiblings(book, job, way, tell);
      continue;
    }
    const neighbour = neighbourOf(book, job.order, way);
    if (!neighbour || moving.has(neighbour)) continue;
    const beyond = neighbourOf(book, neighbour, way);
    const rank = beyond ? (neighbour.rank + beyond.rank) / 2 : neighbour.rank + (way === 'up' ? -1 : 1);
    if (rank === neighbour.rank || rank === beyond?.rank) {
      spread(book, tell);
      moveByOne(book, [job], way, tell);
    } else tell(orderOf(job, rank));
  }
}

function moveBefore(book: TransferBook, job: Job, target: Job, tell: Tell): void {
  if (target.parent && target.order === target.parent.order) {
    // Into the midst of what came out of a folder.
    const list = book.views.queued;
    const before = list.at(list.indexOf(target) - 1);
    const place = before && before.order === target.order ? (before.place + target.place) / 2 : target.place - 1;
    tell({ t: 'join', i: job.number, with: target.number, place });
    return;
  }
  const { priority, rank } = target.order;
  const before = neighbourOf(book, target.order, 'up');
  const between = before ? (before.rank + rank) / 2 : rank - 1;
  if (between === rank || between === before?.rank) {
    spread(book, tell);
    moveBefore(book, job, target, tell);
    return;
  }
  tell({ t: 'order', i: job.number, priority, rank: between });
}

/** What came out of a folder stays within it. */
function moveAmongSiblings(book: TransferBook, job: Job, way: 'up' | 'down', tell: Tell): void {
  const list = book.views.queued;
  const step = way === 'up' ? -1 : 1;
  const at = list.indexOf(job);
  if (list.at(at) !== job) return;
  const [neighbour, beyond] = [list.at(at + step), list.at(at + 2 * step)];
  if (neighbour?.order !== job.order) return;
  const place = beyond?.order === job.order ? (neighbour.place + beyond.place) / 2 : neighbour.place + step;
  tell({ t: 'join', i: job.number, with: neighbour.number, place });
}

/** Halving has come to its end: whole numbers again. */
function spread(book: TransferBook, tell: Tell): void {
  const groups = new Map<Order, Set<Job>>();
  for (const job of book.views.queued) {
    const tops = groups.get(job.order) ?? new Set();
    groups.set(job.order, tops.add(topOf(job)));
  }
  let rank = 0;
  for (const tops of groups.values()) {
    const [first, ...others] = [...tops] as [Job, ...Job[]];
    tell({ t: 'order', i: first.number, priority: first.order.priority, rank: rank++ });
    for (const other of others) tell({ t: 'join', i: other.number, with: first.number, place: other.place });
  }
}

/** The folder furthest up that shares its order. */
function topOf(job: Job): Job {
  let top = job;
  while (top.parent?.order === job.order) top = top.parent;
  return top;
}

/** The order next to this one among what waits with the same priority. */
function neighbourOf(book: TransferBook, order: Order, way: 'up' | 'down'): Order | undefined {
  const list = book.views.queued;
  const probe = (place: number) => list.indexOf({ order, place, number: place } as Job);
  const at = way === 'up' ? probe(Number.NEGATIVE_INFINITY) - 1 : probe(Number.POSITIVE_INFINITY);
  const neighbour = list.at(at)?.order;
  return neighbour?.priority === order.priority ? neighbour : undefined;
}
