import { createHash, randomBytes } from 'node:crypto';
import { chown, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abilitiesOf, type RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { checksumAlgorithms } from '../../shared/model/checksum.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { calm, failureOf, openFtp } from './ftp-session.ts';

const content = randomBytes(300_000);
const digest = (algorithm: string) => createHash(algorithm).update(content).digest('hex');
const sums = {
  'sha-512': digest('sha512'),
  'sha-256': digest('sha256'),
  'sha-1': digest('sha1'),
  md5: digest('md5'),
  crc32: crc32(content).toString(16).padStart(8, '0'),
};

describeWithServers('What FTP servers do by themselves', () => {
  describe('ProFTPD with its usual modules', () => {
    let server: TestServer<ServerOptions>;
    let fs: RemoteFileSystem;
    const transcript: string[] = [];
    beforeAll(async () => {
      server = await startProftpd({ modules: ['mod_digest', 'mod_copy', 'mod_site_misc'] });
      fs = await openFtp(
        server,
        'none',
        {},
        {
          transcript: { write: (kind, text) => void transcript.push(`${kind} ${text}`) },
        },
      );
      for (const name of ['file', 'with space']) await onDisk(name);
    });
    afterAll(async () => {
      await fs?.[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    });

    async function onDisk(name: string): Promise<void> {
      const { uid, gid } = await stat(server.home);
      await writeFile(join(server.home, name), content);
      await chown(join(server.home, name), uid, gid);
    }

    it.each(checksumAlgorithms)('tells the %s of a file, whatever its name', async (algorithm) => {
      for (const path of ['/file', '/with space']) {
        const sum = await fs.extras.checksum?.(path, [algorithm], calm);
        expect(sum).toEqual({ algorithm, value: sums[algorithm] });
      }
    });

    it('takes the first algorithm that is wanted, and says what is not there', async () => {
      expect((await fs.extras.checksum?.('/file', ['md5', 'sha-1'], calm))?.algorithm).toBe('md5');
      const missing = fs.extras.checksum?.('/missing', ['sha-256'], calm) ?? Promise.resolve();
      expect((await failureOf(missing, 'not-found')).data.path).toBe('/missing');
      await failureOf(fs.extras.checksum?.('/', ['sha-256'], calm) ?? Promise.resolve(), 'invalid-request', 'denied');
      expect(fs.lost).toBeUndefined();
    });

    it('copies a file, and never onto another', async () => {
      await fs.extras.serverCopy?.('/with space', '/its copy', calm);
      expect((await readFile(join(server.home, 'its copy'))).equals(content)).toBe(true);
      const onto = fs.extras.serverCopy?.('/file', '/its copy', calm) ?? Promise.resolve();
      expect((await failureOf(onto, 'exists')).data.path).toBe('/its copy');
      await failureOf(fs.extras.serverCopy?.('/missing', '/x', calm) ?? Promise.resolve(), 'not-found');
    });

    it('makes links, and says which names it cannot', async () => {
      await fs.extras.createSymlink?.('/to-file', 'file', calm);
      expect(await readlink(join(server.home, 'to-file'))).toBe('/file');
      expect(await fs.stat('/to-file', calm)).toMatchObject({ name: 'to-file' });
      await failureOf(fs.extras.createSymlink?.('/to-file', 'file', calm) ?? Promise.resolve(), 'exists');
      await failureOf(fs.extras.createSymlink?.('/to space', 'with space', calm) ?? Promise.resolve(), 'unsupported');
    });

    it('sends commands of the user’s own, and shows the whole answer', async () => {
      expect(await fs.extras.rawCommand?.('PWD', calm)).toEqual([expect.stringMatching(/^257 "\/"/)]);
      const help = await fs.extras.rawCommand?.('site help', calm);
      expect(help?.length).toBeGreaterThan(3);
      expect(help?.at(-1)).toMatch(/^214 /);
      expect(await fs.extras.rawCommand?.('NOSUCH thing', calm)).toEqual([expect.stringMatching(/^500 /)]);
      const error = await failureOf(fs.extras.rawCommand?.('RETR /file', calm) ?? Promise.resolve(), 'unsupported');
      expect(error.data.hint).toMatch(/Download/);
      await fs.extras.rawCommand?.('SITE PSWD old-one new-one', calm);
      expect(transcript.join('\n')).not.toMatch(/old-one|new-one/);
      expect(transcript).toContain('sent SITE PSWD ****');
    });
  });

  const yesterday = Date.UTC(2026, 0, 2, 3, 4, 5);

  it.each<[string, () => Promise<TestServer<ServerOptions>>]>([
    ['vsftpd (MDTM)', () => startVsftpd()],
    ['ProFTPD (MFMT)', () => startProftpd()],
    ['Pure-FTPd', () => startPureFtpd()],
  ])('%s sets the exact time of a file', async (_, start) => {
    const server = await start();
    const fs = await openFtp(server, 'none');
    const { uid, gid } = await stat(server.home);
    await writeFile(join(server.home, 'with space'), 'x');
    await chown(join(server.home, 'with space'), uid, gid);
    await fs.extras.setModifiedTime?.('/with space', yesterday, calm);
    expect((await stat(join(server.home, 'with space'))).mtimeMs).toBe(yesterday);
    await fs[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it.each<[string, () => Promise<TestServer<ServerOptions>>]>([
    ['ProFTPD', () => startProftpd({ modules: ['mod_site_misc'] })],
    ['Pure-FTPd', () => startPureFtpd()],
  ])('%s understands the form of SITE UTIME that stands in for MFMT', async (_, start) => {
    const server = await start();
    const fs = await openFtp(server, 'none');
    const { uid, gid } = await stat(server.home);
    await writeFile(join(server.home, 'with space'), 'x');
    await chown(join(server.home, 'with space'), uid, gid);
    const reply = await fs.extras.rawCommand?.('SITE UTIME 20260102030405 /with space', calm);
    expect(reply?.at(-1)).toMatch(/^2/);
    expect((await stat(join(server.home, 'with space'))).mtimeMs).toBe(yesterday);
    await fs[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('offers nothing that a server does not name', async () => {
    const server = await startVsftpd();
    const fs = await openFtp(server, 'none');
    expect(abilitiesOf(fs.extras).sort()).toEqual([
      'atomic-replace',
      'raw-command',
      'set-modified-time',
      'set-permissions',
    ]);
    await fs[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
});
