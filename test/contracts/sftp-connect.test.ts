import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hostKeyFingerprint } from '../../electron/remote/fingerprint.ts';
import type { HostTrust } from '../../electron/remote/host-trust.ts';
import { InteractiveHostTrust } from '../../electron/remote/interactive-host-trust.ts';
import { TrustStore } from '../../electron/remote/trust-store.ts';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { isRemoteError, type RemoteError, type RemoteErrorKind } from '../../shared/model/remote-error.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { reservePort } from '../servers/free-port.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { preparePackages } from '../servers/packages.ts';
import { runCommand } from '../servers/run-command.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { type LoginRecord, logIn, trustsEveryone } from './sftp-login.ts';

const calm = { signal: new AbortController().signal };

describeWithServers('opening an SFTP session', () => {
  let server: SftpTestServer;
  let record: LoginRecord;
  let folder: string;

  beforeAll(async () => {
    server = await startOpenSsh();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    record = { asked: [], transcript: [] };
    vi.stubEnv('SSH_AUTH_SOCK', '');
    folder = await mkdtemp(join(tmpdir(), 'portside-sftp-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  const account = () => ({ host: server.host, port: server.port, user: server.user });

  describe('by password', () => {
    it('asks once, and tells how safe the line is', async () => {
      await using fs = await logIn({ ...account(), passwords: [server.password] }, record);
      expect(record.asked).toEqual(['password first']);
      expect(fs.facts.home).toBe(server.remoteHome);
      const fingerprints = (await server.hostKeys()).map((line) =>
        hostKeyFingerprint(Buffer.from(line.split(' ')[1] ?? '', 'base64')),
      );
      expect(fs.facts.security).toMatchObject({
        level: 'encrypted',
        protocol: 'SSH',
        cipher: 'aes128-gcm@openssh.com',
        trust: 'pinned',
      });
      expect(fingerprints).toContain(fs.facts.security.fingerprint);
      expect(Object.keys(fs.extras).sort()).toEqual(
        ['atomicReplace', 'createSymlink', 'readLink', 'setModifiedTime', 'setPermissions'].sort(),
      );
    });

    it('asks again when it was wrong', async () => {
      await using fs = await logIn({ ...account(), passwords: ['wrong', server.password] }, record);
      expect(record.asked).toEqual(['password first', 'password rejected']);
      expect(fs.lost).toBeUndefined();
    });

    it('gives up after three wrong ones', async () => {
      const passwords = ['wrong', 'wronger', 'wrongest', server.password];
      const failure = await refusal(logIn({ ...account(), passwords }, record), 'auth');
      expect(record.asked).toEqual(['password first', 'password rejected', 'password rejected']);
      expect(failure.message).toContain(server.user);
    });

    it('ends when the user does not answer', async () => {
      await refusal(logIn({ ...account(), passwords: [] }, record), 'cancelled');
    });

    it('writes no password into the transcript', async () => {
      await using _ = await logIn({ ...account(), passwords: ['canary-1', server.password] }, record);
      const written = record.transcript.join('\n');
      expect(written).toContain('password refused');
      expect(written).not.toContain('canary-1');
      expect(written).not.toContain(server.password);
    });
  });

  describe('by key', () => {
    it.for(['ed25519', 'ecdsa', 'rsa'] as const)('takes an %s key file', async (type) => {
      await using fs = await logIn({ ...account(), keyFile: server.clientKeys[type].path }, record);
      expect(record.asked).toEqual([]);
      expect(fs.lost).toBeUndefined();
    });

    it('asks for the passphrase of an encrypted key, again when it does not fit', async () => {
      const { path, passphrase } = server.clientKeys.encrypted;
      const login = { ...account(), keyFile: path, passphrases: ['wrong', passphrase ?? ''] };
      await using fs = await logIn(login, record);
      expect(record.asked).toEqual(['passphrase first', 'passphrase rejected']);
      expect(fs.lost).toBeUndefined();
    });

    it.for([
      ['a file that is not there', undefined, 'no such file'],
      ['the public half', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE ann', 'public half'],
      ['a PuTTY key of version 3', 'PuTTY-User-Key-File-3: ssh-ed25519\n', 'PuTTY'],
      ['something else', 'not a key at all', 'cannot be used'],
    ] as const)('names the fault of %s', async ([, content, words]) => {
      const keyFile = join(folder, 'key');
      if (content !== undefined) await writeFile(keyFile, content);
      const failure = await refusal(logIn({ ...account(), keyFile }, record), 'auth');
      expect(failure.message).toContain(words);
      expect(failure.message).toContain(keyFile);
      expect(failure.data.hint).toBeDefined();
    });

    it('takes the keys of the SSH agent', async () => {
      await using agent = await startAgent(folder, server.clientKeys.rsa.path);
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      await using fs = await logIn(account(), record);
      expect(record.asked).toEqual([]);
      expect(fs.lost).toBeUndefined();
    });

    it('goes on to the password when the agent is gone', async () => {
      vi.stubEnv('SSH_AUTH_SOCK', join(folder, 'no-agent'));
      await using fs = await logIn({ ...account(), passwords: [server.password] }, record);
      expect(fs.lost).toBeUndefined();
    });
  });

  describe('on servers that want something else', () => {
    it('answers keyboard-interactive with the password', async () => {
      await using other = await startOpenSsh({ logins: ['keyboard-interactive'] });
      const { host, port, user, password } = other;
      await using fs = await logIn({ host, port, user, passwords: ['wrong', password] }, record);
      expect(record.asked).toEqual(['password first', 'password rejected']);
      expect(fs.lost).toBeUndefined();
    });

    it('gives a key and then the password where both are wanted', async () => {
      await using other = await startOpenSsh({ settings: { AuthenticationMethods: 'publickey,password' } });
      const { host, port, user, password, clientKeys } = other;
      await using fs = await logIn({ host, port, user, keyFile: clientKeys.ecdsa.path, passwords: [password] }, record);
      expect(record.asked).toEqual(['password first']);
      expect(fs.lost).toBeUndefined();
    });

    it("gives the agent's key and then the password where both are wanted", async () => {
      await using other = await startOpenSsh({ settings: { AuthenticationMethods: 'publickey,password' } });
      await using agent = await startAgent(folder, other.clientKeys.ed25519.path);
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      const { host, port, user, password } = other;
      await using fs = await logIn({ host, port, user, passwords: [password] }, record);
      expect(record.asked).toEqual(['password first']);
      expect(fs.lost).toBeUndefined();
    });

    it('says that only keys are taken', async () => {
      await using other = await startOpenSsh({ logins: ['publickey'] });
      const { host, port, user, password } = other;
      const failure = await refusal(logIn({ host, port, user, passwords: [password] }, record), 'auth');
      expect(record.asked).toEqual([]);
      expect(failure.message).toContain('publickey');
      expect(failure.data.hint).toContain('key');
    });

    it('says that there is no SFTP', async () => {
      await using other = await startOpenSsh({ sftp: 'none' });
      const { host, port, user, password } = other;
      const failure = await refusal(logIn({ host, port, user, passwords: [password] }, record), 'unsupported');
      expect(failure.message).toContain('SFTP');
    });

    it('names the algorithms where none fits', async () => {
      await using other = await startOpenSsh({ settings: { Ciphers: 'aes128-cbc,3des-cbc' } });
      const { host, port, user, password } = other;
      const failure = await refusal(logIn({ host, port, user, passwords: [password] }, record), 'protocol');
      expect(failure.message).toContain('aes128-cbc, 3des-cbc');
      expect(failure.data.hint).toContain('aes256-ctr');
      expect(record.asked).toEqual([]);
    });

    it.for(['diffie-hellman-group18-sha512', 'diffie-hellman-group14-sha1', 'ecdh-sha2-nistp521'])(
      'works with the key exchange %s',
      async (kex) => {
        await using other = await startOpenSsh({ settings: { KexAlgorithms: kex, Ciphers: 'aes256-ctr' } });
        const { host, port, user, password } = other;
        await using fs = await logIn({ host, port, user, passwords: [password] }, record);
        expect(fs.facts.security.cipher).toBe('aes256-ctr');
        expect(record.transcript.join('\n')).toContain(kex);
      },
    );
  });

  describe('on a port that is no SSH server', () => {
    it('says that nothing listens', async () => {
      const reserved = await reservePort();
      await reserved.release();
      const login = { ...account(), port: reserved.port };
      await refusal(logIn(login, record), 'unreachable');
    });

    it('says that there is no such host', async () => {
      const failure = await refusal(logIn({ ...account(), host: 'no-such-host.invalid' }, record), 'unreachable');
      expect(failure.message).toContain('no-such-host.invalid');
    });

    it('says that the port speaks FTP', async () => {
      await using ftp = await startVsftpd();
      const failure = await refusal(logIn({ ...account(), port: ftp.port }, record), 'protocol');
      expect(failure.message).toContain('FTP');
      expect(failure.data.hint).toContain('FTP');
    });

    it('ends in time when nothing is said', async () => {
      await using silent = await listen(() => {});
      const login = { ...account(), port: silent.port, timeouts: { connectMs: 300 } };
      await refusal(logIn(login, record), 'timeout');
    });

    it('takes a server that hangs up at once for a busy one', async () => {
      await using rude = await listen((socket) => socket.end());
      await refusal(logIn({ ...account(), port: rude.port }, record), 'busy');
    });

    it('is cancelled at once', async () => {
      await using silent = await listen(() => {});
      const cancelling = new AbortController();
      const login = logIn({ ...account(), port: silent.port, signal: cancelling.signal }, record);
      await silent.connected;
      cancelling.abort();
      await refusal(login, 'cancelled');
    });
  });

  describe('and the host key', () => {
    const asking = (answer: PromptAnswer) => {
      const questions: PromptQuestion[] = [];
      const trust = new InteractiveHostTrust({
        store: new TrustStore(join(folder, 'trust.json'), (message) => {
          throw new Error(message);
        }),
        knownHosts: [join(folder, 'known_hosts')],
        ask: async (question) => {
          questions.push(question);
          return answer;
        },
      });
      return { trust, questions };
    };

    it('is asked about before any secret, and remembered', async () => {
      const first = asking({ kind: 'trust', remember: true });
      await using fs = await logIn({ ...account(), passwords: [server.password], trust: first.trust }, record);
      expect(first.questions).toMatchObject([{ kind: 'host-key', host: server.host, port: server.port }]);
      expect(fs.facts.security.trust).toBe('pinned');
      const second = asking({ kind: 'refuse' });
      await using again = await logIn({ ...account(), passwords: [server.password], trust: second.trust }, record);
      expect(second.questions).toEqual([]);
      expect(again.facts.security.trust).toBe('pinned');
    });

    it('is known from the known_hosts of OpenSSH, whichever of its types is there', async () => {
      for (const line of await server.hostKeys()) {
        await writeFile(join(folder, 'known_hosts'), `[${server.host}]:${server.port} ${line}\n`);
        const { trust, questions } = asking({ kind: 'refuse' });
        await using fs = await logIn({ ...account(), passwords: [server.password], trust }, record);
        expect(questions).toEqual([]);
        expect(fs.facts.security.trust).toBe('known-host');
      }
    });

    it('stops the login before any secret where it was refused', async () => {
      const { trust } = asking({ kind: 'refuse' });
      await refusal(logIn({ ...account(), passwords: [server.password], trust }, record), 'untrusted-host');
      expect(record.asked).toEqual([]);
      expect(record.transcript.filter((line) => line.includes('log in as'))).toEqual([]);
    });

    it('stops the login before any password is sent when it has changed', async () => {
      await using other = await startOpenSsh({ hostKey: 'a' });
      const login = { host: other.host, port: other.port, user: other.user, passwords: [other.password] };
      const before = asking({ kind: 'trust', remember: true });
      await (await logIn({ ...login, trust: before.trust }))[Symbol.asyncDispose]();
      const attemptsBefore = count(await other.log(), other.user);
      await other.restart({ hostKey: 'b' });

      const after = asking({ kind: 'refuse' });
      const failure = await refusal(logIn({ ...login, trust: after.trust }, record), 'untrusted-host');
      expect(failure.message).toContain('changed');
      const [asked] = after.questions;
      expect(asked).toMatchObject({ kind: 'host-key', previousFingerprint: expect.stringMatching(/^SHA256:/) });
      expect(record.asked).toEqual([]);
      // The server names the user in its log as soon as a login begins.
      expect(count(await other.log(), other.user)).toBe(attemptsBefore);
    });

    it('may be thought about for longer than the server waits', async () => {
      await using impatient = await startOpenSsh({ settings: { LoginGraceTime: '1' } });
      let questions = 0;
      const slow: HostTrust = {
        ...trustsEveryone,
        hostKey: async () => {
          questions += 1;
          if (questions > 1) return 'accepted-once';
          await vi.waitFor(() => expect(record.transcript).toContainEqual(expect.stringContaining('hung up')), 10_000);
          return 'accepted-once';
        },
      };
      const { host, port, user, password } = impatient;
      await using fs = await logIn({ host, port, user, passwords: [password], trust: slow }, record);
      expect(fs.lost).toBeUndefined();
      expect(questions).toBe(2);
    });
  });

  describe('and its line', () => {
    it('sends every packet at once, so that a request does not wait for the delayed acknowledgement', async () => {
      const setNoDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
      await using _ = await logIn({ ...account(), passwords: [server.password] }, record);
      const toServer = setNoDelay.mock.contexts.filter(
        (socket) => socket instanceof Socket && socket.remotePort === server.port,
      );
      expect(toServer).toHaveLength(1);
      expect(setNoDelay.mock.calls).toContainEqual([true]);
      setNoDelay.mockRestore();
    });

    it('is lost when the server is killed, in the middle of a write and for everything after', async () => {
      await using other = await startOpenSsh();
      const { host, port, user, password } = other;
      await using fs = await logIn({ host, port, user, passwords: [password] }, record);
      let sent = 0;
      const body = new Readable({
        read() {
          sent += 65_536;
          this.push(Buffer.alloc(65_536));
          if (sent === 4 * 1024 * 1024) void other.kill();
        },
      });
      const path = `${other.remoteHome}/half`;
      const failure = await refusal(fs.write(path, body, { mode: 'create' }, calm), 'disconnected');
      expect(failure.data.path).toBe(path);
      expect(body.destroyed).toBe(true);
      expect(isRemoteError(fs.lost, 'disconnected')).toBe(true);
      await refusal(fs.stat('/', calm), 'disconnected');
      await refusal(fs.read(path, {}, calm), 'disconnected');
    });

    it('ends a read with an error when the line is cut in the middle', async () => {
      await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
      await using fs = await logIn({ ...account(), port: proxy.port, passwords: [server.password] }, record);
      const path = `${server.remoteHome}/large`;
      await fs.write(path, Readable.from([Buffer.alloc(16 * 1024 * 1024)]), { mode: 'create' }, calm);
      proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'cut', after: 1024 * 1024 } });
      const stream = await fs.read(path, {}, calm);
      let bytes = 0;
      const reading = (async () => {
        for await (const chunk of stream) bytes += chunk.length;
      })();
      await refusal(reading, 'disconnected');
      expect(bytes).toBeLessThan(16 * 1024 * 1024);
      expect(fs.lost).toBeDefined();
    });

    it('times out when the server says nothing more', async () => {
      await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
      const login = { ...account(), port: proxy.port, passwords: [server.password], timeouts: { idleMs: 300 } };
      await using fs = await logIn(login, record);
      proxy.inject({ on: 'control', fault: { do: 'stall', after: 0 } });
      await refusal(fs.stat('/', calm), 'timeout');
      expect(isRemoteError(fs.lost, 'timeout')).toBe(true);
    });
  });

  it('says that the disk is full, and stays usable', async () => {
    await using other = await startOpenSsh({ homeTmpfsBytes: 1024 * 1024 });
    const { host, port, user, password, remoteHome } = other;
    await using fs = await logIn({ host, port, user, passwords: [password] }, record);
    const body = Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(65_536, 1)));
    const failure = await refusal(fs.write(`${remoteHome}/big`, body, { mode: 'create' }, calm), 'no-space');
    expect(failure.data.hint).toBeDefined();
    await fs.removeFile(`${remoteHome}/big`, calm);
    expect(await readdir(other.home)).toEqual([]);
  });

  it('says that a folder may not be read, and that one may not be written', async () => {
    await using fs = await logIn({ ...account(), passwords: [server.password] }, record);
    const listing = (async () => {
      for await (const _ of fs.list('/root', calm));
    })();
    await refusal(listing, 'denied');
    await refusal(fs.write('/usr/portside', Readable.from([]), { mode: 'create' }, calm));
    await refusal(fs.write('/root/portside', Readable.from([]), { mode: 'create' }, calm), 'denied');
  });

  it('marks a name that is not UTF-8 and lists the others', async () => {
    await using fs = await logIn({ ...account(), passwords: [server.password] }, record);
    await fs.makeDirectory(`${server.remoteHome}/bytes`, calm);
    const disk = Buffer.from(join(server.home, 'bytes', 'caf'));
    await writeFile(Buffer.concat([disk, Buffer.from([0xe9])]), '');
    await writeFile(join(server.home, 'bytes', 'plain'), '');
    const rows = [];
    for await (const page of fs.list(`${server.remoteHome}/bytes`, calm)) rows.push(...page.entries);
    expect(rows.map(({ name, unusable }) => [name, unusable]).sort()).toEqual([
      ['caf\uFFFD', 'undecodable-name'],
      ['plain', undefined],
    ]);
  });

  it('shows owners by name', async () => {
    await using fs = await logIn({ ...account(), passwords: [server.password] }, record);
    await fs.write(`${server.remoteHome}/mine`, Readable.from([]), { mode: 'create' }, calm);
    const rows = [];
    for await (const page of fs.list(server.remoteHome, calm)) rows.push(...page.entries);
    expect(rows.find(({ name }) => name === 'mine')).toMatchObject({ owner: server.user, group: server.user });
  });
});

async function refusal(work: Promise<unknown>, kind?: RemoteErrorKind): Promise<RemoteError> {
  const failure = await work.then(
    () => 'it worked',
    (error: unknown) => error,
  );
  if (!isRemoteError(failure)) throw new Error(`not a RemoteError: ${failure}`, { cause: failure });
  if (kind !== undefined) expect(failure.kind, failure.message).toBe(kind);
  return failure;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** A server that does with a connection what a test says. */
async function listen(onConnection: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const { promise: connected, resolve } = Promise.withResolvers<void>();
  const server: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    onConnection(socket);
    resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connected,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A real ssh-agent that holds one key. */
async function startAgent(folder: string, keyFile: string) {
  const packages = await preparePackages();
  const env = { LD_LIBRARY_PATH: packages.libraryPath(packages.root) };
  const socket = join(folder, 'agent');
  const agent: ChildProcess = spawn(join(packages.root, 'usr/bin/ssh-agent'), ['-D', '-a', socket], { env });
  await once(agent.stdout ?? agent, 'data');
  const key = join(folder, 'agent-key');
  await copyFile(keyFile, key);
  await chmod(key, 0o600);
  await runCommand(join(packages.root, 'usr/bin/ssh-add'), [key], { env: { ...env, SSH_AUTH_SOCK: socket } });
  return {
    socket,
    async [Symbol.asyncDispose]() {
      const ended = once(agent, 'exit');
      agent.kill();
      await ended;
    },
  };
}
