import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../shared/model/connection.ts';
import { Desktop } from './desktop.ts';

const local = (path: string): Place => ({ fs: 'local', path });

describe('dragging out', () => {
  const drag = async (desktop: Desktop, places: Place[], operationId = 'drag') =>
    desktop.request('desktop.prepareDrag', { operationId, places });

  it('hands a local file over as it is', async () => {
    await using desktop = await Desktop.start();
    const folder = await mkdtemp(join(tmpdir(), 'portside-drag-'));
    const file = join(folder, 'a.txt');
    await writeFile(file, '');
    const { dragId, localPaths } = await drag(desktop, [local(file)]);
    expect(localPaths).toEqual([file]);
    expect(desktop.window.webContents.drags).toEqual([]);
    await desktop.request('desktop.startDrag', { dragId });
    const [item] = desktop.window.webContents.drags;
    expect(item).toMatchObject({ file, files: [file] });
    expect(item?.icon).toMatchObject({ path: expect.stringMatching(/drag\.png$/) });
    await rm(folder, { recursive: true });
  });

  it('downloads what is on a server first, folders with all they hold, and clears up at the end', async () => {
    const desktop = await Desktop.start({ arguments: ['--demo'] });
    const [connection] = await desktop.request('connections.list');
    const fs = connection?.id ?? '';
    const home = connection?.home === '/' ? '' : connection?.home;
    const names = ['blog', 'README.txt', 'Grüße & more'];
    const places = names.map((name) => ({ fs, path: `${home}/${name}` }));

    const { dragId, localPaths } = await drag(desktop, places);
    await desktop.request('desktop.startDrag', { dragId });

    const files = desktop.window.webContents.drags[0]?.files ?? [];
    expect(files.map((file) => basename(file))).toEqual(names);
    expect(files).toEqual(localPaths);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    const { items } = await desktop.request('transfers.snapshot');
    expect(items.filter((item) => item.state !== 'done')).toEqual([]);
    for (const { kind, target, size } of items) {
      if (kind === 'file') expect((await readFile(target.path)).length).toBe(size);
    }

    await desktop[Symbol.asyncDispose]();
    expect(files.filter((file) => existsSync(file))).toEqual([]);
  });

  it('fails with the reason where a file does not arrive, and starts no drag', async () => {
    await using desktop = await Desktop.start({ arguments: ['--demo'] });
    const [connection] = await desktop.request('connections.list');
    const places = [{ fs: connection?.id ?? '', path: '/no-such-file' }];
    await expect(drag(desktop, places)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(desktop.request('desktop.startDrag', { dragId: 'unheard-of' })).rejects.toMatchObject({
      kind: 'invalid-request',
    });
    expect(desktop.window.webContents.drags).toEqual([]);
  });

  it('says so where the copies have been tidied away since', async () => {
    await using desktop = await Desktop.start({ arguments: ['--demo'] });
    const [connection] = await desktop.request('connections.list');
    const { dragId, localPaths } = await drag(desktop, [{ fs: connection?.id ?? '', path: '/README.txt' }]);
    await rm(localPaths[0] ?? '');
    await expect(desktop.request('desktop.startDrag', { dragId })).rejects.toMatchObject({ kind: 'not-found' });
    expect(desktop.window.webContents.drags).toEqual([]);
  });

  it('refuses a file system as a whole', async () => {
    await using desktop = await Desktop.start();
    await expect(drag(desktop, [local('/')])).rejects.toMatchObject({ kind: 'invalid-request' });
  });

  it('can be cancelled, and takes its download with it', async () => {
    await using desktop = await Desktop.start({ arguments: ['--demo'] });
    const [connection] = await desktop.request('connections.list');
    desktop.electron.powerMonitor.emit('suspend');
    const place = { fs: connection?.id ?? '', path: '/README.txt' };
    const prepared = drag(desktop, [place], 'cancel-me').catch((error: unknown) => error);
    await expect.poll(async () => (await desktop.request('transfers.snapshot')).totals.queued).toBe(1);
    await desktop.request('operations.cancel', { operationId: 'cancel-me' });
    expect(await prepared).toMatchObject({ kind: 'cancelled' });
    expect((await desktop.request('transfers.snapshot')).totals).toMatchObject({ queued: 0, cancelled: 1 });
  });
});
