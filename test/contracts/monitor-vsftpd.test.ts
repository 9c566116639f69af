import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSource } from '../../electron/monitor/create-source.ts';
import { endSessions } from '../../electron/monitor/end-sessions.ts';
import { probe } from '../../electron/monitor/probe.ts';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { FtpDialogue } from '../servers/ftp-dialogue.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { rowsWhen } from './monitor-looks.ts';
import {
  accounts,
  execInside,
  inside,
  monitorSourceSuite,
  sourceFor,
  type WatchedKind,
} from './monitor-source.suite.ts';
import { DOWNLOAD, ftpVisit, UPLOAD } from './monitor-visitors.ts';

const call = { signal: new AbortController().signal };
const log = '/run/portside/log/vsftpd.log';
const failureLine = (user: string): string =>
  `${new Date().toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 $4')} [pid 7] [${user}] FAIL LOGIN: Client "127.0.0.19"`;

const titled = {
  downloading: {
    user: 'alice',
    address: '127.0.0.11',
    status: 'downloading',
    file: DOWNLOAD,
    protocol: 'ftp',
    encrypted: false,
  },
  uploading: { user: 'bob', address: '127.0.0.12', status: 'uploading', file: UPLOAD, encrypted: false },
  idle: { user: 'alice', address: '127.0.0.13', status: 'idle' },
  loggingIn: { user: undefined, address: '127.0.0.14', status: 'logging-in' },
} as const;

function kind(name: string, settings: Record<string, string>, sees: WatchedKind['sees']): WatchedKind {
  return {
    name,
    kind: 'vsftpd',
    sees,
    async start() {
      const server = await startVsftpd({ accounts, settings });
      return {
        server,
        visit: ftpVisit(server),
        settings: { logFiles: [log] },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
    logFile: ({ home }) => join(home, '../../log/vsftpd.log'),
    failureLine,
  };
}

describeWithServers('watching vsftpd', () => {
  monitorSourceSuite(
    kind(
      'with process titles',
      {},
      {
        root: {
          ...titled,
          downloading: { ...titled.downloading, size: 64 * 1024 * 1024 },
          uploading: { ...titled.uploading, transferred: 200_000 },
        },
        watch: { ...titled, downloading: { ...titled.downloading, transferred: undefined } },
        warden: { ...titled, uploading: { ...titled.uploading, transferred: 200_000, size: undefined } },
      },
    ),
  );

  monitorSourceSuite(
    kind(
      'without process titles',
      { setproctitle_enable: 'NO' },
      {
        root: {
          downloading: { user: 'alice', address: '127.0.0.11', status: 'downloading', file: `/home/alice/${DOWNLOAD}` },
          uploading: { user: 'bob', address: '127.0.0.12', status: 'uploading', transferred: 200_000 },
          idle: { user: 'alice', address: '127.0.0.13', status: 'idle' },
          loggingIn: { user: undefined, address: '127.0.0.14', status: 'logging-in' },
        },
        watch: {
          downloading: { user: 'alice', address: undefined, status: 'unknown' },
          uploading: { user: 'bob', address: undefined, status: 'unknown' },
          idle: { user: 'alice', address: undefined, status: 'unknown' },
          loggingIn: { user: undefined, address: undefined, status: 'logging-in' },
        },
        warden: {
          downloading: { user: 'alice', address: '127.0.0.11', status: 'busy' },
          uploading: { user: 'bob', address: '127.0.0.12', status: 'busy' },
          idle: { user: 'alice', address: '127.0.0.13', status: 'idle' },
          loggingIn: { user: undefined, address: '127.0.0.14', status: 'logging-in' },
        },
      },
    ),
  );

  test.for(['YES', 'NO'])('with TLS, no helper process is left behind (process titles: %s)', async (titles) => {
    const settings = { setproctitle_enable: titles };
    await using server = await startVsftpd({ accounts, tls: 'explicit', plainText: 'allowed', settings });
    const visit = ftpVisit(server, async (ftp) => {
      await ftp.upgrade({ ca: server.authority, servername: 'localhost' });
    });
    const watched = { server, visit, [Symbol.asyncDispose]: async () => undefined };
    const source = await sourceFor(watched, 'vsftpd', 'root');
    using visitor = await visit('127.0.0.11', { user: 'alice', password: 'alice-password' });
    const [row] = await eventually(async () => {
      const { sessions } = await source.snapshot(call);
      expect(sessions).toMatchObject([{ user: 'alice', address: '127.0.0.11', encrypted: true }]);
      return sessions;
    });
    expect(await source.disconnect?.(row?.identity ?? '', { force: false }, call)).toBe('ended');
    await eventually(async () => {
      expect(visitor.closed).toBe(true);
      const processes = (await inside(server, "ps -eww -o args= | grep -E '^[^ ]*vsftpd'")).trim();
      expect(processes.split('\n'), 'only the listener is left').toHaveLength(1);
    });
  });

  test('a session whose parent has not noticed its end has ended all the same', async () => {
    await using server = await startVsftpd({ accounts });
    const watched = { server, visit: ftpVisit(server), [Symbol.asyncDispose]: async () => undefined };
    const source = await sourceFor(watched, 'vsftpd', 'root');
    using visitor = await watched.visit('127.0.0.11', { user: 'alice', password: 'alice-password' });
    const [row] = await rowsWhen(source, ([first]) => first?.user === 'alice');
    const parent = (await inside(server, `ps -o ppid= -p ${row?.processId}`)).trim();
    await inside(server, `kill -STOP ${parent}`);
    expect(await source.disconnect?.(row?.identity ?? '', { force: false }, call)).toBe('ended');
    expect(await inside(server, `ps -o stat= -p ${row?.processId}`)).toMatch(/^Z/);
    expect((await source.snapshot(call)).sessions).toEqual([]);
    expect(visitor.closed).toBe(false); // the stopped parent still holds the connection
  });

  test('says which directive would show more', async () => {
    await using server = await startVsftpd({ accounts, settings: { setproctitle_enable: 'NO' } });
    const watched = { server, visit: ftpVisit(server), [Symbol.asyncDispose]: async () => undefined };
    const source = await sourceFor(watched, 'vsftpd', 'root');
    await source.snapshot(call);
    expect(source.facts.missing).toMatchObject([{ remedy: { kind: 'directive', text: 'setproctitle_enable=YES' } }]);
  });

  test('where the system hides the processes of others, it says so, and how that is changed', async () => {
    await using server = await startVsftpd({ accounts });
    using _visitor = await ftpVisit(server)('127.0.0.11', { user: 'alice', password: 'alice-password' });
    await inside(server, 'mount -o remount,hidepid=2 /proc');
    const exec = execInside(server, 'watch');
    const found = await probe(exec, [], call);
    expect(found).toMatchObject({ running: [], seesOthers: false });
    const source = createSource('vsftpd', exec, found, {});
    expect((await source.snapshot(call)).sessions).toEqual([]);
    const remedy = source.facts.missing.find(({ right }) => right === 'titles')?.remedy;
    await inside(server, remedy?.text ?? '');
    await rowsWhen(source, ([row]) => row?.user === 'alice');
  });

  test('one snapshot shows the real name of a file that the title cannot show', async () => {
    await using server = await startVsftpd({ accounts });
    const watched = { server, visit: ftpVisit(server), [Symbol.asyncDispose]: async () => undefined };
    const source = await sourceFor(watched, 'vsftpd', 'root');
    const name = 'größe "1" [x] ? $HOME \\ @@end.bin';
    using ftp = await FtpDialogue.connect(server, '127.0.0.11');
    await ftp.reply();
    await ftp.login('alice', 'alice-password');
    const data = await ftp.openData();
    await ftp.command(`STOR ${name}`);
    data.write('x');
    await eventually(async () => {
      expect((await source.snapshot(call)).sessions).toMatchObject([
        { user: 'alice', status: 'uploading', file: name },
      ]);
    });
  });

  test('a stranger who logs in while the question is open is not called gone', async () => {
    await using server = await startVsftpd({ accounts });
    const watched = { server, visit: ftpVisit(server), [Symbol.asyncDispose]: async () => undefined };
    const source = await sourceFor(watched, 'vsftpd', 'root');
    using ftp = await FtpDialogue.connect(server, '127.0.0.14');
    await ftp.reply();
    const [stranger] = await rowsWhen(source, ([row]) => row?.status === 'logging-in');
    await ftp.login('alice', 'alice-password');
    await rowsWhen(source, ([row]) => row?.user === 'alice');
    const { identity = '', address = '', port = 0 } = stranger ?? {};
    expect(await endSessions(source, [{ identity, address, port }], { force: false }, call)).toMatchObject([
      { outcome: 'changed' },
    ]);
    expect(ftp.closed).toBe(false);
  });
});
