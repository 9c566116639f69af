import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FileSystemId } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError, RemoteError, type RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { baseName, isWithin, joinPath, parentPath, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import type { Client } from '../../client/client.ts';
import { listDirectory, type Operation } from '../../client/operation.ts';
import type { ColumnId } from '../../file-grid/columns.ts';
import type { FileRow } from '../../file-grid/file-row.ts';
import { type FolderSizes, noSizes } from '../../file-grid/folder-size.ts';
import { emptySelection, indexOfName, keepSelection, type Selection, selectOnly } from '../../file-grid/selection.ts';
import type { Sort } from '../../file-grid/sort-rows.ts';
import { FolderCount } from './folder-sizes.ts';
import { Listing, type View } from './listing.ts';

/** Rows that arrive are shown at most this often. */
const SHOW_EVERY_MS = 80;
/** Of a huge listing, this many times as long as showing took is left to the user's own hands. */
const REST_FACTOR = 4;
/** A directory that keeps changing (a thousand files arriving) is read again at most this often. */
const QUIET_REFRESH_EVERY_MS = 1_000;

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
  readonly back: readonly RemotePath[];
  readonly forward: readonly RemotePath[];
  /** The row whose name is being edited. */
  readonly renaming: string | undefined;
  readonly editingPath: boolean;
  readonly filterOpen: boolean;
}

export interface PaneActions {
  open(path: RemotePath): void;
  goBack(): void;
  goForward(): void;
  /** To the parent, with the directory that is left focused there. */
  goUp(): void;
  /** Reads the directory again; the rows, the selection and the scroll position stay until the new ones are complete. */
  refresh(): void;
  /** The same after a change that was noticed, soon, and without a word on passing errors. */
  refreshQuietly(): void;
  /** Ends a listing or a count that takes too long; the rows and sizes so far stay. @returns whether there was one. */
  stop(): boolean;
  /** Counts what folders hold, for the size column. */
  countSizes(names: readonly string[]): void;
  /** Something below this directory is different: sizes of what holds it are not true any more. */
  forgetSizes(directory: RemotePath): void;
  sortBy(column: ColumnId): void;
  setFoldersFirst(foldersFirst: boolean): void;
  setFilter(filter: string): void;
  setFilterOpen(open: boolean): void;
  setShowHidden(showHidden: boolean): void;
  setSelection(selection: Selection): void;
  /** Selects a row as soon as it is there, for a new folder or a renamed file. */
  revealNext(name: string): void;
  setRenaming(name: string | undefined): void;
  setEditingPath(editing: boolean): void;
  dispose(): void;
}

export type PaneStore = StoreApi<PaneState & PaneActions>;

export interface PaneOptions {
  readonly client: Client;
  readonly fs: FileSystemId;
  readonly path: RemotePath;
  readonly locale: string;
  /** How rows are shown at first. */
  readonly view: { readonly showHidden: boolean; readonly sort: Sort };
}

/** One tab of a pane: a directory of one file system, its rows, and the way here. */
export function createPaneStore({ client, fs, path: firstPath, locale, view }: PaneOptions): PaneStore {
  let listing = new Listing(locale);
  let running: Operation<unknown> | undefined;
  let runningQuietly = false;
  let reveal: string | undefined;
  let quietTimer: ReturnType<typeof setTimeout> | undefined;
  let readAt = 0;
  let disposed = false;
  /** What was focused in a directory when it was left. */
  const focusedIn = new Map<RemotePath, string>();

  return createStore<PaneState & PaneActions>()((set, get) => {
    const count = new FolderCount(client, (folderSizes, countingSizes) => {
      set({ folderSizes, countingSizes });
      // Rows take their places when all is counted: nothing moves under the pointer meanwhile.
      if (!countingSizes && get().sort.column === 'size') showAll();
    });

    function show(rows: readonly FileRow[], total: number): void {
      const { rows: before, selection, path } = get();
      const kept = keepSelection(selection, before, rows);
      const wanted = reveal ?? (kept.focused === undefined ? focusedIn.get(path) : undefined);
      if (wanted !== undefined && indexOfName(rows, wanted) >= 0) {
        reveal = undefined;
        focusedIn.delete(path);
        set({ rows, total, selection: selectOnly(wanted) });
        return;
      }
      set({ rows, total, selection: kept });
    }

    function showAll(): void {
      show(listing.show(get()), listing.count);
    }

    function cancelRunning(): void {
      running?.cancel();
      running = undefined;
      clearTimeout(quietTimer);
      quietTimer = undefined;
    }

    /** Reads `path` and shows rows as they come. */
    function read(path: RemotePath): void {
      cancelRunning();
      count.clear();
      listing = new Listing(locale);
      let waiting: Entry[] = [];
      let timer: ReturnType<typeof setTimeout> | undefined;
      let pause = 0;
      const flush = () => {
        timer = undefined;
        if (running !== operation) return;
        const started = performance.now();
        listing.add(waiting);
        waiting = [];
        showAll();
        pause = Math.max(SHOW_EVERY_MS, (performance.now() - started) * REST_FACTOR);
      };
      set({
        path,
        status: 'listing',
        error: undefined,
        unparsed: [],
        rows: [],
        total: 0,
        renaming: undefined,
        refreshing: false,
      });
      const operation = listDirectory(client, { fs, path }, (entries) => {
        for (const entry of entries) waiting.push(entry);
        timer ??= setTimeout(flush, pause);
      });
      running = operation;
      runningQuietly = false;
      operation.done.then(
        ({ unparsed }) => {
          if (running !== operation) return;
          clearTimeout(timer);
          flush();
          running = undefined;
          readAt = Date.now();
          set({ status: 'ready', unparsed });
        },
        (error: unknown) => {
          clearTimeout(timer);
          if (running !== operation) return;
          flush();
          running = undefined;
          // What the user stopped is worth showing; half a listing that broke is not.
          const rest = isRemoteError(error, 'cancelled') ? {} : { rows: [], total: 0 };
          set({ status: 'failed', error: dataOf(error), ...rest });
        },
      );
    }

    /**
     * Reads the same directory behind the rows that are shown, and exchanges them at the end. `lasting` errors are
     * those that make the rows untrue; others are worth a word only where the user asked.
     */
    function readBehind(errors: 'all' | 'lasting'): void {
      cancelRunning();
      const { path } = get();
      const next = new Listing(locale);
      set({ refreshing: errors === 'all' });
      const waiting: Entry[] = [];
      const operation = listDirectory(client, { fs, path }, (entries) => {
        for (const entry of entries) waiting.push(entry);
        // Ever larger lots: merging page by page would take the square of the time.
        if (waiting.length > next.count) next.add(waiting.splice(0));
      });
      running = operation;
      runningQuietly = true;
      operation.done.then(
        ({ unparsed }) => {
          if (running !== operation) return;
          running = undefined;
          readAt = Date.now();
          next.add(waiting);
          listing = next;
          count.keepOnly((name) => next.hasFolder(name));
          showAll();
          set({ unparsed, refreshing: false });
        },
        (error: unknown) => {
          if (running !== operation) return;
          running = undefined;
          readAt = Date.now();
          set({ refreshing: false });
          // The rows that are there are as true as before.
          if (isRemoteError(error, 'cancelled')) return;
          if (errors === 'lasting' && !isRemoteError(error, 'not-found', 'denied')) return;
          set({ status: 'failed', error: dataOf(error), rows: [], total: 0 });
        },
      );
    }

    function leave(): void {
      const { path, selection } = get();
      if (selection.focused !== undefined) focusedIn.set(path, selection.focused);
      reveal = undefined;
    }

    function go(path: RemotePath, history: Pick<PaneState, 'back' | 'forward'>): void {
      leave();
      set({ ...history, selection: emptySelection, filter: '', filterOpen: false, editingPath: false });
      read(path);
    }

    function setView(view: Partial<View>): void {
      set(view);
      showAll();
    }

    queueMicrotask(() => {
      if (!disposed) read(firstPath);
    });

    return {
      fs,
      path: firstPath,
      status: 'listing',
      error: undefined,
      refreshing: false,
      rows: [],
      total: 0,
      unparsed: [],
      folderSizes: noSizes,
      countingSizes: false,
      sort: view.sort,
      filter: '',
      filterOpen: false,
      showHidden: view.showHidden,
      selection: emptySelection,
      back: [],
      forward: [],
      renaming: undefined,
      editingPath: false,

      open(path) {
        const { path: from, back } = get();
        if (path === from) {
          set({ editingPath: false });
          read(path);
          return;
        }
        go(path, { back: [...back, from], forward: [] });
      },
      goBack() {
        const { path, back, forward } = get();
        const to = back.at(-1);
        if (to !== undefined) go(to, { back: back.slice(0, -1), forward: [path, ...forward] });
      },
      goForward() {
        const { path, back, forward } = get();
        const [to, ...rest] = forward;
        if (to !== undefined) go(to, { back: [...back, path], forward: rest });
      },
      goUp() {
        const { path, back } = get();
        if (path === ROOT) return;
        const parent = parentPath(path);
        focusedIn.set(parent, baseName(path));
        go(parent, { back: [...back, path], forward: [] });
      },
      refresh() {
        const { path, status } = get();
        count.clear();
        if (status === 'ready') readBehind('all');
        else read(path);
      },
      refreshQuietly() {
        if (disposed || quietTimer !== undefined) return;
        if (get().status === 'failed') return;
        // A listing under way may have passed the place that changed: look again after it.
        const wait = running ? QUIET_REFRESH_EVERY_MS : Math.max(0, readAt + QUIET_REFRESH_EVERY_MS - Date.now());
        quietTimer = setTimeout(() => {
          quietTimer = undefined;
          if (running) get().refreshQuietly();
          else readBehind('lasting');
        }, wait);
      },
      stop() {
        if (count.stop()) return true;
        const isAskedFor = running !== undefined && (!runningQuietly || get().refreshing);
        if (isAskedFor) running?.cancel();
        return isAskedFor;
      },
      countSizes(names) {
        const { path } = get();
        count.count({ fs, path }, names);
      },
      forgetSizes(directory) {
        const { path } = get();
        count.keepOnly((name) => !isWithin(directory, joinPath(path, name)));
      },
      sortBy(column) {
        const { sort } = get();
        const same = sort.column === column && sort.direction === 'ascending';
        setView({ sort: { ...sort, column, direction: same ? 'descending' : 'ascending' } });
      },
      setFoldersFirst(foldersFirst) {
        setView({ sort: { ...get().sort, foldersFirst } });
      },
      setFilter(filter) {
        setView({ filter });
      },
      setFilterOpen(filterOpen) {
        set({ filterOpen });
        if (!filterOpen && get().filter !== '') setView({ filter: '' });
      },
      setShowHidden(showHidden) {
        setView({ showHidden });
      },
      setSelection(selection) {
        set({ selection });
      },
      revealNext(name) {
        reveal = name;
      },
      setRenaming(renaming) {
        set({ renaming });
      },
      setEditingPath(editingPath) {
        set({ editingPath });
      },
      dispose() {
        disposed = true;
        cancelRunning();
        count.clear();
      },
    };
  });
}

/** The rows that a command works on: the selected ones in view, or else the focused one. Unusable rows never. */
export function subjectsOf({ rows, selection }: PaneState): Entry[] {
  const { selected, focused } = selection;
  const chosen =
    selected.size > 0
      ? rows.filter((row) => selected.has(row.entry.name))
      : rows.filter((row) => row.entry.name === focused);
  return chosen.map((row) => row.entry).filter((entry) => entry.unusable === undefined);
}

/** True where a change in `directory` shows in this pane. */
export function shows({ fs, path }: PaneState, changed: FileSystemId, directory: RemotePath): boolean {
  return fs === changed && path === directory;
}

function dataOf(error: unknown): RemoteErrorData {
  if (error instanceof RemoteError) return error.data;
  throw error;
}
