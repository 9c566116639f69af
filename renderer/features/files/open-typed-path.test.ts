import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { openTypedPath } from './open-typed-path.ts';
import { createPaneStore, type PaneStore } from './pane-store.ts';

const folders: Record<string, Entry[]> = {
  '/docs': [{ name: 'notes.txt', type: 'file' }],
  '/www': [
    { name: 'a.html', type: 'file' },
    { name: 'index.html', type: 'file' },
  ],
};
let transport: FakeTransport;
let pane: PaneStore;
const settle = () => vi.advanceTimersByTimeAsync(3_000);

beforeEach(async () => {
  vi.useFakeTimers();
  transport = new FakeTransport({
    'files.list': ({ operationId, place }) => {
      const entries = folders[place.path];
      if (!entries) throw new RemoteError('not-found', `There is no folder ${place.path}.`);
      transport.emit('files.page', { operationId, entries });
      return { count: entries.length, unparsed: [] };
    },
    'files.stat': ({ place }) => {
      const cut = place.path.lastIndexOf('/');
      const entry = folders[place.path.slice(0, cut)]?.find(({ name }) => name === place.path.slice(cut + 1));
      if (!entry) throw new RemoteError('not-found', `There is no ${place.path}.`);
      return entry;
    },
    'operations.cancel': () => undefined,
  });
  const view = { showHidden: false, sort: { column: 'name', direction: 'ascending' } as const };
  pane = createPaneStore({ client: createClient(transport), fs: 'server', path: '/docs', locale: 'en', view });
  await settle();
});

afterEach(() => {
  pane.getState().dispose();
  vi.useRealTimers();
});

test.each([
  ['/www/index.html', '/www', ['/docs']],
  ['/docs/notes.txt', '/docs', []],
])('the path of a file, %s, was said not to exist: now it is shown in its folder', async (path, folder, back) => {
  openTypedPath(createClient(transport), pane, path);
  await settle();
  expect(pane.getState()).toMatchObject({ path: folder, status: 'ready' });
  expect(pane.getState().back.map((location) => location.path)).toEqual(back);
  expect(pane.getState().selection.focused).toBe(path.slice(folder.length + 1));
});

test('a path that leads nowhere is said to, and a folder is opened without a further look', async () => {
  openTypedPath(createClient(transport), pane, '/nowhere');
  await settle();
  expect(pane.getState()).toMatchObject({ path: '/nowhere', error: { kind: 'not-found' } });
  transport.asked.length = 0;
  openTypedPath(createClient(transport), pane, '/www');
  await settle();
  expect(pane.getState().status).toBe('ready');
  expect(transport.inputs('files.stat')).toEqual([]);
});

test('who went elsewhere before the answer stays there', async () => {
  const answer = Promise.withResolvers<Entry>();
  transport.answers['files.stat'] = () => answer.promise;
  openTypedPath(createClient(transport), pane, '/www/index.html');
  await settle();
  pane.getState().open('/docs');
  await settle();
  answer.resolve({ name: 'index.html', type: 'file' });
  await settle();
  expect(pane.getState().path).toBe('/docs');
});
