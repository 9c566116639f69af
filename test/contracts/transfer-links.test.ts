import {
  chmod,
  lchown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileBehind } from '../../electron/edit/read-bytes.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { copyFile } from '../../electron/transfer/copy/copy-file.ts';
import { type CopyChanges, fileCopy, told } from '../../electron/transfer/testing/file-copy.ts';
import {
  changed,
  type Folder,
  readTree,
  type TemporaryFolder,
  temporaryFolder,
} from '../../electron/transfer/testing/folders.ts';
import { type Child, listChildren } from '../../electron/transfer/walk-folder.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { openFtp } from './ftp-session.ts';
import { calm, logIn } from './log-in.ts';

type Server = TestServer<ServerOptions>;

const overFtp = (server: Server) => openFtp(server, 'none');
const overSftp = ({ host, port, user, password }: Server) => logIn({ host, port, user, passwords: [password] });
const servers: [string, () => Promise<Server>, (server: Server) => Promise<RemoteFileSystem>][] = [
  ['ProFTPD', startProftpd, overFtp],
  ['ProFTPD with links that show as files', () => startProftpd({ lines: ['ShowSymlinks off'] }), overFtp],
  ['Pure-FTPd', startPureFtpd, overFtp],
  ['vsftpd', startVsftpd, overFtp],
  ['OpenSSH', startOpenSsh, overSftp],
];

const OLD = 'the content behind the link';
const NEW = 'other content, and more of it than there was';
const OLD_AT = Date.UTC(2020, 4, 17, 10, 20, 30);
/** All lead to `real/a.txt`, the last by way of the first. */
const links = { 'a.txt': 'real/a.txt', 'a copy [1].txt': 'real/a.txt', chain: 'a.txt' };
const names = Object.keys(links);

describeWithServers('links to files, and modes of files', () => {
  describe.each(servers)('on %s', (name, start, open) => {
    const showsLinks = !name.includes('show as files');
    let server: Server;
    let session: RemoteFileSystem;
    /** The folder on the server, as we see it and as the server does. */
    let there: Folder;
    let here: TemporaryFolder;

    beforeAll(async () => {
      server = await start();
      session = await open(server);
      const base = server.remoteHome === '/' ? '' : server.remoteHome;
      there = { path: join(server.home, 'up'), at: (name = '') => `${base}/up/${name}`.replace(/\/$/, '') };
    });
    afterAll(async () => {
      await session?.[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    });

    beforeEach(async () => {
      here = await temporaryFolder();
      await mkdir(join(there.path, 'real'), { recursive: true });
      await writeFile(join(there.path, 'real/a.txt'), OLD);
      await chmod(join(there.path, 'real/a.txt'), 0o640);
      await utimes(join(there.path, 'real/a.txt'), new Date(), new Date(OLD_AT));
      for (const [link, target] of Object.entries(links)) await symlink(target, join(there.path, link));
      for (const path of ['', 'real', 'real/a.txt', ...names]) await own(path);
    });
    afterEach(async () => {
      await rm(there.path, { recursive: true });
      await here[Symbol.asyncDispose]();
    });

    async function own(path: string): Promise<void> {
      const uid = server.accounts[0]?.uid ?? 0;
      await lchown(join(there.path, path), uid, uid);
    }

    async function upload(name: string, changes: CopyChanges = {}) {
      await writeFile(join(here.path, 'new.txt'), NEW);
      const sourcePath = here.at('new.txt');
      const copy = fileCopy(
        { from: here, to: there },
        { target: session, targetPath: there.at(name), sourcePath, ...changes },
      );
      return { copy, outcome: await copyFile(copy, calm) };
    }

    function download(name: string, changes: CopyChanges = {}) {
      const ways = { source: session, sourcePath: there.at(name), targetPath: here.at(name), ...changes };
      return copyFile(fileCopy({ from: there, to: here }, ways), calm);
    }

    it.each(names)('an upload over the link “%s” changes the file behind it, and leaves the link', async (link) => {
      const { outcome } = await upload(link);
      expect(outcome).toMatchObject({ result: 'copied', bytes: NEW.length });
      // Written to the link itself, of which the server tells no size, it cannot be compared.
      expect(outcome).toHaveProperty('verified', showsLinks ? 'size' : 'nothing');
      expect(await readlink(join(there.path, link))).toBe(links[link as keyof typeof links]);
      expect(await readFile(join(there.path, 'real/a.txt'), 'utf8')).toBe(NEW);
      expect((await stat(join(there.path, 'real/a.txt'))).mode & 0o7777).toBe(0o640);
      expect((await readdir(there.path)).toSorted()).toEqual([...names, 'real'].toSorted());
      expect(await readdir(join(there.path, 'real'))).toEqual(['a.txt']);
    });

    it.each(names)('a download of the link “%s” gets the bytes of the file behind it', async (link) => {
      expect(await download(link)).toMatchObject({ result: 'copied', bytes: OLD.length });
      expect(await readFile(join(here.path, link), 'utf8')).toBe(OLD);
      const facts = await lstat(join(here.path, link));
      expect(facts.isFile()).toBe(true);
      if (showsLinks) expect(facts.mtimeMs).toBe(OLD_AT);
    });

    it('a copy of a link with the permissions of its source is not writable by all', async () => {
      await download('a.txt', { order: { permissions: 'keep-source' } });
      const { mode } = await stat(join(here.path, 'a.txt'));
      expect(mode & 0o7777).toBe(showsLinks ? 0o640 : 0o666 & ~process.umask());
    });

    it('a folder with links to files arrives whole', async () => {
      const files: Child[] = [];
      for await (const children of listChildren(session, there.at(), { assertTargetName() {} }, calm))
        files.push(...children);
      for (const child of files) {
        if (!('type' in child) || child.type === 'directory') continue;
        await download(child.name, { order: showsLinks && child.listed ? { listed: child.listed } : {} });
      }
      expect(await readTree(here)).toEqual(Object.fromEntries(names.map((name) => [name, OLD])));
    });

    it.runIf(showsLinks)('a rule about files that exist sees size and date of the file behind a link', async () => {
      const { copy } = await upload('a copy [1].txt');
      expect(told(copy.hooks.decide)).toMatchObject([
        [
          {
            target: { name: 'a copy [1].txt', type: 'file', size: OLD.length, modifiedAt: OLD_AT, permissions: 0o640 },
          },
        ],
      ]);
    });

    it.runIf(showsLinks)('what is edited through a link is the file behind it', async () => {
      const path = there.at('chain');
      const { file, entry } = await fileBehind(session, path, await session.stat(path, calm), calm);
      expect(file).toBe(there.at('real/a.txt'));
      expect(entry).toMatchObject({ type: 'file', size: OLD.length, modifiedAt: OLD_AT });
    });

    // ProFTPD replaces it, Pure-FTPd follows no link that leads nowhere.
    it.runIf(name === 'vsftpd' || name === 'OpenSSH')(
      'a large file goes through a link that leads nowhere, to where that leads',
      async () => {
        await symlink('real/new.txt', join(there.path, 'nowhere'));
        await own('nowhere');
        const content = Buffer.alloc(300_000, NEW);
        await writeFile(join(here.path, 'large'), content);
        const { copy } = await upload('nowhere', { sourcePath: here.at('large') });
        expect(told(copy.hooks.decide)).toHaveLength(1);
        expect((await readFile(join(there.path, 'real/new.txt'))).equals(content)).toBe(true);
        expect((await readdir(there.path)).toSorted()).toEqual([...names, 'nowhere', 'real'].toSorted());
      },
    );

    it('a small program is not taken for a link', async () => {
      await writeFile(join(there.path, 'run'), '#!/bin/sh\n');
      await chmod(join(there.path, 'run'), 0o777);
      expect(await session.stat(there.at('run'), calm)).toMatchObject({ type: 'file', size: 10, permissions: 0o777 });
    });

    it.each(['0600', '0755', '2755', '4711'])('a file of mode %s keeps it when it is replaced', async (mode) => {
      await writeFile(join(there.path, 'plain.txt'), OLD);
      await own('plain.txt');
      await chmod(join(there.path, 'plain.txt'), Number.parseInt(mode, 8));
      const { outcome } = await upload('plain.txt');
      expect(await readFile(join(there.path, 'plain.txt'), 'utf8')).toBe(NEW);
      const now = (await stat(join(there.path, 'plain.txt'))).mode & 0o7777;
      if (name === 'vsftpd' && mode > '0777') {
        // It takes the last three digits, and says that it took all.
        expect(outcome).toMatchObject({ note: expect.stringContaining(`were ${mode}`) });
        expect(now).toBe(Number.parseInt(mode, 8) & 0o777);
      } else {
        expect(outcome).not.toHaveProperty('note');
        expect(now).toBe(Number.parseInt(mode, 8));
      }
    });

    // ProFTPD calls every owner by the name of who is logged in.
    it.skipIf(name.startsWith('ProFTPD'))(
      'a file does not run as its uploader where the old one ran as another',
      async () => {
        await writeFile(join(there.path, 'plain.txt'), OLD);
        await chmod(join(there.path, 'plain.txt'), 0o4755);
        const { outcome } = await upload('plain.txt');
        expect(outcome).toMatchObject({ note: expect.stringContaining('another owner') });
        expect((await stat(join(there.path, 'plain.txt'))).mode & 0o7777).toBe(0o755);
      },
    );

    it.runIf(name === 'OpenSSH')(
      'nobody else can read what is to replace a secret while it is on its way',
      async () => {
        await writeFile(join(there.path, 'plain.txt'), OLD);
        await own('plain.txt');
        await chmod(join(there.path, 'plain.txt'), 0o600);
        const modes: number[] = [];
        const target = changed(session, {
          async stat(path, call) {
            if (path.endsWith('-part'))
              modes.push((await stat(join(there.path, 'plain.txt.portside-part'))).mode & 0o777);
            return session.stat(path, call);
          },
        });
        await upload('plain.txt', { target });
        expect(modes).toEqual([0o600]);
      },
    );
  });
});
