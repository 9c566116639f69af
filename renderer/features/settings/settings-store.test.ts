import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultSettings } from '../../../shared/model/settings.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { createSettingsStore } from './settings-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is chosen just before the window closes is kept, and what changes all the time is kept now and then', () => {
  const transport = new FakeTransport({ 'settings.set': () => defaultSettings });
  const settings = createSettingsStore(createClient(transport), (error) => expect.unreachable(String(error)));
  const kept = () => transport.inputs('settings.set');
  settings.getState().change({ theme: 'dark' });
  expect(kept()).toEqual([{ theme: 'dark' }]);
  for (let width = 100; width < 160; width++) {
    settings.getState().change({ columns: { shown: ['name'], widths: { name: width } } });
  }
  settings.getState().change({ density: 'compact' });
  expect(kept()).toHaveLength(1);
  vi.runAllTimers();
  expect(kept()).toHaveLength(2);
  expect(kept().at(-1)).toEqual({ density: 'compact', columns: { shown: ['name'], widths: { name: 159 } } });
});
