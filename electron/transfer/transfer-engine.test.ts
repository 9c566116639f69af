import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../shared/model/entry.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import { type EngineFixture, SERVER, startEngine } from './testing/engine-fixture.ts';
import { readTree, writeTree } from './testing/folders.ts';

const local = new LocalFileSystem();

let fixture: EngineFixture;
beforeEach(async () => {
  fixture = await startEngine();
});
afterEach(async () => {
  await fixture[Symbol.asyncDispose]();
  expect(fixture.unexpected).toEqual([]);
});

/** Puts everything in the folder here, by name, into the queue for the server. */
function upload(...names: string[]): string[] {
  return fixture.engine.enqueue(names.map(fixture.onHere), fixture.onServer());
}
function download(...names: string[]): string[] {
  return fixture.engine.enqueue(names.map(fixture.onServer), fixture.onHere());
}
const states = () => fixture.items().map((item) => item.state);

/** A server whose writes wait until they are let go; reports how many wait. */
function gatedServer() {
  const gate = Promise.withResolvers<void>();
  const waiting: string[] = [];
  fixture.changeServer({
    async write(path, body, options, call) {
      waiting.push(path);
      const cancelled = new Promise<void>((resolve) => call.signal.addEventListener('abort', () => resolve()));
      await Promise.race([gate.promise, cancelled]);
      return local.write(path, body, options, call);
    },
  });
  return { waiting, open: () => gate.resolve() };
}

describe('files and folders', () => {
  const tree = {
    'site/index.html': '<h1>',
    'site/.htaccess': 'deny',
    'site/empty/': '',
    'site/a/b/c/deep.txt': 'deep',
    'site/a/ünï  ©.txt': 'ü',
    'site/a/zero': '',
  };

  it.each(['up', 'down'] as const)('travel %s as they are, empty folders too', async (direction) => {
    const [from, to] = direction === 'up' ? [fixture.here, fixture.there] : [fixture.there, fixture.here];
    await writeTree(from, { ...tree, 'single.txt': 'one' });
    if (direction === 'up') upload('site', 'single.txt');
    else download('site', 'single.txt');
    const items = await fixture.ended();
    expect(await readTree(to)).toEqual({ ...tree, 'single.txt': 'one' });
    expect(items.every((item) => item.state === 'done')).toBe(true);
    expect(fixture.engine.snapshot().totals).toMatchObject({
      done: items.length,
      bytesDone: 17,
      bytesLeft: 0,
      rate: 0,
    });
  });

  it('become items that know where they came from', async () => {
    await writeTree(fixture.here, { 'site/a/x.txt': 'x' });
    const [id] = upload('site');
    await fixture.ended();
    const byName = new Map(fixture.items().map((item) => [item.source.path.split('/').at(-1), item]));
    expect(byName.get('site')).toMatchObject({ id, kind: 'folder', state: 'done' });
    expect(byName.get('a')).toMatchObject({ kind: 'folder', parentId: id });
    expect(byName.get('x.txt')).toMatchObject({ kind: 'file', parentId: byName.get('a')?.id, size: 1, bytes: 1 });
    expect(byName.get('x.txt')?.target).toEqual(fixture.onServer('site/a/x.txt'));
  });

  it('merge into a folder that is there already', async () => {
    await writeTree(fixture.here, { 'site/new.txt': 'new' });
    await writeTree(fixture.there, { 'site/old.txt': 'old' });
    upload('site');
    await fixture.ended();
    expect(await readTree(fixture.there)).toEqual({ 'site/new.txt': 'new', 'site/old.txt': 'old' });
  });

  it('tell of every directory in which something appeared', async () => {
    await writeTree(fixture.here, { 'site/a/x.txt': 'x' });
    upload('site');
    await fixture.ended();
    const told = new Set(fixture.changedTold.map(({ fs, path }) => `${fs} ${path}`));
    for (const name of ['', 'site', 'site/a']) expect(told).toContain(`${SERVER} ${fixture.there.at(name)}`);
  });

  it('of two thousand, tiny ones, all arrive', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, at) => [`many/${at % 20}/${at}.txt`, String(at)]),
    );
    await writeTree(fixture.here, files);
    upload('many');
    await fixture.ended();
    expect(await readTree(fixture.there)).toEqual(files);
    expect(fixture.engine.snapshot().totals).toMatchObject({ done: 2_021, queued: 0, active: 0, failed: 0 });
  });

  it('are copied four at a time at most', async () => {
    await writeTree(fixture.here, Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}`, 'x'])));
    const server = gatedServer();
    upload(...Array.from({ length: 9 }, (_, at) => `${at}`));
    await vi.waitFor(() => expect(server.waiting).toHaveLength(4));
    expect(fixture.engine.snapshot().totals).toMatchObject({ active: 4, queued: 5 });
    server.open();
    await fixture.ended();
    expect(states()).toEqual(Array.from({ length: 9 }, () => 'done'));
  });

  it('leave a session of every connection to browsing', async () => {
    await writeTree(fixture.here, Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`${at}`, 'x'])));
    const connection = await fixture.connect();
    const { engine, fileSystems, onHere } = fixture;
    engine.enqueue(['0', '1', '2', '3', '4'].map(onHere), { fs: connection, path: fixture.there.at() });
    expect(engine.snapshot().totals).toMatchObject({ active: 2, queued: 3 });
    await using browsing = await fileSystems.lease(connection, 'browse', new AbortController().signal);
    expect(browsing.session.lost).toBeUndefined();
    await fixture.ended();
    expect(states()).toEqual(['done', 'done', 'done', 'done', 'done']);
  });
});

describe('what cannot be copied', () => {
  it('is refused at once: into itself, onto itself, a root', async () => {
    await writeTree(fixture.here, { 'site/a/x.txt': 'x' });
    const { engine, onHere } = fixture;
    for (const [source, target] of [
      [onHere('site'), onHere('site/a')],
      [onHere('site'), onHere('site')],
      [onHere('site'), onHere()],
      [{ fs: 'local', path: '/' }, fixture.onServer()],
    ] as const) {
      expect(() => engine.enqueue([source], target)).toThrow(expect.objectContaining({ kind: 'invalid-request' }));
    }
    expect(() => engine.enqueue([fixture.onHere('site/a'), onHere('site')], onHere())).toThrow();
    expect(fixture.items()).toEqual([]);
  });

  it('because it is not there fails with the reason, and nothing else does', async () => {
    await writeTree(fixture.here, { 'fine.txt': 'x' });
    upload('missing.txt', 'fine.txt');
    const [missing, fine] = await fixture.ended();
    expect(missing).toMatchObject({ state: 'failed', error: { kind: 'not-found' } });
    expect(fine).toMatchObject({ state: 'done' });
  });

  it('because the connection is closed fails with the reason', async () => {
    await writeTree(fixture.here, { 'a.txt': 'x' });
    fixture.fileSystems.unmount(SERVER);
    upload('a.txt');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind: 'disconnected' } }]);
  });

  it('because a file is where its folder should be fails with the reason', async () => {
    await writeTree(fixture.here, { 'site/x.txt': 'x' });
    await writeTree(fixture.there, { site: 'a file' });
    upload('site');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind: 'exists' } }]);
    expect(await readTree(fixture.there)).toEqual({ site: 'a file' });
  });

  it('leaves no partial file behind', async () => {
    await writeTree(fixture.here, { 'a.txt': 'content' });
    fixture.changeServer({
      async write(path, body, options, call) {
        await local.write(path, Readable.from([Buffer.from('con')]), options, call);
        body.destroy();
        throw new RemoteError('no-space', 'The disk is full.');
      },
    });
    upload('a.txt');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind: 'no-space' } }]);
    expect(await readTree(fixture.there)).toEqual({});
  });

  it('and whose partial file cannot be removed says so', async () => {
    await writeTree(fixture.here, { 'a.txt': 'content' });
    fixture.changeServer({
      async write(path, body, options, call) {
        await local.write(path, body, options, call);
        throw new RemoteError('disconnected', 'Gone.');
      },
      async removeFile() {
        throw new RemoteError('denied', 'Not allowed.');
      },
    });
    upload('a.txt');
    expect(await fixture.ended()).toMatchObject([
      { state: 'failed', error: { kind: 'disconnected' }, note: expect.stringContaining('a.txt.portside-part') },
    ]);
  });
});

describe('a hostile server', () => {
  function listing(...entries: Entry[]): Pick<RemoteFileSystem, 'list'> {
    return {
      async *list(directory, call) {
        if (directory.endsWith('/site')) yield { entries };
        else yield* local.list(directory, call);
      },
    };
  }

  it('cannot have anything written outside the folder, and what is sound still arrives', async () => {
    await writeTree(fixture.there, { 'site/fine.txt': 'fine' });
    fixture.changeServer(
      listing(
        { name: '../escaped.txt', type: 'file', unusable: 'separator-in-name' },
        { name: '..', type: 'directory', unusable: 'dot-name' },
        { name: 'a\0b', type: 'file', unusable: 'nul-in-name' },
        { name: 'fine.txt', type: 'file', size: 4 },
      ),
    );
    const [id] = download('site');
    const items = await fixture.ended();
    expect(await readTree(fixture.here)).toEqual({ 'site/fine.txt': 'fine' });
    const refused = items.filter((item) => item.state === 'failed');
    expect(refused.map((item) => item.error?.kind)).toEqual(['denied', 'denied', 'denied']);
    expect(refused.every((item) => item.parentId === id)).toBe(true);
  });

  it('is not asked again for what was refused: a retry neither copies the folder anew nor shows it twice', async () => {
    await writeTree(fixture.there, { 'site/fine.txt': 'fine' });
    fixture.changeServer(
      listing({ name: '..', type: 'directory', unusable: 'dot-name' }, { name: 'fine.txt', type: 'file', size: 4 }),
    );
    download('site');
    const before = await fixture.ended();
    fixture.engine.retry(before.map((item) => item.id));
    expect(await fixture.ended()).toEqual(before);
    fixture.engine.clear();
    expect(fixture.items()).toEqual([]);
  });

  it('that lies about a size gets no truncated file onto the disk', async () => {
    await writeTree(fixture.there, { 'a.txt': 'short' });
    fixture.changeServer({ stat: async (path, call) => ({ ...(await local.stat(path, call)), size: 1_000_000 }) });
    download('a.txt');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind: 'io' } }]);
    expect(await readTree(fixture.here)).toEqual({});
  });

  it('that links in circles is walked once; links to folders are left out, links to files followed', async () => {
    await writeTree(fixture.there, { 'site/a/x.txt': 'x' });
    await symlink('..', join(fixture.there.path, 'site/a/round'));
    await symlink('self', join(fixture.there.path, 'site/self'));
    await symlink('a/x.txt', join(fixture.there.path, 'site/link.txt'));
    download('site');
    const items = await fixture.ended();
    expect(await readTree(fixture.here)).toEqual({ 'site/a/x.txt': 'x', 'site/link.txt': 'x' });
    expect(items.filter((item) => item.state === 'skipped')).toMatchObject([
      { note: expect.stringContaining('round') },
    ]);
    expect(items.filter((item) => item.state === 'failed')).toMatchObject([{ error: { kind: 'not-found' } }]);
  });
});

describe('a target that exists', () => {
  beforeEach(async () => {
    await writeTree(fixture.here, { 'a.txt': 'new' });
    await writeTree(fixture.there, { 'a.txt': 'old!' });
  });

  it('asks, with both files side by side and a free name, and nothing happens meanwhile', async () => {
    await writeTree(fixture.there, { 'a (2).txt': 'taken' });
    const [transferId] = upload('a.txt');
    const [conflict] = await fixture.asked(1);
    expect(conflict).toMatchObject({
      transferId,
      source: { place: fixture.onHere('a.txt'), entry: { size: 3 } },
      target: { place: fixture.onServer('a.txt'), entry: { size: 4 } },
      suggestedName: 'a (3).txt',
    });
    expect(fixture.conflictsTold.at(-1)).toEqual([conflict]);
    expect(states()).toEqual(['asking']);
    expect(await readTree(fixture.there)).toEqual({ 'a (2).txt': 'taken', 'a.txt': 'old!' });
  });

  it.each([
    [{ action: 'overwrite' }, 'done', { 'a.txt': 'new' }],
    [{ action: 'skip' }, 'skipped', { 'a.txt': 'old!' }],
    [{ action: 'rename' }, 'done', { 'a.txt': 'old!', 'a (2).txt': 'new' }],
    [{ action: 'rename', name: 'b.txt' }, 'done', { 'a.txt': 'old!', 'b.txt': 'new' }],
  ] as const)('does as it is told: %j', async (answer, state, tree) => {
    const [id] = upload('a.txt');
    await fixture.asked(1);
    fixture.engine.answer(id ?? '', { ...answer, forAll: false });
    expect(await fixture.ended()).toMatchObject([{ state }]);
    expect(await readTree(fixture.there)).toEqual(tree);
    expect(fixture.engine.snapshot().conflicts).toEqual([]);
  });

  it('asks again where the chosen name is taken too', async () => {
    await writeTree(fixture.there, { 'b.txt': 'old too' });
    const [id] = upload('a.txt');
    await fixture.asked(1);
    fixture.engine.answer(id ?? '', { action: 'rename', name: 'b.txt', forAll: false });
    await vi.waitFor(() => {
      expect(fixture.engine.snapshot().conflicts).toMatchObject([{ target: { place: fixture.onServer('b.txt') } }]);
    });
    fixture.engine.answer(id ?? '', { action: 'overwrite', forAll: false });
    expect(await fixture.ended()).toMatchObject([{ state: 'done', target: fixture.onServer('b.txt') }]);
    expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'old!', 'b.txt': 'new' });
  });

  it('does not hold up what comes after it', async () => {
    await writeTree(fixture.here, { 'b.txt': 'b' });
    upload('a.txt', 'b.txt');
    await fixture.asked(1);
    await vi.waitFor(() => expect(states()).toEqual(['asking', 'done']));
  });

  it('is answered for all of the batch: those that ask, those that will, and no other batch', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `many/${at}.txt`);
    await writeTree(fixture.here, Object.fromEntries(names.map((name) => [name, 'new'])));
    await writeTree(fixture.there, Object.fromEntries(names.map((name) => [name, 'old!'])));
    const [other] = upload('a.txt');
    upload('many');
    const conflicts = await vi.waitFor(() => {
      const open = fixture.engine.snapshot().conflicts.filter((one) => one.transferId !== other);
      expect(open.length).toBeGreaterThan(0);
      return open;
    });
    fixture.engine.answer(conflicts[0]?.transferId ?? '', { action: 'overwrite', forAll: true });
    await vi.waitFor(() => expect(fixture.engine.snapshot().totals).toMatchObject({ done: 31, asking: 1, queued: 0 }));
    expect(fixture.engine.snapshot().conflicts.map((one) => one.transferId)).toEqual([other]);
    const expected = Object.fromEntries(names.map((name) => [name, 'new']));
    expect(await readTree(fixture.there)).toEqual({ ...expected, 'a.txt': 'old!' });
  });

  it('of many is told to the windows in a few lists, not in one for each', async () => {
    const names = Array.from({ length: 300 }, (_, at) => `many/${at}.txt`);
    for (const folder of [fixture.here, fixture.there]) {
      await writeTree(folder, Object.fromEntries(names.map((name) => [name, 'x'])));
    }
    upload('many');
    await fixture.asked(300);
    await vi.waitFor(() => expect(fixture.conflictsTold.at(-1)).toHaveLength(300));
    expect(fixture.conflictsTold.length).toBeLessThan(150);
  });

  it('and its question are gone when the transfer is cancelled', async () => {
    const [id] = upload('a.txt');
    await fixture.asked(1);
    fixture.engine.cancel([id ?? '']);
    expect(states()).toEqual(['cancelled']);
    await vi.waitFor(() => expect(fixture.conflictsTold.at(-1)).toEqual([]));
    fixture.engine.answer(id ?? '', { action: 'overwrite', forAll: false });
    expect(states()).toEqual(['cancelled']);
  });

  it('can be cancelled or answered in the very moment it asks', async () => {
    const { engine } = fixture;
    await writeTree(fixture.here, { 'b.txt': 'new' });
    await writeTree(fixture.there, { 'b.txt': 'old' });
    const answered = new Set<string>();
    vi.spyOn(fixture.conflictsTold, 'push').mockImplementation((...lists) => {
      for (const { transferId, suggestedName } of lists.flat()) {
        if (answered.has(transferId)) continue;
        answered.add(transferId);
        if (suggestedName.startsWith('a')) engine.cancel([transferId]);
        else engine.answer(transferId, { action: 'overwrite', forAll: false });
      }
      return 0;
    });
    upload('a.txt', 'b.txt');
    expect((await fixture.ended()).map((item) => item.state)).toEqual(['cancelled', 'done']);
    expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'old!', 'b.txt': 'new' });
  });
});

describe('two transfers', () => {
  it('to the same target come one after the other, and the second asks', async () => {
    await writeTree(fixture.here, { 'one/a.txt': 'first', 'two/a.txt': 'second' });
    const { engine, onHere, onServer } = fixture;
    const [, second] = engine.enqueue([onHere('one/a.txt'), onHere('two/a.txt')], onServer());
    const [conflict] = await fixture.asked(1);
    expect(conflict?.transferId).toBe(second);
    expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'first' });
    engine.answer(second ?? '', { action: 'skip', forAll: false });
    await fixture.ended();
  });

  it('never meet under one name: a new name is not one that another is on its way to', async () => {
    await writeTree(fixture.here, { 'a.txt': 'renamed', 'a (2).txt': 'on its way' });
    await writeTree(fixture.there, { 'a.txt': 'old' });
    const server = gatedServer();
    const [id] = upload('a.txt', 'a (2).txt');
    await fixture.asked(1);
    await vi.waitFor(() => expect(server.waiting).toHaveLength(1));
    fixture.engine.answer(id ?? '', { action: 'rename', forAll: false });
    await vi.waitFor(() => expect(server.waiting).toHaveLength(2));
    server.open();
    await fixture.ended();
    expect(await readTree(fixture.there)).toEqual({
      'a.txt': 'old',
      'a (2).txt': 'on its way',
      'a (3).txt': 'renamed',
    });
  });

  it('never meet under a name that the user chose: the user is asked again', async () => {
    await writeTree(fixture.here, { 'a.txt': 'renamed', 'b.txt': 'on its way' });
    await writeTree(fixture.there, { 'a.txt': 'old' });
    const server = gatedServer();
    const [id] = upload('a.txt', 'b.txt');
    await fixture.asked(1);
    await vi.waitFor(() => expect(server.waiting).toHaveLength(1));
    fixture.engine.answer(id ?? '', { action: 'rename', name: 'B.txt', forAll: false });
    expect(states()).toEqual(['active', 'active']);
    await fixture.asked(1);
    fixture.engine.answer(id ?? '', { action: 'rename', name: 'c.txt', forAll: false });
    server.open();
    await fixture.ended();
    expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'old', 'b.txt': 'on its way', 'c.txt': 'renamed' });
  });

  it('of one name from many folders are all renamed, for all', async () => {
    const folders = Array.from({ length: 12 }, (_, at) => String(at));
    const sources = Object.fromEntries(folders.map((folder) => [`${folder}/a.txt`, folder.repeat(1_000)]));
    await writeTree(fixture.here, sources);
    await writeTree(fixture.there, { 'a.txt': 'old' });
    const { engine, onHere, onServer } = fixture;
    engine.enqueue(Object.keys(sources).map(onHere), onServer());
    await vi.waitFor(() => expect(engine.snapshot().conflicts.length).toBeGreaterThan(0));
    const [conflict] = engine.snapshot().conflicts;
    engine.answer(conflict?.transferId ?? '', { action: 'rename', forAll: true });
    await fixture.ended();
    const { 'a.txt': old, ...arrived } = await readTree(fixture.there);
    expect(old).toBe('old');
    expect(Object.values(arrived).toSorted()).toEqual(Object.values(sources).toSorted());
  });
});

describe('cancelling', () => {
  it('a transfer that waits takes it out of the queue', async () => {
    await writeTree(fixture.here, Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`${at}`, 'x'])));
    const server = gatedServer();
    const ids = upload('0', '1', '2', '3', '4', '5');
    await vi.waitFor(() => expect(server.waiting).toHaveLength(4));
    fixture.engine.cancel(ids.slice(4));
    expect(states().slice(4)).toEqual(['cancelled', 'cancelled']);
    server.open();
    await fixture.ended();
    expect(Object.keys(await readTree(fixture.there))).toEqual(['0', '1', '2', '3']);
  });

  it('a transfer that runs really stops it, and leaves nothing behind', async () => {
    await writeTree(fixture.here, { big: Buffer.alloc(1_000_000) });
    let arrived = 0;
    fixture.changeServer({
      async write(path, body, options, call) {
        const endless = Readable.from(
          (async function* () {
            for await (const chunk of body) yield chunk;
            for (;;) {
              arrived++;
              await new Promise((resolve) => setImmediate(resolve));
              yield Buffer.alloc(10);
            }
          })(),
        );
        return local.write(path, endless, options, call);
      },
    });
    const [id] = upload('big');
    await vi.waitFor(() => expect(arrived).toBeGreaterThan(3));
    fixture.engine.cancel([id ?? '']);
    expect(await fixture.ended()).toMatchObject([{ state: 'cancelled' }]);
    expect(fixture.items()[0]).not.toHaveProperty('error');
    expect(await readTree(fixture.there)).toEqual({});
  });

  it('a folder cancels all that came from it and all that would', async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`site/${at % 5}/${at}`, 'x']));
    await writeTree(fixture.here, files);
    const server = gatedServer();
    const [id] = upload('site');
    await vi.waitFor(() => expect(server.waiting.length).toBeGreaterThan(0));
    fixture.engine.cancel([id ?? '']);
    const items = await fixture.ended();
    expect(items.filter((item) => item.kind === 'file' && item.state !== 'cancelled')).toEqual([]);
    expect(Object.keys(await readTree(fixture.there)).filter((name) => !name.endsWith('/'))).toEqual([]);
  });

  it('what has ended, or never was, changes nothing', async () => {
    await writeTree(fixture.here, { a: 'x' });
    const ids = upload('a');
    await fixture.ended();
    fixture.engine.cancel([...ids, 'unknown']);
    expect(states()).toEqual(['done']);
  });
});

describe('trying again', () => {
  it('copies what failed once its reason is gone', async () => {
    const ids = upload('late.txt');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed' }]);
    await writeTree(fixture.here, { 'late.txt': 'here now' });
    fixture.engine.retry(ids);
    const [item] = await fixture.ended();
    expect(item).toMatchObject({ state: 'done', bytes: 8 });
    expect(item).not.toHaveProperty('error');
    expect(await readTree(fixture.there)).toEqual({ 'late.txt': 'here now' });
  });

  it('counts the bytes from the start', async () => {
    await writeTree(fixture.here, { 'a.txt': '0123456789' });
    fixture.changeServer({
      async write(path, body, options, call) {
        await local.write(path, body, options, call);
        throw new RemoteError('disconnected', 'Gone.');
      },
    });
    const ids = upload('a.txt');
    await fixture.ended();
    fixture.changeServer({});
    fixture.engine.retry(ids);
    expect(await fixture.ended()).toMatchObject([{ state: 'done', bytes: 10, size: 10 }]);
  });

  it('takes a cancelled folder up with all that came from it, each once', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`site/${at}`, 'x']));
    await writeTree(fixture.here, files);
    const server = gatedServer();
    const ids = upload('site');
    await vi.waitFor(() => expect(server.waiting).toHaveLength(4));
    fixture.engine.cancel(ids);
    await fixture.ended();
    fixture.changeServer({});
    fixture.engine.retry(ids);
    const items = await fixture.ended();
    expect(items).toHaveLength(21);
    expect(items.every((item) => item.state === 'done')).toBe(true);
    expect(await readTree(fixture.there)).toEqual(files);
  });

  it('does nothing for what is done, skipped, under way or unknown', async () => {
    await writeTree(fixture.here, { a: 'x', b: 'y' });
    const done = upload('a');
    await fixture.ended();
    const server = gatedServer();
    const running = upload('b');
    await vi.waitFor(() => expect(server.waiting).toHaveLength(1));
    fixture.engine.retry([...done, ...running, 'unknown']);
    expect(states()).toEqual(['done', 'active']);
    server.open();
    await fixture.ended();
    expect(server.waiting).toHaveLength(1);
  });
});

describe('the list', () => {
  it('forgets what has ended, and only that', async () => {
    await writeTree(fixture.here, { a: 'x', b: 'y', c: 'z' });
    await writeTree(fixture.there, { c: 'old' });
    upload('a', 'missing');
    await fixture.ended();
    const server = gatedServer();
    upload('b', 'c');
    await vi.waitFor(() => expect(states()).toEqual(['done', 'failed', 'active', 'asking']));
    fixture.engine.clear();
    expect(states()).toEqual(['active', 'asking']);
    expect(fixture.engine.snapshot().totals).toMatchObject({ done: 0, failed: 0, active: 1, asking: 1 });
    server.open();
    await vi.waitFor(() => expect(states()).toEqual(['done', 'asking']));
  });

  it('shows progress while a file travels', async () => {
    await writeTree(fixture.here, { big: Buffer.alloc(3_000_000) });
    const server = gatedServer();
    upload('big');
    await vi.waitFor(() => expect(server.waiting).toHaveLength(1));
    await vi.waitFor(() => {
      const [item] = fixture.items();
      expect(item?.bytes).toBeGreaterThan(0);
      expect(item?.bytes).toBeLessThan(3_000_000);
      expect(item?.rate).toBeGreaterThan(0);
    });
    expect(fixture.engine.snapshot().totals.bytesLeft).toBeLessThan(3_000_000);
    server.open();
    const [item] = await fixture.ended();
    expect(item).toMatchObject({ bytes: 3_000_000 });
    expect(item).not.toHaveProperty('rate');
    await vi.waitFor(() => expect(fixture.deltas.at(-1)).toMatchObject({ totals: { done: 1, rate: 0 } }));
  });
});

describe('sleep', () => {
  it('sends what runs back to the head of the queue; after it everything arrives', async () => {
    const files = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`${at}`, `content ${at}`]));
    await writeTree(fixture.here, files);
    const server = gatedServer();
    upload(...Object.keys(files));
    await vi.waitFor(() => expect(server.waiting).toHaveLength(4));
    fixture.engine.suspend();
    await vi.waitFor(() => expect(new Set(states())).toEqual(new Set(['queued'])));
    server.open();
    fixture.engine.resume();
    await fixture.ended();
    expect(new Set(states())).toEqual(new Set(['done']));
    expect(await readTree(fixture.there)).toEqual(files);
  });

  it('does not make the user answer twice', async () => {
    await writeTree(fixture.here, { a: 'new' });
    await writeTree(fixture.there, { a: 'old' });
    const [id] = upload('a');
    await fixture.asked(1);
    const server = gatedServer();
    fixture.engine.answer(id ?? '', { action: 'overwrite', forAll: false });
    await vi.waitFor(() => expect(server.waiting).toHaveLength(1));
    fixture.engine.suspend();
    await vi.waitFor(() => expect(states()).toEqual(['queued']));
    server.open();
    fixture.engine.resume();
    expect(await fixture.ended()).toMatchObject([{ state: 'done' }]);
    expect(await readTree(fixture.there)).toEqual({ a: 'new' });
  });

  it('does not wake what was cancelled meanwhile', async () => {
    await writeTree(fixture.here, { a: 'x', b: 'x' });
    const server = gatedServer();
    const ids = upload('a', 'b');
    await vi.waitFor(() => expect(server.waiting).toHaveLength(2));
    fixture.engine.suspend();
    fixture.engine.cancel(ids);
    fixture.engine.resume();
    await fixture.ended();
    expect(states()).toEqual(['cancelled', 'cancelled']);
  });
});

describe('closing', () => {
  it('stops everything that runs, removes its partial files, and starts nothing more', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`site/${at}`, 'x'.repeat(1_000)]));
    await writeTree(fixture.here, files);
    fixture.changeServer({
      async write(path, body, options, call) {
        await local.write(path, body, options, call);
        return new Promise((_resolve, reject) => {
          call.signal.addEventListener('abort', () => reject(new RemoteError('cancelled', 'Cancelled.')));
        });
      },
    });
    upload('site');
    await vi.waitFor(async () => expect(Object.keys(await readTree(fixture.there))).toHaveLength(4));
    await fixture.engine.close();
    expect(await readTree(fixture.there)).toEqual({ 'site/': '' });
    expect(
      new Set(
        fixture
          .items()
          .filter((item) => item.kind === 'file')
          .map((item) => item.state),
      ),
    ).toEqual(new Set(['cancelled']));
  });

  it('resolves at once where nothing runs', async () => {
    await fixture.engine.close();
  });
});

describe('a copy within one server', () => {
  it('is refused where it allows one session only, and says what to do instead', async () => {
    const slots = vi.spyOn(fixture.fileSystems, 'transferSlots');
    slots.mockImplementation((fs) => (fs === SERVER ? 1 : Number.POSITIVE_INFINITY));
    await writeTree(fixture.there, { 'a.txt': 'x', 'sub/': '' });
    fixture.engine.enqueue([fixture.onServer('a.txt')], fixture.onServer('sub'));
    expect(await fixture.ended()).toMatchObject([
      { state: 'failed', error: { kind: 'unsupported', hint: expect.stringContaining('this computer first') } },
    ]);
  });

  it('takes two of its sessions, and many at once do not wait for each other for ever', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `from/${at}`);
    await writeTree(fixture.there, { ...Object.fromEntries(names.map((name) => [name, 'x'])), 'to/': '' });
    await writeTree(fixture.here, Object.fromEntries(names.map((name) => [`up${name}`, 'y'])));
    const fs = await fixture.connect();
    const { engine, there, onHere } = fixture;
    engine.enqueue([{ fs, path: there.at('from') }], { fs, path: there.at('to') });
    engine.enqueue([onHere('upfrom')], { fs, path: there.at() });
    const items = await fixture.ended();
    expect(items.filter((item) => item.state !== 'done')).toEqual([]);
    expect(Object.keys(await readTree(there))).toHaveLength(120);
  });
});
