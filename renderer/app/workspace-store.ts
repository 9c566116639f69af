import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FileSystemId } from '../../shared/model/connection.ts';

export type Side = 'left' | 'right';
export const otherSide: Record<Side, Side> = { left: 'right', right: 'left' };

export interface Tab {
  readonly id: string;
  readonly fs: FileSystemId;
}

interface PaneTabs {
  readonly tabs: readonly Tab[];
  readonly active: string | undefined;
}

/** The places of the window. */
export type Page = 'files' | 'sites' | 'sessions' | 'settings';

export type DockTab = 'transfers' | 'log';

export interface WorkspaceState {
  readonly page: Page;
  readonly panes: Readonly<Record<Side, PaneTabs>>;
  /** The side that shortcuts and the status bar speak of. */
  readonly activeSide: Side;
  readonly dockTab: DockTab;
  /** Only the bar of its tabs is in sight. */
  readonly dockFolded: boolean;
  /** What is looked for among the settings, while they are shown. */
  readonly settingsSearch: string;
}

interface WorkspaceActions {
  addTab(side: Side, tab: Tab): void;
  selectTab(side: Side, id: string): void;
  removeTab(id: string): void;
  /** Puts a tab before another one, of either side; without that other one at the end. */
  moveTab(id: string, side: Side, before: string | undefined): void;
  activate(side: Side): void;
  setDockTab(tab: DockTab): void;
  setDockFolded(dockFolded: boolean): void;
  showPage(page: Page): void;
  /** Shows the settings that have these words. */
  searchSettings(words: string): void;
}

export type WorkspaceStore = StoreApi<WorkspaceState & WorkspaceActions>;

/** Which tabs stand where. What a tab shows is its pane store's business. */
export function createWorkspaceStore(): WorkspaceStore {
  return createStore<WorkspaceState & WorkspaceActions>()((set, get) => {
    function change(side: Side, pane: PaneTabs): void {
      set({ panes: { ...get().panes, [side]: pane } });
    }
    return {
      page: 'files',
      panes: { left: { tabs: [], active: undefined }, right: { tabs: [], active: undefined } },
      activeSide: 'left',
      dockTab: 'transfers',
      dockFolded: false,
      settingsSearch: '',

      addTab(side, tab) {
        change(side, { tabs: [...get().panes[side].tabs, tab], active: tab.id });
      },
      selectTab(side, id) {
        change(side, { ...get().panes[side], active: id });
      },
      removeTab(id) {
        for (const side of ['left', 'right'] as const) {
          const { tabs, active } = get().panes[side];
          const index = tabs.findIndex((tab) => tab.id === id);
          if (index < 0) continue;
          const rest = tabs.filter((tab) => tab.id !== id);
          const neighbour = rest[Math.min(index, rest.length - 1)]?.id;
          change(side, { tabs: rest, active: active === id ? neighbour : active });
        }
      },
      moveTab(id, side, before) {
        const { left, right } = get().panes;
        const tab = [...left.tabs, ...right.tabs].find((one) => one.id === id);
        if (!tab || id === before) return;
        const from = left.tabs.includes(tab) ? 'left' : 'right';
        const active = from === side ? get().panes[side].active : id;
        if (from !== side) get().removeTab(id);
        const rest = get().panes[side].tabs.filter((one) => one.id !== id);
        const at = rest.findIndex((one) => one.id === before);
        const tabs = at < 0 ? [...rest, tab] : [...rest.slice(0, at), tab, ...rest.slice(at)];
        change(side, { tabs, active });
      },
      activate(activeSide) {
        if (get().activeSide !== activeSide) set({ activeSide });
      },
      setDockTab: (dockTab) => set({ dockTab }),
      setDockFolded(dockFolded) {
        if (get().dockFolded !== dockFolded) set({ dockFolded });
      },
      showPage: (page) => set({ page, settingsSearch: '' }),
      searchSettings: (settingsSearch) => set({ page: 'settings', settingsSearch }),
    };
  });
}
