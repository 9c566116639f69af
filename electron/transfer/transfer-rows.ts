import type { TransferRow, TransferView } from '../../shared/model/transfer.ts';
import type { SortedList } from './sorted-list.ts';
import type { TransferBook } from './transfer-book.ts';
import type { Job } from './transfer-job.ts';

/** Which part of a list is wanted. */
export interface RowsWanted {
  readonly view: TransferView;
  /** What their names have to fit, by the rule of the file search. */
  readonly named?: string | undefined;
  /** Folders whose content is shown; in the tree alone. */
  readonly expanded: readonly string[];
  readonly offset: number;
  readonly limit: number;
}

/** A part of a list of the dock, and how many rows the whole of it has. No more is looked at than what is wanted and expanded. */
export function rowsOf(book: TransferBook, wanted: RowsWanted): { rows: TransferRow[]; count: number } {
  const { view, named, offset, limit } = wanted;
  if (view !== 'all' || named !== undefined) {
    const lists = listsOf(book, view, named);
    const rows = sliceOf(lists, offset, limit).map((job) => ({ item: job.describe(), depth: 0 }));
    return { rows, count: lists.reduce((sum, { size }) => sum + size, 0) };
  }
  const open = expandedTree(book, wanted.expanded);
  const count = book.roots.size + open.reduce((sum, branch) => sum + branch.rows, 0);
  const found: { job: Job; depth: number }[] = [];
  collect(listOfRoots(book.roots), open, 0, { skip: offset, left: limit }, found);
  return { rows: found.map(({ job, depth }) => ({ item: job.describe(), depth })), count };
}

/** What a view shows one under the other. What fits a name stands apart from its folders, what is under way first. */
export function listsOf(book: TransferBook, view: TransferView, named: string | undefined): SortedList<Job>[] {
  const byState = named === undefined ? book.views : book.viewsNamed(named);
  return view === 'all' ? Object.values(byState) : [byState[view]];
}

function sliceOf(lists: readonly SortedList<Job>[], offset: number, limit: number): Job[] {
  const found: Job[] = [];
  let before = 0;
  for (const list of lists) {
    const start = Math.max(0, offset - before);
    found.push(...list.slice(start, start + limit - found.length));
    before += list.size;
  }
  return found;
}

/** An expanded folder: where it stands among its siblings, and how many rows its content takes. */
interface Branch {
  readonly job: Job;
  readonly index: number;
  readonly branches: Branch[];
  readonly rows: number;
}

function expandedTree(book: TransferBook, ids: readonly string[]): Branch[] {
  const jobs = new Set(ids.flatMap((id) => book.get(id) ?? []).filter(({ children }) => children !== undefined));
  const within = Map.groupBy(jobs, ({ parent }) => parent);
  const branchesOf = (parent: Job | undefined): Branch[] =>
    (within.get(parent) ?? [])
      .map((job): Branch => {
        const branches = branchesOf(job);
        const rows = (job.children?.length ?? 0) + branches.reduce((sum, branch) => sum + branch.rows, 0);
        const index = parent ? indexAmong(parent.children ?? [], job) : book.roots.indexOf(job);
        return { job, index, branches, rows };
      })
      .sort((one, other) => one.index - other.index);
  return branchesOf(undefined);
}

/** Children stand in the order of their numbers. */
function indexAmong(children: readonly Job[], job: Job): number {
  let low = 0;
  let high = children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((children[middle] as Job).number < job.number) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Siblings {
  readonly length: number;
  slice(start: number, end: number): Job[];
}

function listOfRoots(roots: SortedList<Job>): Siblings {
  return { length: roots.size, slice: (start, end) => roots.slice(start, end) };
}

/** Goes through siblings from one expanded folder to the next, and into it. */
function collect(
  siblings: Siblings,
  branches: readonly Branch[],
  depth: number,
  want: { skip: number; left: number },
  found: { job: Job; depth: number }[],
): void {
  let from = 0;
  const takeTo = (end: number) => {
    const skipped = Math.min(want.skip, end - from);
    want.skip -= skipped;
    const jobs = siblings.slice(from + skipped, Math.min(end, from + skipped + want.left));
    want.left -= jobs.length;
    for (const job of jobs) found.push({ job, depth });
    from = end;
  };
  for (const branch of branches) {
    if (want.left <= 0) return;
    takeTo(branch.index + 1);
    if (want.skip >= branch.rows) want.skip -= branch.rows;
    else collect(branch.job.children ?? [], branch.branches, depth + 1, want, found);
  }
  if (want.left > 0) takeTo(siblings.length);
}
