import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isRemoteError, RemoteError, type RemoteErrorKind } from '../../../shared/model/remote-error.ts';
import { connectFtp } from './connect-ftp.ts';
import { type Answer, ScriptedServer } from './testing/scripted-server.ts';
import { contextWith, failure, targetOf } from './testing/scripted-session.ts';

async function listener(onConnection: (socket: Socket) => void): Promise<Server & { port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

describe('connecting over FTP', () => {
  afterEach(() => vi.useRealTimers());

  it('logs in, switches to binary, and knows its home', async () => {
    await using server = await ScriptedServer.start();
    const fs = await connectFtp(targetOf(server), contextWith());
    expect(fs.facts).toMatchObject({ home: '/home', caseSensitive: true, security: { level: 'plain', trust: 'none' } });
    expect(server.commands).toEqual(['USER ann', 'PASS secret', 'FEAT', 'OPTS UTF8 ON', 'SYST', 'TYPE I', 'PWD']);
    await fs[Symbol.asyncDispose]();
    expect(server.commands.at(-1)).toBe('QUIT');
  });

  it('shows the whole conversation in the transcript, and never the password', async () => {
    await using server = await ScriptedServer.start({
      answers: { PASS: '230 Welcome ann, your password is top secret' },
    });
    const lines: string[] = [];
    const credentials = { ...contextWith().credentials, password: async () => 'top secret' };
    const transcript = { write: (kind: string, text: string) => void lines.push(`${kind} ${text}`) };
    const fs = await connectFtp(targetOf(server), contextWith({ transcript, credentials }));
    await fs[Symbol.asyncDispose]();
    expect(server.commands).toContain('PASS top secret');
    expect(lines).toContain('sent PASS ****');
    expect(lines).toContain('received 230 Welcome ann, your password is ****');
    expect(lines.join('\n')).not.toContain('top secret');
  });

  it.each([
    ['from the settings', { account: 'project x' }, []],
    ['from the user', {}, ['Account (ACCT):']],
  ])('gives the account that the server asks for, %s', async (_, ftp, questions) => {
    await using server = await ScriptedServer.start({
      answers: { PASS: '332 Account?', ACCT: (account) => (account === 'project x' ? '230 Welcome' : '530 Who?') },
    });
    const asked: string[] = [];
    const answer = async ({ text }: { text: string }) => {
      asked.push(text);
      return 'project x';
    };
    const credentials = { ...contextWith().credentials, answer };
    const fs = await connectFtp(targetOf(server, { ftp }), contextWith({ credentials }));
    expect(asked).toEqual(questions);
    await fs[Symbol.asyncDispose]();
  });

  it('understands replies that arrive in pieces', async () => {
    await using server = await ScriptedServer.start({
      greeting: '',
      answers: {
        FEAT: async (_, session) => {
          for (const piece of [
            '21',
            '1-Feat',
            'ures\r\n ML',
            'ST type*;\r\n 2',
            '12 nonsense\r',
            '\n211 ',
            'End\r\n',
          ]) {
            session.raw(piece);
            await new Promise((resolve) => setImmediate(resolve));
          }
          return undefined;
        },
      },
    });
    const opening = connectFtp(targetOf(server), contextWith());
    await expect.poll(() => server.sessions.length).toBe(1);
    for (const piece of ['22', '0', ' Hel', 'lo\r', '\n']) {
      server.sessions[0]?.raw(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const fs = await opening;
    expect(fs.facts.mtimePrecisionMs).toBe(1000);
    await fs[Symbol.asyncDispose]();
  });

  it('takes a greeting of many lines, after a plea for patience', async () => {
    await using server = await ScriptedServer.start({
      greeting: '120 Soon\r\n220-Welcome\r\n 220 is our lucky number\r\n220 Hello\r\n',
    });
    const fs = await connectFtp(targetOf(server), contextWith());
    await fs[Symbol.asyncDispose]();
  });

  it('takes a greeting whose lines come one by one, and are any words', async () => {
    await using server = await ScriptedServer.start({ greeting: '' });
    const opening = connectFtp(targetOf(server), contextWith());
    await expect.poll(() => server.sessions.length).toBe(1);
    for (const line of ['220-Welcome\r\n', ' to the files of Ann.\r\n', 'All is logged.\r\n', '220 Hello\r\n']) {
      server.sessions[0]?.raw(line);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const fs = await opening;
    await fs[Symbol.asyncDispose]();
  });

  it('asks before a plain login, and sends nothing where the user refuses', async () => {
    await using server = await ScriptedServer.start();
    const asked: unknown[] = [];
    const trust = {
      ...contextWith().trust,
      plainText: async (line: unknown) => {
        asked.push(line);
        throw new RemoteError('untrusted-host', 'no');
      },
    };
    await failure(connectFtp(targetOf(server), contextWith({ trust })), 'untrusted-host');
    expect(asked).toEqual([{ host: '127.0.0.1', port: server.port, user: 'ann', reason: 'chosen' }]);
    expect(server.commands.filter((command) => /^(USER|PASS)/.test(command))).toEqual([]);
  });

  it('asks whether it may go on in the clear where TLS was wished and is not offered', async () => {
    await using server = await ScriptedServer.start();
    const asked: unknown[] = [];
    const trust = {
      ...contextWith().trust,
      plainText: async ({ reason }: { reason: string }) => void asked.push(reason, [...server.commands]),
    };
    const fs = await connectFtp(targetOf(server, { encryption: 'auto' }), contextWith({ trust }));
    expect(asked).toEqual(['not-offered', ['AUTH TLS']]);
    await fs[Symbol.asyncDispose]();
  });

  it('never goes on in the clear where TLS was demanded', async () => {
    await using server = await ScriptedServer.start();
    const error = await failure(connectFtp(targetOf(server, { encryption: 'explicit' }), contextWith()), 'unsupported');
    expect(error.data.hint).toContain('implicit TLS');
    expect(server.commands).toEqual(['AUTH TLS']);
  });

  it('does not take a passing trouble with TLS for a server without it', async () => {
    await using server = await ScriptedServer.start({ answers: { AUTH: '431 No certificate at the moment' } });
    await failure(connectFtp(targetOf(server, { encryption: 'auto' }), contextWith()), 'unsupported');
    expect(server.commands).toEqual(['AUTH TLS']);
  });

  it('takes nothing for an answer that was slipped in before the encryption starts', async () => {
    await using server = await ScriptedServer.start({ answers: { AUTH: '234 Go on\n230 You are logged in already' } });
    const error = await failure(connectFtp(targetOf(server, { encryption: 'explicit' }), contextWith()), 'protocol');
    expect(error.message).toContain('in the clear');
  });

  it('asks for the password again, on a new connection, until it fits', async () => {
    const passwords = ['first', 'second', 'third'];
    await using server = await ScriptedServer.start({
      answers: { PASS: (given) => (given === 'third' ? '230 Welcome' : '530 Login incorrect.') },
    });
    const reasons: string[] = [];
    const credentials = {
      ...contextWith().credentials,
      password: async (reason: string) => {
        reasons.push(reason);
        return passwords[reasons.length - 1] ?? '';
      },
    };
    const fs = await connectFtp(targetOf(server), contextWith({ credentials }));
    expect(reasons).toEqual(['first', 'rejected', 'rejected']);
    expect(server.sessions).toHaveLength(3);
    await fs[Symbol.asyncDispose]();
  });

  it('gives up after three passwords', async () => {
    await using server = await ScriptedServer.start({ answers: { PASS: '530 Login incorrect.' } });
    const error = await failure(connectFtp(targetOf(server), contextWith()), 'auth');
    expect(error.data).toMatchObject({ serverCode: 530, serverText: '530 Login incorrect.' });
    expect(server.sessions).toHaveLength(3);
  });

  it('connects again where the server hung up while the user thought', async () => {
    await using server = await ScriptedServer.start();
    let asked = 0;
    const lines: string[] = [];
    const transcript = { write: (kind: string, text: string) => void lines.push(`${kind} ${text}`) };
    const credentials = {
      ...contextWith().credentials,
      password: async () => {
        asked += 1;
        if (asked === 1) {
          server.sessions[0]?.reply('421 Timeout.');
          server.sessions[0]?.socket.end();
          await expect.poll(() => lines).toContain('received 421 Timeout.');
        }
        return 'secret';
      },
    };
    const fs = await connectFtp(targetOf(server), contextWith({ credentials, transcript }));
    expect(server.sessions).toHaveLength(2);
    await fs[Symbol.asyncDispose]();
  });

  it('tries a password once only where the server hangs up on it', async () => {
    await using server = await ScriptedServer.start({ answers: { PASS: (_, session) => void session.socket.end() } });
    await failure(connectFtp(targetOf(server), contextWith()), 'disconnected');
    expect(server.sessions).toHaveLength(1);
  });

  it('does not count the time in which the user thinks', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    await using server = await ScriptedServer.start();
    const password = async () => {
      await vi.advanceTimersByTimeAsync(60_000);
      return 'secret';
    };
    const credentials = { ...contextWith().credentials, password };
    const fs = await connectFtp(targetOf(server), contextWith({ credentials }));
    await fs[Symbol.asyncDispose]();
  });

  it.each<[string, Record<string, Answer>, RemoteErrorKind, RegExp]>([
    [
      'a server that wants TLS',
      { USER: '530 Non-anonymous sessions must use encryption.' },
      'unsupported',
      /explicit TLS/,
    ],
    [
      'a full server',
      { PASS: '530 Sorry, the maximum number of clients (3) for this user are already connected.' },
      'busy',
      /later/,
    ],
    [
      'a full server that hangs up',
      { USER: '421 There are too many connected users, please try later.' },
      'busy',
      /later/,
    ],
    ['a user that is not allowed', { USER: '530 Permission denied.' }, 'auth', /password/],
    ['a user that is refused in odd words', { PASS: '550 Away with you' }, 'auth', /password/],
    ['a server that refuses the account', { PASS: '332 Account, please', ACCT: '530 Who?' }, 'auth', /account/],
    ['a server that wants to be answered otherwise', { PASS: '336 Challenge' }, 'unsupported', /^$/],
    ['a home that is missing', { PASS: "530 User ann: home directory doesn't exist" }, 'denied', /operator/],
  ])('explains %s, asking for no second password', async (_, answers, kind, hint) => {
    await using server = await ScriptedServer.start({ answers });
    let asked = 0;
    const credentials = {
      ...contextWith().credentials,
      password: async () => {
        asked += 1;
        if (asked > 1) throw new RemoteError('cancelled', 'no more');
        return 'secret';
      },
    };
    const refused = connectFtp(targetOf(server), contextWith({ credentials }));
    const error = await refused.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (kind === 'auth' && asked === 2) expect(isRemoteError(error, 'cancelled')).toBe(true);
    else {
      expect(isRemoteError(error, kind), String(error)).toBe(true);
      expect((error as RemoteError).data.hint ?? '').toMatch(hint);
    }
  });

  it('logs in as anonymous without a question', async () => {
    await using server = await ScriptedServer.start();
    const credentials = { ...contextWith().credentials, password: () => Promise.reject(new Error('asked')) };
    const fs = await connectFtp(targetOf(server, { user: '' }), contextWith({ credentials }));
    expect(server.commands.slice(0, 2)).toEqual(['USER anonymous', 'PASS anonymous@']);
    await fs[Symbol.asyncDispose]();
  });

  it('refuses a password that would be a second command', async () => {
    await using server = await ScriptedServer.start();
    const credentials = { ...contextWith().credentials, password: async () => 'x\r\nDELE /a' };
    await failure(connectFtp(targetOf(server), contextWith({ credentials })), 'invalid-request');
    expect(server.commands).toEqual(['USER ann']);
  });

  it.each<[string, string, RemoteErrorKind, RegExp]>([
    ['a full server', '421 Too many users\r\n', 'busy', /later/],
    ['an SSH server', 'SSH-2.0-OpenSSH_9.2p1\r\n', 'protocol', /SFTP/],
    ['a server of something else', '* OK IMAP4 ready\r\n', 'protocol', /port/],
  ])('recognises %s by its greeting', async (_, greeting, kind, hint) => {
    await using server = await ScriptedServer.start({ greeting });
    const error = await failure(connectFtp(targetOf(server), contextWith()), kind);
    expect(error.data.hint).toMatch(hint);
    expect(server.commands).toEqual([]);
  });

  it('explains a port where nothing listens', async () => {
    const server = await listener(() => {});
    const { port } = server;
    server.close();
    await once(server, 'close');
    const error = await failure(connectFtp(targetOf({ port }), contextWith()), 'unreachable');
    expect(error.message).toContain(String(port));
    expect(error.data.hint).toMatch(/running/);
  });

  it('explains a host that does not exist', async () => {
    const error = await failure(
      connectFtp(targetOf({ port: 21 }, { host: 'no-such-host.invalid' }), contextWith()),
      'unreachable',
    );
    expect(error.message).toContain('no-such-host.invalid');
  });

  it('does not wait for ever for a silent server', async () => {
    await using server = await ScriptedServer.start({ greeting: '' });
    const error = await failure(
      connectFtp(targetOf(server), contextWith({ timeouts: { connectMs: 200, idleMs: 200 } })),
      'timeout',
    );
    expect(error.data.hint).toContain('implicit TLS');
  });

  it('explains a server that hangs up at once', async () => {
    const server = await listener((socket) => socket.end());
    const error = await failure(connectFtp(targetOf(server), contextWith()), 'disconnected');
    expect(error.data.hint).toMatch(/block/);
    server.close();
  });

  it('explains implicit TLS on a server that speaks in the clear', async () => {
    await using server = await ScriptedServer.start();
    const error = await failure(connectFtp(targetOf(server, { encryption: 'implicit' }), contextWith()), 'protocol');
    expect(error.data.hint).toContain('explicit TLS');
  });

  it('ends at once when it is cancelled, at every step', async () => {
    for (const step of ['', 'USER', 'PASS', 'FEAT', 'PWD']) {
      const controller = new AbortController();
      const silent = () => {
        controller.abort();
        return undefined;
      };
      await using server = await ScriptedServer.start(step === '' ? { greeting: '' } : { answers: { [step]: silent } });
      const opening = connectFtp(targetOf(server), contextWith({ signal: controller.signal }));
      const refused = failure(opening, 'cancelled');
      if (step === '') await expect.poll(() => server.sessions.length).toBe(1);
      if (step === '') controller.abort();
      await refused;
      await expect.poll(() => server.sessions[0]?.socket.destroyed).toBe(true);
    }
  });
});
