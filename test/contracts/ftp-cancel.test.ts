import { randomBytes } from 'node:crypto';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import type { FtpDataMode } from '../../shared/model/connection-options.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { calm, failureOf, openFtp } from './ftp-session.ts';
import { makeRows } from './many-rows.ts';

// That a session is given up where the server does not acknowledge a cancel in half a second is the subject of another test. Here it
// has its time, however busy the machine is.
vi.mock(import('../../electron/remote/ftp/limit.ts'), async (original) => {
  const limit = await original();
  return { ...limit, patientFor: (idleMs) => limit.patientFor(Math.max(idleMs, 20_000)) };
});

const ROWS = 1500;

const starts = {
  vsftpd: (tls: 'none' | 'explicit') => startVsftpd({ tls }),
  ProFTPD: (tls: 'none' | 'explicit') => startProftpd({ tls }),
  'Pure-FTPd': (tls: 'none' | 'explicit') => startPureFtpd({ tls }),
};

/** Each cancels in the middle of what it does. */
const cancelled: Record<string, (fs: RemoteFileSystem, cancelling: AbortController) => Promise<unknown>> = {
  'a download': async (fs, cancelling) => {
    // Later than with the first bytes: of a download whose first block has not gone out whole Pure-FTPd 1.0.50 never says that it
    // has ended, and the session is given up.
    let bytes = 0;
    for await (const chunk of await fs.read('/large', {}, cancelling)) {
      bytes += (chunk as Buffer).length;
      if (bytes > 1024 * 1024) cancelling.abort();
    }
  },
  'an upload': async (fs, cancelling) => {
    let pieces = 0;
    const body = new Readable({
      read() {
        pieces += 1;
        if (pieces === 20) cancelling.abort();
        else if (pieces < 20) this.push(randomBytes(100_000));
      },
    });
    await fs.write('/half', body, { mode: 'create' }, cancelling);
  },
  'a listing': async (fs, cancelling) => {
    for await (const _ of fs.list('/folder', cancelling)) cancelling.abort();
  },
};

describeWithServers('Cancelling over FTP', () => {
  for (const [name, start] of Object.entries(starts)) {
    describe.each(['none', 'explicit'] as const)(`on ${name}, encryption %s`, (tls) => {
      let server: TestServer<ServerOptions>;
      beforeAll(async () => {
        server = await start(tls);
        await writeFile(join(server.home, 'large'), '');
        await truncate(join(server.home, 'large'), 200 * 1024 * 1024);
        await mkdir(join(server.home, 'folder'));
        makeRows(join(server.home, 'folder'), ROWS);
      });
      afterAll(async () => server?.[Symbol.asyncDispose]());

      const cases = (['passive', 'active'] as const).flatMap((mode) =>
        Object.keys(cancelled).map((what): [FtpDataMode, string] => [mode, what]),
      );

      it.for(cases)('in %s mode %s ends and leaves the session usable', async ([dataMode, what], { skip }) => {
        const fs = await openFtp(server, tls, { dataMode });
        for (let times = 0; times < 2; times += 1) {
          const cancelling = new AbortController();
          await failureOf(cancelled[what]?.(fs, cancelling) ?? Promise.resolve(), 'cancelled');
          // mod_tls of ProFTPD 1.3.8 now and then ends the whole session where a data connection breaks off.
          if (fs.lost && (await server.log()).includes('unexpected OpenSSL error, disconnecting')) {
            return skip('ProFTPD gave the session up ("unexpected OpenSSL error, disconnecting")');
          }
          expect(fs.lost).toBeUndefined();
          // Nothing of what was cancelled shows in what comes after it.
          let rows = 0;
          for await (const page of fs.list('/folder', calm)) rows += page.entries.length;
          expect(rows).toBe(ROWS);
          expect(await fs.stat('/large', calm)).toMatchObject({ size: 200 * 1024 * 1024 });
        }
        await fs[Symbol.asyncDispose]();
      });
    });
  }
});
