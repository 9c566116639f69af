import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type OpenSshOptions, startOpenSsh } from '../servers/open-ssh.ts';
import { accounts, monitorSourceSuite, sourceFor, type WatchedKind } from './monitor-source.suite.ts';
import { DOWNLOAD, sftpVisit, UPLOAD } from './monitor-visitors.ts';

const call = { signal: new AbortController().signal };
const hidden = { address: undefined, status: 'unknown', file: undefined } as const;
const sees: WatchedKind['sees'] = {
  root: {
    downloading: {
      user: 'alice',
      address: '127.0.0.11',
      status: 'downloading',
      file: `/home/alice/${DOWNLOAD}`,
      size: 64 * 1024 * 1024,
      protocol: 'sftp',
      encrypted: true,
    },
    uploading: {
      user: 'bob',
      address: '127.0.0.12',
      status: 'uploading',
      file: `/home/bob/${UPLOAD}`,
      transferred: 32_768,
    },
    idle: { user: 'alice', address: '127.0.0.13', status: 'idle', file: undefined },
    loggingIn: { user: undefined, address: '127.0.0.14', status: 'logging-in' },
  },
  watch: {
    downloading: { user: 'alice', ...hidden },
    uploading: { user: 'bob', ...hidden },
    idle: { user: 'alice', ...hidden },
    loggingIn: { user: undefined, address: undefined, status: 'logging-in' },
  },
  warden: {
    downloading: { user: 'alice', address: '127.0.0.11', status: 'unknown' },
    uploading: { user: 'bob', address: '127.0.0.12', status: 'unknown' },
    idle: { user: 'alice', address: '127.0.0.13', status: 'unknown' },
    loggingIn: { user: undefined, address: '127.0.0.14', status: 'logging-in' },
  },
};

function kind(name: string, options: OpenSshOptions): WatchedKind {
  return {
    name,
    kind: 'openssh',
    sees,
    async start() {
      const server = await startOpenSsh({ accounts, logTo: 'system', ...options });
      return {
        server,
        visit: sftpVisit(server),
        settings: { logFiles: ['/run/portside/log/syslog'] },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
    logFile: ({ home }) => join(home, '../../log/syslog'),
    failureLine: (user) =>
      `${new Date().toISOString()} host sshd[7]: Failed password for ${user} from 127.0.0.19 port 5 ssh2`,
  };
}

describeWithServers('watching OpenSSH', () => {
  monitorSourceSuite(kind('with the SFTP server inside sshd', { sftp: 'internal' }));
  monitorSourceSuite(kind('with the SFTP server as a program of its own', { sftp: 'external' }));

  test('a login without SFTP is none of its sessions', async () => {
    await using server = await startOpenSsh({ accounts, logins: ['publickey'] });
    const watched = { server, visit: sftpVisit(server), [Symbol.asyncDispose]: async () => undefined };
    const source = await sourceFor(watched, 'openssh', 'root');
    const { Client } = await import('ssh2');
    const client = new Client();
    client.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve).once('error', reject);
      const { privateKey } = server.clientKeys.ed25519;
      client.connect({ host: server.host, port: server.port, username: 'alice', privateKey });
    });
    await new Promise<void>((resolve, reject) =>
      client.exec('sleep 600', (error) => (error ? reject(error) : resolve())),
    );
    await eventually(async () => expect((await source.snapshot(call)).sessions).toEqual([]));
    // Where a terminal shares the connection of an SFTP session, both would end.
    await new Promise<void>((resolve, reject) => client.shell((error) => (error ? reject(error) : resolve())));
    await new Promise<void>((resolve, reject) => client.sftp((error) => (error ? reject(error) : resolve())));
    await eventually(async () => {
      expect((await source.snapshot(call)).sessions).toMatchObject([
        { user: 'alice', alsoEnds: expect.stringContaining('pts/') },
      ]);
    });
    client.destroy();
  });

  test('a login that only forwards ports is not shown, and with SFTP it comes from its caller, not from what it reaches', async () => {
    await using server = await startOpenSsh({ accounts, logins: ['publickey'] });
    const watched = { server, visit: sftpVisit(server), [Symbol.asyncDispose]: async () => undefined };
    const source = await sourceFor(watched, 'openssh', 'root');
    const reached = createServer().listen(0, '127.0.0.1');
    await once(reached, 'listening');
    const { Client } = await import('ssh2');
    const client = new Client();
    client.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve).once('error', reject);
      const { privateKey } = server.clientKeys.ed25519;
      const { host, port } = server;
      client.connect({ host, port, localAddress: '127.0.0.11', username: 'alice', privateKey });
    });
    for (let channel = 0; channel < 3; channel++) {
      await new Promise<void>((resolve, reject) =>
        client.forwardOut('127.0.0.1', 0, '127.0.0.1', (reached.address() as AddressInfo).port, (error) =>
          error ? reject(error) : resolve(),
        ),
      );
    }
    expect((await source.snapshot(call)).sessions).toEqual([]);
    await new Promise<void>((resolve, reject) => client.sftp((error) => (error ? reject(error) : resolve())));
    await eventually(async () => {
      expect((await source.snapshot(call)).sessions).toMatchObject([{ user: 'alice', address: '127.0.0.11' }]);
    });
    client.destroy();
    reached.close();
  });
});
