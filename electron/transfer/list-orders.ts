import { inOrder, type Job } from './transfer-job.ts';

/** What is to be tried again soonest first. */
export function soonestFirst(one: Job, other: Job): number {
  return (one.retryAt ?? 0) - (other.retryAt ?? 0) || one.number - other.number;
}

/** What asks, then what runs, each as it came. */
export function askingFirst(one: Job, other: Job): number {
  const [first, second] = [one, other].map(({ state }) => (state === 'asking' ? 0 : 1)) as [number, number];
  return first - second || one.number - other.number;
}

/** What ended last first. */
export function newestFirst(one: Job, other: Job): number {
  return (other.finishedAt ?? 0) - (one.finishedAt ?? 0) || other.number - one.number;
}

/** What has not ended, in the order of the queue, then what has, newest first. */
export function inDockOrder(one: Job, other: Job): number {
  if (one.endedAt > 0 !== other.endedAt > 0) return one.endedAt > 0 ? 1 : -1;
  if (one.endedAt > 0) return other.endedAt - one.endedAt || other.number - one.number;
  return inOrder(one.order, other.order) || one.place - other.place || one.number - other.number;
}
