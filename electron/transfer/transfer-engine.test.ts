import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../shared/model/entry.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../../test/eventually.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import type { WholeFiles } from '../remote/whole-files.ts';
import { type EngineFixture, SERVER, startEngine } from './testing/engine-fixture.ts';
import { readTree, writeTree } from './testing/folders.ts';

const local = new LocalFileSystem();

let fixture: EngineFixture;
beforeEach(async () => {
  fixture = await startEngine();
});
afterEach(() => fixture[Symbol.asyncDispose]());

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
    if (direction === 'up') fixture.upload('site', 'single.txt');
    else fixture.download('site', 'single.txt');
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
    const [id] = fixture.upload('site');
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
    fixture.upload('site');
    await fixture.ended();
    expect(await readTree(fixture.there)).toEqual({ 'site/new.txt': 'new', 'site/old.txt': 'old' });
  });

  it('tell of every directory in which something appeared', async () => {
    await writeTree(fixture.here, { 'site/a/x.txt': 'x' });
    fixture.upload('site');
    await fixture.ended();
    const told = new Set(fixture.changedTold.map(({ fs, path }) => `${fs} ${path}`));
    for (const name of ['', 'site', 'site/a']) expect(told).toContain(`${SERVER} ${fixture.there.at(name)}`);
  });

  it('of two thousand, tiny ones, all arrive', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, at) => [`many/${at % 20}/${at}.txt`, String(at)]),
    );
    await writeTree(fixture.here, files);
    fixture.upload('many');
    await fixture.ended();
    expect(await readTree(fixture.there)).toEqual(files);
    expect(fixture.engine.snapshot().totals).toMatchObject({ done: 2_021, queued: 0, active: 0, failed: 0 });
  });

  it('are copied four at a time at most', async () => {
    await writeTree(fixture.here, Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}`, 'x'])));
    const server = fixture.gateServer();
    fixture.upload(...Array.from({ length: 9 }, (_, at) => `${at}`));
    await eventually(() => expect(server.waiting).toHaveLength(4));
    expect(fixture.engine.snapshot().totals).toMatchObject({ active: 4, queued: 5 });
    server.open();
    await fixture.ended();
    expect(fixture.states()).toEqual(Array.from({ length: 9 }, () => 'done'));
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
    expect(fixture.states()).toEqual(['done', 'done', 'done', 'done', 'done']);
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
    fixture.upload('missing.txt', 'fine.txt');
    const [missing, fine] = await fixture.ended();
    expect(missing).toMatchObject({ state: 'failed', error: { kind: 'not-found' } });
    expect(fine).toMatchObject({ state: 'done' });
  });

  it('because the connection is closed fails with the reason', async () => {
    await writeTree(fixture.here, { 'a.txt': 'x' });
    fixture.fileSystems.unmount(SERVER);
    fixture.upload('a.txt');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind: 'disconnected' } }]);
  });

  it('because a file is where its folder should be fails with the reason', async () => {
    await writeTree(fixture.here, { 'site/x.txt': 'x' });
    await writeTree(fixture.there, { site: 'a file' });
    fixture.upload('site');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind: 'exists' } }]);
    expect(await readTree(fixture.there)).toEqual({ site: 'a file' });
  });

  it('keeps what has arrived where trying again can go on from it, and says so', async () => {
    await writeTree(fixture.here, { 'a.txt': 'content' });
    fixture.changeServer({
      async write(path, body, options, call) {
        for await (const chunk of body as AsyncIterable<Buffer>)
          await local.write(path, Readable.from([chunk.subarray(0, 3)]), options, call);
        throw new RemoteError('no-space', 'The disk is full.');
      },
    });
    fixture.upload('a.txt');
    expect(await fixture.ended()).toMatchObject([
      { state: 'failed', error: { kind: 'no-space', hint: expect.stringContaining('a.txt.portside-part') } },
    ]);
    expect(await readTree(fixture.there)).toEqual({ 'a.txt.portside-part': 'con' });
    fixture.changeServer({});
    fixture.engine.retry({ of: 'failed' });
    expect(await fixture.ended()).toMatchObject([{ state: 'done', size: 7, bytes: 7 }]);
    expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'content' });
  });

  it('leaves no empty file behind on a full disk', async () => {
    await writeTree(fixture.here, { 'a.txt': 'content' });
    const store: WholeFiles['store'] = async (path, _bytes, _finish, call) => {
      await local.write(path, Readable.from([]), { mode: 'create' }, call);
      throw new RemoteError('no-space', 'The disk is full.');
    };
    fixture.changeServer({ whole: { ...local.whole, store } });
    fixture.upload('a.txt');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind: 'no-space' } }]);
    await eventually(async () => expect(await readTree(fixture.there)).toEqual({}));
    expect(fixture.items()[0]).not.toHaveProperty('note');
  });

  it('and whose partial file cannot be removed says so', async () => {
    await writeTree(fixture.here, { 'a.txt': 'content' });
    fixture.changeServer({
      async write(path, body, options, call) {
        await local.write(path, body, options, call);
        throw new RemoteError('denied', 'No more of it.');
      },
      async removeFile() {
        throw new RemoteError('denied', 'Not allowed.');
      },
    });
    fixture.upload('a.txt');
    expect(await fixture.ended()).toMatchObject([
      { state: 'failed', error: { kind: 'denied' }, note: expect.stringContaining('a.txt.portside-part') },
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
    const [id] = fixture.download('site');
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
    fixture.download('site');
    const before = await fixture.ended();
    fixture.engine.retry({ ids: before.map((item) => item.id) });
    expect(await fixture.ended()).toEqual(before);
    fixture.engine.remove({ of: 'all' });
    expect(fixture.items()).toEqual([]);
  });

  it('that lies about a size gets no truncated file onto the disk', async () => {
    await writeTree(fixture.there, { 'a.txt': 'short' });
    fixture.changeServer({ stat: async (path, call) => ({ ...(await local.stat(path, call)), size: 1_000_000 }) });
    fixture.download('a.txt');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind: 'io' } }]);
    // What had arrived is removed beside the queue.
    await eventually(async () => expect(await readTree(fixture.here)).toEqual({}));
  });

  it('that links in circles is walked once; links to folders are left out, links to files followed', async () => {
    await writeTree(fixture.there, { 'site/a/x.txt': 'x' });
    await symlink('..', join(fixture.there.path, 'site/a/round'));
    await symlink('self', join(fixture.there.path, 'site/self'));
    await symlink('a/x.txt', join(fixture.there.path, 'site/link.txt'));
    fixture.download('site');
    const items = await fixture.ended();
    expect(await readTree(fixture.here)).toEqual({ 'site/a/x.txt': 'x', 'site/link.txt': 'x' });
    expect(items.filter((item) => item.state === 'skipped')).toMatchObject([
      { note: expect.stringContaining('round') },
    ]);
    expect(items.filter((item) => item.state === 'failed')).toMatchObject([{ error: { kind: 'not-found' } }]);
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

it('the end of a run counts what the lists count, folders and skipped files too: “1 transfer done” beside “Finished 3”', async () => {
  await writeTree(fixture.there, { 'site/a.txt': 'new', 'site/b.txt': 'x' });
  await writeTree(fixture.here, { 'site/a.txt': 'old' });
  fixture.engine.enqueue([fixture.onServer('site')], fixture.onHere(), { onConflict: 'skip' });
  await fixture.ended();
  const { run, totals } = fixture.engine.snapshot();
  expect(run).toMatchObject({ done: 2, failed: 0, skipped: 1 });
  expect(totals).toMatchObject({ done: 2, failed: 0, skipped: 1 });
});

describe('a chosen link to a folder', () => {
  beforeEach(async () => {
    await writeTree(fixture.there, { 'public_html/a/x.txt': 'x' });
    await symlink('public_html', join(fixture.there.path, 'www'));
    await symlink('../..', join(fixture.there.path, 'public_html/a/up'));
  });

  it('is copied as the folder it leads to; links to folders in it are left out', async () => {
    fixture.download('www');
    const items = await fixture.ended();
    expect(await readTree(fixture.here)).toEqual({ 'www/a/x.txt': 'x' });
    expect(items.filter(({ state }) => state === 'failed')).toEqual([]);
  });

  it('is not copied into the folder that it leads to, which would have no end', async () => {
    fixture.engine.enqueue([fixture.onServer('www')], fixture.onServer('public_html/a'));
    expect(await fixture.ended()).toMatchObject([
      { state: 'failed', error: { message: '“www” cannot be copied into itself.' } },
    ]);
    expect(await readTree(fixture.there)).not.toHaveProperty('public_html/a/www');
  });

  it('and one of a move stays where it is, with what it leads to', async () => {
    const { engine } = fixture;
    engine.enqueue([fixture.onServer('www')], fixture.onHere(), { operation: 'move' });
    expect(await fixture.ended()).toMatchObject([{ state: 'failed' }]);
    expect(await readTree(fixture.there)).toMatchObject({ 'public_html/a/x.txt': 'x' });
  });
});

describe('a copy beside its original', () => {
  it('has a name of its own, and so when it is made again', async () => {
    await writeTree(fixture.there, { 'site/a.txt': 'x' });
    const copy = { ...fixture.onServer('site'), name: 'site (2)' };
    const [id = ''] = fixture.engine.enqueue([copy], fixture.onServer());
    await fixture.ended();
    expect(await readTree(fixture.there)).toEqual({ 'site/a.txt': 'x', 'site (2)/a.txt': 'x' });
    await writeTree(fixture.there, { 'site/b.txt': 'y' });
    fixture.engine.runAgain({ ids: [id] });
    await fixture.asked(1);
    expect(await readTree(fixture.there)).toMatchObject({ 'site (2)/b.txt': 'y' });
  });
});

describe('a copy that is made again', () => {
  it.each([
    ['leaves out what its own filter left out', { include: [], exclude: ['*.log'] }, { 'site/a.txt': 'x' }],
    ['lets everything pass as it did', { include: [], exclude: [] }, { 'site/a.txt': 'x', 'site/b.log': 'y' }],
  ])('%s', async (_what, filter, arrived) => {
    await using own = await startEngine({ settings: { filter: { include: [], exclude: ['a.txt'] } } });
    await writeTree(own.here, { 'site/a.txt': 'x', 'site/b.log': 'y' });
    const [id = ''] = own.engine.enqueue([own.onHere('site')], own.onServer(), { filter });
    await own.ended();
    await rm(join(own.there.path, 'site'), { recursive: true });
    own.engine.runAgain({ ids: [id] });
    await own.ended();
    expect(await readTree(own.there)).toEqual(arrived);
  });
});
