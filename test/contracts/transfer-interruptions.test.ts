import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, open, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectionTarget, LOCAL } from '../../shared/model/connection.ts';
import type { TransferItem, TransferSettings } from '../../shared/model/transfer.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { differences } from '../torture/tree-sums.ts';
import { MortalApp } from './mortal-app.ts';

const MEBIBYTE = 1024 * 1024;
const PART = 'big.bin.portside-part';

type Start = (options?: ServerOptions) => Promise<TestServer<ServerOptions>>;
const plainFtp = { protocol: 'ftp', encryption: 'none' } as const;
/** With the files of which half travels each way. What does not depend on the server, two of them show. */
const servers: [string, Start, Partial<ConnectionTarget>, number, 'all' | 'own ways'][] = [
  ['vsftpd', startVsftpd, plainFtp, 1000, 'all'],
  ['OpenSSH', startOpenSsh, { protocol: 'sftp' }, 1000, 'all'],
  ['ProFTPD', startProftpd, plainFtp, 200, 'own ways'],
  ['Pure-FTPd', startPureFtpd, plainFtp, 200, 'own ways'],
];

describeWithServers('what comes between', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-interruptions-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  describe.each(servers)('on %s', (_name, start, more, files, shows) => {
    let server: TestServer<ServerOptions>;
    let app: MortalApp;
    let fs: string;

    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server?.[Symbol.asyncDispose]());
    beforeEach(async () => {
      ({ app, fs } = await connected(server, more));
      await emptyUp(server);
    });
    afterEach(() => app?.[Symbol.asyncDispose]());

    it(`a server that is started anew in the middle of ${files} files gets and gives all of them whole`, async () => {
      await writeMany(join(folder, 'out'), files / 2);
      await rm(join(server.home, 'in'), { recursive: true, force: true });
      await writeMany(join(server.home, 'in'), files / 2);
      await mkdir(join(folder, 'down'));
      const middle = app.until(({ totals }) => totals.done > files / 5);
      await enqueue(join(folder, 'out'));
      await app.ask('transfers.enqueue', {
        sources: [{ fs, path: there(server, 'in') }],
        targetDirectory: { fs: LOCAL, path: join(folder, 'down') },
      });
      await middle;
      const over = app.until(({ totals }) => totals.queued + totals.active === 0);
      await server.restart();
      const { totals } = await over;
      expect(totals).toMatchObject({ failed: 0, asking: 0, skipped: 0, cancelled: 0 });
      expect(await differences(join(folder, 'out'), join(server.home, 'up', 'out'))).toEqual([]);
      expect(await differences(join(server.home, 'in'), join(folder, 'down', 'in'))).toEqual([]);
    }, 60_000);
    if (shows === 'own ways') return;

    it('a large file that is paused stops in the middle, also while others go all the way, and goes on where it stopped', async () => {
      const content = await pauseInTheMiddle();
      // A byte that was there already: it stays as it is if it does not travel again.
      const partial = await open(join(server.home, 'up', PART), 'r+');
      await partial.write(Buffer.from([(content[0] ?? 0) ^ 0xff]), 0, 1, 0);
      await partial.close();
      const over = app.until(({ totals }) => totals.done === 2);
      await app.ask('transfers.resume', { selection: { of: 'all' } });
      await over;
      const arrived = await readFile(join(server.home, 'up', 'big.bin'));
      expect(arrived[0]).not.toBe(content[0]);
      expect(arrived.subarray(1).equals(content.subarray(1))).toBe(true);
      expect((await readdir(join(server.home, 'up'))).toSorted()).toEqual(['big.bin', 'other.bin']);
    });

    it('a large file that is cancelled stops in the middle, and leaves nothing behind', async () => {
      await begin();
      const over = app.until(({ totals }) => totals.cancelled === 1);
      await app.ask('transfers.cancel', { selection: { of: 'all' } });
      await over;
      await expect.poll(() => readdir(join(server.home, 'up'))).toEqual([]);
    });

    it('what failed arrives when it is tried again after the reason is gone', async () => {
      await writeFile(join(folder, 'page.html'), 'page');
      await chmod(join(server.home, 'up'), 0o555);
      const failed = app.until(({ totals }) => totals.failed === 1);
      await enqueue(join(folder, 'page.html'));
      await failed;
      expect(await items()).toMatchObject([{ state: 'failed', error: { kind: 'denied' } }]);
      await chmod(join(server.home, 'up'), 0o755);
      const over = app.until(({ totals }) => totals.done === 1);
      await app.ask('transfers.retry', { selection: { of: 'failed' } });
      await over;
      expect(await readFile(join(server.home, 'up', 'page.html'), 'utf8')).toBe('page');
    });

    async function enqueue(path: string): Promise<void> {
      await app.ask('transfers.enqueue', {
        sources: [{ fs: LOCAL, path }],
        targetDirectory: { fs, path: there(server, 'up') },
      });
    }

    async function items(): Promise<TransferItem[]> {
      return (await app.ask('transfers.snapshot', undefined)).items;
    }

    async function limitTo(limits: TransferSettings['limits']): Promise<void> {
      const settings = await app.ask('transfers.settings.get', undefined);
      await app.ask('transfers.settings.set', { ...settings, limits });
    }

    /** Some megabytes of a large file have left. The rest would take hours: what waits for the next of its pieces waits for ever. */
    async function begin(): Promise<Buffer> {
      await limitTo({ all: 6 * MEBIBYTE });
      const content = randomBytes(24 * MEBIBYTE);
      await writeFile(join(folder, 'big.bin'), content);
      const some = app.until(({ changed }) => changed.some(({ bytes }) => bytes > 4 * MEBIBYTE));
      await enqueue(join(folder, 'big.bin'));
      await some;
      await limitTo({ all: 1024 });
      return content;
    }

    async function pauseInTheMiddle(): Promise<Buffer> {
      const content = await begin();
      const paused = app.until(({ totals }) => totals.paused === 1);
      await app.ask('transfers.pause', { selection: { of: 'all' } });
      await paused;
      await limitTo({});
      // Were it still under way, it would be there before this one of the same size.
      await writeFile(join(folder, 'other.bin'), content);
      const over = app.until(({ totals }) => totals.done === 1);
      await enqueue(join(folder, 'other.bin'));
      await over;
      const { size } = await stat(join(server.home, 'up', PART));
      expect(size).toBeGreaterThan(MEBIBYTE);
      expect(size).toBeLessThan(content.length);
      return content;
    }
  });

  it('a server that refuses more than two connections gets all files, one after the other if need be', async () => {
    await using server = await startVsftpd({ maxClients: 2 });
    const { app, fs } = await connected(server, { protocol: 'ftp', encryption: 'none' });
    await using _ends = app;
    await emptyUp(server);
    await writeMany(join(folder, 'out'), 100);
    const over = app.until(({ totals }) => totals.queued + totals.active === 0 && totals.done > 0);
    await app.ask('transfers.enqueue', {
      sources: [{ fs: LOCAL, path: join(folder, 'out') }],
      targetDirectory: { fs, path: there(server, 'up') },
    });
    const { totals } = await over;
    expect(totals).toMatchObject({ failed: 0, asking: 0, done: 103 });
    expect(await differences(join(folder, 'out'), join(server.home, 'up', 'out'))).toEqual([]);
  }, 60_000);

  it.each(servers)(
    'a full disk of %s keeps what has arrived and says so; with room it goes on from there',
    async (_name, start, more) => {
      await using server = await start({ homeTmpfsBytes: 12 * MEBIBYTE });
      const { app, fs } = await connected(server, more);
      await using _ends = app;
      await emptyUp(server);
      await writeFile(join(server.home, 'filler'), randomBytes(6 * MEBIBYTE));
      const content = randomBytes(9 * MEBIBYTE);
      await writeFile(join(folder, 'big.bin'), content);
      const failed = app.until(({ totals }) => totals.failed === 1);
      await app.ask('transfers.enqueue', {
        sources: [{ fs: LOCAL, path: join(folder, 'big.bin') }],
        targetDirectory: { fs, path: there(server, 'up') },
      });
      await failed;
      const [item] = (await app.ask('transfers.snapshot', undefined)).items;
      expect(item?.error).toMatchObject({ kind: 'no-space' });
      expect(`${item?.error?.hint} ${item?.note}`).toContain(PART);
      expect((await stat(join(server.home, 'up', PART))).size).toBeGreaterThan(0);
      await unlink(join(server.home, 'filler'));
      const over = app.until(({ totals }) => totals.done === 1);
      await app.ask('transfers.retry', { selection: { of: 'failed' } });
      await over;
      expect((await readFile(join(server.home, 'up', 'big.bin'))).equals(content)).toBe(true);
      expect(await readdir(join(server.home, 'up'))).toEqual(['big.bin']);
    },
  );

  async function connected(
    server: TestServer<ServerOptions>,
    more: Partial<ConnectionTarget>,
  ): Promise<{ app: MortalApp; fs: string }> {
    const { host, port, user, password } = server;
    const app = await MortalApp.start(join(folder, 'data'), password);
    const target = { host, port, user, protocol: 'sftp', encryption: 'auto', ...more } as const;
    const { id } = await app.ask('connections.open', { operationId: crypto.randomUUID(), target, password });
    return { app, fs: id };
  }
});

function there(server: TestServer<ServerOptions>, name: string): string {
  return `${server.remoteHome === '/' ? '' : server.remoteHome}/${name}`;
}

/** Where the tests send things: the first account's. */
async function emptyUp(server: TestServer<ServerOptions>): Promise<void> {
  const up = join(server.home, 'up');
  await rm(up, { recursive: true, force: true });
  await mkdir(up);
  const uid = server.accounts[0]?.uid ?? 0;
  await chown(up, uid, uid);
}

/** Small files in folders of 50. */
async function writeMany(root: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const directory = join(root, `folder-${Math.floor(at / 50)}`);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, `file ${at}`), randomBytes(at * 8));
  }
}
