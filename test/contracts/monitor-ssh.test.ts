import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { createSource } from '../../electron/monitor/create-source.ts';
import type { Exec } from '../../electron/monitor/exec.ts';
import type { MonitorSource } from '../../electron/monitor/monitor-source.ts';
import { type ProbedKind, probe } from '../../electron/monitor/probe.ts';
import { shell } from '../../electron/monitor/quoting.ts';
import { ReopeningExec } from '../../electron/monitor/reopening-exec.ts';
import { defaultTimeouts } from '../../electron/remote/connect.ts';
import { connectSshExec } from '../../electron/remote/sftp/ssh-exec.ts';
import { silentTranscript } from '../../electron/remote/transcript.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { type OpenSshOptions, startOpenSsh, startOpenSshBeside } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { RealServer, ServerOptions } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { rowsWhen } from './monitor-looks.ts';
import { accounts, inside } from './monitor-source.suite.ts';
import { ftpVisit, placeDownload, sftpVisit } from './monitor-visitors.ts';

const call = { signal: new AbortController().signal };
/** The uid of the account that watches. */
const WATCH = accounts.find(({ name }) => name === 'watch')?.uid ?? 0;
const passwords = new Map(accounts.map(({ name, password }) => [name, password]));

interface Door {
  readonly port: number;
  /** The private key that every account accepts. */
  readonly keyFile: string;
}

/** A login over SSH as any of the machine's accounts, as Portside does it: root by key, others by password. */
function logIn({ port, keyFile }: Door, user: string): Promise<Exec> {
  const refuse = async () => {
    throw new RemoteError('auth', `${user} cannot log in`);
  };
  const target = { protocol: 'sftp', encryption: 'auto', host: '127.0.0.1', port, user } as const;
  return connectSshExec(user === 'root' ? { ...target, keyFile } : target, {
    signal: call.signal,
    transcript: silentTranscript,
    timeouts: defaultTimeouts,
    trust: { hostKey: async () => 'pinned', certificate: refuse, plainText: refuse },
    credentials: { password: async () => passwords.get(user) ?? refuse(), passphrase: refuse, answer: refuse },
  });
}

async function sourceOver(exec: Exec, kind: ProbedKind): Promise<MonitorSource> {
  const probed = await probe(exec, [], call);
  expect(probed.running).toContain(kind);
  expect(probed.ownAddress).toBe('127.0.0.1');
  return createSource(kind, exec, probed, {});
}

type Watched = RealServer<ServerOptions>;
const kinds: [ProbedKind, () => Promise<Watched>][] = [
  ['vsftpd', async () => (await startVsftpd({ accounts })) as unknown as Watched],
  ['proftpd', async () => (await startProftpd({ accounts })) as unknown as Watched],
  ['pure-ftpd', async () => (await startPureFtpd({ accounts })) as unknown as Watched],
  ['openssh', async () => (await startOpenSsh({ accounts })) as unknown as Watched],
];

async function openDoor(server: Watched, options: OpenSshOptions = {}): Promise<Door> {
  const port = await startOpenSshBeside(server, options);
  return { port, keyFile: server.credentials.clientKeys.ed25519.path };
}

describeWithServers('watching over SSH', () => {
  describe.for(kinds)('%s', ([kind, start]) => {
    test('root, an account without rights, and one with the exact rules see and end what they may', async () => {
      await using server = await start();
      const door = await openDoor(server);
      await placeDownload(server, 'alice');
      const visit = kind === 'openssh' ? sftpVisit(server) : ftpVisit(server);
      using visitor = await visit('127.0.0.11', { user: 'alice', password: 'alice-password' });
      await visitor.download();

      await using watchLine = await logIn(door, 'watch');
      const watch = await sourceOver(watchLine, kind);
      const [row] = await only(watch, 'alice');
      expect(await watch.disconnect?.(row.identity, { force: false }, call)).toBe('denied');
      expect(visitor.closed).toBe(false);

      await using wardenLine = await logIn(door, 'warden');
      const before = await sourceOver(wardenLine, kind);
      await before.snapshot(call);
      const lines = before.facts.missing.flatMap(({ remedy }) => (remedy?.kind === 'sudoers' ? [remedy.text] : []));
      await server.allowSudo(...lines);
      const warden = await sourceOver(wardenLine, kind);
      const [granted] = await only(warden, 'alice');
      expect(granted).toMatchObject({ address: '127.0.0.11', canDisconnect: true });
      expect(await warden.disconnect?.(granted.identity, { force: false }, call)).toBe('ended');
      await eventually(() => expect(visitor.closed).toBe(true));

      await using rootLine = await logIn(door, 'root');
      const root = await sourceOver(rootLine, kind);
      await rowsWhen(root, (rows) => rows.length === 0);
      using another = await visit('127.0.0.12', { user: 'bob', password: 'bob-password' });
      const [bob] = await only(root, 'bob');
      expect(bob).toMatchObject({ user: 'bob', address: '127.0.0.12' });
      expect(await root.disconnect?.(bob.identity, { force: false }, call)).toBe('ended');
      await eventually(() => expect(another.closed).toBe(true));
    });
  });

  test.for(['/usr/bin/bash', '/bin/sh'])('does not depend on the login shell: %s', async (loginShell) => {
    await using server = await startOpenSsh({ accounts });
    await inside(server, `sed -i 's|^watch:\\(.*\\):[^:]*$|watch:\\1:${loginShell}|' /etc/passwd`);
    await using line = await logIn({ port: server.port, keyFile: '' }, 'watch');
    const values = ["it's", '$HOME `id` "x"', 'a\nb', '; exit 3', 'größe'];
    const { stdout, code } = await line.run(shell`printf '<%s>' ${values}; echo to-stderr >&2; exit 7`, call);
    expect(stdout).toBe(values.map((value) => `<${value}>`).join(''));
    expect(code).toBe(7);
  });

  test('an account that is limited to SFTP is told why it cannot watch', async () => {
    await using server = await startOpenSsh({ accounts, settings: { ForceCommand: 'internal-sftp' } });
    await using line = await logIn({ port: server.port, keyFile: '' }, 'watch');
    await expect(probe(line, [], call)).rejects.toMatchObject({
      kind: 'unsupported',
      data: { hint: expect.stringContaining('shell') },
    });
  });

  test('a lost line says so, is opened again by itself, and leaves nothing running on the server', async () => {
    await using server = (await startVsftpd({ accounts })) as unknown as Watched;
    const door = await openDoor(server);
    let opened = 0;
    await using line = new ReopeningExec(() => {
      opened++;
      return logIn(door, 'watch');
    });
    const following = (async () => {
      for await (const _piece of line.follow(
        shell`sleep 600 & pid=$!; (cat <&3; kill $pid) >/dev/null 2>&1 & wait $pid`,
        call,
      ));
    })();
    const isFollowing = async () => (await inside(server, 'ps -e -o args= || true')).includes('sleep 600');
    await eventually(async () => expect(await isFollowing()).toBe(true));
    await line.run(shell`true`, call);
    expect(opened).toBe(1);
    const lost = expect(following).rejects.toMatchObject({ kind: 'disconnected' });
    await inside(server, `kill $(ps -e -o pid=,args= | awk '/^ *[0-9]+ sshd: watch@notty/ { print $1 }')`);
    await lost;
    await eventually(async () => expect(await isFollowing()).toBe(false));
    expect((await line.run(shell`echo again`, call)).stdout).toBe('again\n');
    expect(opened).toBe(2);
  });

  test('a command that is given up ends the wait, and the line serves the next one', async () => {
    await using server = await startOpenSsh({ accounts });
    await using line = await logIn({ port: server.port, keyFile: '' }, 'watch');
    const stop = new AbortController();
    const waiting = line.run(shell`sleep 600`, { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await line.run(shell`echo still there`, call)).stdout).toBe('still there\n');
  });

  test('a command that is given up before it has begun leaves no shell on the server that waits for it', async () => {
    await using server = await startOpenSsh({ accounts });
    await using line = await logIn({ port: server.port, keyFile: '' }, 'watch');
    const stop = new AbortController();
    const waiting = line.run(shell`true`, { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    await line.run(shell`true`, call);
    await eventually(async () =>
      expect(await inside(server, `ps -u ${WATCH} -o args= || true`)).not.toContain('sh -s'),
    );
  });

  test('a server that hangs is not asked for more and more processes, and is asked again when it goes on', async () => {
    await using server = await startOpenSsh({ accounts });
    await using line = await logIn({ port: server.port, keyFile: '' }, 'watch');
    const hanging = async () =>
      (await inside(server, `ps -u ${WATCH} -o args= || true`)).match(/^sleep 600$/gm)?.length ?? 0;
    for (let asked = 1; asked <= 3; asked++) {
      const stop = new AbortController();
      const waiting = line.run(shell`sleep 600`, { signal: stop.signal });
      await eventually(async () => expect(await hanging()).toBe(asked));
      stop.abort();
      await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    }
    await expect(line.run(shell`true`, call)).rejects.toMatchObject({ kind: 'busy', data: { retry: 'reconnect' } });
    await inside(server, `kill $(ps -u ${WATCH} -o pid=,args= | awk '/sleep 600$/ { print $1 }')`);
    await eventually(async () => expect((await line.run(shell`echo on`, call)).stdout).toBe('on\n'));
  });

  test('a server that opens no more channels now is asked again, and not taken for one without a shell', async () => {
    await using server = await startOpenSsh({ accounts, settings: { MaxSessions: '1' } });
    await using line = await logIn({ port: server.port, keyFile: '' }, 'watch');
    const stop = new AbortController();
    const pieces = line.follow(shell`echo one; cat <&3`, { signal: stop.signal })[Symbol.asyncIterator]();
    expect((await pieces.next()).value).toBe('one\n');
    await expect(line.run(shell`true`, call)).rejects.toMatchObject({ kind: 'busy', data: { retry: 'reconnect' } });
    stop.abort();
    await pieces.next();
  });

  test('a server that allows few channels at one time serves many commands, one after another', async () => {
    await using server = await startOpenSsh({ accounts, settings: { MaxSessions: '2' } });
    await using line = await logIn({ port: server.port, keyFile: '' }, 'watch');
    const stop = new AbortController();
    const pieces = line.follow(shell`echo one; cat <&3`, { signal: stop.signal })[Symbol.asyncIterator]();
    await pieces.next();
    const commands = [1, 2, 3, 4, 5, 6].map((number) => line.run(shell`sleep 0.1; echo ${number}`, call));
    const results = await Promise.all(commands);
    expect(results.map(({ stdout }) => Number(stdout))).toEqual([1, 2, 3, 4, 5, 6]);
    stop.abort();
    await pieces.next();
  });

  test('a line that went dead without a word, as while this computer slept, is opened again after one wait', async () => {
    await using server = await startOpenSsh({ accounts });
    await using proxy = await startFaultyProxy({ host: '127.0.0.1', port: server.port, carries: 'sftp' });
    await using line = new ReopeningExec(() => logIn({ port: proxy.port, keyFile: '' }, 'watch'));
    await line.run(shell`true`, call);
    proxy.inject({ on: 'control', fault: { do: 'stall', after: 0 } });
    await expect(line.run(shell`true`, { signal: AbortSignal.timeout(500) })).rejects.toMatchObject({
      kind: 'cancelled',
    });
    proxy.heal();
    expect((await line.run(shell`echo again`, call)).stdout).toBe('again\n');
    expect(proxy.opened('control')).toBe(2);
  });

  test('the log is followed over SSH and ends with the reader', async () => {
    await using server = (await startProftpd({ accounts })) as unknown as Watched;
    const door = await openDoor(server);
    await using line = await logIn(door, 'root');
    const source = await sourceOver(line, 'proftpd');
    const stop = new AbortController();
    using _visitor = await ftpVisit(server)('127.0.0.11', { user: 'alice', password: 'alice-password' });
    for await (const event of source.follow?.({ signal: stop.signal }) ?? []) {
      if (event.kind === 'login' && event.user === 'alice') stop.abort();
    }
    await eventually(async () => expect(await inside(server, 'ps -e -o args= || true')).not.toContain('tail -n'));
    expect(await readFile(`/proc/${server.machinePid}/root/run/portside/log/proftpd.log`, 'utf8')).toContain('alice');
  });
});

/** Waits for the one session of this user. */
async function only(source: MonitorSource, user: string) {
  return eventually(async () => {
    const { sessions } = await source.snapshot(call);
    const [row, ...others] = sessions.filter((session) => session.user === user);
    expect(others).toEqual([]);
    if (row === undefined) throw new Error(`no session of ${user}: ${JSON.stringify(sessions)}`);
    return [row] as const;
  });
}
