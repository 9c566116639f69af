import { chown, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ConnectionTarget, Place } from '../../shared/model/connection.ts';
import { joinPath } from '../../shared/model/remote-path.ts';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { MortalApp } from './mortal-app.ts';

/** Locked in, without a shell, and with the command that copies forbidden: nothing but reading and writing is left. */
const poorest = { chroot: 'homes', settings: { ForceCommand: 'internal-sftp -P copy-data' } } as const;

type Start = () => Promise<TestServer<ServerOptions>>;
const sftp = { protocol: 'sftp', encryption: 'auto' } as const;
const lockedIn = { ...sftp };
const servers: [string, Start, Pick<ConnectionTarget, 'protocol' | 'encryption'>, 'server' | 'queue'][] = [
  ['OpenSSH with a shell', startOpenSsh, sftp, 'server'],
  ['OpenSSH with copy-data and no shell', () => startOpenSsh({ chroot: 'homes' }), lockedIn, 'server'],
  ['OpenSSH with neither', () => startOpenSsh(poorest), lockedIn, 'queue'],
  ['vsftpd, which has no SITE CPFR', startVsftpd, { protocol: 'ftp', encryption: 'none' }, 'queue'],
];

for (const [name, start, how, by] of servers)
  describeWithServers(`copies on ${name}`, () => {
    let server: TestServer<ServerOptions>;
    let folder: string;
    let app: MortalApp;
    let fs: string;
    let home: string;

    beforeAll(async () => {
      server = await start();
      folder = await mkdtemp(join(tmpdir(), 'portside-duplicate-'));
      app = await MortalApp.start(join(folder, 'data'), server.password);
      const { host, port, user, password } = server;
      // Who is locked in sees the folder of the homes as the root.
      home = how === lockedIn ? `/${user}` : server.remoteHome;
      const target = { host, port, user, ...how };
      ({ id: fs } = await app.ask('connections.open', { operationId: crypto.randomUUID(), target, password }));
    });
    afterAll(async () => {
      await app?.[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    });
    beforeEach(async () => {
      for (const name of await readdir(server.home)) await rm(join(server.home, name), { recursive: true });
      await mkdir(join(server.home, 'site/images'), { recursive: true });
      await writeFile(join(server.home, 'site/index.html'), '<h1>');
      await writeFile(join(server.home, 'site/images/a.png'), 'png');
      await writeFile(join(server.home, 'notes.txt'), 'notes');
      await symlink('site', join(server.home, 'www'));
      const uid = server.accounts[0]?.uid ?? 0;
      const made = await readdir(server.home, { recursive: true });
      for (const name of made.filter((each) => each !== 'www')) await chown(join(server.home, name), uid, uid);
    });

    const there = (name: string): Place => ({ fs, path: joinPath(home, name) });
    const read = (name: string) => readFile(join(server.home, name), 'utf8');

    /** Resolves when the queue stands still. */
    async function ended(): Promise<void> {
      const items = await eventually(async () => {
        const { totals, items } = await app.ask('transfers.snapshot', undefined);
        expect(totals.queued + totals.active + totals.asking).toBe(0);
        return items;
      });
      expect(items.filter(({ state }) => state === 'failed')).toEqual([]);
    }

    it('“Duplicate” works for files and folders, several at once, whatever the server can', async () => {
      const { made, transfers } = await app.ask('files.duplicate', {
        operationId: crypto.randomUUID(),
        copies: [
          { place: there('notes.txt'), kind: 'file', name: 'notes (2).txt' },
          { place: there('site'), kind: 'folder', name: 'site (2)' },
        ],
      });
      const { copies } = await app.ask('files.duplicated', { operationId: crypto.randomUUID(), transfers });
      const copied = [
        { place: there('notes (2).txt'), items: 1 },
        { place: there('site (2)'), items: 4 },
      ];
      expect([made, copies]).toEqual(by === 'server' ? [[there('notes (2).txt')], copied.slice(1)] : [[], copied]);
      expect(await read('notes (2).txt')).toBe('notes');
      expect(await read('site (2)/index.html')).toBe('<h1>');
      expect(await read('site (2)/images/a.png')).toBe('png');
      expect(await read('notes.txt')).toBe('notes');
    });

    it('a chosen link to a folder travels as that folder', async () => {
      const local = { fs: 'local', path: folder };
      await app.ask('transfers.enqueue', { sources: [there('www')], targetDirectory: local, options: {} });
      await ended();
      expect((await readdir(join(folder, 'www'), { recursive: true })).toSorted()).toEqual([
        'images',
        'images/a.png',
        'index.html',
      ]);
    });
  });
