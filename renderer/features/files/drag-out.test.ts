import { beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { DragOut, endedOutside } from './drag-out.ts';
import type { DraggedFiles } from './dragged-files.ts';

const rows = (fs: string, path: string, ...entries: (string | Entry)[]): DraggedFiles => ({
  directory: { fs, path },
  entries: entries.map((entry) => (typeof entry === 'string' ? { name: entry, type: 'file' } : entry)),
});

let transport: FakeTransport;
let news: unknown[];
let drags: DragOut;

beforeEach(() => {
  news = [];
  let prepared = 0;
  transport = new FakeTransport({
    'desktop.prepareDrag': ({ places }) => ({
      dragId: `drag ${++prepared}`,
      localPaths: places.map(({ fs, path }) => (fs === 'local' ? path : `/tmp/drag${path}`)),
    }),
    'desktop.startDrag': () => undefined,
  });
  drags = new DragOut(createClient(transport), {
    fetching: (count) => news.push(['fetching', count]),
    ready: (count) => news.push(['ready', count]),
    failed: (error) => news.push(error),
  });
});

/** Lets every answer that is on its way arrive. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const started = async () => {
  await settle();
  return transport.inputs('desktop.startDrag').map(({ dragId }) => dragId);
};

describe('rows of this machine', () => {
  test('go out at once, as the files they are', async () => {
    expect(drags.begin(rows('local', '/home/ann', 'a.txt', 'b.txt'))).toBe(true);
    expect(await started()).toEqual(['drag 1']);
    expect(transport.inputs('desktop.prepareDrag')).toMatchObject([
      {
        places: [
          { fs: 'local', path: '/home/ann/a.txt' },
          { fs: 'local', path: '/home/ann/b.txt' },
        ],
      },
    ]);
    expect(news).toEqual([]);
  });

  test('say why they do not', async () => {
    transport.answers['desktop.startDrag'] = () => {
      throw new RemoteError('not-found', 'Gone.');
    };
    drags.begin(rows('local', '/home/ann', 'a.txt'));
    await settle();
    expect(news).toMatchObject([{ kind: 'not-found' }]);
  });
});

describe('rows of a server', () => {
  const remote = rows('server', '/www', { name: 'a.txt', type: 'file', size: 3, modifiedAt: 1 }, 'css');

  test('are left to the page until they have been brought here; then they go out at once, each time', async () => {
    expect(drags.begin(remote)).toBe(false);
    expect(transport.asked).toEqual([]);
    await drags.fetch(remote);
    expect(news).toEqual([
      ['fetching', 2],
      ['ready', 2],
    ]);
    expect(drags.begin(remote)).toBe(true);
    expect(drags.begin(remote)).toBe(true);
    expect(await started()).toEqual(['drag 1', 'drag 1']);
    expect(transport.inputs('desktop.prepareDrag')).toHaveLength(1);
  });

  test('are brought once, however often they are dragged meanwhile', async () => {
    await Promise.all([drags.fetch(remote), drags.fetch(remote)]);
    expect(transport.inputs('desktop.prepareDrag')).toHaveLength(1);
    expect(news).toEqual([
      ['fetching', 2],
      ['fetching', 2],
      ['ready', 2],
    ]);
  });

  test('stay the rows they are when they are dropped inside', async () => {
    await drags.fetch(remote);
    expect(drags.originOf('/tmp/drag/www/a.txt')).toEqual({ fs: 'server', path: '/www/a.txt' });
    expect(drags.originOf('/tmp/other')).toEqual({ fs: 'local', path: '/tmp/other' });
  });

  test.each([
    ['others of them', rows('server', '/www', { name: 'a.txt', type: 'file', size: 3, modifiedAt: 1 })],
    ['a file that has grown', rows('server', '/www', { name: 'a.txt', type: 'file', size: 4, modifiedAt: 1 }, 'css')],
    ['a file of a later date', rows('server', '/www', { name: 'a.txt', type: 'file', size: 3, modifiedAt: 2 }, 'css')],
    ['the same names elsewhere', { ...remote, directory: { fs: 'server', path: '/backup' } }],
    ['the same on another server', { ...remote, directory: { fs: 'other', path: '/www' } }],
  ])('are not taken for %s', async (_what, other) => {
    await drags.fetch(remote);
    expect(drags.begin(other)).toBe(false);
  });

  test('are brought anew when something has changed inside of one', async () => {
    await drags.fetch(remote);
    transport.emit('files.changed', { fs: 'server', directory: '/www/img' });
    transport.emit('files.changed', { fs: 'other', directory: '/www/css' });
    expect(drags.begin(remote)).toBe(true);
    transport.emit('files.changed', { fs: 'server', directory: '/www/css/deep' });
    expect(drags.begin(remote)).toBe(false);
  });

  test('that did not arrive say why, unless the user stopped them', async () => {
    transport.answers['desktop.prepareDrag'] = () => {
      throw new RemoteError('denied', 'Not yours.');
    };
    await drags.fetch(remote);
    expect(news.at(-1)).toMatchObject({ kind: 'denied' });
    transport.answers['desktop.prepareDrag'] = () => {
      throw new RemoteError('cancelled', 'Stopped.');
    };
    await drags.fetch(remote);
    expect(news.slice(2)).toEqual([['fetching', 2]]);
    expect(drags.begin(remote)).toBe(false);
  });

  test('whose copies the system has tidied away are brought anew', async () => {
    await drags.fetch(remote);
    transport.answers['desktop.startDrag'] = () => {
      throw new RemoteError('not-found', 'Gone.');
    };
    drags.begin(remote);
    await settle();
    expect(news.at(-1)).toMatchObject({ kind: 'not-found' });
    expect(drags.begin(remote)).toBe(false);
  });
});

describe('a drag', () => {
  const frame = { screenX: 100, screenY: 50, outerWidth: 800, outerHeight: 600 };

  test.each([
    [500, 300, 'none', false],
    [100, 50, 'none', false],
    [99, 300, 'none', true],
    [900, 300, 'none', true],
    [500, 49, 'none', true],
    [500, 650, 'none', true],
    [-1_000, -1_000, 'none', true],
    [99, 300, 'copy', false],
  ] as const)('that ended at %i, %i with %s: outside is %s', (screenX, screenY, dropEffect, outside) => {
    expect(endedOutside({ screenX, screenY, dataTransfer: { dropEffect } }, frame)).toBe(outside);
  });
});
