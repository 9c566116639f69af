import { expect, it } from 'vitest';
import { TransferBook } from './transfer-book.ts';
import { TransferJournal } from './transfer-journal.ts';
import { TransferLedger } from './transfer-ledger.ts';

it.runIf(process.platform === 'linux')(
  'a journal that finds the disk full says so, so that what has arrived of a file is kept',
  async () => {
    const ledger = new TransferLedger(new TransferBook({ onChange() {}, onForgotten() {} }));
    const journal = await TransferJournal.open({ file: '/dev/full', onTrouble() {} }, () => {});
    ledger.keepIn(journal);
    ledger.record({ t: 'pause-all', paused: true });
    await expect(ledger.written()).rejects.toMatchObject({ kind: 'no-space' });
    await expect(journal[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'ENOSPC' });
  },
);
