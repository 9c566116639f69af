import type { TransferSelection } from '../../shared/model/transfer.ts';
import { clashKey } from '../remote/name-rules.ts';
import type { TransferBook } from './transfer-book.ts';
import type { Job } from './transfer-job.ts';
import { listsOf } from './transfer-rows.ts';

/** What has ended is kept for so long, and so many items of it. */
const HISTORY_MS = 30 * 24 * 60 * 60 * 1_000;
const HISTORY_ITEMS = 10_000;

/** The items that a selection means, each once. */
export function selectedJobs(
  book: TransferBook,
  selection: TransferSelection,
  scope: 'with-content' | 'themselves',
): Job[] {
  if ('of' in selection && selection.named === undefined) {
    return selection.of === 'all' ? [...book.jobs()] : [...book.views[selection.of]];
  }
  const chosen = new Set<Job>();
  for (const job of meant(book, selection)) {
    if (chosen.has(job)) continue;
    if (scope === 'themselves') chosen.add(job);
    else for (const each of job.withDescendants()) chosen.add(each);
  }
  return [...chosen];
}

function meant(book: TransferBook, selection: TransferSelection): Job[] {
  if ('ids' in selection) return selection.ids.flatMap((id) => book.get(id) ?? []);
  return listsOf(book, selection.of, selection.named).flatMap((list) => [...list]);
}

/** What of the history is forgotten: what is too old, and beyond what is kept the oldest. The newest always stays. */
export function tooOld(book: TransferBook, now: number): Job[] {
  const last = book.roots.last();
  if (!last || last.endedAt === 0) return [];
  const gone: Job[] = [];
  let excess = book.endedItems - HISTORY_ITEMS;
  for (let at = book.roots.size - 1; at > 0; at--) {
    const root = book.roots.at(at);
    if (!root || root.endedAt === 0 || (book.roots.at(at - 1)?.endedAt ?? 0) === 0) break;
    if (excess <= 0 && root.endedAt >= now - HISTORY_MS) break;
    for (const job of root.withDescendants()) {
      gone.push(job);
      excess--;
    }
  }
  return gone;
}

/** Finds names that some disk takes for the same as one before. */
export function looseTargetKeys(): { isTaken(name: string): boolean } {
  const taken = new Set<string>();
  return {
    isTaken(name) {
      const key = clashKey(name, { alphabet: 'any', caseSensitive: false, composition: 'ignored' });
      const isTaken = taken.has(key);
      taken.add(key);
      return isTaken;
    },
  };
}
