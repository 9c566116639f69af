import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { selectOnly, selectRange } from '../../file-grid/selection.ts';
import { subjectsOf } from './pane-state.ts';
import { createPaneStore, type PaneStore } from './pane-store.ts';

const file = (name: string): Entry => ({ name, type: 'file', size: 1 });
const folder = (name: string): Entry => ({ name, type: 'directory' });

/** A tree of directories that a test may change under the pane's feet. */
const tree = new Map<string, Entry[]>();

/** Answers listings from the tree, each row a page of its own. */
function serveTree(): FakeTransport {
  const transport = new FakeTransport({
    'files.list': ({ operationId, place }) => {
      const entries = tree.get(place.path);
      if (!entries) throw new RemoteError('not-found', `${place.path} does not exist.`);
      for (const entry of entries) transport.emit('files.page', { operationId, entries: [entry] });
      return { count: entries.length, unparsed: place.path === '/odd' ? ['what is this'] : [] };
    },
    'operations.cancel': () => undefined,
  });
  return transport;
}

let transport: FakeTransport;
let pane: PaneStore;

const names = () => pane.getState().rows.map((row) => row.entry.name);
/** Lets everything that waits for an answer or a timer have its turn. */
const settle = () => vi.advanceTimersByTimeAsync(3_000);

beforeEach(async () => {
  vi.useFakeTimers();
  tree.clear();
  tree.set('/', [file('b'), folder('www'), file('a')]);
  tree.set('/www', [file('index.html'), folder('css')]);
  tree.set('/www/css', []);
  tree.set('/odd', [file('x')]);
  transport = serveTree();
  pane = createPaneStore({
    client: createClient(transport),
    fs: 'server',
    path: '/',
    locale: 'en',
    view: { showHidden: false, sort: { column: 'name', direction: 'ascending', foldersFirst: true } },
  });
  await settle();
});

afterEach(() => {
  pane.getState().dispose();
  vi.useRealTimers();
});

describe('a pane', () => {
  test('opens its directory and shows it in order', () => {
    expect(pane.getState()).toMatchObject({ status: 'ready', total: 3, path: '/' });
    expect(names()).toEqual(['www', 'a', 'b']);
  });

  test('shows rows before the listing has ended, with a count', async () => {
    const answer = Promise.withResolvers<{ count: number; unparsed: string[] }>();
    transport.answers['files.list'] = ({ operationId }) => {
      transport.emit('files.page', { operationId, entries: [file('early')] });
      return answer.promise;
    };
    pane.getState().open('/www');
    await settle();
    expect(pane.getState()).toMatchObject({ status: 'listing', total: 1 });
    expect(names()).toEqual(['early']);
    answer.resolve({ count: 1, unparsed: [] });
    await settle();
    expect(pane.getState().status).toBe('ready');
  });

  test('waits for pages that the answer has overtaken', async () => {
    transport.answers['files.list'] = ({ operationId }) => {
      setTimeout(() => transport.emit('files.page', { operationId, entries: [file('late')] }), 200);
      return { count: 1, unparsed: [] };
    };
    pane.getState().open('/www');
    await settle();
    expect(names()).toEqual(['late']);
  });

  test('ignores rows of a directory that was left before they came', async () => {
    let slow = '';
    transport.answers['files.list'] = ({ operationId, place }) => {
      if (place.path === '/slow') {
        slow = operationId;
        return new Promise(() => {});
      }
      transport.emit('files.page', { operationId, entries: [file('here')] });
      return { count: 1, unparsed: [] };
    };
    pane.getState().open('/slow');
    await settle();
    pane.getState().open('/www');
    await settle();
    transport.emit('files.page', { operationId: slow, entries: [file('stale')] });
    await settle();
    expect(names()).toEqual(['here']);
    expect(transport.inputs('operations.cancel')).toEqual([{ operationId: slow }]);
  });

  test('goes back and forward, and forgets the way forward at a new turn', async () => {
    pane.getState().open('/www');
    await settle();
    pane.getState().open('/www/css');
    await settle();
    pane.getState().goBack();
    await settle();
    expect(pane.getState().path).toBe('/www');
    pane.getState().goForward();
    await settle();
    expect(pane.getState().path).toBe('/www/css');
    pane.getState().goBack();
    await settle();
    pane.getState().open('/odd');
    await settle();
    expect(pane.getState()).toMatchObject({ forward: [], back: [{ path: '/' }, { path: '/www' }] });
  });

  test('going up focuses the directory that was left', async () => {
    pane.getState().open('/www');
    await settle();
    pane.getState().goUp();
    await settle();
    expect(pane.getState().selection.focused).toBe('www');
  });

  test('coming back focuses what was focused', async () => {
    pane.getState().setSelection(selectOnly('b'));
    pane.getState().open('/www');
    await settle();
    pane.getState().goBack();
    await settle();
    expect(pane.getState().selection.focused).toBe('b');
  });

  test('keeps selection and rows while it reads again after a change', async () => {
    pane.getState().setSelection(selectRange(selectOnly('a'), pane.getState().rows, 'b'));
    tree.set('/', [file('a'), file('b'), file('c')]);
    const seen: number[] = [];
    pane.subscribe((state) => seen.push(state.rows.length));
    pane.getState().refreshQuietly();
    await settle();
    expect(names()).toEqual(['a', 'b', 'c']);
    expect([...pane.getState().selection.selected]).toEqual(['a', 'b']);
    expect(Math.min(...seen)).toBe(3);
  });

  test('reads a directory that keeps changing at most once a second', async () => {
    const before = transport.inputs('files.list').length;
    for (let change = 0; change < 40; change++) {
      pane.getState().refreshQuietly();
      await vi.advanceTimersByTimeAsync(100);
    }
    const reads = transport.inputs('files.list').length - before;
    expect(reads).toBeGreaterThanOrEqual(3);
    expect(reads).toBeLessThanOrEqual(5);
  });

  test('says so where the directory it shows is gone', async () => {
    tree.delete('/');
    pane.getState().refreshQuietly();
    await settle();
    expect(pane.getState()).toMatchObject({ status: 'failed', error: { kind: 'not-found' } });
    expect(names()).toEqual([]);
  });

  test('keeps the rows where reading again fails in passing', async () => {
    transport.answers['files.list'] = () => {
      throw new RemoteError('busy', 'Later.');
    };
    pane.getState().refreshQuietly();
    await settle();
    expect(pane.getState().status).toBe('ready');
    expect(names()).toEqual(['www', 'a', 'b']);
  });

  test('shows why a directory cannot be read, and gets out of there', async () => {
    pane.getState().open('/nowhere');
    await settle();
    expect(pane.getState()).toMatchObject({ status: 'failed', path: '/nowhere', error: { kind: 'not-found' } });
    pane.getState().goBack();
    await settle();
    expect(pane.getState()).toMatchObject({ status: 'ready', path: '/' });
  });

  test('keeps the rows so far where the user stops a listing', async () => {
    const answer = Promise.withResolvers<never>();
    transport.answers['files.list'] = ({ operationId }) => {
      transport.emit('files.page', { operationId, entries: [file('one')] });
      return answer.promise;
    };
    transport.answers['operations.cancel'] = () => answer.reject(new RemoteError('cancelled', 'Cancelled.'));
    pane.getState().open('/www');
    await settle();
    pane.getState().stop();
    await settle();
    expect(pane.getState()).toMatchObject({ status: 'failed', error: { kind: 'cancelled' } });
    expect(names()).toEqual(['one']);
  });

  test('a refresh on a line that hangs could not be stopped: now the rows stay as they were', async () => {
    const answer = Promise.withResolvers<never>();
    transport.answers['files.list'] = () => answer.promise;
    transport.answers['operations.cancel'] = () => answer.reject(new RemoteError('cancelled', 'Cancelled.'));
    expect(pane.getState().stop()).toBe(false);
    pane.getState().refresh();
    expect(pane.getState().refreshing).toBe(true);
    expect(pane.getState().stop()).toBe(true);
    await settle();
    expect(pane.getState()).toMatchObject({ status: 'ready', refreshing: false });
    expect(names()).toEqual(['www', 'a', 'b']);
  });

  test('keeps what a listing could not make sense of', async () => {
    pane.getState().open('/odd');
    await settle();
    expect(pane.getState().unparsed).toEqual(['what is this']);
  });

  test('turns the order round at a second click on a column', () => {
    pane.getState().sortBy('name');
    expect(names()).toEqual(['www', 'b', 'a']);
    pane.getState().sortBy('size');
    expect(pane.getState().sort).toMatchObject({ column: 'size', direction: 'ascending' });
  });

  test('never works on rows that a filter hides', () => {
    pane.getState().setSelection(selectRange(selectOnly('a'), pane.getState().rows, 'b'));
    pane.getState().setFilter('b');
    expect(subjectsOf(pane.getState()).map((entry) => entry.name)).toEqual(['b']);
    pane.getState().setFilterOpen(false);
    expect(subjectsOf(pane.getState()).map((entry) => entry.name)).toEqual(['b']);
  });

  test('never works on a row whose name would lead elsewhere', async () => {
    tree.set('/', [{ name: '../evil', type: 'file', unusable: 'separator-in-name' }, file('good')]);
    pane.getState().refreshQuietly();
    await settle();
    pane.getState().setSelection(selectRange(selectOnly('../evil'), pane.getState().rows, 'good'));
    expect(subjectsOf(pane.getState()).map((entry) => entry.name)).toEqual(['good']);
  });

  test('selects a new folder as soon as it is there', async () => {
    pane.getState().revealNext('/new');
    tree.set('/', [file('a'), folder('new')]);
    pane.getState().refreshQuietly();
    await settle();
    expect([...pane.getState().selection.selected]).toEqual(['new']);
  });

  test('what was chosen after a folder had been made was unselected again as soon as that was shown', async () => {
    pane.getState().revealNext('/new');
    pane.getState().setSelection(selectOnly('b'));
    tree.set('/', [file('a'), file('b'), folder('new')]);
    pane.getState().refreshQuietly();
    await settle();
    expect([...pane.getState().selection.selected]).toEqual(['b']);
  });

  test('what was made in a folder that was left was selected in another one where the same name is', async () => {
    pane.getState().open('/www');
    await settle();
    pane.getState().revealNext('/css');
    pane.getState().refreshQuietly();
    await settle();
    expect(pane.getState().selection.selected.size).toBe(0);
  });

  test('a click on the folder that is shown already took rows and selection away to read it again', async () => {
    pane.getState().setSelection(selectRange(selectOnly('a'), pane.getState().rows, 'b'));
    const seen: number[] = [];
    pane.subscribe((state) => seen.push(state.rows.length));
    pane.getState().open('/');
    await settle();
    expect(Math.min(...seen)).toBe(3);
    expect([...pane.getState().selection.selected]).toEqual(['a', 'b']);
  });

  test('after a listing that failed, the focus was on the first row to come and not on the one that had it', async () => {
    pane.getState().setSelection(selectOnly('b'));
    tree.delete('/');
    pane.getState().refresh();
    await settle();
    tree.set('/', [file('a'), file('b')]);
    pane.getState().refresh();
    await settle();
    expect(pane.getState().selection).toMatchObject({ focused: 'b', selected: new Set(['b']) });
  });

  test('a name that was being edited was edited again when a file of that name came back', async () => {
    pane.getState().setRenaming('a');
    tree.set('/', [file('b')]);
    pane.getState().refreshQuietly();
    await settle();
    tree.set('/', [file('a'), file('b')]);
    pane.getState().refreshQuietly();
    await settle();
    expect(pane.getState().renaming).toBeUndefined();
  });

  test('knows the names that a filter hides', () => {
    pane.getState().setFilter('b');
    expect(pane.getState().allNames().sort()).toEqual(['a', 'b', 'www']);
  });
});

describe('sizes of folders', () => {
  const size = (name: string) => pane.getState().folderSizes.get(name);
  type Measured = { files: number; directories: number; bytes: number; passedOver: number };
  /** Counts under way, by path. */
  let ends: Map<
    string,
    { operationId: string; done(bytes: number, passedOver?: number): void; fail(error: RemoteError): void }
  >;

  beforeEach(() => {
    ends = new Map();
    transport.answers['files.measure'] = ({ operationId, places: [place] }) =>
      new Promise<Measured>((resolve, reject) => {
        ends.set(place?.path ?? '', {
          operationId,
          done: (bytes, passedOver = 0) => resolve({ files: 1, directories: 1, bytes, passedOver }),
          fail: reject,
        });
      });
    transport.answers['operations.cancel'] = ({ operationId }) => {
      for (const end of ends.values()) {
        if (end.operationId === operationId) end.fail(new RemoteError('cancelled', 'Cancelled.'));
      }
    };
    tree.set('/', [folder('big'), folder('closed'), folder('small'), file('a')]);
    pane.getState().open('/');
    return settle();
  });

  test('grow while they are counted, one folder after the other, and then put the rows in their order', async () => {
    pane.getState().sortBy('size');
    pane.getState().countSizes(['big', 'small']);
    transport.emit('operations.progress', { operationId: ends.get('/big')?.operationId ?? '', done: 300 });
    expect(size('big')).toEqual({ bytes: 300, state: 'counting' });
    expect(ends.has('/small')).toBe(false);
    ends.get('/big')?.done(900);
    await settle();
    expect(names()).toEqual(['big', 'closed', 'small', 'a']);
    expect(pane.getState().countingSizes).toBe(true);
    ends.get('/small')?.done(5, 2);
    await settle();
    expect(size('small')).toEqual({ bytes: 5, state: 'incomplete' });
    expect(pane.getState().countingSizes).toBe(false);
    expect(names()).toEqual(['closed', 'small', 'big', 'a']);
  });

  test('are stopped at once: what is counted stays, what is not has none', async () => {
    pane.getState().countSizes(['big', 'small']);
    ends.get('/big')?.done(900);
    await settle();
    pane.getState().stop();
    await settle();
    expect(size('big')).toEqual({ bytes: 900, state: 'whole' });
    expect(size('small')).toBeUndefined();
    expect(pane.getState().countingSizes).toBe(false);
  });

  test('say where a folder cannot be read, and go on with the next', async () => {
    pane.getState().countSizes(['closed', 'small']);
    ends.get('/closed')?.fail(new RemoteError('denied', 'No.'));
    await settle();
    expect(size('closed')?.state).toBe('unreadable');
    expect(ends.has('/small')).toBe(true);
  });

  test('are forgotten when something below changes, and when the pane goes elsewhere', async () => {
    pane.getState().countSizes(['big', 'small']);
    ends.get('/big')?.done(900);
    await settle();
    ends.get('/small')?.done(5);
    await settle();
    pane.getState().noteChange('/big/deep');
    expect([...pane.getState().folderSizes.keys()]).toEqual(['small']);
    pane.getState().open('/www');
    await settle();
    expect(pane.getState().folderSizes.size).toBe(0);
  });
});
