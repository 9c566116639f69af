import { beforeEach, describe, expect, test } from 'vitest';
import type { TransferItem } from '../../../shared/model/transfer.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { chooseEverything, chooseRange, chooseRow, focusedAt, toggleRow } from './row-selection.ts';
import { TransferQueue } from './transfer-queue.ts';
import { createTransfersStore, type TransfersStore } from './transfers-store.ts';

const COUNT = 10_000;

function item(index: number): TransferItem {
  return {
    ...{ id: `i${index}`, kind: 'file', state: 'queued', priority: 'normal', bytes: 0, enqueuedAt: 0 },
    source: { fs: 'local', path: `/${index}` },
    target: { fs: 'server', path: `/${index}` },
  };
}

/** A list of which the window has the first hundred rows. */
describe('choosing rows of a list of ten thousand', () => {
  let transfers: TransfersStore;
  let queue: TransferQueue;
  const rowsFrom = (offset: number, limit: number) => ({
    rows: Array.from({ length: Math.min(limit, COUNT - offset) }, (_, step) => ({
      item: item(offset + step),
      depth: 0,
    })),
    ...{ count: COUNT, labels: {}, revision: 1 },
  });
  const selection = () => transfers.getState().selection;
  const show = (offset: number) =>
    transfers.getState().setRows(offset, rowsFrom(offset, 100), { view: 'all', filter: '' });

  beforeEach(() => {
    transfers = createTransfersStore();
    const transport = new FakeTransport({ 'transfers.rows': ({ offset, limit }) => rowsFrom(offset, limit) });
    queue = new TransferQueue({
      client: createClient(transport),
      store: transfers,
      onFailure: (error) => expect.unreachable(String(error)),
    });
    show(0);
  });

  test('End leads to the last row, which was not here, and the row above it is the one before it', async () => {
    await chooseRow({ transfers, queue }, COUNT - 1);
    expect(selection()).toMatchObject({ focused: 'i9999', at: COUNT - 1 });
    expect([...selection().chosen]).toEqual(['i9999']);
    // The list has not been scrolled there yet, or has been scrolled away since: the keys know where they are.
    expect(focusedAt(transfers.getState())).toBe(COUNT - 1);
    await chooseRow({ transfers, queue }, COUNT - 2);
    expect(selection().focused).toBe('i9998');
  });

  test('a range takes all that lies within it, not only what the window has of it', async () => {
    await chooseRow({ transfers, queue }, 10);
    await chooseRange({ transfers, queue }, 1_500);
    expect(selection().chosen.size).toBe(1_491);
    expect(selection().chosen.has('i700')).toBe(true);
    expect(selection()).toMatchObject({ focused: 'i1500', anchor: 10 });
    await chooseRange({ transfers, queue }, 5);
    expect([...selection().chosen]).toEqual(['i5', 'i6', 'i7', 'i8', 'i9', 'i10']);
  });

  test('what is chosen is known also when it is scrolled out of the window’s part', async () => {
    await chooseRow({ transfers, queue }, 3);
    show(5_000);
    expect(transfers.getState().byId.get('i3')).toMatchObject({ state: 'queued' });
  });

  test('one taken out of all leaves all the others', async () => {
    chooseEverything({ transfers });
    await toggleRow({ transfers, queue }, 7, item(7));
    expect(selection().chosen.size).toBe(COUNT - 1);
    expect(selection().everything).toBeFalsy();
    expect(selection().chosen.has('i7')).toBe(false);
    expect(selection().chosen.has('i9000')).toBe(true);
  });

  test('another choice counts where it is made before the rows have come', async () => {
    const slow = chooseRange({ transfers, queue }, 9_000);
    await chooseRow({ transfers, queue }, 2);
    await slow;
    expect([...selection().chosen]).toEqual(['i2']);
  });
});
