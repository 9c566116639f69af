import { randomBytes } from 'node:crypto';
import { chown, cp, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ConnectionTarget, LOCAL } from '../../shared/model/connection.ts';
import type { TransferItem } from '../../shared/model/transfer.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { seededRandom } from '../torture/seeded-random.ts';
import { differences } from '../torture/tree-sums.ts';
import { MortalApp } from './mortal-app.ts';

/** How much is copied, and moved, and in how many lives. */
interface Extent {
  readonly files: number;
  readonly lives: number;
  readonly moved: number;
  readonly movingLives: number;
}
const whole: Extent = { files: 300, lives: 5, moved: 150, movingLives: 3 };
/** What FTP is in general, vsftpd has shown; each other server has to show its own ways. */
const short: Extent = { files: 100, lives: 3, moved: 50, movingLives: 2 };
/** `PORTSIDE_SEED` repeats a run. */
const SEED = Number(process.env['PORTSIDE_SEED'] ?? Date.now() % 1_000_000);

const plainFtp = { protocol: 'ftp', encryption: 'none' } as const;
const servers: [string, () => Promise<TestServer<ServerOptions>>, Partial<ConnectionTarget>, Extent][] = [
  ['vsftpd', () => startVsftpd(), plainFtp, whole],
  ['OpenSSH', () => startOpenSsh(), { protocol: 'sftp' }, whole],
  ['ProFTPD', () => startProftpd(), plainFtp, short],
  ['Pure-FTPd', () => startPureFtpd(), plainFtp, short],
];

describeWithServers('kill -9 while files travel', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-durability-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(servers)(
    'loses nothing and does nothing twice, to and from %s',
    async (_name, start, more, { files, lives }) => {
      console.log(`PORTSIDE_SEED=${SEED}`);
      const random = seededRandom(SEED);
      await using server = await start();
      const { remote, target, password } = await readyToTake(server, more);
      await writeTree(join(folder, 'out'), files / 2, random);
      await writeTree(join(server.home, 'in'), files / 2, random);
      await mkdir(join(folder, 'down'));
      const data = join(folder, 'data');

      let order: string[];
      {
        await using app = await MortalApp.start(data, password);
        const { id: fs } = await app.ask('connections.open', { operationId: crypto.randomUUID(), target, password });
        // It may have failed before the answer says that it is in the queue for good.
        const failed = app.until(({ totals }) => totals.failed === 1);
        await app.ask('transfers.enqueue', {
          sources: [{ fs: LOCAL, path: join(folder, 'nowhere') }],
          targetDirectory: { fs, path: `${remote}/up` },
        });
        await failed;
        await app.ask('transfers.pauseAll', { paused: true });
        const { ids: up } = await app.ask('transfers.enqueue', {
          sources: (await readdir(join(folder, 'out'))).map((name) => ({ fs: LOCAL, path: join(folder, 'out', name) })),
          targetDirectory: { fs, path: `${remote}/up` },
        });
        const { ids: down } = await app.ask('transfers.enqueue', {
          sources: [{ fs, path: `${remote}/in` }],
          targetDirectory: { fs: LOCAL, path: join(folder, 'down') },
        });
        await app.ask('transfers.move', { ids: down, to: 'top' });
        await app.ask('transfers.prioritise', { selection: { ids: up.slice(1, 2) }, priority: 'high' });
        // What is said last is on the disk when it is asked for.
        order = await waitingIds(app);
        await app.ask('transfers.enqueue', {
          sources: [{ fs: LOCAL, path: join(folder, 'out', 'folder-0') }],
          targetDirectory: { fs: LOCAL, path: join(folder, 'down') },
        });
      }

      for (let life = 1; ; life++) {
        await using app = await MortalApp.start(data, password);
        const { totals, queue } = await app.ask('transfers.snapshot', undefined);
        // Nothing goes on by itself, and what had failed has failed.
        expect(totals).toMatchObject({ active: 0, queued: 0, asking: 0, failed: 1 });
        expect(queue.waiting).toBe(totals.paused);
        if (life === 1) expect((await waitingIds(app)).slice(0, -1)).toEqual(order);
        if (totals.paused > 0) {
          const over = app.until(({ totals }) => totals.queued + totals.active + totals.paused === 0);
          const part = (files * (life - random())) / lives;
          const enough = app.until(({ totals }) => totals.done >= part);
          await app.ask('transfers.resumeWaiting', undefined);
          if (life < lives) {
            await dies(random, over, enough);
            continue;
          }
          await over;
        }
        const { totals: last } = await app.ask('transfers.snapshot', undefined);
        expect(last).toMatchObject({ failed: 1, cancelled: 0, skipped: 0, asking: 0 });
        const items = await everything(app);
        const targets = items
          .filter(({ state }) => state === 'done')
          .map(({ target }) => `${target.fs} ${target.path}`);
        expect(new Set(targets).size).toBe(targets.length);
        break;
      }
      expect(await differences(join(folder, 'out'), join(server.home, 'up'))).toEqual([]);
      expect(await differences(join(server.home, 'in'), join(folder, 'down', 'in'))).toEqual([]);
      expect(await differences(join(folder, 'out', 'folder-0'), join(folder, 'down', 'folder-0'))).toEqual([]);
      expect(await readdir(join(server.home, 'up', 'empty'))).toEqual([]);
    },
    120_000,
  );

  it.each(servers)(
    'moves every file once, to and from %s, and removes no source before its copy is whole',
    async (_name, start, more, { moved, movingLives }) => {
      console.log(`PORTSIDE_SEED=${SEED}`);
      const random = seededRandom(SEED);
      await using server = await start();
      const { uid, remote, target, password } = await readyToTake(server, more);
      await writeTree(join(folder, 'out'), moved / 2, random);
      await writeTree(join(folder, 'in'), moved / 2, random);
      await cp(join(folder, 'out'), join(folder, 'out as it was'), { recursive: true });
      await cp(join(folder, 'in'), join(server.home, 'in'), { recursive: true, preserveTimestamps: true });
      await giveTo(uid, join(server.home, 'in'));
      await mkdir(join(folder, 'down'));
      const options = { operation: 'move' } as const;
      // Each tree itself, its empty folder, and those of 25 files.
      const folders = 2 * (2 + Math.ceil(moved / 2 / 25));
      for (let life = 1; ; life++) {
        await using app = await MortalApp.start(join(folder, 'data'), password);
        const over = app.until(
          ({ totals }) => totals.queued + totals.active + totals.paused + totals.asking === 0 && totals.done > 0,
        );
        const part = (moved * (life - random())) / movingLives;
        const enough = app.until(({ totals }) => totals.done >= part);
        const isLeft = life === 1 || (await app.ask('transfers.snapshot', undefined)).totals.paused > 0;
        if (life === 1) {
          const { id: fs } = await app.ask('connections.open', { operationId: crypto.randomUUID(), target, password });
          const [up, down] = [`${remote}/up`, join(folder, 'down')];
          const sources = [{ fs: LOCAL, path: join(folder, 'out') }];
          await app.ask('transfers.enqueue', { sources, targetDirectory: { fs, path: up }, options });
          const others = [{ fs, path: `${remote}/in` }];
          await app.ask('transfers.enqueue', { sources: others, targetDirectory: { fs: LOCAL, path: down }, options });
        } else if (isLeft) await app.ask('transfers.resumeWaiting', undefined);
        if (isLeft && life < movingLives) {
          await dies(random, over, enough);
          continue;
        }
        if (isLeft) await over;
        const { totals } = await app.ask('transfers.snapshot', undefined);
        expect(totals).toMatchObject({ failed: 0, skipped: 0, cancelled: 0, done: moved + folders });
        break;
      }
      expect(await differences(join(folder, 'out as it was'), join(server.home, 'up', 'out'))).toEqual([]);
      expect(await differences(join(folder, 'in'), join(folder, 'down', 'in'))).toEqual([]);
      expect(await readdir(folder)).not.toContain('out');
      expect(await readdir(server.home)).not.toContain('in');
    },
    60_000,
  );
});

/**
 * When a life may end: at any moment after it has done its part. What it has done counts, not its time, so that however fast the
 * machine is something is left for the next.
 */
async function dies(random: () => number, over: Promise<unknown>, enough: Promise<unknown>): Promise<void> {
  await Promise.race([over, enough]);
  await Promise.race([over, wait(random() * 50)]);
}

/** Makes the folder `up` for the server's user; says how Portside reaches it. `remote` is the path of its home, without a slash at the end. */
async function readyToTake(server: TestServer<ServerOptions>, more: Partial<ConnectionTarget>) {
  const { host, port, user, password, home, remoteHome } = server;
  const uid = server.accounts[0]?.uid ?? 0;
  await mkdir(join(home, 'up'));
  await giveTo(uid, join(home, 'up'));
  const target: ConnectionTarget = {
    ...{ host, port, user, protocol: 'sftp', encryption: 'auto', mostSessions: 5 },
    ...more,
  };
  return { uid, remote: remoteHome === '/' ? '' : remoteHome, target, password };
}

/** The ids of what waits, first the next to go. */
async function waitingIds(app: MortalApp): Promise<string[]> {
  const { rows } = await app.ask('transfers.rows', { view: 'queued', expanded: [], offset: 0, limit: 500 });
  return rows.map(({ item }) => item.id);
}

async function everything(app: MortalApp): Promise<TransferItem[]> {
  const items: TransferItem[] = [];
  for (;;) {
    const wanted = { view: 'finished', expanded: [], offset: items.length, limit: 500 } as const;
    const { rows, count } = await app.ask('transfers.rows', { ...wanted, expanded: [] });
    items.push(...rows.map(({ item }) => item));
    if (items.length >= count) return items;
  }
}

/** Small files, some of a few megabytes, an empty one, in folders of 25; and an empty folder. Dates of long ago. */
async function writeTree(root: string, files: number, random: () => number): Promise<void> {
  await mkdir(join(root, 'empty'), { recursive: true });
  for (let at = 0; at < files; at++) {
    const folder = join(root, `folder-${Math.floor(at / 25)}`);
    await mkdir(folder, { recursive: true });
    const size = at % 30 === 0 ? 3_000_000 : Math.floor(random() * 20_000) * (at % 17 === 0 ? 0 : 1);
    const file = join(folder, `file ${at}.bin`);
    await writeFile(file, randomBytes(size));
    await utimes(file, 1_600_000_000 + at, 1_600_000_000 + at);
  }
}

async function giveTo(uid: number, ...folders: string[]): Promise<void> {
  for (const folder of folders) {
    await chown(folder, uid, uid);
    const entries = await readdir(folder, { recursive: true });
    await Promise.all(entries.map((name) => chown(join(folder, name), uid, uid)));
  }
}
