import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { KnownGoodStore } from './known-good.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portside-known-'));
});
afterEach(() => rm(folder, { recursive: true }));

function open(onSetAside: (message: string) => void = () => undefined): Promise<KnownGoodStore> {
  const onUnexpected = (error: unknown) => {
    throw error;
  };
  return KnownGoodStore.open({ file: join(folder, 'known.json'), onSetAside, onUnexpected });
}

test('what is known good is known after a restart, for its own server', async () => {
  const store = await open();
  expect(store.of('a').isNew).toBe(true);
  store.of('a').add(['one', 'two']);
  await eventually(async () => expect(await readFile(join(folder, 'known.json'), 'utf8')).toContain('two'));
  const again = await open();
  expect(again.of('a').isNew).toBe(false);
  expect(again.of('a').has('one')).toBe(true);
  expect(again.of('b').has('one')).toBe(false);
  expect(again.of('b').isNew).toBe(true);
});

test('a file that cannot be understood is set aside, and everything is new', async () => {
  await writeFile(join(folder, 'known.json'), '{ broken');
  const told: string[] = [];
  const store = await open((message) => told.push(message));
  expect(store.of('a').isNew).toBe(true);
  expect(told[0]).toContain('known.json');
});
