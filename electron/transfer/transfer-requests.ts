import type { RequestName } from '../../shared/ipc/contract.ts';
import type { Handlers } from '../../shared/ipc/dispatch.ts';
import type { TransferEngine } from './transfer-engine.ts';
import type { TransferSettingsFile } from './transfer-settings-file.ts';

/** What windows ask of the queue. */
export function createTransferRequests({
  transfers,
  settings,
}: {
  transfers: TransferEngine;
  settings: TransferSettingsFile;
}): Pick<Handlers, Extract<RequestName, `transfers.${string}`>> {
  return {
    'transfers.enqueue': async ({ sources, targetDirectory, options }) => {
      const places = sources.map(({ fs, path, kind, size }) => ({
        ...{ fs, path },
        ...(kind && { kind }),
        ...(size !== undefined && { size }),
      }));
      const ids = transfers.enqueue(places, targetDirectory, options);
      await transfers.saved();
      return { ids };
    },
    'transfers.snapshot': () => transfers.snapshot(),
    'transfers.rows': (wanted) => transfers.rows(wanted),
    'transfers.countOn': ({ fs }) => ({ count: transfers.countOn(fs) }),
    'transfers.cancel': ({ selection }) => transfers.cancel(selection),
    'transfers.pause': ({ selection }) => transfers.pause(selection),
    'transfers.resume': ({ selection }) => transfers.resume(selection),
    'transfers.resumeWaiting': () => transfers.resumeWaiting(),
    'transfers.pauseAll': ({ paused }) => transfers.pauseAll(paused),
    'transfers.retry': ({ selection }) => transfers.retry(selection),
    'transfers.runAgain': ({ selection }) => ({ ids: transfers.runAgain(selection) }),
    'transfers.move': ({ ids, to }) => transfers.move(ids, to),
    'transfers.prioritise': ({ selection, priority }) => transfers.prioritise(selection, priority),
    'transfers.answer': ({ transferId, answer }) => transfers.answer(transferId, answer),
    'transfers.remove': ({ selection }) => transfers.remove(selection),
    'transfers.settings.get': () => settings.current,
    'transfers.settings.set': (changed) => settings.set(changed),
  };
}
