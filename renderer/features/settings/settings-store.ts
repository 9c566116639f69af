import { createStore, type StoreApi } from 'zustand/vanilla';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import type { Client } from '../../client/client.ts';

interface SettingsActions {
  /** What the main process has. */
  restore(settings: Settings): void;
  /** Holds in this window at once. What follows within a moment is kept together: a column being drawn wider changes sixty times a second. */
  change(change: Partial<Settings>): void;
}

export type SettingsStore = StoreApi<Settings & SettingsActions>;

const KEPT_EVERY_MS = 250;

/** What the user has chosen. @param onFailure told where a choice could not be kept. */
export function createSettingsStore(client: Client, onFailure: (error: unknown) => void): SettingsStore {
  let unkept: Partial<Settings> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** At once, so that nothing is lost where the window closes next; then no more often than so. */
  function keep(): void {
    if (timer !== undefined || Object.keys(unkept).length === 0) return;
    const change = unkept;
    unkept = {};
    timer = setTimeout(() => {
      timer = undefined;
      keep();
    }, KEPT_EVERY_MS);
    client.request('settings.set', change).catch(onFailure);
  }

  return createStore<Settings & SettingsActions>()((set) => ({
    ...defaultSettings,
    restore: (settings) => set({ ...settings, ...unkept }),
    change(change) {
      set(change);
      unkept = { ...unkept, ...change };
      keep();
    },
  }));
}
