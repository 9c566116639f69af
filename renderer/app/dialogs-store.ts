import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RequestInput } from '../../shared/ipc/contract.ts';
import type { ConnectionTarget, FileSystemId, Place } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import type { ServerSession, WatchPlace } from '../../shared/model/monitor.ts';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import type { SiteFolder } from '../../shared/model/site.ts';
import type { DraggedFiles } from '../features/files/dragged-files.ts';
import type { Side } from './workspace-store.ts';

export type Dialog =
  | {
      readonly kind: 'connect';
      /** Where its tab opens; absent: on the right, where remote files are by default. */
      readonly side?: Side;
      readonly target?: ConnectionTarget;
      readonly password?: string;
      /** A link in another program asks for it, not the user. */
      readonly from?: 'link';
      /** `now`: the fields are complete, connect at once. */
      readonly start: 'now' | 'later';
    }
  | {
      readonly kind: 'new-entry';
      readonly what: 'folder' | 'file' | 'link';
      readonly parent: Place;
      readonly tabId: string;
      /** Of a link: where it leads, as a first suggestion. */
      readonly linkTo?: string;
    }
  | {
      readonly kind: 'remove';
      readonly directory: Place;
      readonly names: readonly string[];
      readonly tabId: string;
      /** Not to the trash, also where there is one. */
      readonly forGood: boolean;
    }
  | {
      readonly kind: 'properties';
      readonly directory: Place;
      readonly entries: readonly Entry[];
      readonly tabId: string;
    }
  | {
      readonly kind: 'batch-rename';
      readonly directory: Place;
      readonly names: readonly string[];
      /** What else is in the folder. */
      readonly others: readonly string[];
      readonly tabId: string;
    }
  | { readonly kind: 'search'; readonly tabId: string }
  | { readonly kind: 'select'; readonly tabId: string }
  /** What two tabs have and have not in common. */
  | { readonly kind: 'compare'; readonly side: Side; readonly tabs: Readonly<Record<Side, string>> }
  /** A look into the files of a tab, beginning with this one. */
  | { readonly kind: 'look'; readonly tabId: string; readonly name: string }
  | { readonly kind: 'external-edits' }
  | { readonly kind: 'command'; readonly fs: FileSystemId; readonly label: string; readonly over: 'ftp' | 'ssh' }
  | {
      readonly kind: 'close-connection';
      readonly fs: FileSystemId;
      /** How many would break off. */
      readonly transfers: number;
    }
  | { readonly kind: 'error'; readonly error: RemoteErrorData; readonly title: string }
  | { readonly kind: 'unparsed'; readonly lines: readonly string[] }
  | {
      readonly kind: 'filtered-copy';
      readonly sources: RequestInput<'transfers.enqueue'>['sources'];
      readonly targetDirectory: Place;
    }
  | { readonly kind: 'transfer-settings' }
  | { readonly kind: 'open-site'; readonly siteId: string; readonly side: Side }
  | { readonly kind: 'site-folder'; readonly folder: Partial<SiteFolder> }
  | { readonly kind: 'move-sites'; readonly ids: readonly string[] }
  | { readonly kind: 'remove-sites'; readonly ids: readonly string[] }
  | { readonly kind: 'vault' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'copy-to-bookmark'; readonly side: Side; readonly names: readonly string[] }
  | {
      readonly kind: 'send-to-folder';
      readonly how: 'copy' | 'move';
      readonly side: Side;
      readonly chosen: DraggedFiles;
    }
  | { readonly kind: 'watch'; readonly place?: WatchPlace }
  | {
      readonly kind: 'disconnect';
      readonly watchId: string;
      /** As they were shown when the user asked. */
      readonly sessions: readonly ServerSession[];
      /** The user or the address that they all belong to, where that was asked for. */
      readonly allOf?: string;
    };

interface DialogsState {
  /** At most one; questions of the main process stand above it. */
  readonly open: Dialog | undefined;
  /** How many have been shown: two that follow each other are not one. */
  readonly shown: number;
}

interface DialogsActions {
  show(dialog: Dialog): void;
  /** Closes what is shown; of a dialog that was closed already, whose work ended late, nothing. */
  close(dialog?: Dialog): void;
}

export type DialogsStore = StoreApi<DialogsState & DialogsActions>;

export function createDialogsStore(): DialogsStore {
  return createStore<DialogsState & DialogsActions>()((set, get) => ({
    open: undefined,
    shown: 0,
    show: (open) => set({ open, shown: get().shown + 1 }),
    close(dialog) {
      if (dialog === undefined || get().open === dialog) set({ open: undefined });
    },
  }));
}
