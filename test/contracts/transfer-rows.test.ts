import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestInput } from '../../shared/ipc/contract.ts';
import { LOCAL, type Place } from '../../shared/model/connection.ts';
import { baseName } from '../../shared/model/remote-path.ts';
import { AppWindow } from './app-window.ts';

describe('the lists of transfers, filtered by name', () => {
  let folder: string;
  let target: Place;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-rows-'));
    for (const path of [
      'site/index.html',
      'site/app.css',
      'site/images/Harbour.JPG',
      'site/images/port.jpg',
      'a.css',
    ]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), path);
    }
    await mkdir(join(folder, 'copies'));
    target = { fs: LOCAL, path: join(folder, 'copies') };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function names(window: AppWindow, wanted: Partial<RequestInput<'transfers.rows'>>): Promise<string[]> {
    const { rows, count } = await window.ask('transfers.rows', { view: 'all', offset: 0, limit: 100, ...wanted });
    expect(rows.length).toBe(count);
    return rows.map(({ item }) => baseName(item.target.path)).toSorted();
  }

  /** The names of what waits. */
  async function queued(window: AppWindow, ...paths: string[]): Promise<string[]> {
    await window.ask('transfers.pauseAll', { paused: true });
    const sources = paths.map((path) => ({ fs: LOCAL, path: join(folder, path) }));
    await window.ask('transfers.enqueue', { sources, targetDirectory: target });
    return names(window, { view: 'queued' });
  }

  it('what has ended is found by part of its name and by a pattern, in any case, wherever it lay', async () => {
    await using window = await AppWindow.open();
    const sources = [{ fs: LOCAL, path: join(folder, 'site') }];
    await window.ask('transfers.enqueue', { sources, targetDirectory: target });
    await expect.poll(() => names(window, { view: 'finished' })).toHaveLength(6);
    expect(await names(window, { view: 'finished', named: '*.jpg' })).toEqual(['Harbour.JPG', 'port.jpg']);
    expect(await names(window, { view: 'all', named: ' PORT ' })).toEqual(['port.jpg']);
    expect(await names(window, { view: 'all', named: 'i' })).toEqual(['images', 'index.html', 'site']);
    expect(await names(window, { view: 'queued', named: '*.jpg' })).toEqual([]);
    await window.ask('transfers.remove', { selection: { of: 'finished', named: '*.jpg' } });
    expect(await names(window, { view: 'finished' })).toEqual(['app.css', 'images', 'index.html', 'site']);
  });

  it('what is cancelled with a filter on is what the list shows', async () => {
    await using window = await AppWindow.open();
    expect(await queued(window, 'site/app.css', 'site/index.html', 'a.css')).toHaveLength(3);
    await window.ask('transfers.cancel', { selection: { of: 'queued', named: '*.css' } });
    expect(await names(window, { view: 'queued' })).toEqual(['index.html']);
    expect(await names(window, { view: 'finished', named: 'a' })).toEqual(['a.css', 'app.css']);
    await window.ask('transfers.pauseAll', { paused: false });
    await expect.poll(() => readdir(target.path)).toEqual(['index.html']);
  });

  it.each(['', '   ', 'x'.repeat(256)])('is refused for what is no name: “%s”', async (named) => {
    await using window = await AppWindow.open();
    const answer = await window.request('transfers.rows', { view: 'all', named, offset: 0, limit: 1 });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'invalid-request' } });
  });
});
