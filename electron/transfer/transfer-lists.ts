import { nameMatcher } from '../../shared/model/file-search.ts';
import type { TransferState, TransferView } from '../../shared/model/transfer.ts';
import { askingFirst, newestFirst } from './list-orders.ts';
import { SortedList } from './sorted-list.ts';
import { inQueueOrder, type Job } from './transfer-job.ts';

/** The lists that an item can stand in by its state. */
type StateView = Exclude<TransferView, 'all'>;
export type StateLists = Readonly<Record<StateView, SortedList<Job>>>;

const viewOf: Record<TransferState, StateView> = {
  queued: 'queued',
  paused: 'queued',
  active: 'active',
  asking: 'active',
  failed: 'failed',
  done: 'finished',
  skipped: 'finished',
  cancelled: 'finished',
};

/** One for every window that filters at one time; more share them by turns. */
const MOST_NAMES = 4;

/**
 * The items by their state, each list in its order; and once more what fits a name, while somebody looks for that. All items are
 * gone through when a name is first asked for; from then on only those that change are compared with it.
 */
export class TransferLists {
  readonly byState: StateLists = listsOf(() => []);
  /** The one that was asked for last comes last. */
  readonly #named = new Map<string, NamedLists>();

  /** An item must leave before its state, its order or its name changes, and come back after it. */
  add(job: Job): void {
    this.byState[viewOf[job.state]].add(job);
    for (const named of this.#named.values()) named.add(job);
  }

  delete(job: Job): void {
    this.byState[viewOf[job.state]].delete(job);
    for (const { byState } of this.#named.values()) byState[viewOf[job.state]].delete(job);
  }

  /** What fits a name, by the rule of {@link nameMatcher}. */
  named(name: string): StateLists {
    const named = this.#named.get(name) ?? new NamedLists(name, this.byState);
    this.#named.delete(name);
    this.#named.set(name, named);
    const [oldest] = this.#named.keys();
    if (this.#named.size > MOST_NAMES && oldest !== undefined) this.#named.delete(oldest);
    return named.byState;
  }
}

class NamedLists {
  readonly #fits: (name: string) => boolean;
  readonly byState: StateLists;

  constructor(name: string, all: StateLists) {
    this.#fits = nameMatcher(name);
    const fitting = ({ shownName }: Job) => this.#fits(shownName);
    this.byState = listsOf((view) => [...all[view]].filter(fitting));
  }

  add(job: Job): void {
    if (this.#fits(job.shownName)) this.byState[viewOf[job.state]].add(job);
  }
}

/** @param inOrder What stands in each of them, in its order. */
function listsOf(inOrder: (view: StateView) => readonly Job[]): StateLists {
  return {
    active: new SortedList(askingFirst, inOrder('active')),
    queued: new SortedList(inQueueOrder, inOrder('queued')),
    failed: new SortedList(newestFirst, inOrder('failed')),
    finished: new SortedList(newestFirst, inOrder('finished')),
  };
}
