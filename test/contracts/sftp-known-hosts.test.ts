import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { InteractiveHostTrust } from '../../electron/remote/interactive-host-trust.ts';
import { TrustStore } from '../../electron/remote/trust-store.ts';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { preparePackages, type UnpackedPackages } from '../servers/packages.ts';
import { runCommand } from '../servers/run-command.ts';
import { logIn, refusal } from './log-in.ts';

describeWithServers('known_hosts shared with OpenSSH', () => {
  let server: SftpTestServer;
  let packages: UnpackedPackages;
  let folder: string;
  let questions: PromptQuestion[];

  beforeAll(async () => {
    packages = await preparePackages();
    server = await startOpenSsh();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
    folder = await mkdtemp(join(tmpdir(), 'portside-ssh-'));
    vi.stubEnv('PORTSIDE_SSH_FOLDER', folder);
    questions = [];
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const known = () => join(folder, 'known_hosts');
  const name = () => `[${server.host}]:${server.port}`;

  const connect = async (answer: PromptAnswer, at: SftpTestServer = server) => {
    const trust = new InteractiveHostTrust({
      store: new TrustStore(join(folder, 'trust.json'), (message) => {
        throw new Error(message);
      }),
      ask: async (question) => {
        questions.push(question);
        return answer;
      },
    });
    await using fs = await logIn({ host: at.host, port: at.port, user: at.user, passwords: [at.password], trust });
    return fs.facts.security.trust;
  };

  const keygen = (...args: string[]) =>
    runCommand(join(packages.root, 'usr/bin/ssh-keygen'), args, {
      env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) },
    });

  /** Connects as a script would: nobody is asked, only a known key is taken. */
  const ssh = async (at: SftpTestServer = server, ...more: string[]) => {
    const key = join(folder, 'key');
    await copyFile(at.clientKeys.ed25519.path, key);
    await chmod(key, 0o600);
    const options = [
      'StrictHostKeyChecking=yes',
      'BatchMode=yes',
      `UserKnownHostsFile=${known()}`,
      'GlobalKnownHostsFile=none',
      'IdentitiesOnly=yes',
      ...more,
    ].flatMap((option) => ['-o', option]);
    return runCommand(
      join(packages.root, 'usr/bin/ssh'),
      ['-F', 'none', ...options, '-i', key, '-p', String(at.port), `${at.user}@${at.host}`, 'echo', 'connected'],
      { env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) } },
    );
  };

  const trusting: PromptAnswer = { kind: 'trust', remember: true };
  const refusing: PromptAnswer = { kind: 'refuse' };

  it.for(['plain', 'hashed'])('is written in a form that ssh and ssh-keygen take: %s', async (form) => {
    await writeFile(join(folder, 'config'), form === 'hashed' ? 'HashKnownHosts yes\n' : '');
    await expect(ssh()).rejects.toThrow('Host key verification failed');
    expect(await connect(trusting)).toBe('known-host');
    expect((await readFile(known(), 'utf8')).includes(server.host)).toBe(form === 'plain');
    expect(await keygen('-F', name(), '-f', known())).toContain(' found: line 1');
    expect(await ssh()).toBe('connected\n');
    expect(await connect(refusing)).toBe('known-host');
    expect(questions).toHaveLength(1);
  });

  it('is read as ssh writes it, and after ssh-keygen has hashed it', async () => {
    const lines = (await server.hostKeys()).map((key) => `${name()},[also.example]:${server.port} ${key}\n`);
    await writeFile(known(), lines.join(''));
    await keygen('-H', '-f', known());
    expect(await readFile(known(), 'utf8')).not.toContain(server.host);
    expect(await connect(refusing)).toBe('known-host');
    expect(questions).toEqual([]);
  });

  it('forgets a host with ssh-keygen -R', async () => {
    await connect(trusting);
    await keygen('-R', name(), '-f', known());
    await refusal(connect(refusing), 'untrusted-host');
    expect(questions).toHaveLength(2);
    expect(questions[1]).not.toHaveProperty('previousFingerprint');
  });

  it('keeps a changed key out until the user decides, then replaces it for ssh too', async () => {
    await using other = await startOpenSsh();
    await connect(trusting, other);
    const before = await readFile(known(), 'utf8');
    await other.restart({ hostKey: 'b' });

    await refusal(connect(refusing, other), 'untrusted-host');
    expect(await connect({ kind: 'trust', remember: false }, other)).toBe('accepted-once');
    expect(await readFile(known(), 'utf8')).toBe(before);
    await expect(ssh(other)).rejects.toThrow('REMOTE HOST IDENTIFICATION HAS CHANGED');

    expect(await connect(trusting, other)).toBe('known-host');
    expect(await ssh(other)).toBe('connected\n');
    expect(await readFile(`${known()}.old`, 'utf8')).toBe(before);
    expect(questions.slice(1).every((question) => 'previousFingerprint' in question)).toBe(true);
  });

  it('refuses a revoked key without a question', async () => {
    const keys = await server.hostKeys();
    await writeFile(known(), keys.map((key) => `@revoked * ${key}\n`).join(''));
    const failure = await refusal(connect(trusting), 'untrusted-host');
    expect(failure.message).toContain('revoked');
    expect(questions).toEqual([]);
  });

  it('is looked up in the files and by the name that ssh_config gives', async () => {
    const [key] = await server.hostKeys();
    await writeFile(join(folder, 'elsewhere'), `[balanced]:${server.port} ${key}\n`);
    await writeFile(join(folder, 'config'), `HostKeyAlias balanced\nUserKnownHostsFile ${folder}/elsewhere\n`);
    expect(await connect(refusing)).toBe('known-host');
  });

  it('knows a host by its alias as ssh does: without the port', async () => {
    await writeFile(join(folder, 'config'), 'HostKeyAlias balanced\n');
    expect(await connect(trusting)).toBe('known-host');
    expect(await readFile(known(), 'utf8')).toMatch(/^balanced ssh-/);
    expect(await ssh(server, 'HostKeyAlias=balanced')).toBe('connected\n');
    expect(await connect(refusing)).toBe('known-host');
    expect(questions).toHaveLength(1);
  });

  it('asks about a host that shows no certificate, whoever may vouch for it', async () => {
    const [key] = await server.hostKeys();
    await writeFile(known(), `@cert-authority * ${key}\n`);
    await refusal(connect(refusing), 'untrusted-host');
    expect(questions).toHaveLength(1);
  });
});
