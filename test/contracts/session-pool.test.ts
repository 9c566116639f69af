import { expect, it } from 'vitest';
import { defaultTimeouts } from '../../electron/remote/connect.ts';
import { connectFtp } from '../../electron/remote/ftp/connect-ftp.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { SessionPool } from '../../electron/remote/session-pool.ts';
import { connectSftp } from '../../electron/remote/sftp/connect-sftp.ts';
import { silentTranscript } from '../../electron/remote/transcript.ts';
import type { ConnectionTarget, Protocol } from '../../shared/model/connection.ts';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { AppWindow } from './app-window.ts';
import { calm, trustsEveryone } from './log-in.ts';

type AnyServer = TestServer<ServerOptions>;

function targetOf({ host, port, user }: AnyServer, protocol: Protocol): ConnectionTarget {
  return { protocol, encryption: 'none', host, port, user };
}

function opener(server: AnyServer, protocol: Protocol): (signal: AbortSignal) => Promise<RemoteFileSystem> {
  const connect = { ftp: connectFtp, sftp: connectSftp }[protocol];
  const password = async () => server.password;
  const credentials = { password, passphrase: password, answer: password, forJumpHost: () => credentials };
  return (signal) =>
    connect(targetOf(server, protocol), {
      signal,
      transcript: silentTranscript,
      timeouts: defaultTimeouts,
      trust: trustsEveryone,
      credentials,
    });
}

/** The visit that found the server ready may still count there. */
function untilServed(pool: SessionPool): Promise<void> {
  return eventually(async () => (await pool.lease('browse', calm.signal))[Symbol.asyncDispose]());
}

async function rowsOf(fs: RemoteFileSystem): Promise<number> {
  let rows = 0;
  for await (const page of fs.list(fs.facts.home, calm)) rows += page.entries.length;
  return rows;
}

describeWithServers('the sessions of a server', () => {
  it.each([
    ['vsftpd, two an address', 'ftp', 2, () => startVsftpd({ settings: { max_per_ip: '2' } })],
    ['vsftpd, a single one', 'ftp', 1, () => startVsftpd({ maxClients: 1 })],
    ['ProFTPD, two a user', 'ftp', 2, () => startProftpd({ lines: ['MaxClientsPerUser 2'] })],
    ['Pure-FTPd, two in all', 'ftp', 2, () => startPureFtpd({ maxClients: 2 })],
    ['OpenSSH, one login at a time', 'sftp', 4, () => startOpenSsh({ settings: { MaxStartups: '1:100:1' } })],
  ] as const)('serve everyone who asks, however few they may be: %s', async (_, protocol, allowed, start) => {
    await using server = (await start()) as AnyServer;
    let open = 0;
    let most = 0;
    const openOne = opener(server, protocol);
    await using pool = new SessionPool({ limit: 4, open: openOne });
    await untilServed(pool);
    const asking = Array.from({ length: 8 }, async (_, number) => {
      await using lease = await pool.lease(number % 2 === 0 ? 'browse' : 'transfer', calm.signal);
      most = Math.max(most, ++open);
      const rows = await rowsOf(lease.session);
      open--;
      return rows;
    });
    expect(new Set(await Promise.all(asking)).size).toBe(1);
    expect(most).toBeLessThanOrEqual(allowed);
    expect(pool.transferSlots).toBe(Math.max(1, allowed - 1));
  });

  it('of which there is only one go from a transfer to browsing and back', async () => {
    await using server = await startVsftpd({ maxClients: 1 });
    const open = opener(server as unknown as AnyServer, 'ftp');
    await using pool = new SessionPool({ limit: 1, open });
    await untilServed(pool);
    for (let file = 0; file < 3; file++) {
      const reservation = await pool.reserve('transfer', calm.signal);
      const own = await reservation.open(open, calm.signal);
      const browsing = pool.lease('browse', calm.signal);
      await eventually(() => expect(reservation.yieldRequested.aborted).toBe(true));
      await rowsOf(own);
      await own[Symbol.asyncDispose]();
      await reservation[Symbol.asyncDispose]();
      await using lease = await browsing;
      await rowsOf(lease.session);
    }
  });

  it.each([
    ['vsftpd', 'ftp', startVsftpd],
    ['OpenSSH', 'sftp', startOpenSsh],
  ] as const)('come back by themselves after the server was away: %s', async (_, protocol, start) => {
    await using server = await start();
    await using window = await AppWindow.open();
    const target = targetOf(server as unknown as AnyServer, protocol);
    const opening = { operationId: 'open', target, password: server.password };
    const { id: fs, home } = await window.ask('connections.open', opening);
    const list = () => window.request('files.list', { operationId: crypto.randomUUID(), place: { fs, path: home } });
    expect(await list()).toMatchObject({ ok: true });
    const infos = () => window.told('connections.changed').map(({ connections }) => connections[0]);

    await server.kill();
    await eventually(
      async () => {
        expect(await list()).toMatchObject({ ok: false, error: { retry: 'reconnect' } });
        expect(infos().at(-1)).toMatchObject({ state: 'reconnecting', retryAt: expect.any(Number) });
      },
      { timeout: 30_000, interval: 100 },
    );
    await server.restart();
    // Nobody asks for anything meanwhile.
    await eventually(() => expect(infos().at(-1)).toMatchObject({ id: fs, state: 'open' }), { timeout: 60_000 });
    expect(await list()).toMatchObject({ ok: true });
    expect(
      window.told('prompts.changed').flatMap(({ prompts }) => prompts.map(({ question }) => question.kind)),
    ).not.toContain('password');
  });
});
