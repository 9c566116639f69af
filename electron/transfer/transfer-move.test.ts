import { appendFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { parentPath } from '../../shared/model/remote-path.ts';
import type { ConflictAction, EnqueueOptions, TransferItem } from '../../shared/model/transfer.ts';
import { eventually } from '../../test/eventually.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { type EngineFixture, startEngine } from './testing/engine-fixture.ts';
import { readTree, type TemporaryFolder, temporaryFolder, writeTree } from './testing/folders.ts';

const local = new LocalFileSystem();

let journals: TemporaryFolder;
let fixture: EngineFixture;
beforeEach(async () => {
  journals = await temporaryFolder();
  fixture = await startEngine({ journalFile: join(journals.path, 'whole') });
});
afterEach(async () => {
  await fixture[Symbol.asyncDispose]();
  await journals[Symbol.asyncDispose]();
});

const tree = {
  'site/index.html': '<h1>',
  'site/empty/': '',
  'site/a/b/deep.txt': 'deep',
  'site/a/zero': '',
  'single.txt': 'one',
};

const moveUp = (names: string[], options: EnqueueOptions = {}) =>
  fixture.engine.enqueue(names.map(fixture.onHere), fixture.onServer(), { ...options, operation: 'move' });
const moveDown = (names: string[], options: EnqueueOptions = {}) =>
  fixture.engine.enqueue(names.map(fixture.onServer), fixture.onHere(), { ...options, operation: 'move' });

/** State and remark by the path below the folder of the test. */
function told(items: readonly TransferItem[], from: TemporaryFolder) {
  return Object.fromEntries(
    items.map(({ source, state, note, error }) => [
      source.path.slice(from.at().length + 1),
      [state, error?.message ?? note].filter(Boolean).join(': '),
    ]),
  );
}

describe('a move', () => {
  it.each(['up', 'down'] as const)('%s takes files and folders along, and leaves nothing behind', async (direction) => {
    const [from, to] = direction === 'up' ? [fixture.here, fixture.there] : [fixture.there, fixture.here];
    await writeTree(from, tree);
    (direction === 'up' ? moveUp : moveDown)(['site', 'single.txt']);
    const items = await fixture.ended();
    expect(items.map(({ state, operation }) => `${operation} ${state}`)).toEqual(items.map(() => 'move done'));
    expect(await readTree(to)).toEqual(tree);
    expect(await readTree(from)).toEqual({});
    expect(fixture.changedTold).toContainEqual({ fs: direction === 'up' ? 'local' : 'server', path: from.at() });
    expect(fixture.engine.snapshot().totals).toMatchObject({ done: items.length, queued: 0, bytesLeft: 0 });
  });

  it.each([
    ['target', moveUp],
    ['source', moveDown],
  ] as const)('keeps the source where the %s tells no size, and says so', async (side, move) => {
    await writeTree(fixture.here, { up: 'new' });
    await writeTree(fixture.there, { down: 'new' });
    fixture.changeServer({
      whole: undefined as never,
      async stat(path, call) {
        const { size: _untold, ...entry } = await local.stat(path, call);
        return entry;
      },
    });
    move([side === 'target' ? 'up' : 'down']);
    const message = `was copied, but not moved: The ${side} tells no size, so the copy was not compared.`;
    expect(await fixture.ended()).toMatchObject([
      { state: 'failed', error: { message: expect.stringContaining(message) } },
    ]);
    expect(await readTree(fixture.here)).toMatchObject({ up: 'new' });
    expect(await readTree(fixture.there)).toMatchObject({ down: 'new' });
  });

  it('is one run: the folders go before it has ended', async () => {
    await writeTree(fixture.here, tree);
    const ids = moveUp(['site']);
    await fixture.engine.arrival(ids, new AbortController().signal);
    expect(await readTree(fixture.here)).toEqual({ 'single.txt': 'one' });
    const { run, totals } = fixture.engine.snapshot();
    expect(run).toEqual({ number: 1, done: totals.done, failed: 0, skipped: 0 });
  });

  it('that a rule skips keeps the file, and the folders that it is in', async () => {
    await writeTree(fixture.here, tree);
    await writeTree(fixture.there, { 'site/a/b/deep.txt': 'theirs' });
    moveUp(['site'], { onConflict: 'skip' });
    const items = await fixture.ended();
    expect(told(items, fixture.here)).toMatchObject({
      'site/a/b/deep.txt': 'skipped',
      'site/a/b': 'skipped: The folder stays: 1 item in it was not moved.',
      'site/a/zero': 'done',
      'site/empty': 'done',
      site: 'skipped: The folder stays: 1 item in it was not moved.',
    });
    expect(await readTree(fixture.here)).toEqual({ 'site/a/b/deep.txt': 'deep', 'single.txt': 'one' });
    expect(await readTree(fixture.there)).toMatchObject({ 'site/a/b/deep.txt': 'theirs', 'site/index.html': '<h1>' });
  });

  it('keeps what the filter leaves out, and its folder', async () => {
    await writeTree(fixture.here, tree);
    moveUp(['site'], { filter: { include: [], exclude: ['*.html'] } });
    const items = await fixture.ended();
    const kept = 'skipped: The folder stays: 1 item in it was not moved. The filter left out 1 item.';
    expect(told(items, fixture.here)).toMatchObject({ site: kept });
    expect(await readTree(fixture.here)).toEqual({ 'site/index.html': '<h1>', 'single.txt': 'one' });
  });

  it('that fails keeps the file; tried again it is moved, and its folders after it', async () => {
    await writeTree(fixture.here, tree);
    fixture.changeServer({
      async write(path, body, options, call) {
        if (path.includes('deep')) throw new RemoteError('denied', 'No.', { path });
        return local.write(path, body, options, call);
      },
    });
    const [id = ''] = moveUp(['site']);
    await fixture.ended();
    expect(await readTree(fixture.here)).toEqual({ 'site/a/b/deep.txt': 'deep', 'single.txt': 'one' });
    fixture.changeServer({});
    fixture.engine.retry({ ids: [id] });
    const items = await fixture.ended();
    expect(items.filter(({ state }) => state !== 'done')).toEqual([]);
    expect(await readTree(fixture.here)).toEqual({ 'single.txt': 'one' });
  });

  it('whose source cannot be removed says so, and is not copied once more when it is tried again', async () => {
    await writeTree(fixture.there, { 'a.txt': 'a' });
    fixture.changeServer({
      removeFile: async (path) => {
        throw new RemoteError('denied', 'Permission denied.', { path });
      },
    });
    const [id = ''] = moveDown(['a.txt']);
    const [failed] = await fixture.ended();
    expect(failed).toMatchObject({ state: 'failed', bytes: 1 });
    expect(failed?.error?.message).toBe(
      '“a.txt” was copied, but could not be removed from where it was: Permission denied.',
    );
    let reads = 0;
    fixture.changeServer({
      read: (path, range, call) => {
        reads++;
        return local.read(path, range, call);
      },
    });
    fixture.engine.retry({ ids: [id] });
    expect(await fixture.ended()).toMatchObject([{ state: 'done', bytes: 1 }]);
    expect([await readTree(fixture.here), await readTree(fixture.there), reads]).toEqual([{ 'a.txt': 'a' }, {}, 0]);
  });

  it('removes no source that was changed meanwhile; tried again it takes the changed one along', async () => {
    await writeTree(fixture.here, { 'a.txt': 'a' });
    fixture.changeServer({
      async rename(from, to, call) {
        await local.rename(from, to, call);
        await appendFile(join(fixture.here.path, 'a.txt'), 'bc');
      },
    });
    const [id = ''] = moveUp(['a.txt'], { onConflict: 'overwrite' });
    expect(told(await fixture.ended(), fixture.here)['a.txt']).toContain('was changed while it was moved');
    expect(await readTree(fixture.here)).toEqual({ 'a.txt': 'abc' });
    fixture.changeServer({});
    fixture.engine.retry({ ids: [id] });
    await fixture.ended();
    expect([await readTree(fixture.here), await readTree(fixture.there)]).toEqual([{}, { 'a.txt': 'abc' }]);
  });

  it('copies again where the copy is gone before the source was removed', async () => {
    await writeTree(fixture.there, { 'a.txt': 'a' });
    fixture.changeServer({
      removeFile: async (path) => {
        await writeFile(join(fixture.here.path, 'a.txt'), 'somebody else’s');
        throw new RemoteError('denied', 'No.', { path });
      },
    });
    const [id = ''] = moveDown(['a.txt'], { onConflict: 'overwrite' });
    await fixture.ended();
    fixture.changeServer({});
    fixture.engine.retry({ ids: [id] });
    await fixture.ended();
    expect([await readTree(fixture.here), await readTree(fixture.there)]).toEqual([{ 'a.txt': 'a' }, {}]);
  });

  it('leaves a folder alone into which something came meanwhile', async () => {
    await writeTree(fixture.there, { 'site/a.txt': 'a' });
    fixture.changeServer({
      async removeFile(path, call) {
        await local.removeFile(path, call);
        await writeTree(fixture.there, { 'site/new.txt': 'new' });
      },
    });
    moveDown(['site']);
    const items = await fixture.ended();
    expect(told(items, fixture.there)).toEqual({
      site: 'skipped: The folder stays: it is not empty.',
      'site/a.txt': 'done',
    });
    expect(await readTree(fixture.there)).toEqual({ 'site/new.txt': 'new' });
  });

  it.each(['overwrite', 'resume', 'size-differs', 'newer'] satisfies ConflictAction[])(
    'onto itself, over another connection to the same folder, changes nothing (rule: %s)',
    async (onConflict) => {
      await writeTree(fixture.there, tree);
      fixture.fileSystems.mount('twin', new LocalFileSystem());
      const sources = ['site', 'single.txt'].map(fixture.onServer);
      fixture.engine.enqueue(sources, { fs: 'twin', path: fixture.there.at() }, { onConflict, operation: 'move' });
      const items = await fixture.ended();
      // What had been written beside them is removed beside the queue.
      await eventually(async () => expect(await readTree(fixture.there)).toEqual(tree));
      expect(items.filter(({ state }) => state === 'done')).toEqual([]);
    },
  );

  it('of empty folders onto themselves, through a link, leaves them as they are', async () => {
    await writeTree(fixture.there, { 'site/empty/': '', 'site/nest/inner/': '' });
    await symlink('site', join(fixture.there.path, 'link'));
    const sources = ['site/empty', 'site/nest'].map(fixture.onServer);
    fixture.engine.enqueue(sources, fixture.onServer('link'), { operation: 'move' });
    expect(told(await fixture.ended(), fixture.there)).toEqual({
      'site/empty': 'failed: “empty” would be moved onto itself.',
      'site/nest': 'skipped: The folder stays: 1 item in it was not moved.',
      'site/nest/inner': 'failed: “inner” would be moved onto itself.',
    });
    expect(await readTree(fixture.there)).toEqual({ 'site/empty/': '', 'site/nest/inner/': '', link: '-> site' });
  });

  it('of an empty folder keeps it where its copy is gone before it was removed', async () => {
    await writeTree(fixture.here, { 'empty/': '' });
    let made = 0;
    fixture.changeServer({
      async makeDirectory(path, call) {
        // First the copy, then what proves that it is another folder.
        if (++made === 2) await local.removeEmptyDirectory(parentPath(path), call);
        return local.makeDirectory(path, call);
      },
    });
    moveUp(['empty']);
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind: 'not-found' } }]);
    expect([await readTree(fixture.here), await readTree(fixture.there)]).toEqual([{ 'empty/': '' }, {}]);
  });

  it('onto itself without partial names writes nothing at all', async () => {
    await using straight = await startEngine({ settings: { partialNames: false, onConflict: 'overwrite' } });
    await writeTree(straight.there, { 'a.txt': 'a' });
    straight.fileSystems.mount('twin', new LocalFileSystem());
    const target = { fs: 'twin', path: straight.there.at() };
    straight.engine.enqueue([straight.onServer('a.txt')], target, { operation: 'move' });
    expect(told(await straight.ended(), straight.there)['a.txt']).toContain('would be moved onto itself');
    expect(await readTree(straight.there)).toEqual({ 'a.txt': 'a' });
  });

  it('of what was dropped into a page is refused', () => {
    const source = { fs: 'drop:1', path: '/a.txt' };
    expect(() => fixture.engine.enqueue([source], fixture.onServer(), { operation: 'move' })).toThrow('not moved');
  });

  it('that is cancelled keeps what was not moved yet, and its folder', async () => {
    await writeTree(fixture.here, { 'site/a.txt': 'a', 'site/b.txt': 'b' });
    const gate = fixture.gateServer();
    const ids = moveUp(['site']);
    await expect.poll(() => gate.waiting.length).toBe(2);
    fixture.engine.cancel({ ids });
    gate.open();
    await fixture.ended();
    expect(await readTree(fixture.here)).toEqual({ 'site/a.txt': 'a', 'site/b.txt': 'b' });
  });
});

describe('a process that ends in the middle of a move', () => {
  /** Runs until the server is asked for this, and goes on in another process from what the journal holds then. */
  async function killedAt(
    step: 'before-rename' | 'after-rename' | 'before-removal' | 'after-removal' | 'before-folder' | 'after-folder',
    tree: Record<string, string> = { 'site/a.txt': 'abc' },
  ): Promise<TransferItem[]> {
    const reached = Promise.withResolvers<void>();
    const dead = Promise.withResolvers<void>();
    const die = async () => {
      reached.resolve();
      await dead.promise;
      throw new RemoteError('disconnected', 'The process has ended.');
    };
    fixture.changeServer({
      async rename(from, to, call) {
        if (step === 'before-rename') await die();
        await local.rename(from, to, call);
        if (step === 'after-rename') await die();
      },
      async removeFile(path, call) {
        if (step === 'before-removal') await die();
        await local.removeFile(path, call);
        if (step === 'after-removal') await die();
      },
      async removeEmptyDirectory(path, call) {
        if (step === 'before-folder') await die();
        await local.removeEmptyDirectory(path, call);
        if (step === 'after-folder') await die();
      },
    });
    if (step.endsWith('rename')) {
      await writeTree(fixture.here, tree);
      moveUp(['site']);
    } else {
      await writeTree(fixture.there, tree);
      moveDown(['site']);
    }
    await reached.promise;
    try {
      const journalFile = join(journals.path, 'next');
      await writeFile(journalFile, await readFile(join(journals.path, 'whole')));
      await using next = await startEngine({ journalFile });
      next.engine.resumeWaiting();
      return await next.ended();
    } finally {
      dead.resolve();
    }
  }

  it.each(['before-rename', 'after-rename'] as const)(
    '%s of a copy: it is moved once, without a question',
    async (step) => {
      const items = await killedAt(step);
      expect(items.map(({ state }) => state)).toEqual(['done', 'done']);
      expect([await readTree(fixture.here), await readTree(fixture.there)]).toEqual([{}, { 'site/a.txt': 'abc' }]);
    },
  );

  it.each(['before-removal', 'after-removal', 'after-folder'] as const)(
    '%s of a source: it is not copied again, and what is left is removed',
    async (step) => {
      const items = await killedAt(step);
      expect(items.map(({ state }) => state)).toEqual(['done', 'done']);
      expect([await readTree(fixture.here), await readTree(fixture.there)]).toEqual([{ 'site/a.txt': 'abc' }, {}]);
    },
  );

  it.each(['before-folder', 'after-folder'] as const)(
    '%s that is empty was removed: it is moved, and nothing is left beside it',
    async (step) => {
      const items = await killedAt(step, { 'site/': '' });
      expect(items.map(({ state }) => state)).toEqual(['done']);
      await eventually(async () => expect(await readTree(fixture.here)).toEqual({ 'site/': '' }));
      expect(await readTree(fixture.there)).toEqual({});
    },
  );
});
