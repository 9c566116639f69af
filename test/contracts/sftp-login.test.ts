import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hostKeyFingerprint } from '../../electron/remote/fingerprint.ts';
import { abilitiesOf } from '../../electron/remote/remote-file-system.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { type LoginRecord, logIn, newRecord, refusal } from './log-in.ts';
import { startAgent } from './sftp-agent.ts';

describeWithServers('logging in to SFTP', () => {
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
      expect(abilitiesOf(fs.extras).sort()).toEqual([
        'atomic-replace',
        'checksum',
        'create-hard-link',
        'create-symlink',
        'exec',
        'free-space',
        'read-link',
        'server-copy',
        'set-modified-time',
        'set-owner',
        'set-permissions',
      ]);
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
      ['a PuTTY key that is cut short', 'PuTTY-User-Key-File-3: ssh-ed25519\n', 'PuTTY'],
      ['something else', 'not a key at all', 'cannot be used'],
    ] as const)('names the fault of %s', async ([, content, words]) => {
      const keyFile = join(folder, 'key');
      if (content !== undefined) await writeFile(keyFile, content, { mode: 0o600 });
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

    it.for(['diffie-hellman-group18-sha512', 'diffie-hellman-group14-sha256', 'ecdh-sha2-nistp521'])(
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
});
