import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FileSystemId } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import {
  baseName,
  isWithin,
  parentPath,
  type RemotePath,
  ROOT,
  relativePath,
  resolvePath,
} from '../../../shared/model/remote-path.ts';
import type { Client } from '../../client/client.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { listDirectory, type Operation } from '../../client/operation.ts';
import type { FileRow } from '../../file-grid/file-row.ts';
import { noSizes } from '../../file-grid/folder-size.ts';
import { emptySelection, indexOfName, keepSelection, selectOnly } from '../../file-grid/selection.ts';
import type { Sort } from '../../file-grid/sort-rows.ts';
import { FolderCount } from './folder-sizes.ts';
import { type AskedSearch, lookAgain, searchBelow } from './found-files.ts';
import { Listing, type View } from './listing.ts';
import {
  type Complete,
  type KeptSearch,
  type Location,
  locationOf,
  type PaneActions,
  type PaneState,
  STOPPED,
  sortIn,
  viewOf,
} from './pane-state.ts';

/** Rows that arrive are shown at most this often. */
const SHOW_EVERY_MS = 80;
/** Of a huge listing, this many times as long as showing took is left to the user's own hands. */
const REST_FACTOR = 4;
/** A directory that keeps changing (a thousand files arriving) is read again at most this often. */
const QUIET_EVERY_MS = 1_000;

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
  /** What was found last, as it was left: nobody shall have to search again for the way back to it. */
  let kept: KeptSearch | undefined;
  /** Where something changed below the folder of the last search since that was looked through. */
  const changed = new Set<RemotePath>();

  return createStore<PaneState & PaneActions>()((set, get) => {
    const count = new FolderCount(client, (folderSizes, countingSizes) => {
      set({ folderSizes, countingSizes });
      // Rows take their places when all is counted: nothing moves under the pointer meanwhile.
      if (!countingSizes && get().sort.column === 'size') showAll();
    });

    function show(rows: readonly FileRow[], total: number): void {
      const { rows: before, selection, path, found, renaming: edited } = get();
      const stays = keepSelection(selection, before, rows);
      const renaming = edited !== undefined && indexOfName(rows, edited) >= 0 ? edited : undefined;
      const wanted = reveal ?? (stays.focused === undefined && !found ? focusedIn.get(path) : undefined);
      const isThere = wanted !== undefined && indexOfName(rows, wanted) >= 0;
      if (isThere) {
        reveal = undefined;
        focusedIn.delete(path);
      }
      set({ rows, total, renaming, selection: isThere ? selectOnly(wanted) : stays });
    }

    function showAll(): void {
      show(listing.show(viewOf(get())), listing.count);
    }

    /** Asks for the rows of a place. */
    function begin({ path, asked }: Location, onRows: (entries: readonly Entry[]) => void): Operation<Complete> {
      if (!asked) return listDirectory(client, { fs, path }, onRows);
      changed.clear();
      return searchBelow(client, { fs, path }, asked, onRows, (folder) => {
        if (get().found?.asked === asked) set({ found: { asked, folder } });
      });
    }

    function cancelRunning(): void {
      running?.cancel();
      running = undefined;
      clearTimeout(quietTimer);
      quietTimer = undefined;
    }

    /** Reads a place and shows rows as they come; what was focused there is so again when its row has come. */
    function read(location: Location): void {
      const { path, asked } = location;
      rememberFocus();
      cancelRunning();
      count.clear();
      listing = new Listing(locale, asked ? 'search' : 'directory');
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
        found: asked && { asked, folder: path },
        status: 'listing',
        error: undefined,
        unparsed: [],
        rows: [],
        total: 0,
        selection: emptySelection,
        renaming: undefined,
        refreshing: false,
      });
      const operation = begin(location, (entries) => {
        for (const entry of entries) waiting.push(entry);
        timer ??= setTimeout(flush, pause);
      });
      running = operation;
      runningQuietly = false;
      operation.done.then(
        ({ unparsed, result }) => {
          if (running !== operation) return;
          clearTimeout(timer);
          flush();
          running = undefined;
          readAt = Date.now();
          set({ status: 'ready', unparsed, found: asked && { asked, folder: path, result } });
        },
        (error: unknown) => {
          clearTimeout(timer);
          if (running !== operation) return;
          flush();
          running = undefined;
          // What the user stopped is worth showing, and what was found; half a listing that broke is not.
          const rest = asked || isRemoteError(error, 'cancelled') ? {} : { rows: [], total: 0 };
          set({ status: 'failed', error: errorDataOf(error), ...rest });
        },
      );
    }

    /**
     * Reads the same directory behind the rows that are shown, and exchanges them at the end. `lasting` errors are
     * those that make the rows untrue; others are worth a word only where the user asked.
     */
    function readBehind(errors: 'all' | 'lasting'): void {
      cancelRunning();
      const location = locationOf(get());
      const { path, asked } = location;
      const next = new Listing(locale, asked ? 'search' : 'directory');
      set({ refreshing: errors === 'all' });
      const waiting: Entry[] = [];
      const operation = begin(location, (entries) => {
        for (const entry of entries) waiting.push(entry);
        // Ever larger lots: merging page by page would take the square of the time.
        if (waiting.length > next.count) next.add(waiting.splice(0));
      });
      running = operation;
      runningQuietly = true;
      operation.done.then(
        ({ unparsed, result }) => {
          if (running !== operation) return;
          running = undefined;
          readAt = Date.now();
          next.add(waiting);
          listing = next;
          count.keepOnly((name) => next.hasFolder(name));
          showAll();
          set({ unparsed, refreshing: false, found: asked && { asked, folder: path, result } });
        },
        (error: unknown) => {
          if (running !== operation) return;
          running = undefined;
          readAt = Date.now();
          set({ refreshing: false });
          // The rows that are there are as true as before.
          if (isRemoteError(error, 'cancelled')) return;
          if (errors === 'lasting' && !isRemoteError(error, 'not-found', 'denied')) return;
          set({ status: 'failed', error: errorDataOf(error), ...(asked ? {} : { rows: [], total: 0 }) });
        },
      );
    }

    /** Makes what was found true again where something changed. */
    async function lookAgainWhereChanged(asked: AskedSearch): Promise<void> {
      const { path: top } = get();
      for (const directory of changed) {
        changed.delete(directory);
        const entries: Entry[] = [];
        const operation = listDirectory(client, { fs, path: directory }, (page) => {
          for (const entry of page) entries.push(entry);
        });
        running = operation;
        runningQuietly = true;
        const error: unknown = await operation.done.then(
          () => undefined,
          (failure: unknown) => failure,
        );
        if (running !== operation) {
          changed.add(directory);
          return;
        }
        running = undefined;
        // Of a folder that is gone, nothing is there any more; of one that cannot be read now, nobody knows.
        if (!error || isRemoteError(error, 'not-found')) lookAgain(listing, { asked, top, directory }, entries);
      }
      readAt = Date.now();
      count.keepOnly((name) => listing.hasFolder(name));
      showAll();
    }

    function rememberFocus(): void {
      const { path, selection, found } = get();
      if (!found && selection.focused !== undefined) focusedIn.set(path, selection.focused);
    }

    function leave(): void {
      const { path, selection, found, status, error } = get();
      reveal = undefined;
      rememberFocus();
      if (found) {
        const stopped = status === 'listing' && { status: 'failed' as const, error: STOPPED };
        kept = { listing, state: { path, selection, found, status, error, ...stopped } };
      }
    }

    function go(location: Location, history: Pick<PaneState, 'back' | 'forward'>): void {
      leave();
      const sort = sortIn(location, get().sort);
      set({ ...history, sort, filter: '', filterOpen: false, editingPath: false });
      if (location.asked && location.asked === kept?.state.found.asked) takeUp(kept);
      else read(location);
    }

    /** Shows what was found as it was left. */
    function takeUp(search: KeptSearch): void {
      cancelRunning();
      count.clear();
      listing = search.listing;
      set({ ...search.state, unparsed: [], renaming: undefined, refreshing: false });
      showAll();
      if (changed.size > 0) get().refreshQuietly();
    }

    function setView(view: Partial<View>): void {
      set(view);
      // What is chosen of the same rows stays so, in whatever order.
      if (view.sort) set({ rows: listing.show(viewOf(get())) });
      else showAll();
    }

    queueMicrotask(() => {
      if (!disposed) read({ path: firstPath });
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
      sort: sortIn({ path: firstPath }, view.sort),
      found: undefined,
      filter: '',
      filterOpen: false,
      showHidden: view.showHidden,
      selection: emptySelection,
      back: [],
      forward: [],
      renaming: undefined,
      editingPath: false,

      open(path) {
        const { found, back } = get();
        const from = locationOf(get());
        if (path === from.path && !found) {
          set({ editingPath: false });
          get().refresh();
          return;
        }
        go({ path }, { back: [...back, from], forward: [] });
      },
      search(asked) {
        const { path, found, back } = get();
        // One search after the other is one place on the way back.
        go({ path, asked }, { back: found ? back : [...back, locationOf(get())], forward: [] });
      },
      goBack() {
        const { back, forward } = get();
        const to = back.at(-1);
        if (to) go(to, { back: back.slice(0, -1), forward: [locationOf(get()), ...forward] });
      },
      goForward() {
        const { back, forward } = get();
        const [to, ...rest] = forward;
        if (to) go(to, { back: [...back, locationOf(get())], forward: rest });
      },
      goUp() {
        const { path, found } = get();
        if (!found && path === ROOT) return;
        const parent = found ? path : parentPath(path);
        if (!found) focusedIn.set(parent, baseName(path));
        get().open(parent);
      },
      refresh() {
        count.clear();
        if (get().status === 'ready') readBehind('all');
        else read(locationOf(get()));
      },
      refreshQuietly(when) {
        const { status, found } = get();
        if (disposed || (quietTimer !== undefined && !when) || (status === 'failed' && !found)) return;
        clearTimeout(quietTimer);
        // A listing under way may have passed the place that changed: look again after it.
        const wait = running ? QUIET_EVERY_MS : Math.max(0, (when ? 0 : readAt + QUIET_EVERY_MS) - Date.now());
        quietTimer = setTimeout(() => {
          quietTimer = undefined;
          if (running) get().refreshQuietly();
          else if (found) void lookAgainWhereChanged(found.asked);
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
      noteChange(directory) {
        const { path, found } = get();
        count.keepOnly((name) => !isWithin(directory, resolvePath(path, name)));
        const searched = found ? path : kept?.state.path;
        if (searched !== undefined && isWithin(directory, searched)) changed.add(directory);
      },
      sortBy(column) {
        const { sort } = get();
        const same = sort.column === column && sort.direction === 'ascending';
        setView({ sort: { ...sort, column, direction: same ? 'descending' : 'ascending' } });
      },
      setFoldersFirst: (foldersFirst) => setView({ sort: { ...get().sort, foldersFirst } }),
      setFilter: (filter) => setView({ filter }),
      setFilterOpen(filterOpen) {
        set({ filterOpen });
        if (!filterOpen && get().filter !== '') setView({ filter: '' });
      },
      setShowHidden: (showHidden) => setView({ showHidden }),
      setSelection(selection) {
        reveal = undefined;
        set({ selection });
      },
      revealNext(path) {
        const top = get().path;
        if (isWithin(path, top)) reveal = relativePath(top, path);
      },
      allNames: () => listing.names,
      setRenaming: (renaming) => set({ renaming }),
      setEditingPath: (editingPath) => set({ editingPath }),
      dispose() {
        disposed = true;
        cancelRunning();
        count.clear();
      },
    };
  });
}
