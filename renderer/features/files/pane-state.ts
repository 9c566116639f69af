import type { FileSystemId } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { RemoteError, type RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { isWithin, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { SearchResult } from '../../client/operation.ts';
import type { ColumnId } from '../../file-grid/columns.ts';
import type { FileRow } from '../../file-grid/file-row.ts';
import type { FolderSizes } from '../../file-grid/folder-size.ts';
import type { Selection } from '../../file-grid/selection.ts';
import type { Sort } from '../../file-grid/sort-rows.ts';
import type { AskedSearch, Found } from './found-files.ts';
import type { Listing, View } from './listing.ts';

/** Where a pane can be: at what is in a folder, or at what was found below it. */
export interface Location {
  readonly path: RemotePath;
  readonly asked?: AskedSearch;
}

export interface PaneState {
  readonly fs: FileSystemId;
  readonly path: RemotePath;
  /** `listing`: rows are arriving; `ready`: all are there; `failed`: see `error`. */
  readonly status: 'listing' | 'ready' | 'failed';
  readonly error: RemoteErrorData | undefined;
  /** The directory is being read again behind the rows. */
  readonly refreshing: boolean;
  /** The rows in view, sorted and filtered. */
  readonly rows: readonly FileRow[];
  /** Rows in the directory, in view or not. */
  readonly total: number;
  /** Lines of the server's listing that were not understood. */
  readonly unparsed: readonly string[];
  /** What folders hold, where the user had it counted. */
  readonly folderSizes: FolderSizes;
  readonly countingSizes: boolean;
  readonly sort: Sort;
  readonly filter: string;
  readonly showHidden: boolean;
  readonly selection: Selection;
  /** What was found below the folder, where the rows are that and not what is in it. */
  readonly found: Found | undefined;
  readonly back: readonly Location[];
  readonly forward: readonly Location[];
  /** The row whose name is being edited. */
  readonly renaming: string | undefined;
  readonly editingPath: boolean;
  readonly filterOpen: boolean;
}

export interface PaneActions {
  open(path: RemotePath): void;
  /** Shows what is found below the folder, in place of what is in it; the way back leads to that. */
  search(asked: AskedSearch): void;
  goBack(): void;
  goForward(): void;
  /** To the parent, with the directory that is left focused there; from what was found to the folder below which it was. */
  goUp(): void;
  /** Reads the directory again; the rows, the selection and the scroll position stay until the new ones are complete. */
  refresh(): void;
  /**
   * The same after a change that was noticed, soon, and without a word on passing errors.
   * @param when `at once` after what the user has done here: changes alone are not read more often than every second.
   */
  refreshQuietly(when?: 'at once'): void;
  /** Ends a listing or a count that takes too long; the rows and sizes so far stay. @returns whether there was one. */
  stop(): boolean;
  /** Counts what folders hold, for the size column. */
  countSizes(names: readonly string[]): void;
  /** Something in this directory is different: sizes of what holds it, and what was found in it, are not true any more. */
  noteChange(directory: RemotePath): void;
  sortBy(column: ColumnId): void;
  setFoldersFirst(foldersFirst: boolean): void;
  setFilter(filter: string): void;
  setFilterOpen(open: boolean): void;
  setShowHidden(showHidden: boolean): void;
  setSelection(selection: Selection): void;
  /**
   * Selects what was made or renamed as soon as its row is there. Nothing where the pane is elsewhere by now; the user's own next choice
   * comes first.
   */
  revealNext(path: RemotePath): void;
  /** The names of all that is in the directory, in view or not. */
  allNames(): string[];
  setRenaming(name: string | undefined): void;
  setEditingPath(editing: boolean): void;
  dispose(): void;
}

/** What was found, with all that a pane shows of it. */
export interface KeptSearch {
  readonly listing: Listing;
  readonly state: Pick<PaneState, 'path' | 'selection' | 'status' | 'error'> & {
    readonly found: Found;
  };
}

export function locationOf({ path, found }: PaneState): Location {
  return found ? { path, asked: found.asked } : { path };
}

/** What is known when all rows are there. */
export type Complete = { readonly unparsed: readonly string[]; readonly result?: SearchResult };

/** A search that was left before its end. */
export const STOPPED = new RemoteError('cancelled', 'Cancelled.').data;

/** How rows are shown: who looks for something wants to see it, hidden or not. */
export function viewOf(state: PaneState): View {
  return { ...state, showHidden: state.showHidden || state.found !== undefined };
}

/** The order of the rows of a place: only what was found can be in the order of where it lies. */
export function sortIn({ asked }: Location, sort: Sort): Sort {
  return asked || sort.column !== 'folder' ? sort : { ...sort, column: 'name', direction: 'ascending' };
}

/** Every button and every entry of a menu asks for the subjects, and there may be ten thousand. */
const subjects = new WeakMap<Selection, { readonly rows: readonly FileRow[]; readonly entries: readonly Entry[] }>();

/** The rows that a command works on: the selected ones in view, or else the focused one. Unusable rows never. */
export function subjectsOf({ rows, selection }: PaneState): readonly Entry[] {
  const known = subjects.get(selection);
  if (known?.rows === rows) return known.entries;
  const { selected, focused } = selection;
  const isChosen = ({ entry }: FileRow) => (selected.size > 0 ? selected.has(entry.name) : entry.name === focused);
  const entries = rows
    .filter(isChosen)
    .map((row) => row.entry)
    .filter((entry) => entry.unusable === undefined);
  subjects.set(selection, { rows, entries });
  return entries;
}

/** True where the directory is there, also where the user did not wait for all of it. */
export function isThere({ status, error }: PaneState): boolean {
  return status !== 'failed' || error?.kind === 'cancelled';
}

/** True where a change in `directory` shows in this pane. */
export function shows({ fs, path, found }: PaneState, changed: FileSystemId, directory: RemotePath): boolean {
  return fs === changed && (found ? isWithin(directory, path) : path === directory);
}
