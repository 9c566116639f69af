import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { matcherOf } from '../../../shared/model/file-search.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { isWithin, joinPath } from '../../../shared/model/remote-path.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { selectOnly } from '../../file-grid/selection.ts';
import type { TypedSearch } from './found-files.ts';
import { createPaneStore, type PaneStore } from './pane-store.ts';

const file = (name: string): Entry => ({ name, type: 'file', size: 1 });
const folder = (name: string): Entry => ({ name, type: 'directory' });

/** A tree of directories that a test may change under the pane's feet. */
const tree = new Map<string, Entry[]>();

/** Answers listings and searches from the tree. */
function serveTree(): FakeTransport {
  const transport = new FakeTransport({
    'files.list': ({ operationId, place }) => {
      const entries = tree.get(place.path);
      if (!entries) throw new RemoteError('not-found', `${place.path} does not exist.`);
      transport.emit('files.page', { operationId, entries });
      return { count: entries.length, unparsed: [] };
    },
    'files.search': ({ operationId, place, search }) => {
      const fits = matcherOf(search);
      const all = [...tree].filter(([path]) => isWithin(path, place.path));
      const matches = all.flatMap(([path, entries]) =>
        entries.filter(fits).map((entry) => ({ path: joinPath(path, entry.name), entry })),
      );
      transport.emit('files.found', { operationId, matches });
      return { found: matches.length, folders: all.length, passedOver: 0 };
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
  tree.set('/www/css', [file('a.css'), file('.b.css')]);
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

describe('what is found below a folder', () => {
  const asked = { typed: {} as TypedSearch, search: { named: '.css' } };

  test('stands in place of what is in it, hidden files too, each with the folder that it lies in', async () => {
    pane.getState().search(asked);
    await settle();
    expect(pane.getState()).toMatchObject({ status: 'ready', path: '/', total: 2, found: { result: { found: 2 } } });
    expect(pane.getState().rows.map(({ name, folder }) => [folder, name])).toEqual([
      ['www/css', '.b.css'],
      ['www/css', 'a.css'],
    ]);
  });

  test('is there again on the way back, without another search, as it was selected and less what was removed', async () => {
    pane.getState().search(asked);
    await settle();
    pane.getState().setSelection(selectOnly('www/css/a.css'));
    pane.getState().open('/www/css');
    await settle();
    expect(pane.getState()).toMatchObject({ found: undefined, path: '/www/css' });
    tree.set('/www/css', [file('a.css')]);
    pane.getState().noteChange('/www/css');
    pane.getState().goBack();
    expect(names()).toContain('www/css/a.css');
    await settle();
    expect(names()).toEqual(['www/css/a.css']);
    expect(pane.getState().selection.focused).toBe('www/css/a.css');
    expect(transport.inputs('files.search')).toHaveLength(1);
  });

  test('is true again after a change, without another search', async () => {
    pane.getState().search(asked);
    await settle();
    tree.set('/www/css', [file('.b.css'), file('new.css'), file('new.txt')]);
    pane.getState().noteChange('/www/css');
    pane.getState().refreshQuietly();
    await settle();
    expect(names()).toEqual(['www/css/.b.css', 'www/css/new.css']);
    expect(transport.inputs('files.search')).toHaveLength(1);
  });

  test('makes way for the folder, and another search for it', async () => {
    pane.getState().search(asked);
    await settle();
    pane.getState().search({ ...asked, search: { named: 'index' } });
    await settle();
    expect(names()).toEqual(['www/index.html']);
    pane.getState().goUp();
    await settle();
    expect(names()).toEqual(['www', 'a', 'b']);
    expect(pane.getState().back).toHaveLength(2);
  });

  test('in an order that only it has leaves a folder in the order of names', async () => {
    pane.getState().search(asked);
    pane.getState().sortBy('folder');
    await settle();
    pane.getState().open('/');
    await settle();
    expect(pane.getState().sort).toMatchObject({ column: 'name', direction: 'ascending' });
  });

  test('until it was stopped stays', async () => {
    transport.answers['files.search'] = ({ operationId }) => {
      transport.emit('files.found', { operationId, matches: [{ path: '/www/x.css', entry: file('x.css') }] });
      return new Promise((_resolve, reject) => {
        transport.answers['operations.cancel'] = () => reject(new RemoteError('cancelled', 'Cancelled.'));
      });
    };
    pane.getState().search(asked);
    await settle();
    expect(pane.getState().status).toBe('listing');
    expect(pane.getState().stop()).toBe(true);
    await settle();
    expect(pane.getState()).toMatchObject({ status: 'failed', error: { kind: 'cancelled' } });
    expect(names()).toEqual(['www/x.css']);
  });
});
