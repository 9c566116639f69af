import type { TransferItem, TransferRow } from '../../../shared/model/transfer.ts';
import type { TransferQueue } from './transfer-queue.ts';
import type { RowSelection, TransfersStore } from './transfers-store.ts';

/** The list, of which the window has but a part. */
interface LongList {
  readonly transfers: TransfersStore;
  readonly queue: Pick<TransferQueue, 'rowsBetween'>;
}

/** Where the keys act: the place of the row in focus, or where it was when its row was last here; -1 before there was one. */
export function focusedAt({ rows, selection }: { rows: ReadonlyMap<number, TransferRow>; selection: RowSelection }) {
  if (selection.focused === undefined) return selection.at ?? -1;
  return [...rows].find(([, { item }]) => item.id === selection.focused)?.[0] ?? selection.at ?? -1;
}

/** Chooses a row alone. One that is not here is fetched; until then nothing has the focus. */
export function chooseRow(list: LongList, index: number): Promise<void> {
  return choose(list, { at: index, anchor: index, from: index, to: index });
}

/** Chooses all from where the range begins to this row, beside what is `kept`. */
export function chooseRange(list: LongList, index: number, kept: ReadonlySet<string> = new Set()): Promise<void> {
  const { anchor } = list.transfers.getState().selection;
  return choose(list, { at: index, anchor, from: Math.min(anchor, index), to: Math.max(anchor, index), kept });
}

/** Adds a row to what is chosen, or takes it out of that. */
export async function toggleRow(list: LongList, index: number, { id }: TransferItem): Promise<void> {
  const { transfers } = list;
  const { selection, count } = transfers.getState();
  // All but one are each of the others.
  if (selection.everything) await choose(list, { at: index, anchor: index, from: 0, to: count - 1 });
  const chosen = new Set(transfers.getState().selection.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  transfers.getState().select({ chosen, focused: id, at: index, anchor: index });
}

/** Every row of the list, also those that are not here. */
export function chooseEverything({ transfers }: Pick<LongList, 'transfers'>): void {
  const { rows, selection, select } = transfers.getState();
  select({ ...selection, chosen: new Set([...rows.values()].map(({ item }) => item.id)), everything: true });
}

interface Choice {
  readonly at: number;
  readonly anchor: number;
  readonly from: number;
  readonly to: number;
  readonly kept?: ReadonlySet<string>;
}

async function choose({ transfers, queue }: LongList, { at, anchor, from, to, kept }: Choice): Promise<void> {
  const { rows, select } = transfers.getState();
  const here = Array.from({ length: to - from + 1 }, (_, step) => rows.get(from + step));
  const take = (found: readonly (TransferRow | undefined)[]) => {
    const items = found.flatMap((row) => row?.item ?? []);
    const chosen = new Set([...(kept ?? []), ...items.map(({ id }) => id)]);
    select({ chosen, focused: found[at - from]?.item.id, at, anchor }, items);
  };
  if (!here.includes(undefined)) {
    take(here);
    return;
  }
  const waiting: RowSelection = { chosen: kept ?? new Set(), focused: undefined, at, anchor };
  select(waiting);
  const found = await queue.rowsBetween(from, to);
  // Something else was chosen meanwhile, or another list is shown.
  if (transfers.getState().selection === waiting) take(found);
}
