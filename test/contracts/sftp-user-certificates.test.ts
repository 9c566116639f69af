import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { preparePackages, type UnpackedPackages } from '../servers/packages.ts';
import { runCommand } from '../servers/run-command.ts';
import { type LoginRecord, logIn, newRecord, refusal } from './log-in.ts';
import { encryptKey, makeKey, startAgent } from './sftp-agent.ts';

const kinds = {
  ed25519: ['-t', 'ed25519'],
  'ecdsa-256': ['-t', 'ecdsa'],
  'ecdsa-521': ['-t', 'ecdsa', '-b', '521'],
  rsa: ['-t', 'rsa', '-b', '2048'],
} as const;

describeWithServers('SFTP with certificates of users', () => {
  let server: SftpTestServer;
  let packages: UnpackedPackages;
  let office: string;
  let folder: string;
  let record: LoginRecord;

  beforeAll(async () => {
    packages = await preparePackages();
    office = await mkdtemp(join(tmpdir(), 'portside-authority-'));
    await makeKey(office, 'authority');
    const authority = await readFile(join(office, 'authority.pub'), 'utf8');
    // No key lets anybody in by itself.
    server = await startOpenSsh({
      logins: ['publickey'],
      userAuthorities: [authority.trim()],
      settings: { AuthorizedKeysFile: 'none' },
    });
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await rm(office, { recursive: true, force: true });
  });
  beforeEach(async () => {
    record = newRecord();
    vi.stubEnv('SSH_AUTH_SOCK', '');
    folder = await mkdtemp(join(tmpdir(), 'portside-certified-'));
    vi.stubEnv('PORTSIDE_SSH_FOLDER', folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const account = () => ({ host: server.host, port: server.port, user: server.user });
  const offered = () =>
    record.transcript.filter((line) => line.startsWith('sent log in as') && /key|certificate/.test(line));

  /** Puts the certificate beside the key, as ssh-keygen does. */
  const certify = (key: string, user = server.user, ...more: string[]) =>
    runCommand(
      join(packages.root, 'usr/bin/ssh-keygen'),
      ['-q', '-s', join(office, 'authority'), '-I', 'test', '-n', user, ...more, `${key}.pub`],
      { env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) } },
    );

  it.for(Object.entries(kinds))('logs in with the one beside a key file: %s', async ([name, form]) => {
    const key = await makeKey(folder, name, ...form);
    await certify(key);
    await using fs = await logIn({ ...account(), keyFile: key }, record);
    expect(fs.lost).toBeUndefined();
    expect(offered()).toEqual([expect.stringContaining(`certificate ${key}-cert.pub`)]);
    await rm(`${key}-cert.pub`);
    await refusal(logIn({ ...account(), keyFile: key }), 'auth');
  });

  it.for(['ecdsa-521', 'rsa'] as const)('logs in with one that an agent holds: %s', async (name) => {
    const form = kinds[name];
    const key = await makeKey(folder, name, ...form);
    await certify(key);
    await copyFile(`${key}-cert.pub`, join(folder, 'agent-key-0-cert.pub'));
    await using agent = await startAgent(folder, key);
    await rm(`${key}-cert.pub`);
    vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
    await using fs = await logIn(account(), record);
    expect(fs.lost).toBeUndefined();
    expect(record.transcript.join('\n')).toContain('holds 1 key and 1 certificate');
    expect(offered()).toEqual([expect.stringContaining(`certificate “${name}” of the SSH agent`)]);
  });

  it('takes CertificateFile of ssh_config, for a key in an agent and for one in a file that is encrypted', async () => {
    const key = await makeKey(folder, 'work');
    await certify(key);
    await copyFile(`${key}-cert.pub`, join(folder, 'signed.pub'));
    await rm(`${key}-cert.pub`);
    await writeFile(
      join(folder, 'config'),
      `CertificateFile ${folder}/missing.pub\nCertificateFile ${folder}/signed.pub\nIdentityFile ${folder}/work\n`,
    );
    {
      await using agent = await startAgent(folder, key);
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      await using fs = await logIn(account(), record);
      expect(fs.lost).toBeUndefined();
    }
    vi.stubEnv('SSH_AUTH_SOCK', '');
    await encryptKey(key, 'a passphrase');
    await using fs = await logIn({ ...account(), passphrases: ['a passphrase'] }, record);
    expect(fs.lost).toBeUndefined();
    expect(record.asked).toEqual(['passphrase first']);
    expect(offered()).toEqual([expect.stringContaining('signed.pub'), expect.stringContaining('signed.pub')]);
    expect(record.transcript.join('\n')).toContain('missing.pub is not used: it is not there');
  });

  it('goes on with the key itself where the server refuses the certificate, asking for a passphrase once at most', async () => {
    await using plain = await startOpenSsh({ logins: ['publickey'] });
    const key = join(folder, 'key');
    await copyFile(plain.clientKeys.rsa.path, key);
    await copyFile(`${plain.clientKeys.rsa.path}.pub`, `${key}.pub`);
    await chmod(key, 0o600);
    await certify(key, 'somebody-else', '-V', '20200101:20200201');
    await encryptKey(key, 'a passphrase');
    const { host, port, user } = plain;
    await using fs = await logIn({ host, port, user, keyFile: key, passphrases: ['a passphrase'] }, record);
    expect(fs.lost).toBeUndefined();
    expect(offered()).toEqual([expect.stringContaining('certificate '), expect.stringContaining('key file ')]);
    expect(record.transcript.join('\n')).toContain(`the certificate ${key}-cert.pub has expired`);
    expect(record.asked).toEqual(['passphrase first']);
  });

  it('passes over certificates of hosts and of other keys', async () => {
    const key = await makeKey(folder, 'mine');
    const other = await makeKey(folder, 'other');
    await certify(key, server.host, '-h');
    await certify(other);
    await rm(other);
    await writeFile(join(folder, 'config'), `CertificateFile ${other}-cert.pub\n`);
    await refusal(logIn({ ...account(), keyFile: key }, record), 'auth');
    const told = record.transcript.join('\n');
    expect(told).toContain('mine-cert.pub is not used: it is no certificate for users');
    expect(told).toContain(`no key fits the certificate ${other}-cert.pub`);
    expect(offered()).toEqual([expect.stringContaining('key file ')]);
  });
});
