import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventPayload, RequestOutput } from '../../../shared/ipc/contract.ts';
import { LOCAL } from '../../../shared/model/connection.ts';
import type { Conflict, TransferItem, TransferState, TransferTotals } from '../../../shared/model/transfer.ts';

export type TransferFilter = 'all' | 'active' | 'queued' | 'failed' | 'finished';

const statesOf: Record<TransferFilter, readonly TransferState[]> = {
  all: ['asking', 'active', 'failed', 'queued', 'done', 'skipped', 'cancelled'],
  active: ['asking', 'active'],
  queued: ['queued'],
  failed: ['failed'],
  finished: ['done', 'skipped', 'cancelled'],
};

/** Bytes a second, from and to this machine. */
interface Speed {
  readonly up: number;
  readonly down: number;
}

interface TransfersState {
  /**
   * Changed in place: a copy of a long queue at every delta would cost more than the delta. Rows subscribe to their own item,
   * which is a new object whenever it changed; lists subscribe to `ids`.
   */
  readonly byId: Map<string, TransferItem>;
  /** What the filter shows, in the order shown. The same array as long as membership and order stay. */
  readonly ids: readonly string[];
  readonly filter: TransferFilter;
  readonly totals: TransferTotals;
  readonly speed: Speed;
  readonly conflicts: readonly Conflict[];
}

interface TransfersActions {
  apply(delta: EventPayload<'transfers.delta'>): void;
  restore(snapshot: RequestOutput<'transfers.snapshot'>): void;
  setConflicts(conflicts: readonly Conflict[]): void;
  setFilter(filter: TransferFilter): void;
}

export type TransfersStore = StoreApi<TransfersState & TransfersActions>;

export const noTotals: TransferTotals = {
  queued: 0,
  active: 0,
  asking: 0,
  done: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
  bytesDone: 0,
  bytesLeft: 0,
  rate: 0,
};

/** The queue as the main process tells it. */
export function createTransfersStore(): TransfersStore {
  return createStore<TransfersState & TransfersActions>()((set, get) => ({
    byId: new Map(),
    ids: [],
    filter: 'all',
    totals: noTotals,
    speed: { up: 0, down: 0 },
    conflicts: [],

    apply({ changed, removed, totals }) {
      const { byId, filter, ids } = get();
      let moved = removed.length > 0;
      for (const id of removed) byId.delete(id);
      for (const item of changed) {
        moved ||= byId.get(item.id)?.state !== item.state;
        byId.set(item.id, item);
      }
      set({ totals, speed: speedOf(byId), ids: moved ? orderedIds(byId, filter) : ids });
    },
    restore({ items, totals, conflicts }) {
      const byId = new Map(items.map((item) => [item.id, item]));
      set({ byId, totals, conflicts, speed: speedOf(byId), ids: orderedIds(byId, get().filter) });
    },
    setConflicts: (conflicts) => set({ conflicts }),
    setFilter: (filter) => set({ filter, ids: orderedIds(get().byId, filter) }),
  }));
}

/** What needs an eye stands first, then what waits, then what ended, newest first. */
function orderedIds(byId: ReadonlyMap<string, TransferItem>, filter: TransferFilter): string[] {
  const states = statesOf[filter];
  const groups = new Map<TransferState, TransferItem[]>(states.map((state) => [state, []]));
  for (const item of byId.values()) groups.get(item.state)?.push(item);
  const ended = (['done', 'skipped', 'cancelled'] as const)
    .flatMap((state) => groups.get(state) ?? [])
    .sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0));
  const waiting = (['asking', 'active', 'failed', 'queued'] as const).flatMap((state) => groups.get(state) ?? []);
  return [...waiting, ...ended].map((item) => item.id);
}

function speedOf(byId: ReadonlyMap<string, TransferItem>): Speed {
  let up = 0;
  let down = 0;
  for (const item of byId.values()) {
    if (item.state !== 'active' || item.rate === undefined) continue;
    if (directionOf(item) === 'download') down += item.rate;
    else up += item.rate;
  }
  return { up, down };
}

export type Direction = 'upload' | 'download' | 'copy';

export function directionOf({ source, target }: Pick<TransferItem, 'source' | 'target'>): Direction {
  const fromHere = source.fs === LOCAL || source.fs.startsWith('drop:');
  const toHere = target.fs === LOCAL;
  if (fromHere === toHere) return 'copy';
  return toHere ? 'download' : 'upload';
}

/** Finished share of an item, 0 to 1; undefined where the size is unknown. */
export function shareOf({ bytes, size, state }: TransferItem): number | undefined {
  if (state === 'done') return 1;
  if (size === undefined) return undefined;
  return size === 0 ? 0 : Math.min(1, bytes / size);
}

/** Seconds until an item or the queue ends at the present rate. */
export function secondsLeft(bytesLeft: number, rate: number | undefined): number | undefined {
  if (rate === undefined || rate <= 0) return undefined;
  return bytesLeft / rate;
}
