import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MessageId, MessageValues } from './messages.ts';

/** Something that was done and can be taken back, or that undo has to say it cannot take back. */
interface Undoable {
  /** What is said when it was taken back, or why it cannot be. */
  readonly message: MessageId;
  readonly values: MessageValues;
  readonly undo: 'impossible' | (() => Promise<void>);
}

interface UndoState {
  /** The newest last. */
  readonly done: readonly Undoable[];
}

interface UndoActions {
  did(undoable: Undoable): void;
  /** The newest, taken off the list. */
  take(): Undoable | undefined;
}

export type UndoStore = StoreApi<UndoState & UndoActions>;

const REMEMBERED_AT_MOST = 50;

export function createUndoStore(): UndoStore {
  return createStore<UndoState & UndoActions>()((set, get) => ({
    done: [],
    did: (undoable) => set({ done: [...get().done, undoable].slice(-REMEMBERED_AT_MOST) }),
    take() {
      const newest = get().done.at(-1);
      set({ done: get().done.slice(0, -1) });
      return newest;
    },
  }));
}
