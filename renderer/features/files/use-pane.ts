import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { PaneStore } from './pane-store.ts';

type Pane = ReturnType<PaneStore['getState']>;

/**
 * These parts of a pane. What shows them is drawn again when one of them changes, and not with every row that the keyboard comes
 * to: beside its rows a pane has some twenty buttons with their menus and tooltips, dearer to draw than a screen of rows.
 */
export function usePane<Key extends keyof Pane>(store: PaneStore, ...keys: readonly Key[]): Pick<Pane, Key> {
  return useStore(
    store,
    useShallow((pane) => Object.fromEntries(keys.map((key) => [key, pane[key]])) as Pick<Pane, Key>),
  );
}
