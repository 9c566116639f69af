import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RequestOutput } from '../../shared/ipc/contract.ts';
import type { LinkState } from '../client/window-transport.ts';

export type AppInfo = RequestOutput<'app.info'>;
export type Theme = 'system' | 'light' | 'dark';

interface AppState {
  /** Absent until the main process has answered for the first time. */
  readonly info: AppInfo | undefined;
  readonly link: LinkState;
  readonly theme: Theme;
}

interface AppActions {
  setInfo(info: AppInfo): void;
  setLink(link: LinkState): void;
  setTheme(theme: Theme): void;
}

export type AppStore = StoreApi<AppState & AppActions>;

const THEME_KEY = 'portside.theme';

export function createAppStore(link: LinkState, storage: Pick<Storage, 'getItem' | 'setItem'>): AppStore {
  const kept = storage.getItem(THEME_KEY);
  return createStore<AppState & AppActions>()((set) => ({
    info: undefined,
    link,
    theme: kept === 'light' || kept === 'dark' ? kept : 'system',
    setInfo: (info) => set({ info }),
    setLink: (link) => set({ link }),
    setTheme: (theme) => {
      storage.setItem(THEME_KEY, theme);
      set({ theme });
    },
  }));
}
