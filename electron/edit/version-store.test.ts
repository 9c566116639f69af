import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { VersionStore } from './version-store.ts';

describe('the earlier versions of a file', () => {
  let folder: string;
  const place = { fs: 'site:a', path: '/www/../index.html' };
  const other = { fs: 'site:b', path: '/www/../index.html' };
  const contents = async (store: VersionStore, of = place) => {
    const kept = await store.list(of);
    return Promise.all(kept.map(async ({ id }) => (await store.read(of, id)).toString()));
  };

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'portside-versions-')), 'versions');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

  test('are listed from the newest, each once, apart from those of other servers', async () => {
    const store = new VersionStore({ folder });
    for (const text of ['one', 'two', 'two', 'three']) await store.keep(place, Buffer.from(text));
    await store.keep(other, Buffer.from('elsewhere'));
    expect(await contents(store)).toEqual(['three', 'two', 'one']);
    expect(await contents(store, other)).toEqual(['elsewhere']);
  });

  test('are readable by their user alone', async () => {
    const store = new VersionStore({ folder });
    await store.keep(place, Buffer.from('secret'));
    const [of = ''] = await readdir(folder);
    const [name = ''] = await readdir(join(folder, of));
    expect((await stat(join(folder, of, name))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, of))).mode & 0o777).toBe(0o700);
  });

  test('are bounded for each file, the oldest go', async () => {
    const store = new VersionStore({ folder, mostOfFile: 3 });
    for (const text of ['1', '2', '3', '4', '5']) await store.keep(place, Buffer.from(text));
    expect(await contents(store)).toEqual(['5', '4', '3']);
  });

  test('are bounded in all, and the oldest of any file go', async () => {
    const store = new VersionStore({ folder, mostBytes: 10 });
    await store.keep(other, Buffer.from('12345'));
    for (const text of ['aaaa', 'bbbb']) await store.keep(place, Buffer.from(text));
    expect(await contents(store)).toEqual(['bbbb', 'aaaa']);
    expect(await contents(store, other)).toEqual([]);
    await expect(store.read(other, '1700000000000-0123456789abcdef')).rejects.toThrow('not kept any more');
  });
});
