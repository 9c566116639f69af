import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { TransferSettings } from '../../../shared/model/transfer.ts';
import type { Services } from '../../app/services.ts';

/** How the queue works before anybody has chosen something. */
const usualTransfers: TransferSettings = TransferSettings.parse({});

/** Whether these are the settings of transfers that Portside came with. */
export function areUsualTransfers(settings: TransferSettings): boolean {
  return JSON.stringify(TransferSettings.parse(settings)) === JSON.stringify(usualTransfers);
}

/** Everything as it came, transfers too; bookmarks, sites and passwords are no settings. The notice takes it back. */
export function resetAllSettings(services: Services): void {
  const { settings, notices } = services;
  const before = chosenIn(settings.getState());
  settings.getState().change({ ...defaultSettings, bookmarks: before.bookmarks });
  const putTransfersBack = resetTransfers(services);
  const run = () => {
    const { bookmarks: _bookmarks, ...others } = before;
    settings.getState().change(others);
    putTransfersBack();
  };
  notices.getState().succeed('settings.resetDone', {}, { label: 'command.undo', run });
}

/** The settings of transfers as they came. The notice takes it back. */
export function resetTransferSettings(services: Services): void {
  const run = resetTransfers(services);
  services.notices.getState().succeed('settings.transfersReset', {}, { label: 'command.undo', run });
}

function resetTransfers(services: Services): () => void {
  const before = services.transfers.getState().settings;
  services.changeTransferSettings(usualTransfers);
  return () => services.changeTransferSettings(before);
}

/** The settings alone, without what their store can do. */
function chosenIn(state: Settings): Settings {
  const names = Object.keys(defaultSettings) as (keyof Settings)[];
  return Object.fromEntries(names.map((name) => [name, state[name]])) as unknown as Settings;
}
