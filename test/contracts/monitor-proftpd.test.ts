import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { FtpDialogue } from '../servers/ftp-dialogue.ts';
import { type ProftpdOptions, startProftpd } from '../servers/proftpd.ts';
import { rowsWhen } from './monitor-looks.ts';
import { accounts, inside, monitorSourceSuite, sourceFor, type WatchedKind } from './monitor-source.suite.ts';
import { DOWNLOAD, ftpVisit, placeDownload, UPLOAD } from './monitor-visitors.ts';

const call = { signal: new AbortController().signal };
const shown = {
  downloading: {
    user: 'alice',
    address: '127.0.0.11',
    status: 'downloading',
    file: `/${DOWNLOAD}`,
    protocol: 'ftp',
    encrypted: false,
  },
  uploading: { user: 'bob', address: '127.0.0.12', status: 'uploading', file: `/${UPLOAD}` },
  idle: { user: 'alice', address: '127.0.0.13', status: 'idle', file: undefined },
  loggingIn: { user: undefined, address: '127.0.0.14', status: 'logging-in' },
} as const;
const uploaded = { ...shown, uploading: { ...shown.uploading, transferred: 200_000 } };

function kind(name: string, options: ProftpdOptions, sees: WatchedKind['sees']): WatchedKind {
  return {
    name,
    kind: 'proftpd',
    sees,
    async start() {
      const server = await startProftpd({ accounts, ...options });
      return { server, visit: ftpVisit(server), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
    },
    logFile: ({ home }) => join(home, '../../log/proftpd.log'),
    failureLine: (user) => {
      const date = new Date().toISOString().replace('T', ' ').replace('.', ',').replace('Z', '');
      return `${date} host proftpd[7] 127.0.0.1 (c[127.0.0.19]): USER ${user} (Login failed): Incorrect password`;
    },
  };
}

describeWithServers('watching ProFTPD', () => {
  monitorSourceSuite(
    kind(
      'by its scoreboard',
      {},
      {
        root: { ...uploaded, downloading: { ...shown.downloading, size: 64 * 1024 * 1024 } },
        watch: { ...shown, uploading: { ...shown.uploading, transferred: undefined } },
        warden: uploaded,
      },
    ),
  );

  test('where the scoreboard is closed, titles tell who is there, and the remedy opens it', async () => {
    await using server = await startProftpd({ accounts });
    const watched = { server, visit: ftpVisit(server), [Symbol.asyncDispose]: async () => undefined };
    await inside(server, 'chmod 700 /run/proftpd');
    const source = await sourceFor(watched, 'proftpd', 'watch');
    using _visitor = await watched.visit('127.0.0.11', { user: 'alice', password: 'alice-password' });
    using _stranger = await watched.visit('127.0.0.14');
    const expected = [
      { user: 'alice', address: '127.0.0.11', status: 'idle' },
      { address: '127.0.0.14', status: 'logging-in' },
    ];
    await eventually(async () => expect((await source.snapshot(call)).sessions).toMatchObject(expected));
    const remedy = source.facts.missing.find(({ right }) => right === 'sessions')?.remedy;
    expect(remedy).toEqual({
      kind: 'command',
      text: "chmod a+x '/run/proftpd' && chmod a+r '/run/proftpd/scoreboard'",
    });
    await inside(server, remedy?.text ?? '');
    expect((await source.snapshot(call)).sessions).toMatchObject(expected);
    expect(source.facts.missing.map(({ right }) => right)).not.toContain('sessions');
  });

  test('a row that a crash left in the scoreboard is not shown, even where its number lives on', async () => {
    // Else the server tidies its scoreboard up now and then.
    await using server = await startProftpd({ accounts, lines: ['ScoreboardScrub off'] });
    const watched = { server, visit: ftpVisit(server), [Symbol.asyncDispose]: async () => undefined };
    const source = await sourceFor(watched, 'proftpd', 'root');
    using _visitor = await watched.visit('127.0.0.11', { user: 'alice', password: 'alice-password' });
    const [row] = await rowsWhen(source, ([first]) => first?.user === 'alice');
    const pid = row?.processId ?? 0;
    await inside(server, `kill -KILL ${pid}`);
    expect(await inside(server, 'ftpwho -f /run/proftpd/scoreboard -o json')).toContain(`"pid": ${pid}`);
    expect((await source.snapshot(call)).sessions).toEqual([]);
  });

  test('an active transfer is told from the control connection', async () => {
    await using server = await startProftpd({ accounts });
    const watched = { server, visit: ftpVisit(server), [Symbol.asyncDispose]: async () => undefined };
    await placeDownload(server, 'alice');
    const source = await sourceFor(watched, 'proftpd', 'root');
    using ftp = await FtpDialogue.connect(server);
    await ftp.reply();
    await ftp.login('alice', 'alice-password');
    const called = createServer((data) => void data.on('error', () => undefined).pause()).listen(0, '127.0.0.1');
    await once(called, 'listening');
    const { port } = called.address() as AddressInfo;
    await ftp.command('TYPE I');
    await ftp.command(`PORT 127,0,0,1,${port >> 8},${port & 255}`);
    await ftp.command(`RETR ${DOWNLOAD}`);
    await eventually(async () => {
      const { sessions } = await source.snapshot(call);
      expect(sessions).toMatchObject([{ status: 'downloading', port: ftp.localPort }]);
      // What the control connection has carried is some lines.
      expect(sessions[0]?.transferred).toBeGreaterThan(10_000);
    });
    called.close();
  });

  test('tells SFTP and TLS sessions from plain ones', async () => {
    await using server = await startProftpd({ accounts, tls: 'explicit' });
    const visit = ftpVisit(server, async (ftp) => {
      await ftp.upgrade({ ca: server.authority, servername: 'localhost' });
    });
    const watched = { server, visit, [Symbol.asyncDispose]: async () => undefined };
    const source = await sourceFor(watched, 'proftpd', 'root');
    using _visitor = await visit('127.0.0.11', { user: 'alice', password: 'alice-password' });
    await eventually(async () =>
      expect((await source.snapshot(call)).sessions).toMatchObject([
        { user: 'alice', encrypted: true, protocol: 'ftp' },
      ]),
    );
  });
});
