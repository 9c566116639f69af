import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../electron/app.ts';
import { type DemoServer, startDemoServer } from '../../electron/demo-server/demo-server.ts';
import type { Faults, ListedRow } from '../../electron/demo-server/faults.ts';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import type { TransferItem } from '../../shared/model/transfer.ts';
import { AppWindow } from '../contracts/app-window.ts';
import { eventually } from '../eventually.ts';
import { startEndlessNest } from './endless-nest.ts';

// What fails is tried as often as it should be, only sooner: how long to wait between is the subject of other tests.
vi.mock(import('../../electron/transfer/retry-schedule.ts'), async (original) => {
  const schedule = await original();
  const retryDelayMs: typeof schedule.retryDelayMs = (...failed) => {
    const wait = schedule.retryDelayMs(...failed);
    return wait === undefined ? undefined : wait / 50;
  };
  return { ...schedule, retryDelayMs };
});

/** What a disk takes to be sure of each step of the queue is not the subject here. */
const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const SETTLED = { timeout: 90_000, interval: 50 };
const MEBIBYTE = 1024 * 1024;

/** A place with something beside the target folder that no server may touch. */
class Playground implements AsyncDisposable {
  readonly folder: string;
  readonly target: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.target = join(folder, 'a', 'b', 'target');
  }

  static async make(): Promise<Playground> {
    const playground = new Playground(await mkdtemp(join(tmpdir(), 'portside-hostile-')));
    await mkdir(playground.target, { recursive: true });
    for (const place of ['', 'a', 'a/b']) await writeFile(join(playground.folder, place, 'canary'), 'untouched');
    return playground;
  }

  /** Everything in the target folder: files with their bytes, folders, and whatever else was made. */
  async arrived(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const entry of await readdir(this.target, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const name = relative(this.target, path);
      if (entry.isFile()) found[name] = await readFile(path, 'utf8');
      else found[name] = entry.isDirectory() ? '(folder)' : '(neither file nor folder)';
    }
    return found;
  }

  async expectNothingOutside(): Promise<void> {
    const outside: string[] = [];
    for (const place of ['', 'a', 'a/b']) {
      for (const name of await readdir(join(this.folder, place))) outside.push(join(place, name));
      expect(await readFile(join(this.folder, place, 'canary'), 'utf8')).toBe('untouched');
    }
    expect(outside.sort()).toEqual(['a', 'a/b', 'a/b/canary', 'a/b/target', 'a/canary', 'canary']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}

function targetOf(server: DemoServer, protocol: 'ftp' | 'sftp'): ConnectionTarget {
  const { host, port } = server[protocol];
  return { protocol, encryption: 'auto', host, port, user: server.user };
}

async function connect(window: AppWindow, server: DemoServer, protocol: 'ftp' | 'sftp'): Promise<string> {
  const opening = { operationId: randomUUID(), target: targetOf(server, protocol), password: server.password };
  return (await window.ask('connections.open', opening)).id;
}

function row(name: string, more: Partial<ListedRow> = {}): ListedRow {
  return { name, type: 'file', size: 4, modifiedAt: Date.UTC(2026, 0, 1), permissions: 0o644, ...more };
}

/** In the folder `tree`, rows that are not on the server's disk. */
function addsRows(...rows: ListedRow[]): Partial<Faults> {
  return {
    rows: async function* (directory, honest) {
      yield* honest;
      if (directory === '/tree') yield* rows;
    },
  };
}

describe.each(['ftp', 'sftp'] as const)('a hostile server over %s', (protocol) => {
  let playground: Playground;
  // One for all of these servers, as for somebody who meets one after the other: a worker thread takes long to start.
  let window: AppWindow;
  const playgrounds: Playground[] = [];

  beforeAll(async () => {
    window = await AppWindow.open(IN_MEMORY);
  });
  beforeEach(async () => {
    playground = await Playground.make();
    playgrounds.push(playground);
  });
  afterEach(async () => {
    for (const { id } of await window.ask('connections.list', undefined)) await window.ask('connections.close', { id });
    await window.ask('transfers.remove', { selection: { of: 'all' } });
    expect(await allItems()).toEqual(new Map());
    await playground.expectNothingOutside();
    expect(window.unexpected.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await window?.[Symbol.asyncDispose]();
    // Nor has anything been written there since.
    for (const each of playgrounds) {
      await each.expectNothingOutside();
      await each[Symbol.asyncDispose]();
    }
    expect(window.unexpected).toEqual([]);
  });

  async function serve(faults: Partial<Faults>): Promise<DemoServer> {
    const server = await startDemoServer({ content: 'empty', faults });
    await mkdir(join(server.root, 'tree'));
    await writeFile(join(server.root, 'tree', 'honest.txt'), 'fine');
    return server;
  }

  const download = async (server: DemoServer) => downloadOver(await connect(window, server, protocol));

  /** Downloads `/tree` until no item can change any more. */
  async function downloadOver(fs: string): Promise<void> {
    await window.ask('transfers.enqueue', {
      sources: [{ fs, path: '/tree' }],
      targetDirectory: { fs: 'local', path: playground.target },
    });
    await eventually(async () => {
      const { totals } = await window.ask('transfers.snapshot', undefined);
      expect(totals).toMatchObject({ queued: 0, active: 0, asking: 0 });
    }, SETTLED);
  }

  /** The whole queue, every folder opened, by the names of the items. */
  async function allItems(expanded: string[] = []): Promise<Map<string, TransferItem>> {
    const { rows } = await window.ask('transfers.rows', { view: 'all', expanded, offset: 0, limit: 500 });
    const closed = rows.filter(({ item }) => item.kind === 'folder' && !expanded.includes(item.id));
    if (closed.length > 0) return allItems([...expanded, ...closed.map(({ item }) => item.id)]);
    return new Map(rows.map(({ item }) => [item.source.path.slice(item.source.path.lastIndexOf('/') + 1), item]));
  }

  it.each([
    ['a path upwards', '../../escaped'],
    ['an absolute path', '/tmp/escaped'],
    ['a path downwards', 'tree/escaped'],
    ['a NUL', 'escaped\0.txt'],
  ])('that lists %s as a name gets a failed item, with the reason, and the honest file arrives', async (_, name) => {
    await using server = await serve(addsRows(row(name), row(name, { type: 'directory' })));
    await download(server);
    const items = await allItems();
    expect(await playground.arrived()).toEqual({ tree: '(folder)', 'tree/honest.txt': 'fine' });
    const refused = [...items.values()].filter(({ state }) => state === 'failed');
    expect(refused.length).toBeGreaterThan(0);
    for (const { error } of refused) expect(error?.message).toContain('would lead elsewhere');
  });

  it('that lists itself and its parent, in every spelling, leads nowhere', async () => {
    await using server = await serve(
      addsRows(row('..', { type: 'directory' }), row('.'), row('', { type: 'directory' })),
    );
    await download(server);
    expect(await playground.arrived()).toEqual({ tree: '(folder)', 'tree/honest.txt': 'fine' });
  });

  it.skipIf(process.platform === 'win32')('whose names are odd but honest has them taken as they are', async () => {
    const odd = [
      '..\\..\\escaped',
      'C:\\escaped',
      'CON',
      'nul.txt',
      'ends. ',
      'a\u202egpj.exe',
      '%2e%2e%2f',
      '~',
      '-rf',
      '$(id)',
    ];
    await using server = await serve({});
    for (const name of odd) await writeFile(join(server.root, 'tree', name), name);
    await download(server);
    expect(await playground.arrived()).toEqual({
      tree: '(folder)',
      'tree/honest.txt': 'fine',
      ...Object.fromEntries(odd.map((name) => [`tree/${name}`, name])),
    });
  });

  it('whose names carry line breaks gets no command smuggled in, and everything ends', async () => {
    await using server = await serve(addsRows(row('a\r\nDELE honest.txt'), row('b\nc'), row('d\re')));
    await download(server);
    expect(await readFile(join(server.root, 'tree', 'honest.txt'), 'utf8')).toBe('fine');
    expect(await playground.arrived()).toEqual({ tree: '(folder)', 'tree/honest.txt': 'fine' });
  });

  it('whose links lead out of its tree makes no link here', async () => {
    await using server = await serve(addsRows(row('made-up', { type: 'symlink', linkTarget: '../../../canary' })));
    await symlink('/etc', join(server.root, 'tree', 'folder'));
    await symlink('honest.txt', join(server.root, 'tree', 'copy'));
    await download(server);
    const arrived = await playground.arrived();
    expect(arrived).toMatchObject({ 'tree/honest.txt': 'fine', 'tree/copy': 'fine' });
    expect(Object.values(arrived)).not.toContain('(neither file nor folder)');
    expect((await lstat(join(playground.target, 'tree', 'copy'))).isFile()).toBe(true);
  });

  it('that lists a name twice, as a file and as a folder, has neither written through the other', async () => {
    await using server = await serve(addsRows(row('honest.txt', { type: 'directory' }), row('sub', { type: 'file' })));
    await mkdir(join(server.root, 'tree', 'sub'));
    await writeFile(join(server.root, 'tree', 'sub', 'deep.txt'), 'deep');
    await download(server);
    const arrived = await playground.arrived();
    expect(['fine', '(folder)']).toContain(arrived['tree/honest.txt']);
    expect(Object.keys(arrived).filter((name) => !name.includes('sub') && !name.includes('honest'))).toEqual(['tree']);
  });

  it('that names a folder a file, and a file a folder, has each copied as what it is, or not at all', async () => {
    await using server = await serve({
      rows: async function* (_directory, honest) {
        for await (const each of honest) yield { ...each, type: each.type === 'file' ? 'directory' : 'file' };
      },
    });
    await mkdir(join(server.root, 'tree', 'sub'));
    await download(server);
    const items = await allItems();
    const arrived = await playground.arrived();
    const truth = { tree: '(folder)', 'tree/sub': '(folder)', 'tree/honest.txt': 'fine' };
    expect(truth).toMatchObject(arrived);
    for (const name of ['sub', 'honest.txt']) {
      const isThere = `tree/${name}` in arrived;
      expect(items.get(name)).toMatchObject(
        isThere ? { state: 'done' } : { state: 'failed', error: { message: expect.stringMatching(/\w/) } },
      );
    }
  });

  it.each([
    ['too small', (size: number) => Math.max(0, size - 2)],
    ['too large', (size: number) => size + 2],
    ['another one every time', (size: number) => size + Math.floor(Math.random() * 3) + 1],
    ['none', () => 0],
  ])('that lies about a size (%s) leaves no file under its final name', async (_, lie) => {
    const large = 300_000;
    await using server = await serve({
      size: (_path, size) => (size === large ? lie(size) : size),
      rows: async function* (_directory, honest) {
        for await (const each of honest) yield each.size === large ? { ...each, size: lie(large) } : each;
      },
    });
    await writeFile(join(server.root, 'tree', 'liar.bin'), Buffer.alloc(large, 'x'));
    await download(server);
    const items = await allItems();
    expect(items.get('liar.bin')).toMatchObject({ state: 'failed', error: { kind: 'io' } });
    // What nobody will go on from is removed a moment after the item has ended.
    await eventually(async () => {
      expect(await playground.arrived()).toEqual({ tree: '(folder)', 'tree/honest.txt': 'fine' });
    }, SETTLED);
  });

  // The same walk for both.
  it.runIf(protocol === 'sftp')(
    'that nests folders without end is given up, with the reason; what came before stays',
    async () => {
      await using server = await startEndlessNest();
      const { host, port } = server;
      const target = { protocol: 'sftp', encryption: 'auto', host, port, user: 'ann' } as const;
      const opening = { operationId: randomUUID(), target, password: 'any' };
      await downloadOver((await window.ask('connections.open', opening)).id);
      const { rows } = await window.ask('transfers.rows', { view: 'failed', offset: 0, limit: 10 });
      const failed = rows.map(({ item }) => item).filter(({ state }) => state === 'failed');
      expect(failed).toMatchObject([
        { error: { kind: 'unsupported', message: expect.stringMatching(/25\d folders/) } },
      ]);
      expect(Object.keys(await playground.arrived())).toContain('tree/honest.txt');
    },
  );

  it('that lists without end can be left at once, and fills no memory', async () => {
    const told = { rows: 0 };
    await using server = await serve({
      rows: async function* () {
        for (let number = 0; ; number++) yield row(`file ${number}`);
      },
    });
    await using app = await createApp(
      {
        kind: 'loopback',
        version: '0',
        dataDirectory: join(playground.folder, 'a', 'b', 'target'),
        logger: { info: () => undefined, error: (_text, error) => void window.unexpected.push(error) },
      },
      { openDemo: false },
    );
    const caller = {
      id: 'quiet',
      emit(event: string, payload: unknown) {
        if (event === 'files.page') told.rows += (payload as { entries: unknown[] }).entries.length;
        if (event !== 'prompts.changed') return;
        for (const { id } of (payload as { prompts: { id: string }[] }).prompts) {
          void app.dispatch('prompts.answer', { id, answer: { kind: 'trust', remember: false } }, caller);
        }
      },
    };
    app.addWindow(caller);
    const opening = { operationId: 'open', target: targetOf(server, protocol), password: server.password };
    const opened = await app.dispatch('connections.open', opening, caller);
    if (!opened.ok) throw new Error(opened.error.message);
    const { id: fs } = opened.value as { id: string };
    const place = { fs, path: '/tree' };
    const listing = app.dispatch('files.list', { operationId: 'endless', place }, caller);
    await eventually(() => expect(told.rows).toBeGreaterThan(20_000), SETTLED);
    const before = bytesInUse();
    await eventually(() => expect(told.rows).toBeGreaterThan(120_000), SETTLED);
    expect(bytesInUse() - before).toBeLessThan(16 * MEBIBYTE);
    await app.dispatch('operations.cancel', { operationId: 'endless' }, caller);
    expect(await listing).toMatchObject({ ok: false, error: { kind: 'cancelled' } });
    // The session, or another, serves on.
    const stat = await app.dispatch('files.stat', { place: { fs, path: '/tree/honest.txt' } }, caller);
    expect(stat).toMatchObject({ ok: true, value: { name: 'honest.txt' } });
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function bytesInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
