import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readPrivateKeyFile } from '../../electron/remote/sftp/keys/private-key.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { preparePackages, type UnpackedPackages } from '../servers/packages.ts';
import { runCommand } from '../servers/run-command.ts';
import { type LoginRecord, logIn, newRecord, refusal } from './log-in.ts';

const PASSPHRASE = 'pass phräse 名';

interface Kind {
  readonly type: string;
  /** What ssh-keygen is told. */
  readonly asked: readonly string[];
}
const kinds: readonly Kind[] = [
  { type: 'ssh-ed25519', asked: ['-t', 'ed25519'] },
  { type: 'ecdsa-sha2-nistp256', asked: ['-t', 'ecdsa', '-b', '256'] },
  { type: 'ecdsa-sha2-nistp384', asked: ['-t', 'ecdsa', '-b', '384'] },
  { type: 'ecdsa-sha2-nistp521', asked: ['-t', 'ecdsa', '-b', '521'] },
  { type: 'ssh-rsa', asked: ['-t', 'rsa', '-b', '2048'] },
];

interface Format {
  readonly name: string;
  readonly encrypted: boolean;
  readonly except?: readonly string[];
  make(tools: Tools, source: string, target: string): Promise<unknown>;
}

/** Runs the programs of the packages; `source` is a plain key in OpenSSH's format. */
class Tools {
  readonly #packages: UnpackedPackages;
  readonly passphraseFile: string;

  constructor(packages: UnpackedPackages, folder: string) {
    this.#packages = packages;
    this.passphraseFile = join(folder, 'passphrase');
  }

  run(program: string, ...args: string[]): Promise<string> {
    const env = { LD_LIBRARY_PATH: this.#packages.libraryPath(this.#packages.root) };
    return runCommand(join(this.#packages.root, 'usr/bin', program), args, { env });
  }

  /** Copies the key, then has ssh-keygen write it anew. */
  async rewrite(source: string, target: string, ...form: string[]): Promise<void> {
    await writeFile(target, await readFile(source), { mode: 0o600 });
    // One round of bcrypt: what it costs is not what is tested.
    await this.run('ssh-keygen', '-q', '-a', '1', '-p', '-P', '', '-f', target, ...form);
  }

  async pkcs8(source: string): Promise<string> {
    const plain = `${source}.pkcs8`;
    await this.rewrite(source, plain, '-N', '', '-m', 'PKCS8');
    return plain;
  }

  putty(source: string, target: string, ...parameters: string[]): Promise<string> {
    return this.run('puttygen', source, '-O', 'private', '-o', target, '--ppk-param', parameters.join(','));
  }

  puttyEncrypted(source: string, target: string, ...parameters: string[]): Promise<string> {
    const secret = ['--new-passphrase', this.passphraseFile];
    const form = ['--ppk-param', parameters.join(',')];
    return this.run('puttygen', source, '-O', 'private', '-o', target, ...secret, ...form);
  }
}

const noPem = ['ssh-ed25519'];
/** OpenSSL calls elliptic curves by their own command. */
const traditional = (tools: Tools, source: string, target: string, cipher: string[]) =>
  tools
    .pkcs8(source)
    .then((plain) => tools.run('openssl', 'pkey', '-in', plain, '-traditional', '-out', target, ...cipher));

const quick = ['memory=1024', 'passes=2'];
const formats: readonly Format[] = [
  { name: 'OpenSSH', encrypted: false, make: (tools, from, to) => tools.rewrite(from, to, '-N', '') },
  { name: 'OpenSSH, encrypted', encrypted: true, make: (tools, from, to) => tools.rewrite(from, to, '-N', PASSPHRASE) },
  {
    name: 'OpenSSH, encrypted with AES-GCM',
    encrypted: true,
    make: (tools, from, to) => tools.rewrite(from, to, '-N', PASSPHRASE, '-Z', 'aes256-gcm@openssh.com'),
  },
  {
    name: 'PKCS#1 or SEC1',
    encrypted: false,
    except: noPem,
    make: (tools, from, to) => traditional(tools, from, to, []),
  },
  {
    name: 'PKCS#1 or SEC1, encrypted',
    encrypted: true,
    except: noPem,
    make: (tools, from, to) => traditional(tools, from, to, ['-aes128', '-passout', `file:${tools.passphraseFile}`]),
  },
  {
    name: 'PKCS#1 or SEC1, encrypted with Triple DES',
    encrypted: true,
    except: noPem,
    make: (tools, from, to) => traditional(tools, from, to, ['-des3', '-passout', `file:${tools.passphraseFile}`]),
  },
  {
    name: 'PKCS#8',
    encrypted: false,
    make: async (tools, from, to) => tools.run('openssl', 'pkey', '-in', await opensslInput(tools, from), '-out', to),
  },
  {
    name: 'PKCS#8, encrypted',
    encrypted: true,
    make: async (tools, from, to) =>
      tools.run(
        ...(['openssl', 'pkcs8', '-topk8', '-v2', 'aes-256-cbc', '-in', await opensslInput(tools, from)] as const),
        ...['-out', to, '-passout', `file:${tools.passphraseFile}`],
      ),
  },
  { name: 'PPK 2', encrypted: false, make: (tools, from, to) => tools.putty(from, to, 'version=2') },
  { name: 'PPK 2, encrypted', encrypted: true, make: (tools, from, to) => tools.puttyEncrypted(from, to, 'version=2') },
  { name: 'PPK 3', encrypted: false, make: (tools, from, to) => tools.putty(from, to, 'version=3') },
  ...['argon2id', 'argon2i', 'argon2d'].map((kdf) => ({
    name: `PPK 3, encrypted with ${kdf}`,
    encrypted: true,
    make: (tools: Tools, from: string, to: string) =>
      tools.puttyEncrypted(from, to, 'version=3', `kdf=${kdf}`, ...quick),
  })),
];

/** ssh-keygen writes no Ed25519 key as PKCS#8; OpenSSL makes one by itself. */
async function opensslInput(tools: Tools, source: string): Promise<string> {
  if (!source.endsWith('ssh-ed25519')) return tools.pkcs8(source);
  const made = `${source}.made`;
  await tools.run('openssl', 'genpkey', '-algorithm', 'ed25519', '-out', made);
  return made;
}

describeWithServers('private keys of every format', () => {
  let server: SftpTestServer;
  let tools: Tools;
  let folder: string;
  let record: LoginRecord;
  const authorized: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-keys-'));
    tools = new Tools(await preparePackages(), folder);
    await writeFile(tools.passphraseFile, PASSPHRASE);
    server = await startOpenSsh({ settings: { AuthorizedKeysFile: '.ssh/authorized_keys' } });
    await mkdir(join(server.home, '.ssh'));
    await chmod(server.home, 0o755);
    for (const { type, asked } of kinds) {
      await tools.run('ssh-keygen', '-q', ...asked, '-N', '', '-C', `${type} key`, '-f', join(folder, type));
      await authorize(await readFile(join(folder, `${type}.pub`), 'utf8'));
    }
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
    record = newRecord();
  });

  const authorize = async (line: string) => {
    authorized.push(line.trim());
    await writeFile(join(server.home, '.ssh/authorized_keys'), `${authorized.join('\n')}\n`);
  };

  const account = () => ({ host: server.host, port: server.port, user: server.user });

  for (const { type } of kinds) {
    for (const { name, encrypted, except, make } of formats) {
      if (except?.includes(type) === true) continue;
      it(`${type} as ${name}`, async () => {
        const file = join(folder, `${type} ${name.replaceAll(/\W+/g, ' ')}`);
        await make(tools, join(folder, type), file);
        await chmod(file, 0o600);
        const key = await readPrivateKeyFile(file);
        expect(key.encrypted).toBe(encrypted);
        const opened = await key.open(async () => PASSPHRASE);
        expect(opened.type).toBe(type);
        await authorize(`${type} ${opened.getPublicSSH().toString('base64')}`);

        const passphrases = encrypted ? ['wrong', PASSPHRASE] : [];
        await using fs = await logIn({ ...account(), keyFile: file, passphrases }, record);
        expect(fs.lost).toBeUndefined();
        expect(record.asked).toEqual(encrypted ? ['passphrase first', 'passphrase rejected'] : []);
        expect(record.transcript.join('\n')).not.toContain(PASSPHRASE);
      });
    }
  }

  describe('that are encrypted', () => {
    const encrypted = async (name: string): Promise<string> => {
      const format = formats.find((each) => each.name === name);
      const file = join(folder, `shared ${name.replaceAll(/\W+/g, ' ')}`);
      await format?.make(tools, join(folder, 'ssh-ed25519'), file);
      await chmod(file, 0o600);
      return file;
    };

    it.for(['OpenSSH, encrypted', 'PPK 2, encrypted', 'PPK 3, encrypted with argon2id'])(
      'are opened only when the server wants them: %s',
      async (name) => {
        const file = await encrypted(name);
        const stranger = { ...account(), user: 'nobody-here', keyFile: file, passphrases: [PASSPHRASE] };
        await refusal(logIn(stranger, record), 'cancelled');
        expect(record.asked).toEqual(['password first']);
      },
    );

    it.for(['OpenSSH, encrypted', 'PKCS#8, encrypted', 'PPK 2, encrypted', 'PPK 3, encrypted with argon2i'])(
      'are given up after three wrong passphrases: %s',
      async (name) => {
        const file = await encrypted(name);
        const made = await readPrivateKeyFile(file).then((key) => key.open(async () => PASSPHRASE));
        await authorize(`ssh-ed25519 ${made.getPublicSSH().toString('base64')}`);
        const passphrases = ['a', 'b', 'c', PASSPHRASE];
        const failure = await refusal(logIn({ ...account(), keyFile: file, passphrases }, record), 'auth');
        expect(failure.message).toContain('passphrase does not fit');
        expect(record.asked).toEqual(['passphrase first', 'passphrase rejected', 'passphrase rejected']);
      },
    );

    it('end the login when the user gives no passphrase', async () => {
      const file = await encrypted('OpenSSH, encrypted');
      await refusal(logIn({ ...account(), keyFile: file, passwords: [server.password] }, record), 'cancelled');
      expect(record.asked).toEqual(['passphrase first']);
    });
  });

  describe('that cannot be used', () => {
    const faulty = async (name: string, change: (text: string) => string): Promise<string> => {
      const source = join(folder, `faulty ${name}`);
      await tools.putty(join(folder, 'ssh-rsa'), source, `version=${name}`);
      await writeFile(source, change(await readFile(source, 'utf8')), { mode: 0o600 });
      return source;
    };

    it.for(['2', '3'])('say that a PPK of version %s was changed', async (version) => {
      const file = await faulty(version, (text) => text.replace(/^Comment: .*$/m, 'Comment: changed'));
      const failure = await refusal(logIn({ ...account(), keyFile: file }, record), 'auth');
      expect(failure.message).toContain('it was changed since it was made');
    });

    it('refuse to derive a key at a price that no honest file asks', async () => {
      const file = join(folder, 'costly');
      await tools.puttyEncrypted(join(folder, 'ssh-ed25519'), file, 'version=3', ...quick);
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace(/Argon2-Memory: \d+/, 'Argon2-Memory: 4000000'), { mode: 0o600 });
      const failure = await refusal(logIn({ ...account(), keyFile: file }, record), 'auth');
      expect(failure.message).toContain('more memory or time');
      expect(record.asked).toEqual([]);
    });

    it('name the right that others have to read one', async () => {
      const file = join(folder, 'open');
      await writeFile(file, await readFile(join(folder, 'ssh-ed25519')));
      await chmod(file, 0o644);
      const failure = await refusal(logIn({ ...account(), keyFile: file }, record), 'auth');
      expect(failure.message).toContain('permissions are 644');
      expect(failure.data.hint).toContain('chmod 600');
    });

    it('are told from folders, certificates and keys of security keys', async () => {
      expect((await refusal(logIn({ ...account(), keyFile: folder }, record), 'auth')).message).toContain('folder');
      const certificate = join(folder, 'certificate.pem');
      await writeFile(certificate, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', { mode: 0o600 });
      expect((await refusal(logIn({ ...account(), keyFile: certificate }, record), 'auth')).message).toContain(
        'certificate',
      );
      const curve = join(folder, 'curve');
      await tools.run('openssl', 'genpkey', '-algorithm', 'ed448', '-out', curve);
      await chmod(curve, 0o600);
      expect((await refusal(logIn({ ...account(), keyFile: curve }, record), 'auth')).message).toContain('ed448');
    });

    it('tell of a certificate beside the key that makes no sense, and log in with the key alone', async () => {
      const file = join(folder, 'certified');
      await tools.rewrite(join(folder, 'ssh-ed25519'), file, '-N', '');
      await writeFile(`${file}-cert.pub`, 'ssh-ed25519-cert-v01@openssh.com AAAA\n');
      await using fs = await logIn({ ...account(), keyFile: file }, record);
      expect(fs.lost).toBeUndefined();
      expect(record.transcript.join('\n')).toContain('certified-cert.pub is not used');
    });
  });
});
