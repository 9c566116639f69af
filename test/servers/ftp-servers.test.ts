import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWithServers } from './describe-with-servers.ts';
import { FtpDialogue } from './ftp-dialogue.ts';
import { startProftpd } from './proftpd.ts';
import { startPureFtpd } from './pure-ftpd.ts';

describeWithServers('ProFTPD and Pure-FTPd', () => {
  describe.for([
    ['ProFTPD', startProftpd],
    ['Pure-FTPd', startPureFtpd],
  ] as const)('%s', ([, start]) => {
    test('stores an upload in the home of the account that logged in', async () => {
      await using server = await start({});
      using ftp = await greeted(server);
      expect(await ftp.login(server.user, server.password)).toMatch(/^230/);
      expect(await ftp.store('hello.txt', Buffer.from('hello'))).toMatch(/^226/);
      expect(await readFile(join(server.home, 'hello.txt'), 'utf8')).toBe('hello');
      expect((await stat(join(server.home, 'hello.txt'))).uid).toBe(server.accounts[0]?.uid);
    });

    test('refuses a wrong password', async () => {
      await using server = await start({});
      using ftp = await greeted(server);
      expect(await ftp.login(server.user, 'wrong')).toMatch(/^530/);
    });

    test('demands TLS, shows its certificate and logs in over it', async () => {
      await using server = await start({ tls: 'explicit' });
      using plain = await greeted(server);
      expect(await plain.login(server.user, server.password)).toMatch(/^[45]/);
      using ftp = await greeted(server);
      await ftp.upgrade({ ca: server.authority, servername: 'localhost' });
      expect(await ftp.login(server.user, server.password)).toMatch(/^230/);
    });

    test('logs to where the tests read it', async () => {
      await using server = await start({});
      using ftp = await greeted(server);
      await ftp.login(server.user, server.password);
      await expect.poll(() => server.log()).toMatch(/alice: Login successful|alice is now logged in/);
    });
  });

  test('ProFTPD speaks TLS from the first byte when implicit', async () => {
    await using server = await startProftpd({ tls: 'implicit' });
    using ftp = await FtpDialogue.connectTls(server, { ca: server.authority, servername: 'localhost' });
    expect(await ftp.reply()).toMatch(/^220/);
    expect(await ftp.login(server.user, server.password)).toMatch(/^230/);
  });
});

async function greeted(server: { host: string; port: number }): Promise<FtpDialogue> {
  const ftp = await FtpDialogue.connect(server);
  expect(await ftp.reply()).toMatch(/^220/);
  return ftp;
}
