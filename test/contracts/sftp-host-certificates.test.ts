import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { InteractiveHostTrust } from '../../electron/remote/interactive-host-trust.ts';
import { hashName } from '../../electron/remote/known-hosts.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { TrustStore } from '../../electron/remote/trust-store.ts';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { type HostKeyType, hostKeyFile, hostKeyTypes } from '../servers/credentials.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { Relay } from '../servers/faulty-relay.ts';
import { type HostAuthority, makeHostAuthority } from '../servers/host-authority.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { preparePackages, type UnpackedPackages } from '../servers/packages.ts';
import { runCommand } from '../servers/run-command.ts';
import { calm, type LoginRecord, logIn, newRecord, refusal } from './log-in.ts';

const refuse: PromptAnswer = { kind: 'refuse' };

describeWithServers('SFTP to hosts with a certificate', () => {
  let server: SftpTestServer;
  let packages: UnpackedPackages;
  let authorities: Readonly<Record<HostKeyType, HostAuthority>>;
  let folder: string;
  let questions: PromptQuestion[];
  let record: LoginRecord;

  const tool = (name: string, ...args: string[]) =>
    runCommand(join(packages.root, 'usr/bin', name), args, {
      env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) },
    });

  beforeAll(async () => {
    packages = await preparePackages();
    const [ed25519, ecdsa, rsa, started] = await Promise.all([
      makeHostAuthority('ed25519'),
      makeHostAuthority('ecdsa'),
      makeHostAuthority('rsa'),
      startOpenSsh({ settings: { RekeyLimit: '256K' } }),
    ]);
    authorities = { ed25519, ecdsa, rsa };
    server = started;
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    for (const type of hostKeyTypes) await authorities?.[type][Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
    folder = await mkdtemp(join(tmpdir(), 'portside-ssh-'));
    vi.stubEnv('PORTSIDE_SSH_FOLDER', folder);
    questions = [];
    record = newRecord();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  const publicKey = (type: HostKeyType) => authorities[type].publicKey;
  const known = () => join(folder, 'known_hosts');
  const trusts = async (...lines: string[]) => writeFile(known(), lines.map((line) => `${line}\n`).join(''));
  const trustsAuthority = async (names: string, type: HostKeyType = 'ed25519') =>
    trusts(`@cert-authority ${names} ${publicKey(type)}`);

  interface Certificate {
    readonly of?: HostKeyType;
    /** `b`: of a key that the server does not have. */
    readonly set?: 'a' | 'b';
    readonly by?: HostKeyType;
    readonly names?: string;
    readonly valid?: string;
    readonly more?: readonly string[];
  }

  const sign = async (certificate: Certificate = {}): Promise<string> => {
    const { of = 'ed25519', set = 'a', by = 'ed25519', names = server.host, ...rest } = certificate;
    const file = hostKeyFile(dirname(server.clientKeys.ed25519.path), set, of);
    const key = (await readFile(`${file}.pub`, 'utf8')).trim();
    return authorities[by].sign({ key, id: `the ${of} key`, names, ...rest });
  };

  const shows = async (...certificates: Certificate[]) => {
    const lines: string[] = [];
    for (const each of certificates) lines.push(await sign(each));
    await server.restart({ hostCertificates: lines });
  };

  const connect = (answer: PromptAnswer = refuse, change: Partial<Parameters<typeof logIn>[0]> = {}) => {
    const { host, port, user, password } = server;
    const trust = new InteractiveHostTrust({
      store: new TrustStore(join(folder, 'trust.json'), () => {}),
      ask: async (question) => {
        questions.push(question);
        return answer;
      },
    });
    return logIn({ host, port, user, passwords: [password], trust, ...change }, record);
  };

  const reason = async (connecting: Promise<RemoteFileSystem>) => {
    await using fs = await connecting;
    return fs.facts.security.trust;
  };

  /** Connects as a script would: nobody is asked. */
  const ssh = async () => {
    const key = join(folder, 'login');
    await copyFile(server.clientKeys.ed25519.path, key);
    await chmod(key, 0o600);
    const options = [
      'StrictHostKeyChecking=yes',
      'BatchMode=yes',
      `UserKnownHostsFile=${known()}`,
      'IdentitiesOnly=yes',
    ];
    return tool(
      ...(['ssh', '-F', 'none', ...options.flatMap((option) => ['-o', option])] as const),
      ...['-o', 'GlobalKnownHostsFile=none', '-i', key],
      ...['-p', String(server.port), `${server.user}@${server.host}`, 'echo', 'connected'],
    );
  };

  it('trusts those of every kind of key, signed by every kind of authority, as ssh does', async () => {
    await shows({ of: 'ed25519', by: 'ecdsa' }, { of: 'ecdsa', by: 'rsa' }, { of: 'rsa', by: 'ed25519' });
    const fingerprints = new Set<string | undefined>();
    for (const [type, by] of [
      ['ed25519', 'ecdsa'],
      ['ecdsa', 'rsa'],
      ['rsa', 'ed25519'],
    ] as const) {
      // A key that is known asks the server for one of its type; this one it has not.
      const [keyType, other] = publicKey(type).split(' ');
      await trusts(`@cert-authority * ${publicKey(by)}`, `[${server.host}]:${server.port} ${keyType} ${other}`);
      record = newRecord();
      await using fs = await connect();
      const { trust, authority, fingerprint } = fs.facts.security;
      const listed = await tool('ssh-keygen', '-l', '-f', join(authorities[by].folder, 'authority.pub'));
      expect(trust).toBe('certified');
      expect(listed).toContain(` ${authority} `);
      expect(record.transcript).toContain(`received host certificate “the ${type} key” of CA ${authority}`);
      fingerprints.add(fingerprint);
    }
    expect(fingerprints.size).toBe(3);
    expect(questions).toEqual([]);
    await trustsAuthority('*', 'ecdsa');
    expect(await ssh()).toBe('connected\n');
  });

  const faults: readonly (readonly [string, string, Certificate, Partial<PromptQuestion>])[] = [
    ['has expired', 'it expired on 2020-02-01', { valid: '20200101:20200201' }, { certificateProblem: 'expired' }],
    [
      'is for other hosts',
      'for other hosts (elsewhere.example, 127.0.0.2)',
      { names: 'elsewhere.example,127.0.0.2' },
      { certificateProblem: 'other-host', certificateNames: ['elsewhere.example', '127.0.0.2'] },
    ],
    [
      'is of another authority',
      'does not name for this host',
      { by: 'ecdsa' },
      { certificateProblem: 'unknown-authority' },
    ],
    ['is signed with SHA-1', 'SHA-1', { by: 'rsa', more: ['-t', 'ssh-rsa'] }, { certificateProblem: 'weak-signature' }],
  ];

  it.for(faults)(
    'asks about the key, and says why, where the certificate %s',
    async ([_, words, certificate, asked]) => {
      await shows(certificate);
      await trusts(
        `@cert-authority * ${publicKey('ed25519')}`,
        ...(certificate.by === 'rsa' ? [`@cert-authority * ${publicKey('rsa')}`] : []),
      );
      const failure = await refusal(connect(), 'untrusted-host');
      expect(failure.message).toContain(words);
      expect(failure.data.hint).toContain('No user name and no password was sent.');
      expect(record.asked).toEqual([]);
      expect(questions).toMatchObject([{ kind: 'host-key', keyType: 'ssh-ed25519', ...asked }]);
      await expect(ssh()).rejects.toThrow('Host key verification failed');

      // Whoever accepts the key all the same has accepted the key, not the authority's word: ssh knows it now, too.
      expect(await reason(connect({ kind: 'trust', remember: true }))).toBe('known-host');
      expect(await reason(connect())).toBe('known-host');
      expect(questions).toHaveLength(2);
      expect(await ssh()).toBe('connected\n');
    },
  );

  it('refuses what is revoked without a question: the authority, or the key in the certificate', async () => {
    await shows({});
    const [hostKey] = await server.hostKeys();
    for (const [key, words] of [
      [publicKey('ed25519'), 'The authority of the certificate'],
      [hostKey, 'The host key'],
    ]) {
      await trusts(`@cert-authority * ${publicKey('ed25519')}`, `@revoked * ${key}`);
      const failure = await refusal(connect({ kind: 'trust', remember: true }), 'untrusted-host');
      expect(failure.message).toContain(`${words} of ${server.host} is marked as revoked`);
      await expect(ssh()).rejects.toThrow('revoked');
    }
    expect(questions).toEqual([]);
    expect(record.asked).toEqual([]);
  });

  it('asks for certificates only where an authority is named for the host: by pattern, port, hash, HostKeyAlias', async () => {
    await shows({ names: `${server.host},balanced.example` });
    const authority = publicKey('ed25519');
    const name = `[${server.host}]:${server.port}`;

    await trusts(`@cert-authority *.example ${authority}`);
    await refusal(connect(), 'untrusted-host');
    expect(record.transcript.join('\n')).not.toContain('certificate');
    expect(questions).toEqual([expect.not.objectContaining({ certificateProblem: expect.anything() })]);

    const hashed = hashName(name, randomBytes(20)); // as ssh reads it, though ssh-keygen -H passes over such lines
    for (const names of ['127.0.?.1', `127.*,!${server.host}x`, server.host, name, hashed]) {
      await trusts(`@cert-authority ${names} ${authority}`);
      expect(await reason(connect())).toBe('certified');
    }
    expect(await ssh()).toBe('connected\n');

    await trusts(`@cert-authority *.example ${authority}`);
    await writeFile(join(folder, 'config'), 'HostKeyAlias balanced.example\n');
    expect(await reason(connect())).toBe('certified');
  });

  it('asks for the key by which a host is known, where an authority for all hosts is not that of this one', async () => {
    await shows({ of: 'ed25519', by: 'ecdsa' });
    const [, ecdsa] = await server.hostKeys();
    await trusts(`@cert-authority * ${publicKey('rsa')}`, `[${server.host}]:${server.port} ${ecdsa}`);
    expect(await reason(connect())).toBe('known-host');
    expect(record.transcript).toContainEqual(expect.stringContaining('known by ecdsa-sha2-nistp256'));
    expect(questions).toEqual([]);
  });

  it('carries data whole over many key exchanges, each of which shows the certificate again', async () => {
    await shows({ of: 'rsa' });
    await trustsAuthority('*');
    await using fs = await connect();
    const path = `${server.remoteHome}/rekeyed`;
    const bytes = randomBytes(1_500_000);
    await fs.write(path, Readable.from([bytes]), { mode: 'create' }, calm);
    expect((await buffer(await fs.read(path, {}, calm))).equals(bytes)).toBe(true);
    const exchanges = record.transcript.filter((line) => line.includes('key exchange'));
    expect(exchanges.length).toBeGreaterThan(8);
    expect(record.transcript.filter((line) => line.includes('host certificate “'))).toHaveLength(1);
  });

  it('trusts jump hosts by their certificates, too', async () => {
    await shows({});
    await trustsAuthority('127.0.0.*');
    const { host, port, user, password } = server;
    await using fs = await connect(refuse, {
      jumpPasswords: { [`${user}@${host}:${port}`]: [password] },
      sftp: { jumpHosts: [{ host, port, user }] },
    });
    expect(fs.facts.security.trust).toBe('certified');
    const trusted = record.transcript.filter((line) =>
      line.includes('host key trusted: certified, host certificate of CA'),
    );
    expect(trusted.map((line) => line.includes(`${host}: host key trusted`))).toEqual([true, false]);
    expect(questions).toEqual([]);
  });

  it('sends nothing to one who shows the certificate of another, without having the key', async () => {
    const own = await sign();
    const stolen = await sign({ set: 'b' });
    await server.restart({ hostCertificates: [own] });
    await trustsAuthority('*');
    const [shown, swapped] = [own, stolen].map((line) => Buffer.from(line.split(' ')[1] ?? '', 'base64'));
    if (shown === undefined || swapped === undefined) throw new Error('no certificates');
    let swaps = 0;
    const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
      const line = dial({ host: server.host, port: server.port, allowHalfOpen: true });
      new Relay(client, line, async function* (replies) {
        let waiting = Buffer.alloc(0);
        for await (const bytes of replies) {
          waiting = Buffer.concat([waiting, bytes]);
          const at = waiting.indexOf(shown);
          if (at >= 0) swaps += swapped.copy(waiting, at) === shown.length ? 1 : 0;
          // A certificate that has begun to arrive is waited for.
          if (at < 0 && waiting.includes(shown.subarray(0, 40))) continue;
          yield waiting;
          waiting = Buffer.alloc(0);
        }
      });
    });
    listener.listen(0, server.host);
    await once(listener, 'listening');
    const failure = await refusal(connect(refuse, { port: (listener.address() as AddressInfo).port }), 'protocol');
    listener.close();
    expect(swaps).toBe(1);
    expect(failure.message).toContain('signature verification failed');
    expect(record.transcript.join('\n')).toContain('host certificate “');
    expect(record.asked).toEqual([]);
    expect(questions).toEqual([]);
  });
});
