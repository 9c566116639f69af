import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MessageId, MessageValues } from './messages.ts';

/** Something that was done and can be taken back, or that undo has to say it cannot take back. */
export interface Undoable {
  /** What is said when it was taken back, or why it cannot be. */
  readonly message: MessageId;
  readonly values: MessageValues;
  /** Resolves with `changed` where it left alone what is not any more what was made. */
  readonly undo: 'impossible' | (() => Promise<unknown>);
}

interface UndoState {
  /** The newest last. */
  readonly done: readonly Undoable[];
}

interface UndoActions {
  did(undoable: Undoable): void;
  /** This one where it has not been taken back yet, else undefined; without one the newest. Taken off the list. */
  take(wanted?: Undoable): Undoable | undefined;
}

export type UndoStore = StoreApi<UndoState & UndoActions>;

const REMEMBERED_AT_MOST = 50;

export function createUndoStore(): UndoStore {
  return createStore<UndoState & UndoActions>()((set, get) => ({
    done: [],
    did: (undoable) => set({ done: [...get().done, undoable].slice(-REMEMBERED_AT_MOST) }),
    take(wanted) {
      const { done } = get();
      const taken = wanted ? done.find((each) => each === wanted) : done.at(-1);
      set({ done: done.filter((each) => each !== taken) });
      return taken;
    },
  }));
}
