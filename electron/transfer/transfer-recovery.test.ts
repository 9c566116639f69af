import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import { type EngineFixture, startEngine } from './testing/engine-fixture.ts';
import { readTree, type TemporaryFolder, temporaryFolder, writeTree } from './testing/folders.ts';

const CUTS = 100;

let journals: TemporaryFolder;
let first: EngineFixture;

beforeEach(async () => {
  journals = await temporaryFolder();
  first = await startEngine({ journalFile: join(journals.path, 'whole') });
});
afterEach(async () => {
  await first[Symbol.asyncDispose]();
  await journals[Symbol.asyncDispose]();
});

const tree = {
  ...Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`site/a/${at}`, `a ${at}`.repeat(at)])),
  ...Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`site/b/c/${at}`, `b ${at}`.repeat(50)])),
  'site/empty/': '',
  single: 'alone',
};

/** Goes on from the journal of the first run as far as `length` bytes of it; with the folders of that run as they are. */
async function goOnFrom(whole: Buffer, length: number) {
  const journalFile = join(journals.path, `cut-${length}`);
  await writeFile(journalFile, whole.subarray(0, length));
  await using engine = await startEngine({ journalFile });
  engine.engine.resumeWaiting();
  const items = await engine.ended();
  return items.map(({ state, target }) => `${state} ${target.path}`);
}

it('goes on from a journal cut at any byte, over files that have all arrived, without a question and without a second copy', async () => {
  await writeTree(first.here, tree);
  first.upload('site', 'single');
  await first.engine.saved();
  const enqueued = (await readFile(join(journals.path, 'whole'))).length;
  await first.ended();
  await first.engine.saved();
  const whole = await readFile(join(journals.path, 'whole'));
  const expected = first.items().map(({ state, target }) => `${state} ${target.path}`);
  const arrived = await readTree(first.there);
  expect(arrived).toEqual(tree);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: enqueued, max: whole.length }), async (length) => {
      expect((await goOnFrom(whole, length)).toSorted()).toEqual(expected.toSorted());
      expect(await readTree(first.there)).toEqual(arrived);
    }),
    { numRuns: CUTS, examples: [[enqueued], [whole.length - 1]] },
  );
});

it('does again what the journal does not know to have happened, from nothing', async () => {
  await writeTree(first.here, tree);
  first.engine.pauseAll(true);
  first.upload('site', 'single');
  await first.engine.saved();
  const whole = await readFile(join(journals.path, 'whole'));
  await goOnFrom(whole, whole.length);
  expect(await readTree(first.there)).toEqual(tree);
});

it('keeps of a journal cut before the first item was safe nothing that is half', async () => {
  await writeTree(first.here, { single: 'alone' });
  first.engine.pauseAll(true);
  first.upload('single');
  await first.engine.saved();
  const whole = await readFile(join(journals.path, 'whole'));
  for (let length = 0; length <= whole.length; length++) {
    const items = await goOnFrom(whole, length);
    expect(items).toEqual(items.length === 0 ? [] : [`done ${first.there.at('single')}`]);
  }
});

it('brings back the old file, then replaces it, where the process ended between the two renames', async () => {
  await writeTree(first.here, { page: 'new' });
  await writeTree(first.there, { page: 'old' });
  const reached = Promise.withResolvers<void>();
  const dead = Promise.withResolvers<void>();
  const local = new LocalFileSystem();
  first.changeServer({
    extras: { ...local.extras, atomicReplace: undefined } as unknown as RemoteFileSystem['extras'],
    async rename(from, to, call) {
      if (to !== first.there.at('page')) return local.rename(from, to, call);
      reached.resolve();
      await dead.promise;
      throw new RemoteError('disconnected', 'The process has ended.');
    },
  });
  first.engine.enqueue([first.onHere('page')], first.onServer(), { onConflict: 'overwrite' });
  await reached.promise;
  try {
    expect(Object.keys(await readTree(first.there))).not.toContain('page');
    const whole = await readFile(join(journals.path, 'whole'));
    expect(await goOnFrom(whole, whole.length)).toEqual([`done ${first.there.at('page')}`]);
    expect(await readTree(first.there)).toEqual({ page: 'new' });
  } finally {
    dead.resolve();
  }
});

it('leaves paused what the user had paused, and goes on with the rest when told to', async () => {
  await writeTree(first.here, { a: 'a', b: 'b' });
  first.engine.pauseAll(true);
  const [, paused = ''] = first.upload('a', 'b');
  first.engine.pause({ ids: [paused] });
  await first.engine.saved();
  const journalFile = join(journals.path, 'next');
  await writeFile(journalFile, await readFile(join(journals.path, 'whole')));
  await using next = await startEngine({ journalFile });
  expect(next.engine.snapshot().queue).toMatchObject({ waiting: 1 });
  next.engine.resumeWaiting();
  await expect.poll(() => next.states()).toEqual(['done', 'paused']);
});
