import { randomBytes } from 'node:crypto';
import { chown, cp, lstat, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionTarget, Place } from '../../shared/model/connection.ts';
import type { TransferItem } from '../../shared/model/transfer.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type FaultyProxy, startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { differences } from '../torture/tree-sums.ts';
import { MortalApp } from './mortal-app.ts';

const MEBIBYTE = 1024 * 1024;

/** A server, and a line to it on which things can go wrong. */
interface Side {
  readonly server: TestServer<ServerOptions>;
  readonly proxy: FaultyProxy;
  readonly target: ConnectionTarget;
}

type Start = () => Promise<TestServer<ServerOptions>>;
const servers: [string, Start, Pick<ConnectionTarget, 'protocol' | 'encryption'>][] = [
  ['OpenSSH', startOpenSsh, { protocol: 'sftp', encryption: 'auto' }],
  ['vsftpd', startVsftpd, { protocol: 'ftp', encryption: 'none' }],
];

async function startSide(start: Start, how: Pick<ConnectionTarget, 'protocol' | 'encryption'>): Promise<Side> {
  const server = await start();
  const { host, port, user } = server;
  const proxy = await startFaultyProxy({ host, port, carries: how.protocol });
  return { server, proxy, target: { host: proxy.host, port: proxy.port, user, ...how } };
}

async function endSide({ server, proxy }: Side): Promise<void> {
  await proxy.close();
  await server[Symbol.asyncDispose]();
}

function there({ remoteHome }: TestServer<ServerOptions>, name: string): string {
  return `${remoteHome === '/' ? '' : remoteHome}/${name}`;
}

/** Everything in a folder is the first account's. */
async function own(server: TestServer<ServerOptions>, root: string): Promise<void> {
  const uid = server.accounts[0]?.uid ?? 0;
  const entries = await readdir(root, { recursive: true });
  for (const path of [root, ...entries.map((entry) => join(root, entry))]) await chown(path, uid, uid);
}

/** The files that are not in the copy, or not whole. */
async function notWhole(original: string, copy: string): Promise<Set<string>> {
  const wrong = await differences(original, copy);
  return new Set(wrong.filter((each) => !each.startsWith('too much')).map((each) => each.replace(/^\w+: /, '')));
}

describeWithServers('a move', () => {
  let folder: string;
  let app: MortalApp;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-moves-'));
  });
  afterEach(async () => {
    await app?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function connect(target: ConnectionTarget, { password }: TestServer<ServerOptions>): Promise<string> {
    const { id } = await app.ask('connections.open', { operationId: crypto.randomUUID(), target, password });
    return id;
  }

  /** Resolves with what was enqueued, in its order, when nothing in it runs or waits any more. */
  async function moved(sources: Place[], targetDirectory: Place): Promise<TransferItem[]> {
    const over = app.until(({ totals }) => totals.queued + totals.active + totals.asking === 0);
    await app.ask('transfers.enqueue', { sources, targetDirectory, options: { operation: 'move' } });
    await over;
    const { items } = await app.ask('transfers.snapshot', undefined);
    return items.toSorted((one, other) => Number(one.id) - Number(other.id));
  }

  describe.each(servers)('within %s, over two connections', (_name, start, how) => {
    let side: Side;
    let tree: string;

    beforeAll(async () => {
      side = await startSide(start, how);
    });
    afterAll(() => side && endSide(side));
    beforeEach(async () => {
      const { server } = side;
      app = await MortalApp.start(join(folder, 'data'), server.password);
      tree = join(server.home, 'tree');
      for (const name of ['tree', 'link', 'other']) await rm(join(server.home, name), { recursive: true, force: true });
      await mkdir(join(tree, 'nest', 'inner'), { recursive: true });
      await mkdir(join(tree, 'empty'));
      await mkdir(join(server.home, 'other'));
      await symlink('tree', join(server.home, 'link'));
      await own(server, tree);
      await own(server, join(server.home, 'other'));
    });

    async function connections(): Promise<[straight: string, byTheWay: string]> {
      const { server, target } = side;
      return [await connect({ ...target, port: server.port }, server), await connect(target, server)];
    }

    const empties = (fs: string): Place[] =>
      ['tree/empty', 'tree/nest'].map((name) => ({ fs, path: there(side.server, name) }));

    it.each(['tree', 'link'])('of empty folders onto themselves leaves them as they are (to “%s”)', async (to) => {
      const [one, other] = await connections();
      const before = await stat(join(tree, 'empty'));
      const items = await moved(empties(one), { fs: other, path: there(side.server, to) });
      expect(items.map(({ state, error }) => [state, error?.message])).toEqual([
        ['failed', '“empty” would be moved onto itself.'],
        ['skipped', undefined],
      ]);
      expect((await readdir(tree, { recursive: true })).toSorted()).toEqual(['empty', 'nest', 'nest/inner']);
      const after = await stat(join(tree, 'empty'));
      expect([after.ino, after.mode]).toEqual([before.ino, before.mode]);
    });

    it('of empty folders to another folder takes them there', async () => {
      const [one, other] = await connections();
      const items = await moved(empties(one), { fs: other, path: there(side.server, 'other') });
      expect(items.map(({ state }) => state)).toEqual(['done', 'done']);
      expect(await readdir(tree)).toEqual([]);
      const arrived = await readdir(join(side.server.home, 'other'), { recursive: true });
      expect(arrived.toSorted()).toEqual(['empty', 'nest', 'nest/inner']);
    });
  });

  describe('from server to server', () => {
    const sides: Side[] = [];

    beforeAll(async () => {
      for (const [, start, how] of servers) sides.push(await startSide(start, how));
    });
    afterAll(async () => {
      for (const side of sides) await endSide(side);
    });
    beforeEach(async () => {
      for (const { server, proxy } of sides) {
        proxy.heal();
        for (const name of ['site', 'in']) await rm(join(server.home, name), { recursive: true, force: true });
        await mkdir(join(server.home, 'in'));
        await own(server, join(server.home, 'in'));
      }
      app = await MortalApp.start(join(folder, 'data'), sides[0]?.server.password ?? '');
    });

    /** Small files in folders, one of some megabytes, an empty one, an empty folder: here and on the server. */
    async function putSite(server: TestServer<ServerOptions>): Promise<string> {
      const site = join(folder, 'site');
      for (let at = 0; at < 60; at++) {
        const directory = join(site, `folder ${at % 5}`, at % 2 ? 'deep' : '');
        await mkdir(directory, { recursive: true });
        await writeFile(join(directory, `file ${at}`), randomBytes(at * 100));
      }
      await mkdir(join(site, 'empty'));
      await writeFile(join(site, 'large.bin'), randomBytes(6 * MEBIBYTE));
      await cp(site, join(server.home, 'site'), { recursive: true });
      await own(server, join(server.home, 'site'));
      return site;
    }

    async function enqueueSite(from: Side, to: Side): Promise<void> {
      const source = { fs: await connect(from.target, from.server), path: there(from.server, 'site') };
      const targetDirectory = { fs: await connect(to.target, to.server), path: there(to.server, 'in') };
      await app.ask('transfers.enqueue', { sources: [source], targetDirectory, options: { operation: 'move' } });
    }

    async function expectMoved(site: string, from: Side, to: Side): Promise<void> {
      expect(await differences(site, join(to.server.home, 'in', 'site'))).toEqual([]);
      expect((await lstat(join(to.server.home, 'in', 'site', 'empty'))).isDirectory()).toBe(true);
      expect(await readdir(from.server.home)).not.toContain('site');
      expect(await readdir(join(to.server.home, 'in'))).toEqual(['site']);
    }

    const ways: [string, number, number][] = [
      ['OpenSSH to vsftpd', 0, 1],
      ['vsftpd to OpenSSH', 1, 0],
    ];
    const between = (one: number, other: number): [Side, Side] => [sides[one] as Side, sides[other] as Side];

    it.each(ways)('%s: every file arrives once, whole, and nothing stays', async (_way, one, other) => {
      const [from, to] = between(one, other);
      const site = await putSite(from.server);
      const over = app.until(({ totals }) => totals.done > 0 && totals.queued + totals.active === 0);
      await enqueueSite(from, to);
      expect((await over).totals).toMatchObject({ failed: 0, skipped: 0, asking: 0, cancelled: 0 });
      await expectMoved(site, from, to);
    });

    it.each(
      ways.flatMap(([way, one, other]) =>
        (['source', 'target'] as const).map((cut) => [way, cut, one, other] as const),
      ),
    )('%s: the line to the %s is cut in the middle, and nothing is lost', async (_way, cut, one, other) => {
      const [from, to] = between(one, other);
      const { proxy, target } = cut === 'source' ? from : to;
      const site = await putSite(from.server);
      // In the middle of the large file; from then on nobody gets through.
      const isFtp = target.protocol === 'ftp';
      proxy.inject({ on: isFtp ? 'data' : 'control', fault: { do: 'reset', after: 2 * MEBIBYTE } });
      const stumbled = app.until(({ changed }) => changed.some(({ error }) => error !== undefined));
      await enqueueSite(from, to);
      await stumbled;
      for (const on of ['control', 'data'] as const) proxy.inject({ on, fault: { do: 'reset', after: 0 } });
      await app.until(({ totals }) => totals.active === 0);
      const gone = await notWhole(site, join(from.server.home, 'site'));
      const arriving = await notWhole(site, join(to.server.home, 'in', 'site'));
      expect([...gone].filter((name) => arriving.has(name))).toEqual([]);

      const over = app.until(({ totals }) => totals.queued + totals.active === 0);
      proxy.heal();
      await app.ask('transfers.retry', { selection: { of: 'all' } });
      expect((await over).totals).toMatchObject({ failed: 0, skipped: 0, asking: 0, cancelled: 0 });
      await expectMoved(site, from, to);
    });
  });
});
