import { expect, test } from 'vitest';
import type { ServerSession, Watch } from '../../shared/model/monitor.ts';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSshBeside } from '../servers/open-ssh.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { RealServer, ServerOptions } from '../servers/real-server.ts';
import { AppWindow } from './app-window.ts';
import { accounts, inside } from './monitor-source.suite.ts';
import { ftpVisit } from './monitor-visitors.ts';

describeWithServers('the whole app', () => {
  test('watches every server behind an SFTP connection, tells of alerts, and ends a session that the server then does not have', async () => {
    await using server = await startPureFtpd({ accounts, tls: 'explicit', plainText: 'allowed' });
    const port = await startOpenSshBeside(server as unknown as RealServer<ServerOptions>, { logTo: 'system' });
    await using window = await AppWindow.open();
    const keyFile = (server as unknown as RealServer<ServerOptions>).credentials.clientKeys.ed25519.path;
    const target = { protocol: 'sftp', host: '127.0.0.1', port, user: 'root', keyFile } as const;
    const connection = await window.ask('connections.open', { operationId: '1', target });
    const watches = await window.ask('monitor.watch.add', {
      operationId: '2',
      place: { on: 'connection', connectionId: connection.id },
      settings: { logFiles: ['/run/portside/log/syslog'] },
    });
    const kinds = new Map(watches.map((watch): [Watch['kind'], string] => [watch.kind, watch.id]));
    expect([...kinds.keys()].sort()).toEqual(['openssh', 'pure-ftpd']);
    const ftp = kinds.get('pure-ftpd') ?? '';
    const rowsWhen = (watchId: string, check: (rows: ServerSession[]) => void): Promise<ServerSession[]> =>
      eventually(async () => {
        await window.ask('monitor.reload', { watchId });
        const { sessions } = await window.ask('monitor.snapshot', { watchId });
        check(sessions);
        return sessions;
      });
    await rowsWhen(kinds.get('openssh') ?? '', (rows) =>
      expect(rows).toMatchObject([{ user: 'root', own: true, status: 'idle' }]),
    );

    // Followed before the visitors come: only the log tells which of them is encrypted.
    await rowsWhen(ftp, (rows) => expect(rows).toEqual([]));
    await eventually(async () => expect(await inside(server, 'ps -e -o args=')).toContain('tail -n 200 -F'));
    using plain = await ftpVisit(server)('127.0.0.11', { user: 'alice', password: 'alice-password' });
    const overTls = ftpVisit(server, async (dialogue) => {
      await dialogue.upgrade({ ca: server.authority, servername: 'localhost' });
    });
    using _secret = await overTls('127.0.0.12', { user: 'bob', password: 'bob-password' });
    const rows = await rowsWhen(ftp, (found) => {
      expect(found).toContainEqual(expect.objectContaining({ user: 'alice', address: '127.0.0.11', encrypted: false }));
      expect(found).toContainEqual(expect.objectContaining({ user: 'bob', address: '127.0.0.12', encrypted: true }));
    });
    await eventually(() => {
      const alerts = window
        .told('monitor.alerts')
        .at(-1)
        ?.alerts.map(({ rule, user }) => `${rule} ${user}`);
      expect(alerts).toEqual(
        expect.arrayContaining(['new-address alice', 'new-address bob', 'clear-text-login alice']),
      );
      expect(alerts).not.toContain('clear-text-login bob');
    });

    const alice = rows.find(({ user }) => user === 'alice') as ServerSession;
    const facts = { identity: alice.identity, user: 'alice', address: '127.0.0.11' };
    const [result] = await window.ask('monitor.disconnect', { watchId: ftp, sessions: [facts] });
    expect(result).toMatchObject({ outcome: 'ended' });
    await eventually(() => expect(plain.closed).toBe(true));
    expect(await inside(server, 'pure-ftpwho -s -n')).not.toContain('alice');
    await eventually(() =>
      expect(window.told('monitor.delta').flatMap(({ ended }) => ended)).toContain(alice.identity),
    );

    // Closing the connection for files does not end the watch.
    await window.ask('connections.close', { id: connection.id });
    await rowsWhen(ftp, (found) => expect(found).toMatchObject([{ user: 'bob' }]));
    for (const { id } of watches) await window.ask('monitor.watch.remove', { watchId: id });
    await eventually(async () => expect(await inside(server, 'ps -e -o args=')).not.toContain('sshd: root@'));
    expect(window.unexpected).toEqual([]);
  });
});
