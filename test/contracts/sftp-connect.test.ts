import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostTrust } from '../../electron/remote/host-trust.ts';
import { InteractiveHostTrust } from '../../electron/remote/interactive-host-trust.ts';
import { TrustStore } from '../../electron/remote/trust-store.ts';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { reservePort } from '../servers/free-port.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { type LoginRecord, logIn, newRecord, refusal, trustsEveryone } from './log-in.ts';

describeWithServers('opening an SFTP connection', () => {
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
    record = newRecord();
    vi.stubEnv('SSH_AUTH_SOCK', '');
    folder = await mkdtemp(join(tmpdir(), 'portside-sftp-'));
    vi.stubEnv('PORTSIDE_SSH_FOLDER', folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  const account = () => ({ host: server.host, port: server.port, user: server.user });

  describe('on a port that is no SSH server', () => {
    it('says that nothing listens', async () => {
      // Kept for this test, so that nobody else listens there.
      await using reserved = await reservePort();
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

    it('says that the server takes no more logins at present', async () => {
      await using crowded = await startOpenSsh({ settings: { MaxStartups: '1' } });
      const { host, port, user, password } = crowded;
      await using _ = await occupy(host, port);
      await refusal(logIn({ host, port, user, passwords: [password] }, record), 'busy');
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
      expect(fs.facts.security.trust).toBe('known-host');
      const second = asking({ kind: 'refuse' });
      await using again = await logIn({ ...account(), passwords: [server.password], trust: second.trust }, record);
      expect(second.questions).toEqual([]);
      expect(again.facts.security.trust).toBe('known-host');
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
      await other.restart({ hostKey: 'b' });
      // Counted only now: what ended with the old server has been logged to the end.
      const attemptsBefore = count(await other.log(), other.user);

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
      await using impatient = await startOpenSsh({ settings: { LoginGraceTime: '4' } });
      let questions = 0;
      const slow: HostTrust = {
        ...trustsEveryone,
        hostKey: async () => {
          questions += 1;
          if (questions > 1) return 'accepted-once';
          await eventually(() => expect(record.transcript).toContainEqual(expect.stringContaining('hung up')));
          return 'accepted-once';
        },
      };
      const { host, port, user, password } = impatient;
      await using fs = await logIn({ host, port, user, passwords: [password], trust: slow }, record);
      expect(fs.lost).toBeUndefined();
      expect(questions).toBe(2);
    });
  });
});

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

/** A client that has got the greeting and then does nothing. The one that waited for the server to start may still be counted. */
function occupy(host: string, port: number): Promise<AsyncDisposable> {
  return eventually(async () => {
    const socket = connect({ host, port });
    const closed = once(socket, 'close');
    const greeted = await Promise.race([
      once(socket, 'data').then(([said]) => `${said}`.startsWith('SSH-')),
      closed.then(() => false),
    ]);
    if (!greeted) throw new Error('turned away');
    return {
      async [Symbol.asyncDispose]() {
        socket.destroy();
        await closed;
      },
    };
  });
}
