import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventPayload, RequestOutput } from '../../../shared/ipc/contract.ts';
import { LOCAL } from '../../../shared/model/connection.ts';
import {
  type Conflict,
  type QueueState,
  type TransferItem,
  type TransferRow,
  type TransferRun,
  TransferSettings,
  type TransferState,
  type TransferTotals,
  type TransferView,
} from '../../../shared/model/transfer.ts';
import type { MessageId } from '../../app/messages.ts';

/** Bytes a second, from and to this machine. */
interface Speed {
  readonly up: number;
  readonly down: number;
}

/** Which rows are chosen, and where the keys act. */
export interface RowSelection {
  readonly chosen: ReadonlySet<string>;
  readonly focused: string | undefined;
  /** The place of that row when it was chosen: it may have moved since, or be on its way here. */
  readonly at?: number;
  /** Where a range begins. */
  readonly anchor: number;
  /** The whole list, with the rows that have not been fetched. */
  readonly everything?: boolean;
}

/** A list as it was asked for. */
interface WantedRows {
  readonly view: TransferView;
  readonly filter: string;
}

interface ListedRows extends WantedRows {
  /** Its rows when it was first shown so. */
  readonly countAtFirst: number;
}

interface TransfersState {
  /**
   * What is known of single items: what runs, what a list shows, and what is chosen in it. Changed in place; a row subscribes to its own item, which
   * is a new object whenever it changed.
   */
  readonly byId: Map<string, TransferItem>;
  readonly view: TransferView;
  /** What names have to fit, as it is typed. */
  readonly filter: string;
  readonly filterOpen: boolean;
  /** Rows of the list, those not in sight included. */
  readonly count: number;
  /** Which list the rows and their count are of; absent until they have come. */
  readonly listed: ListedRows | undefined;
  /** The rows that have been fetched, by their index: the main process keeps the list, the window a part of it. */
  readonly rows: ReadonlyMap<number, TransferRow>;
  readonly expanded: ReadonlySet<string>;
  readonly selection: RowSelection;
  /** What servers are called that are not connected now. */
  readonly labels: Readonly<Record<string, string>>;
  readonly totals: TransferTotals;
  readonly run: TransferRun;
  readonly queue: QueueState;
  /** Of the queue as the main process last told. */
  readonly revision: number;
  readonly speed: Speed;
  readonly conflicts: readonly Conflict[];
  /** Questions altogether. */
  readonly waiting: number;
  readonly settings: TransferSettings;
}

type Rows = RequestOutput<'transfers.rows'>;

interface TransfersActions {
  apply(delta: EventPayload<'transfers.delta'>): void;
  restore(snapshot: RequestOutput<'transfers.snapshot'>): void;
  /** Takes up a part of a list that begins at `offset`; rows elsewhere are forgotten: they may have moved. */
  setRows(offset: number, answer: Rows, of: WantedRows): void;
  setConflicts(conflicts: readonly Conflict[], waiting: number): void;
  setView(view: TransferView): void;
  /** The rows stay until those that fit have come. */
  setFilter(filter: string): void;
  /** Closed, it lets everything pass. */
  setFilterOpen(open: boolean): void;
  setExpanded(id: string, expanded: boolean): void;
  /** `items`: the chosen ones, as far as they came with the choice. */
  select(selection: RowSelection, items?: readonly TransferItem[]): void;
  setSettings(settings: TransferSettings): void;
}

export type TransfersStore = StoreApi<TransfersState & TransfersActions>;

export const noTotals: TransferTotals = {
  ...{ queued: 0, active: 0, asking: 0, paused: 0, done: 0, failed: 0, skipped: 0, cancelled: 0 },
  ...{ bytesDone: 0, bytesLeft: 0, rate: 0 },
};

const noSelection: RowSelection = { chosen: new Set(), focused: undefined, anchor: 0 };

/** The queue as the main process tells it. */
export function createTransfersStore(): TransfersStore {
  const active = new Map<string, TransferItem>();

  /** Keeps to what runs and what is shown, so that a window never holds a hundred thousand items. */
  function keepKnown(byId: Map<string, TransferItem>, changed: readonly TransferItem[], shown: Iterable<TransferRow>) {
    const inSight = new Set([...shown].map(({ item }) => item.id));
    for (const item of changed) {
      if (item.state === 'active') active.set(item.id, item);
      else active.delete(item.id);
      if (active.has(item.id) || inSight.has(item.id) || byId.has(item.id)) byId.set(item.id, item);
    }
  }

  return createStore<TransfersState & TransfersActions>()((set, get) => ({
    byId: new Map(),
    view: 'all',
    filter: '',
    filterOpen: false,
    count: 0,
    listed: undefined,
    rows: new Map(),
    expanded: new Set(),
    selection: noSelection,
    labels: {},
    totals: noTotals,
    run: { number: 0, done: 0, failed: 0, skipped: 0 },
    queue: { paused: false, waiting: 0 },
    revision: 0,
    speed: { up: 0, down: 0 },
    conflicts: [],
    waiting: 0,
    settings: TransferSettings.parse({}),

    apply({ changed, totals, run, queue, revision }) {
      keepKnown(get().byId, changed, get().rows.values());
      set({ totals, run, queue, revision, speed: speedOf(active.values()) });
    },
    restore({ items, totals, run, queue, revision, conflicts, waiting }) {
      const byId = new Map(items.map((item) => [item.id, item]));
      active.clear();
      for (const item of items) if (item.state === 'active') active.set(item.id, item);
      const speed = speedOf(active.values());
      set({ byId, totals, run, queue, revision, conflicts, waiting, speed, rows: new Map() });
    },
    setRows(offset, { rows, count, labels }, { view, filter }) {
      const { byId, listed, selection } = get();
      const isSame = listed?.view === view && listed.filter === filter;
      for (const [id] of byId) if (!active.has(id) && !selection.chosen.has(id)) byId.delete(id);
      for (const { item } of rows) byId.set(item.id, item);
      set({
        ...{ count, labels: { ...get().labels, ...labels } },
        listed: isSame ? listed : { view, filter, countAtFirst: count },
        rows: new Map(rows.map((row, index) => [offset + index, row])),
      });
    },
    setConflicts: (conflicts, waiting) => set({ conflicts, waiting }),
    setView: (view) => {
      if (view !== get().view) set({ view, rows: new Map(), count: 0, listed: undefined, selection: noSelection });
    },
    setFilter: (filter) => {
      if (filter !== get().filter) set({ filter, selection: noSelection });
    },
    setFilterOpen(filterOpen) {
      set({ filterOpen });
      if (!filterOpen) get().setFilter('');
    },
    setExpanded(id, isExpanded) {
      const expanded = new Set(get().expanded);
      if (isExpanded) expanded.add(id);
      else expanded.delete(id);
      set({ expanded });
    },
    select(selection, items = []) {
      for (const item of items) get().byId.set(item.id, item);
      set({ selection });
    },
    setSettings: (settings) => set({ settings }),
  }));
}

/** Whether folders can be opened: in a flat list what is in them stands beside them. */
export function isTree({ view, filter }: WantedRows): boolean {
  return view === 'all' && filter.trim() === '';
}

/** As the main process takes it. */
export function nameWanted({ filter }: Pick<WantedRows, 'filter'>): { named?: string } {
  const named = filter.trim();
  return named === '' ? {} : { named };
}

/** Every transfer that a list has, however much of it is shown. */
export function countOf(view: TransferView, totals: TransferTotals): number {
  const { queued, active, asking, paused, done, failed, skipped, cancelled } = totals;
  const counts = {
    ...{ active: active + asking, queued: queued + paused },
    ...{ failed, finished: done + skipped + cancelled },
  };
  return view === 'all' ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[view];
}

function speedOf(active: Iterable<TransferItem>): Speed {
  let up = 0;
  let down = 0;
  for (const item of active) {
    if (directionOf(item) === 'download') down += item.rate ?? 0;
    else up += item.rate ?? 0;
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

/** Finished share of an item, 0 to 1; undefined where the size is unknown. Of a folder that of all that is in it. */
export function shareOf({ bytes, size, state, kind, inside }: TransferItem): number | undefined {
  if (kind === 'folder') {
    if (!inside) return undefined;
    return inside.size === 0 ? inside.ended / Math.max(1, inside.items) : Math.min(1, inside.bytes / inside.size);
  }
  if (state === 'done') return 1;
  if (size === undefined) return undefined;
  return size === 0 ? 0 : Math.min(1, bytes / size);
}

/** Whether a folder still has something to do. */
export function isUnderWay({ inside, state }: TransferItem): boolean {
  return inside ? inside.ended < inside.items : state === 'active';
}

/** Whether it waits for the user; a folder where all that is left of it does. */
export function isHeldItem({ inside, state }: TransferItem): boolean {
  if (state === 'paused') return true;
  return inside !== undefined && inside.paused > 0 && inside.paused === inside.items - inside.ended;
}

/**
 * True where trying again would do something: for what did not arrive, for a folder with such a thing in it, and for what waits to
 * be tried by itself.
 */
export function mayRetry({ inside, state, retryAt }: TransferItem): boolean {
  if (inside !== undefined && inside.failed + inside.cancelled > 0) return true;
  return state === 'failed' || state === 'cancelled' || (state === 'queued' && retryAt !== undefined);
}

/** The state to speak of: that of a folder is what has become of all that is in it. */
export function shownState(item: TransferItem): TransferState {
  const { inside, state, operation } = item;
  if (isHeldItem(item)) return 'paused';
  if (!inside || state === 'asking') return state;
  // A folder that is moved waits, when it was read, for what is in it.
  const waitsForContent = operation === 'move' && inside.items > 1;
  if (inside.ended < inside.items) return state === 'queued' && !waitsForContent ? 'queued' : 'active';
  if (inside.failed > 0) return 'failed';
  return inside.cancelled > 0 ? 'cancelled' : state;
}

/** The word for it: what is moved is not only done. */
export function stateWord(item: TransferItem): MessageId {
  const shown = shownState(item);
  const isPartOfMove = shown === 'queued' || shown === 'active' || shown === 'done';
  return item.operation === 'move' && isPartOfMove ? `transfers.move.${shown}` : `transfers.state.${shown}`;
}

/** Seconds until an item or the queue ends at the present rate. */
export function secondsLeft(bytesLeft: number, rate: number | undefined): number | undefined {
  if (rate === undefined || rate <= 0) return undefined;
  return bytesLeft / rate;
}
