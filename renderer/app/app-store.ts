import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RequestOutput } from '../../shared/ipc/contract.ts';
import type { LinkState } from '../client/window-transport.ts';

export type AppInfo = RequestOutput<'app.info'>;

interface AppState {
  /** Absent until the main process has answered for the first time. */
  readonly info: AppInfo | undefined;
  readonly link: LinkState;
}

interface AppActions {
  setInfo(info: AppInfo): void;
  setLink(link: LinkState): void;
}

export type AppStore = StoreApi<AppState & AppActions>;

export function createAppStore(link: LinkState): AppStore {
  return createStore<AppState & AppActions>()((set) => ({
    info: undefined,
    link,
    setInfo: (info) => set({ info }),
    setLink: (link) => set({ link }),
  }));
}
