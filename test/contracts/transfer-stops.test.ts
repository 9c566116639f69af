import { chown, mkdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type FaultyProxy, startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { calm, openFtp } from './ftp-session.ts';
import { logIn, refusal } from './log-in.ts';

// How long a server may take to acknowledge a cancel is the subject of another test.
vi.mock(import('../../electron/remote/ftp/limit.ts'), async (original) => {
  const limit = await original();
  return { ...limit, patientFor: (idleMs) => limit.patientFor(Math.max(idleMs, 20_000)) };
});

const MEBIBYTE = 1024 * 1024;
/** So much has travelled when it is given up, of a file that has far more. */
const MIDDLE = 8 * MEBIBYTE;
const WHOLE = 2048 * MEBIBYTE;
/** What lies in the sockets of two connections, and in the proxy between them. */
const IN_FLIGHT = 64 * MEBIBYTE;
/** Of commands, answers and the few rows of a listing. */
const WORDS = 64 * 1024;

type Server = TestServer<ServerOptions>;
type Connect = (place: { host: string; port: number; user: string; password: string }) => Promise<RemoteFileSystem>;
const ftp: Connect = (place) => openFtp(place, 'none');
const servers: [string, () => Promise<Server>, 'ftp' | 'sftp', Connect][] = [
  ['OpenSSH', startOpenSsh, 'sftp', ({ password, ...place }) => logIn({ ...place, passwords: [password] })],
  ['vsftpd', startVsftpd, 'ftp', ftp],
  ['ProFTPD', startProftpd, 'ftp', ftp],
  ['Pure-FTPd', startPureFtpd, 'ftp', ftp],
];

describeWithServers('a transfer that is given up', () => {
  describe.each(servers)('on %s', (_name, start, carries, connect) => {
    let server: Server;
    let home: string;
    let proxy: FaultyProxy;
    let fs: RemoteFileSystem;
    const bytes = carries === 'ftp' ? 'data' : 'control';

    beforeAll(async () => {
      server = await start();
      home = server.remoteHome === '/' ? '' : server.remoteHome;
      await writeFile(join(server.home, 'large'), '');
      await truncate(join(server.home, 'large'), WHOLE);
      await mkdir(join(server.home, 'up'));
      const uid = server.accounts[0]?.uid ?? 0;
      await chown(join(server.home, 'up'), uid, uid);
    });
    afterAll(() => server?.[Symbol.asyncDispose]());
    beforeEach(async () => {
      proxy = await startFaultyProxy({ host: server.host, port: server.port, carries });
      fs = await connect({ host: proxy.host, port: proxy.port, user: server.user, password: server.password });
      return async () => {
        await fs[Symbol.asyncDispose]();
        await proxy.close();
      };
    });

    /** The server has answered, and with it all that was asked before. */
    const answered = async () => {
      expect(fs.lost).toBeUndefined();
      await fs.stat(`${home}/up`, calm);
    };

    it('upwards takes nothing more from its source, and the file on the server grows no more', async () => {
      const giveUp = new AbortController();
      let given = 0;
      let readAfterwards = 0;
      const body = new Readable({
        read() {
          if (giveUp.signal.aborted) readAfterwards += 1;
          given += 64 * 1024;
          this.push(Buffer.alloc(64 * 1024));
          if (given >= MIDDLE) giveUp.abort();
        },
      });
      await refusal(fs.write(`${home}/up/half`, body, { mode: 'create' }, { signal: giveUp.signal }), 'cancelled');
      // A stream fills its own buffer once.
      expect(readAfterwards).toBeLessThanOrEqual(1);
      await answered();
      const { size } = await stat(join(server.home, 'up/half'));
      expect(size).toBeLessThanOrEqual(given);
      const sent = proxy.passed(bytes, 'to-server');
      await answered();
      expect((await stat(join(server.home, 'up/half'))).size).toBe(size);
      expect(proxy.passed(bytes, 'to-server') - sent).toBeLessThan(WORDS);
    });

    it('downwards gives its reader nothing more, and the server sends no more than was on its way', async () => {
      const giveUp = new AbortController();
      let read = 0;
      let sent = 0;
      const reading = async () => {
        for await (const piece of await fs.read(`${home}/large`, {}, { signal: giveUp.signal })) {
          expect(giveUp.signal.aborted).toBe(false);
          read += (piece as Buffer).length;
          if (read < MIDDLE) continue;
          sent = proxy.passed(bytes, 'to-client');
          giveUp.abort();
        }
      };
      await refusal(reading(), 'cancelled');
      await answered();
      const inAll = proxy.passed(bytes, 'to-client');
      expect(inAll - sent).toBeLessThan(IN_FLIGHT);
      await answered();
      expect(proxy.passed(bytes, 'to-client') - inAll).toBeLessThan(WORDS);
    });
  });
});
