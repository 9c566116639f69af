import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionTarget, Place } from '../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import type { Side } from './workspace-store.ts';

export type Dialog =
  | {
      readonly kind: 'connect';
      /** Where its tab opens; absent: on the right, where remote files are by default. */
      readonly side?: Side;
      readonly target?: ConnectionTarget;
      readonly password?: string;
      /** `now`: the fields are complete, connect at once. */
      readonly start: 'now' | 'later';
    }
  | { readonly kind: 'new-folder'; readonly parent: Place; readonly tabId: string }
  | { readonly kind: 'remove'; readonly directory: Place; readonly names: readonly string[]; readonly tabId: string }
  | { readonly kind: 'error'; readonly error: RemoteErrorData; readonly title: string }
  | { readonly kind: 'unparsed'; readonly lines: readonly string[] }
  | { readonly kind: 'shortcuts' };

interface DialogsState {
  /** At most one; questions of the main process stand above it. */
  readonly open: Dialog | undefined;
}

interface DialogsActions {
  show(dialog: Dialog): void;
  close(): void;
}

export type DialogsStore = StoreApi<DialogsState & DialogsActions>;

export function createDialogsStore(): DialogsStore {
  return createStore<DialogsState & DialogsActions>()((set) => ({
    open: undefined,
    show: (open) => set({ open }),
    close: () => set({ open: undefined }),
  }));
}
