import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConnectionInfo } from '../../shared/model/connection.ts';
import type { Workspace } from '../../shared/model/settings.ts';
import { eventually } from '../../test/eventually.ts';
import type { FakeTransport } from '../client/fake-transport.ts';
import type { DraggedFiles } from '../features/files/dragged-files.ts';
import { Services } from './services.ts';
import { fakeMainProcess, info } from './testing-window.ts';

let transport: FakeTransport;
let services: Services;
let state: { open: ConnectionInfo[]; workspace: Workspace | undefined };

beforeEach(() => {
  vi.useFakeTimers();
  state = { open: [], workspace: undefined };
  transport = fakeMainProcess(state);
  services = new Services(transport, 'en');
});

afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(3_000);

describe('files dragged into and out of the window', () => {
  test('uploads files dropped onto the desktop by their paths', async () => {
    const desktop = Object.assign(transport, { pathForFile: (file: File) => `/home/ann/${file.name}` });
    services = new Services(desktop, 'en');
    await services.start();
    const files = [new File(['x'], 'x.txt'), new File(['y'], 'y.txt')];
    await services.receiveDrop({ files, entries: [] }, { fs: 'one', path: '/www' });
    expect(transport.inputs('transfers.enqueue')).toEqual([
      {
        sources: [
          { fs: 'local', path: '/home/ann/x.txt' },
          { fs: 'local', path: '/home/ann/y.txt' },
        ],
        targetDirectory: { fs: 'one', path: '/www' },
      },
    ]);
  });

  test("takes its own rows back where the desktop's drag of them ends inside, and leaves them where they are", async () => {
    transport.answers['app.info'] = () => ({ ...info, host: 'desktop' });
    transport.answers['desktop.takeLink'] = () => undefined;
    transport.answers['desktop.prepareDrag'] = () => ({ dragId: '1', localPaths: ['/tmp/drag/page.html'] });
    transport.answers['desktop.startDrag'] = () => undefined;
    const desktop = Object.assign(transport, { pathForFile: (file: File) => `/tmp/drag/${file.name}` });
    services = new Services(desktop, 'en');
    await services.start();
    const dragged: DraggedFiles = {
      directory: { fs: 'one', path: '/www' },
      entries: [{ name: 'page.html', type: 'file' }],
    };
    expect(services.dragOut(dragged)).toBe(false);
    services.fetchForDragOut(dragged);
    await settle();
    expect(services.dragOut(dragged)).toBe(true);

    const dropped = { files: [new File(['x'], 'page.html')], entries: [] };
    await services.receiveDrop(dropped, { fs: 'one', path: '/www' });
    expect(transport.inputs('transfers.enqueue')).toEqual([]);
    await services.receiveDrop(dropped, { fs: 'two', path: '/backup' });
    expect(transport.inputs('transfers.enqueue')).toEqual([
      { sources: [{ fs: 'one', path: '/www/page.html' }], targetDirectory: { fs: 'two', path: '/backup' } },
    ]);
  });

  test('keeps every drag to itself in a browser tab', async () => {
    await services.start();
    const dragged: DraggedFiles = {
      directory: { fs: 'local', path: '/home/ann' },
      entries: [{ name: 'a', type: 'file' }],
    };
    expect(services.dragOut(dragged)).toBe(false);
    services.fetchForDragOut(dragged);
    await settle();
    expect(transport.inputs('desktop.prepareDrag')).toEqual([]);
  });

  test('announces files dropped onto a browser tab, and sends their bytes when asked', async () => {
    transport.answers['drops.announce'] = () => ({ fs: 'drop:1' });
    const sent: { address: string; body: string }[] = [];
    vi.stubGlobal('fetch', async (address: string, request: { body: Blob }) => {
      sent.push({ address, body: await request.body.text() });
    });
    await services.start();
    await services.receiveDrop(
      { files: [new File(['hello'], 'x.txt', { lastModified: 7 })], entries: [] },
      { fs: 'one', path: '/www' },
    );
    expect(transport.inputs('drops.announce')).toEqual([
      { files: [{ path: 'x.txt', type: 'file', size: 5, modifiedAt: 7 }] },
    ]);
    expect(transport.inputs('transfers.enqueue')).toMatchObject([{ sources: [{ fs: 'drop:1', path: '/x.txt' }] }]);
    transport.emit('drops.read', { readId: 'r1', fs: 'drop:1', path: 'x.txt', offset: 2 });
    transport.emit('drops.read', { readId: 'r2', fs: 'drop:1', path: 'unknown', offset: 0 });
    vi.useRealTimers();
    await eventually(() => expect(sent).toHaveLength(2));
    expect(sent).toContainEqual({ address: '/drop/r1', body: 'llo' });
    expect(sent).toContainEqual({ address: '/drop/r2', body: '' });
    vi.unstubAllGlobals();
  });
});
