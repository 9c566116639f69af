import { beforeEach, expect, it } from 'vitest';
import { defaultSettings } from '../../../shared/model/settings.ts';
import { TransferSettings } from '../../../shared/model/transfer.ts';
import { eventually } from '../../../test/eventually.ts';
import { Services } from '../../app/services.ts';
import { fakeMainProcess } from '../../app/testing-window.ts';
import { areUsualTransfers, resetAllSettings } from './reset-settings.ts';

const bookmark = { id: '1', name: 'Web', path: '/www' };
const shortcuts = { copy: [{ key: 'F9' }] };
let services: Services;

beforeEach(async () => {
  const transport = fakeMainProcess({ open: [], workspace: undefined });
  transport.answers['settings.set'] = () => defaultSettings;
  transport.answers['transfers.settings.set'] = (settings) => TransferSettings.parse(settings);
  services = new Services(transport, 'en');
  await services.start();
  services.settings.getState().change({ theme: 'dark', shortcuts, bookmarks: [bookmark] });
  services.changeTransferSettings(TransferSettings.parse({ segments: 4 }));
  await eventually(() => expect(services.transfers.getState().settings.segments).toBe(4));
});

it('“Reset all settings” covers transfers too and leaves bookmarks alone', async () => {
  resetAllSettings(services);
  expect(services.settings.getState()).toMatchObject({ ...defaultSettings, bookmarks: [bookmark] });
  expect(services.settings.getState().shortcuts).toEqual({});
  await eventually(() => expect(areUsualTransfers(services.transfers.getState().settings)).toBe(true));
});

it('“Reset all settings” is taken back from its notice, with the own shortcuts', async () => {
  resetAllSettings(services);
  await eventually(() => expect(areUsualTransfers(services.transfers.getState().settings)).toBe(true));
  services.notices.getState().notices.at(-1)?.action?.run();
  expect(services.settings.getState()).toMatchObject({ theme: 'dark', shortcuts, bookmarks: [bookmark] });
  await eventually(() => expect(services.transfers.getState().settings.segments).toBe(4));
});
