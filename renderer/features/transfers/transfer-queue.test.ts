import { describe, expect, test } from 'vitest';
import type { RequestOutput } from '../../../shared/ipc/contract.ts';
import type { TransferItem } from '../../../shared/model/transfer.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { TransferQueue } from './transfer-queue.ts';
import { createTransfersStore } from './transfers-store.ts';

type Rows = RequestOutput<'transfers.rows'>;

const first: TransferItem = {
  ...{ id: '1', kind: 'file', state: 'queued', priority: 'normal', bytes: 0, enqueuedAt: 0 },
  source: { fs: 'local', path: '/abc' },
  target: { fs: 'server', path: '/abc' },
};

/** A queue whose rows come when the test says so. */
function slowQueue() {
  const waiting: ((rows: Rows) => void)[] = [];
  const transport = new FakeTransport({
    'transfers.rows': () => new Promise<Rows>((resolve) => void waiting.push(resolve)),
  });
  const store = createTransfersStore();
  const failures: unknown[] = [];
  const queue = new TransferQueue({
    client: createClient(transport),
    store,
    onFailure: (error) => void failures.push(error),
  });
  const names = () => transport.inputs('transfers.rows').map(({ named }) => named);
  return {
    ...{ store, queue, failures, names },
    answer: (count: number) => waiting.shift()?.({ rows: [{ item: first, depth: 0 }], count, labels: {}, revision: 1 }),
  };
}

describe('the list of transfers', () => {
  test('asks for what fits as it is typed; an answer to what was typed before is not shown', async () => {
    const { store, queue, failures, names, answer } = slowQueue();
    queue.show();
    answer(100);
    await expect.poll(() => store.getState().count).toBe(100);
    store.getState().setFilter('a');
    expect(names()).toEqual([undefined, 'a']);
    store.getState().setFilter('ab ');
    answer(50);
    await expect.poll(names).toEqual([undefined, 'a', 'ab']);
    expect(store.getState().count).toBe(100);
    answer(7);
    await expect.poll(() => store.getState().count).toBe(7);
    store.getState().setFilter('');
    expect(names().at(-1)).toBeUndefined();
    answer(100);
    await expect.poll(() => store.getState().count).toBe(100);
    expect(failures).toEqual([]);
  });
});
