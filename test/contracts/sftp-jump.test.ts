import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { InteractiveHostTrust } from '../../electron/remote/interactive-host-trust.ts';
import { TrustStore } from '../../electron/remote/trust-store.ts';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { reservePort } from '../servers/free-port.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { calm, type LoginRecord, logIn, newRecord, refusal, type SftpLogin } from './log-in.ts';

describeWithServers('SFTP through jump hosts', () => {
  let outer: SftpTestServer;
  let inner: SftpTestServer;
  let server: SftpTestServer;
  let record: LoginRecord;
  let folder: string;

  beforeAll(async () => {
    [outer, inner, server] = await Promise.all([
      startOpenSsh(),
      startOpenSsh({ host: '127.0.0.2' }),
      startOpenSsh({ host: '127.0.0.3' }),
    ]);
  });
  afterAll(async () => {
    for (const each of [outer, inner, server]) await each?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    record = newRecord();
    vi.stubEnv('SSH_AUTH_SOCK', '');
    folder = await mkdtemp(join(tmpdir(), 'portside-jump-'));
    vi.stubEnv('PORTSIDE_SSH_FOLDER', folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const nameOf = ({ user, host, port }: SftpTestServer) => `${user}@${host}:${port}`;
  const jumpOver = (...hosts: SftpTestServer[]) => hosts.map(({ host, port, user }) => ({ host, port, user }));

  const login = (change: Partial<SftpLogin> = {}): SftpLogin => ({
    host: server.host,
    port: server.port,
    user: server.user,
    passwords: [server.password],
    jumpPasswords: { [nameOf(outer)]: [outer.password], [nameOf(inner)]: [inner.password] },
    sftp: { jumpHosts: jumpOver(outer, inner) },
    ...change,
  });

  it('arrives through two, each with its own password and its own lines in the transcript', async () => {
    await using fs = await logIn(login(), record);
    expect(record.asked).toEqual([
      `${nameOf(outer)} password first`,
      `${nameOf(inner)} password first`,
      'password first',
    ]);
    const path = `${server.remoteHome}/through`;
    const bytes = Buffer.alloc(3_000_000, 'jump');
    await fs.write(path, Readable.from([bytes]), { mode: 'create' }, calm);
    expect((await buffer(await fs.read(path, {}, calm))).equals(bytes)).toBe(true);
    const transcript = record.transcript.join('\n');
    for (const jump of [outer, inner]) expect(transcript).toContain(`${jump.host}: log in as ${jump.user}`);
    // The server itself is never called from here, only by the jump host before it.
    await expect.poll(() => server.log()).toContain('Accepted password');
  });

  it('ends on every host when the session does', async () => {
    const fs = await logIn(login(), record);
    for (const each of [outer, inner, server]) expect(await connectionsTo(each)).toBeGreaterThan(0);
    await fs[Symbol.asyncDispose]();
    for (const each of [outer, inner, server]) await eventually(async () => expect(await connectionsTo(each)).toBe(0));
  });

  it('takes a key for a jump host, and says at which host a login was refused', async () => {
    const [first, second] = jumpOver(outer, inner);
    const { path } = outer.clientKeys.ed25519;
    const jumpHosts = [first, second].flatMap((jump) => (jump === undefined ? [] : [{ ...jump, keyFile: path }]));
    await using fs = await logIn(login({ jumpPasswords: {}, sftp: { jumpHosts } }), record);
    expect(fs.lost).toBeUndefined();
    expect(record.asked).toEqual(['password first']);

    const wrong = { [nameOf(outer)]: [outer.password], [nameOf(inner)]: ['wrong', 'wrong', 'wrong'] };
    const failure = await refusal(logIn(login({ jumpPasswords: wrong }), newRecord()), 'auth');
    expect(failure.message).toContain(`At the jump host ${inner.host}`);
  });

  it('is asked about the key of every host, and stops at the one that is refused', async () => {
    const questions: PromptQuestion[] = [];
    const trusting = (refused?: string) =>
      new InteractiveHostTrust({
        store: new TrustStore(join(folder, 'trust.json'), () => {}),
        ask: async (question): Promise<PromptAnswer> => {
          questions.push(question);
          const isRefused = 'host' in question && question.host === refused;
          return isRefused ? { kind: 'refuse' } : { kind: 'trust', remember: true };
        },
      });
    const failure = await refusal(logIn(login({ trust: trusting(inner.host) }), record), 'untrusted-host');
    expect(failure.message).toContain(inner.host);
    expect(questions.map((question) => 'host' in question && question.host)).toEqual([outer.host, inner.host]);
    expect(record.asked).toEqual([`${nameOf(outer)} password first`]);

    await using fs = await logIn(login({ trust: trusting() }), record);
    expect(fs.facts.security.trust).toBe('known-host');
    const known = await readFile(join(folder, 'known_hosts'), 'utf8');
    for (const host of [outer, inner, server]) expect(known).toContain(`[${host.host}]:${host.port} `);
  });

  it('follows ProxyJump of ssh_config, and that of the jump host itself', async () => {
    const config = [
      `Host outer\n  HostName ${outer.host}\n  Port ${outer.port}\n  User ${outer.user}`,
      `Host inner\n  HostName ${inner.host}\n  Port ${inner.port}\n  User ${inner.user}\n  ProxyJump outer`,
      `Host web\n  HostName ${server.host}\n  Port ${server.port}\n  User ${server.user}\n  ProxyJump inner`,
    ];
    await writeFile(join(folder, 'config'), `${config.join('\n')}\n`);
    const { sftp: _, ...typed } = login({ host: 'web', port: 22, user: '' });
    await using fs = await logIn(typed, record);
    expect(fs.lost).toBeUndefined();
    expect(record.asked).toEqual([
      `${nameOf(outer)} password first`,
      `${nameOf(inner)} password first`,
      'password first',
    ]);
  });

  it('goes straight where the user chose no jump host, whatever ssh_config says', async () => {
    await writeFile(join(folder, 'config'), 'Host *\n  ProxyJump no-such-host.invalid\n');
    await using fs = await logIn(login({ sftp: { jumpHosts: [] } }), record);
    expect(fs.lost).toBeUndefined();
    expect(record.asked).toEqual(['password first']);
  });

  it('does not send a jump host through itself, and sees jump hosts that lead round in circles', async () => {
    await writeFile(join(folder, 'config'), `Host *\n  ProxyJump ${nameOf(outer)}\n`);
    const { sftp: _, ...typed } = login();
    await using fs = await logIn(typed, record);
    expect(record.asked).toEqual([`${nameOf(outer)} password first`, 'password first']);
    expect(fs.lost).toBeUndefined();

    await writeFile(join(folder, 'config'), 'Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n');
    const failure = await refusal(logIn({ host: 'a', port: 22, user: 'ann' }, record), 'invalid-request');
    expect(failure.message).toContain('circles');
  });

  it('says that the jump host cannot reach the server', async () => {
    // Kept for this test, so that nobody else listens there.
    await using reserved = await reservePort();
    const failure = await refusal(logIn(login({ port: reserved.port }), record), 'unreachable');
    expect(failure.message).toContain(`The jump host ${inner.host} cannot reach ${server.host}, port ${reserved.port}`);
  });

  it('says that the jump host passes nothing on', async () => {
    await using closed = await startOpenSsh({ settings: { AllowTcpForwarding: 'no' } });
    const jumpPasswords = { [nameOf(closed)]: [closed.password] };
    const failure = await refusal(
      logIn(login({ sftp: { jumpHosts: jumpOver(closed) }, jumpPasswords }), record),
      'denied',
    );
    expect(failure.data.hint).toContain('AllowTcpForwarding');
  });

  it('is lost at once when a jump host dies', async () => {
    await using mortal = await startOpenSsh();
    const jumpPasswords = { [nameOf(mortal)]: [mortal.password] };
    await using fs = await logIn(login({ sftp: { jumpHosts: jumpOver(mortal) }, jumpPasswords }), record);
    await mortal.kill();
    await refusal(fs.stat('/', calm), 'disconnected');
    expect(fs.lost).toBeDefined();
  });

  it('ends in time when the line behind the jump host falls silent, in the login and in a session', async () => {
    await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
    const through = { port: proxy.port, sftp: { jumpHosts: jumpOver(outer) } };
    await using fs = await logIn(login({ ...through, timeouts: { idleMs: 500 } }), record);
    proxy.inject({ on: 'control', fault: { do: 'stall', after: 0 } });
    await refusal(fs.stat('/', calm), 'timeout');
    await refusal(logIn(login({ ...through, timeouts: { connectMs: 3000 } }), newRecord()), 'timeout');
  });
});

/** Connections that the server holds now (proc(5), /proc/net/tcp; state 1 is established). */
async function connectionsTo({ port }: SftpTestServer): Promise<number> {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
  return lines.filter(([, local, , state]) => local?.endsWith(`:${wanted}`) === true && state === '01').length;
}
