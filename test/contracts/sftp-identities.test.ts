import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { type LoginRecord, logIn, newRecord, refusal } from './log-in.ts';
import { encryptKey, makeKey, startAgent } from './sftp-agent.ts';

describeWithServers('the keys that are offered to an SFTP server', () => {
  let server: SftpTestServer;
  let record: LoginRecord;
  let folder: string;
  let strangers: string[];

  beforeAll(async () => {
    server = await startOpenSsh();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    record = newRecord();
    vi.stubEnv('SSH_AUTH_SOCK', '');
    folder = await mkdtemp(join(tmpdir(), 'portside-keys-'));
    vi.stubEnv('PORTSIDE_SSH_FOLDER', folder);
    strangers = [];
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const account = () => ({ host: server.host, port: server.port, user: server.user });
  const offered = () => record.transcript.filter((line) => /log in as \w+: key/.test(line));

  /** Keys that no server knows. */
  const makeStrangers = async (count: number) => {
    for (let index = 0; index < count; index += 1) strangers.push(await makeKey(folder, `stranger-${index}`));
    return strangers;
  };

  describe('by an agent', () => {
    it('come first where ssh_config names them, so that ten others burn no attempt', async () => {
      await using agent = await startAgent(folder, ...(await makeStrangers(10)), server.clientKeys.ecdsa.path);
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      await writeFile(join(folder, 'right.pub'), server.clientKeys.ecdsa.publicKey);
      await writeFile(join(folder, 'config'), `Host ${server.host}\n  IdentityFile ${folder}/right.pub\n`);
      await using fs = await logIn(account(), record);
      expect(fs.lost).toBeUndefined();
      expect(offered()).toEqual([expect.stringContaining('right.pub')]);
    });

    it('end before the server hangs up, and the password comes to its turn', async () => {
      await using agent = await startAgent(folder, ...(await makeStrangers(10)));
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      await using fs = await logIn({ ...account(), passwords: [server.password] }, record);
      expect(fs.lost).toBeUndefined();
      expect(offered()).toHaveLength(4);
      expect(record.transcript.join('\n')).toContain('no more are offered');
    });

    it('are said to be too many where the server takes nothing else', async () => {
      await using keysOnly = await startOpenSsh({ logins: ['publickey'] });
      await using agent = await startAgent(folder, ...(await makeStrangers(10)));
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      const { host, port, user } = keysOnly;
      const failure = await refusal(logIn({ host, port, user }, record), 'auth');
      expect(failure.data.hint).toContain('choose the key file');
      expect(offered()).toHaveLength(5);
      expect(await keysOnly.log()).not.toContain('Too many authentication failures');
    });

    it('explain a server that hangs up earlier', async () => {
      await using strict = await startOpenSsh({ logins: ['publickey'], settings: { MaxAuthTries: '2' } });
      await using agent = await startAgent(folder, ...(await makeStrangers(4)));
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      const { host, port, user } = strict;
      const failure = await refusal(logIn({ host, port, user }, record), 'auth');
      expect(failure.message).toContain('too many attempts');
      expect(failure.data.hint).toContain('choose a key file');
    });

    it('are left alone where the user named a key file', async () => {
      await using agent = await startAgent(folder, ...(await makeStrangers(3)));
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      await using fs = await logIn({ ...account(), keyFile: server.clientKeys.rsa.path }, record);
      expect(fs.lost).toBeUndefined();
      expect(offered()).toEqual([expect.stringContaining('client-rsa')]);
    });

    it('spare the passphrase of a named key that the agent holds', async () => {
      const plain = await makeKey(folder, 'locked');
      await using fresh = await startOpenSsh({ settings: { AuthorizedKeysFile: '.ssh/authorized_keys' } });
      await mkdir(join(fresh.home, '.ssh'));
      await copyFile(`${plain}.pub`, join(fresh.home, '.ssh/authorized_keys'));
      await chmod(fresh.home, 0o755);
      await using agent = await startAgent(folder, ...(await makeStrangers(1)), plain);
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      await encryptKey(plain, 'a passphrase');
      const { host, port, user } = fresh;
      await using fs = await logIn({ host, port, user, keyFile: plain }, record);
      expect(fs.lost).toBeUndefined();
      expect(record.asked).toEqual([]);
      expect(offered()).toEqual([expect.stringContaining('of the SSH agent')]);
    });

    it('sign for the public half of a key, without the private file', async () => {
      await using agent = await startAgent(folder, ...(await makeStrangers(1)), server.clientKeys.rsa.path);
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      const half = join(folder, 'half.pub');
      await writeFile(half, server.clientKeys.rsa.publicKey);
      await using fs = await logIn({ ...account(), keyFile: half }, record);
      expect(fs.lost).toBeUndefined();
      expect(offered()).toHaveLength(1);
    });

    it('are not asked for where the site wants no agent', async () => {
      await using agent = await startAgent(folder, server.clientKeys.rsa.path);
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      await refusal(logIn({ ...account(), sftp: { agent: false } }, record), 'cancelled');
      expect(offered()).toEqual([]);
    });

    it('come from the agent that ssh_config names', async () => {
      await using agent = await startAgent(folder, server.clientKeys.ed25519.path);
      await writeFile(join(folder, 'config'), `IdentityAgent ${agent.socket}\n`);
      await using fs = await logIn(account(), record);
      expect(fs.lost).toBeUndefined();
      await writeFile(join(folder, 'config'), 'IdentityAgent none\n');
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      await refusal(logIn(account(), newRecord()), 'cancelled');
    });
  });

  describe('from files', () => {
    const install = async (source: string, name: string) => {
      await copyFile(source, join(folder, name));
      await chmod(join(folder, name), 0o600);
    };

    it('are those that ssh would try by itself', async () => {
      await install(server.clientKeys.ed25519.path, 'id_ed25519');
      await using fs = await logIn(account(), record);
      expect(fs.lost).toBeUndefined();
      expect(record.asked).toEqual([]);
    });

    it('are those of ssh_config, several in turn, with its tokens', async () => {
      await makeKey(folder, `wrong-${server.user}`);
      await install(server.clientKeys.ecdsa.path, 'right');
      const lines = [`${folder}/missing`, `${folder}/wrong-%r`, `${folder}/right`].map(
        (file) => `IdentityFile ${file}\n`,
      );
      await writeFile(join(folder, 'config'), lines.join(''));
      await using fs = await logIn(account(), record);
      expect(fs.lost).toBeUndefined();
      expect(offered()).toHaveLength(2);
      expect(record.transcript.join('\n')).toContain('missing” cannot be used: there is no such file');
    });

    it('are not looked for where the site goes without ~/.ssh/config', async () => {
      await install(server.clientKeys.ed25519.path, 'id_ed25519');
      await refusal(logIn({ ...account(), sftp: { sshConfig: false } }, record), 'cancelled');
      expect(offered()).toEqual([]);
    });
  });

  it('have host, port and user filled in from an alias of ssh_config', async () => {
    const lines = ['Host web', `  HostName ${server.host}`, `  Port ${server.port}`, `  User ${server.user}`];
    await writeFile(join(folder, 'config'), `${lines.join('\n')}\n`);
    await using fs = await logIn({ host: 'web', port: 22, user: '', passwords: [server.password] }, record);
    expect(fs.lost).toBeUndefined();
    expect(record.transcript.join('\n')).toContain('(web in ssh_config)');
    expect(record.transcript.join('\n')).toContain(`log in as ${server.user}`);
  });

  it('cannot help where ssh_config asks for a ProxyCommand, which is said', async () => {
    await writeFile(join(folder, 'config'), 'Host web\n  ProxyCommand nc %h %p\n');
    const failure = await refusal(logIn({ host: 'web', port: 22, user: '' }, record), 'unsupported');
    expect(failure.message).toContain('ProxyCommand');
    expect(failure.data.hint).toContain('ProxyJump');
    expect(await readFile(join(folder, 'config'), 'utf8')).toContain('nc');
  });
});
