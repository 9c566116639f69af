import type { KeyboardAuthContext } from 'ssh2';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { oneTimeCode, startOpenSsh } from '../servers/open-ssh.ts';
import { type LoginRecord, logIn, newRecord, refusal } from './log-in.ts';
import { startScriptedServer } from './sftp-scripted-server.ts';

describeWithServers('questions of an SSH server', () => {
  let record: LoginRecord;

  beforeEach(() => {
    record = newRecord();
    vi.stubEnv('SSH_AUTH_SOCK', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('are the password and then a one-time code, asked for anew by every session', async () => {
    await using server = await startOpenSsh({ logins: ['keyboard-interactive'], codes: 'after-password' });
    const { host, port, user, password } = server;
    const codes = [0, 1, 2].map(oneTimeCode);
    const answer = () => codes.shift() ?? '';
    await using first = await logIn({ host, port, user, passwords: [password], answer }, record);
    expect(first.lost).toBeUndefined();
    expect(record.asked).toEqual(['password first', expect.stringContaining('One-time password')]);
    await using second = await logIn({ host, port, user, passwords: [password], answer }, record);
    expect(second.lost).toBeUndefined();
    expect(codes).toHaveLength(1);
    expect(record.transcript.join('\n')).not.toContain(oneTimeCode(0));
  });

  it('are asked again after a wrong code', async () => {
    await using server = await startOpenSsh({ logins: ['keyboard-interactive'], codes: 'after-password' });
    const { host, port, user, password } = server;
    const codes = ['000000', oneTimeCode(0)];
    const login = { host, port, user, passwords: [password, password], answer: () => codes.shift() ?? '' };
    await using fs = await logIn(login, record);
    expect(fs.lost).toBeUndefined();
    expect(record.asked.filter((asked) => asked.startsWith('answer'))).toHaveLength(2);
  });

  it('follow a key where the server wants both', async () => {
    await using server = await startOpenSsh({
      logins: ['publickey', 'keyboard-interactive'],
      codes: 'after-password',
      settings: { AuthenticationMethods: 'publickey,keyboard-interactive' },
    });
    const { host, port, user, password, clientKeys } = server;
    const login = {
      host,
      port,
      user,
      keyFile: clientKeys.ed25519.path,
      passwords: [password],
      answer: () => oneTimeCode(0),
    };
    await using fs = await logIn(login, record);
    expect(fs.lost).toBeUndefined();
    expect(record.asked).toEqual(['password first', expect.stringContaining('One-time password')]);
  });

  it('come several at once, with words of introduction and with what may be seen', async () => {
    const seen: { text: string; echo: boolean }[] = [];
    await using server = await startScriptedServer({
      authenticate: (context) => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
        const prompts = [
          { prompt: 'Employee number: ', echo: true },
          { prompt: 'Password: ', echo: false },
          { prompt: 'Verification code: ', echo: false },
        ];
        (context as KeyboardAuthContext).prompt(prompts, 'Example Corp', 'Look at your token.', (answers) => {
          if (answers?.join('|') === '4711|the password|123456') context.accept();
          else context.reject(['keyboard-interactive']);
        });
      },
      sftp: (sftp) => {
        sftp.on('REALPATH', (id) => sftp.name(id, [{ filename: '/', longname: '/', attrs: emptyAttributes }]));
      },
    });
    const login = {
      ...server,
      user: 'ann',
      passwords: ['the password'],
      answer: (question: { text: string; echo: boolean }) => {
        seen.push(question);
        return question.text.includes('Employee') ? '4711' : '123456';
      },
    };
    await using fs = await logIn(login, record);
    expect(fs.facts.home).toBe('/');
    expect(seen).toEqual([
      { text: 'Example Corp\nLook at your token.\nEmployee number: ', echo: true },
      { text: 'Example Corp\nLook at your token.\nVerification code: ', echo: false },
    ]);
    expect(record.asked).toContain('password first');
  });

  it('end in a clear error where the password has expired', async () => {
    await using server = await startScriptedServer({
      authenticate: (context) => {
        if (context.method !== 'password') return context.reject(['password']);
        context.requestChange('Your password has expired.', () => context.reject(['password']));
      },
    });
    const failure = await refusal(logIn({ ...server, user: 'ann', passwords: ['old'] }, record), 'auth');
    expect(failure.message).toContain('has expired');
    expect(failure.data.serverText).toBe('Your password has expired.');
    expect(failure.data.hint).toBeDefined();
  });

  it('are not put at all where the server names no method', async () => {
    await using server = await startScriptedServer({ authenticate: (context) => context.reject([]) });
    const failure = await refusal(logIn({ ...server, user: 'ann' }, record), 'auth');
    expect(failure.message).toContain('ann');
    expect(record.asked).toEqual([]);
  });
});

const emptyAttributes = { mode: 0o40755, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };
