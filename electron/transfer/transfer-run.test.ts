import { expect, it } from 'vitest';
import { LOCAL } from '../../shared/model/connection.ts';
import { TransferSettings } from '../../shared/model/transfer.ts';
import type { Carrier } from './carrier.ts';
import { TransferBook } from './transfer-book.ts';
import { TransferRun } from './transfer-run.ts';

it('what of a folder was on its way when that was cancelled does not come into the queue', async () => {
  const book = new TransferBook({ onChange() {}, onForgotten() {} });
  book.apply({ t: 'batch', batch: 1, rule: 'ask' });
  book.apply({
    ...{ t: 'add', i: 2, batch: 1, kind: 'folder', priority: 'normal', rank: 1, at: 0 },
    ...{ source: { fs: LOCAL, path: '/from/folder' }, target: { fs: 'server', path: '/to/folder' } },
  });
  const job = book.get('2');
  if (!job) throw new Error('the folder is not in the book');
  const walk: Carrier['walk'] = async (_order, onChildren) => {
    await onChildren([{ name: 'came in time', type: 'file', size: 1 }]);
    run.interrupt('cancel');
    await onChildren([{ name: 'came too late', type: 'file', size: 1 }]);
    return { result: 'walked' };
  };
  const run: TransferRun = new TransferRun(job, {
    carrier: { walk } as Carrier,
    settings: TransferSettings.parse({}),
    record: (record) => book.apply(record),
    nextNumber: () => book.nextNumber,
    ...{ claim: () => true, adjustRoom: () => true, nameFit: async () => ({ fits: true }) },
    ...{ async written() {}, async reach() {}, onReached() {}, onChanged() {}, onUnexpected() {} },
  });
  expect(await run.ended).toEqual({ end: 'interrupted' });
  expect(job.children?.map(({ name }) => name)).toEqual(['came in time']);
});
