import type {
  ConflictAnswer,
  TransferPriority,
  TransferRow,
  TransferSelection,
  TransferSettings,
} from '../../../shared/model/transfer.ts';
import type { Client } from '../../client/client.ts';
import { nameWanted, type TransfersStore } from './transfers-store.ts';

/** Rows beside those in sight, so that scrolling finds them there. */
const BESIDE = 60;
const LARGEST_PAGE = 500;
/** A list that changes all the time is asked for no more often, ms. */
const FETCH_EVERY_MS = 250;

export interface TransferQueueOptions {
  readonly client: Client;
  readonly store: TransfersStore;
  readonly onFailure: (error: unknown) => void;
}

/** What the window does with the queue: it fetches the rows that are looked at, and passes on what the user wants. */
export class TransferQueue {
  readonly #client: Client;
  readonly #store: TransfersStore;
  readonly #onFailure: (error: unknown) => void;
  #sight = { first: 0, last: 30 };
  /** The revision that the fetched rows are of. */
  #fetched = -1;
  #isFetching = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetchedAt = 0;
  /** Whether a list is shown at all. */
  #isShown = false;

  constructor({ client, store, onFailure }: TransferQueueOptions) {
    this.#client = client;
    this.#store = store;
    this.#onFailure = onFailure;
    client.on('transfers.delta', (delta) => {
      store.getState().apply(delta);
      if (delta.revision !== this.#fetched) this.#fetchSoon();
    });
    client.on('transfers.conflicts', ({ conflicts, waiting }) => store.getState().setConflicts(conflicts, waiting));
    client.on('transfers.settings', (settings) => store.getState().setSettings(settings));
    store.subscribe((state, before) => {
      const isOther = state.view !== before.view || state.filter !== before.filter;
      if (!isOther && state.expanded === before.expanded) return;
      if (isOther) this.#sight = { first: 0, last: 30 };
      this.#fetchNow();
    });
  }

  /** Asks for the present state of things. */
  async restore(): Promise<void> {
    const [snapshot, settings] = await Promise.all([
      this.#client.request('transfers.snapshot'),
      this.#client.request('transfers.settings.get'),
    ]);
    this.#store.getState().restore(snapshot);
    this.#store.getState().setSettings(settings);
    this.#fetchNow();
  }

  /** A list is shown from here on, until the answer is called. */
  show(): () => void {
    this.#isShown = true;
    this.#fetchNow();
    return () => {
      this.#isShown = false;
    };
  }

  /** These rows are looked at now. */
  look(first: number, last: number): void {
    this.#sight = { first, last };
    const { rows, count } = this.#store.getState();
    for (let index = first; index <= Math.min(last, count - 1); index++) {
      if (rows.has(index)) continue;
      this.#fetchNow();
      return;
    }
  }

  /** Rows of the list as it is shown, wherever they are. Fewer where it has become shorter, none where they cannot be had. */
  async rowsBetween(first: number, last: number): Promise<TransferRow[]> {
    const { view, filter, expanded } = this.#store.getState();
    const list = { view, ...nameWanted({ filter }), expanded: [...expanded] };
    const found: TransferRow[] = [];
    try {
      for (let offset = first; offset <= last; offset += LARGEST_PAGE) {
        const limit = Math.min(LARGEST_PAGE, last - offset + 1);
        found.push(...(await this.#client.request('transfers.rows', { ...list, offset, limit })).rows);
      }
    } catch (error) {
      this.#onFailure(error);
      return [];
    }
    return found;
  }

  cancel(selection: TransferSelection): void {
    this.#ask(this.#client.request('transfers.cancel', { selection }));
  }

  pause(selection: TransferSelection): void {
    this.#ask(this.#client.request('transfers.pause', { selection }));
  }

  resume(selection: TransferSelection): void {
    this.#ask(this.#client.request('transfers.resume', { selection }));
  }

  resumeWaiting(): void {
    this.#ask(this.#client.request('transfers.resumeWaiting'));
  }

  pauseAll(paused: boolean): void {
    this.#ask(this.#client.request('transfers.pauseAll', { paused }));
  }

  retry(selection: TransferSelection): void {
    this.#ask(this.#client.request('transfers.retry', { selection }));
  }

  runAgain(selection: TransferSelection): void {
    this.#ask(this.#client.request('transfers.runAgain', { selection }));
  }

  remove(selection: TransferSelection): void {
    this.#ask(this.#client.request('transfers.remove', { selection }));
  }

  move(ids: readonly string[], to: 'top' | 'up' | 'down' | 'bottom' | { before: string }): void {
    this.#ask(this.#client.request('transfers.move', { ids: [...ids], to }));
  }

  prioritise(selection: TransferSelection, priority: TransferPriority): void {
    this.#ask(this.#client.request('transfers.prioritise', { selection, priority }));
  }

  answer(transferId: string, answer: ConflictAnswer): Promise<void> {
    return this.#client.request('transfers.answer', { transferId, answer });
  }

  async setSettings(settings: TransferSettings): Promise<void> {
    this.#store.getState().setSettings(await this.#client.request('transfers.settings.set', settings));
  }

  #ask(request: Promise<unknown>): void {
    request.catch(this.#onFailure);
  }

  #fetchSoon(): void {
    if (!this.#isShown || this.#timer !== undefined || this.#isFetching) return;
    const wait = Math.max(0, this.#fetchedAt + FETCH_EVERY_MS - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#fetchNow();
    }, wait);
  }

  #fetchNow(): void {
    if (!this.#isShown || this.#isFetching) return;
    this.#isFetching = true;
    this.#fetch()
      .catch(this.#onFailure)
      .finally(() => {
        this.#isFetching = false;
        const { revision, rows, count } = this.#store.getState();
        const isComplete = rows.has(this.#sight.first) || this.#sight.first >= count;
        if (revision > this.#fetched || !isComplete) this.#fetchSoon();
      });
  }

  async #fetch(): Promise<void> {
    const { view, filter, expanded } = this.#store.getState();
    const offset = Math.max(0, this.#sight.first - BESIDE);
    const limit = Math.min(LARGEST_PAGE, this.#sight.last + BESIDE - offset + 1);
    const wanted = { view, ...nameWanted({ filter }), expanded: [...expanded], offset, limit };
    const answer = await this.#client.request('transfers.rows', wanted);
    this.#fetchedAt = Date.now();
    const now = this.#store.getState();
    // What was asked for is not what is shown any more.
    if (now.view !== view || now.filter !== filter || now.expanded !== expanded) {
      this.#fetched = -1;
      return;
    }
    this.#fetched = answer.revision;
    now.setRows(offset, answer, { view, filter });
  }
}
