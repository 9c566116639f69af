import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type ClientKeys, type HostKeyName, hostKeyFile, hostKeyTypes } from './credentials.ts';
import { readGreeting } from './greeting.ts';
import type { UnpackedPackages } from './packages.ts';
import { defaultAccounts, insideFolder, insidePackages, insidePath, type PrivateMachine } from './private-machine.ts';
import {
  type RealServer,
  type ServerOptions,
  type ServerProgram,
  startServer,
  type TestServer,
} from './real-server.ts';

type LoginMethod = 'password' | 'publickey' | 'keyboard-interactive';

export interface OpenSshOptions extends ServerOptions {
  /** Which set of host keys it shows. `restart({ hostKey: 'b' })` is a server whose key changed. Default `a`. */
  readonly hostKey?: HostKeyName;
  /** Certificates of its host keys, each the line of a `-cert.pub` file. Default none. */
  readonly hostCertificates?: readonly string[];
  /** Public keys, each the line of a `.pub` file, of those whose certificates let users in. Default none. */
  readonly userAuthorities?: readonly string[];
  /** The ways to log in that the server offers. Default password and publickey. */
  readonly logins?: readonly LoginMethod[];
  /** `internal`: sshd's own internal-sftp; `external`: the sftp-server program; `none`: no SFTP at all. Default `external`, as Debian has it. */
  readonly sftp?: 'internal' | 'external' | 'none';
  /** `after-password`: keyboard-interactive also asks for the next one-time code ({@link oneTimeCode}). Default `none`. */
  readonly codes?: 'none' | 'after-password';
  /** `homes`: the user is locked in, with SFTP alone: the root holds nothing but the homes. Default: no. */
  readonly chroot?: 'homes';
  /** `system`: through the machine's system log, as Debian has it. Default `file`: into a log of its own. */
  readonly logTo?: 'file' | 'system';
  /** Any other line of sshd_config; wins over what the options above say. */
  readonly settings?: Readonly<Record<string, string>>;
}

const oathSecret = Buffer.from('12345678901234567890');

/** The code that a server with `codes` wants at the login of this number, from 0: each is good once (RFC 4226 §5.3). */
export function oneTimeCode(login: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(login));
  const hash = createHmac('sha1', oathSecret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  return String((hash.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

/** OpenSSH's sshd. Users are not locked in: the client sees absolute paths, the home is `/home/<name>`; files outside the homes are read-only. */
export interface SftpTestServer extends TestServer<OpenSshOptions> {
  /** Keys that every account accepts. */
  readonly clientKeys: ClientKeys;
  /** The public host keys shown at present, one line each as in a .pub file: ed25519, ecdsa, rsa. */
  hostKeys(): Promise<readonly string[]>;
}

/** Starts a real OpenSSH server on a loopback port. */
export async function startOpenSsh(options: OpenSshOptions = {}): Promise<SftpTestServer> {
  const server = await startServer(openSsh, options);
  return Object.assign(server, { clientKeys: server.credentials.clientKeys, hostKeys: () => readHostKeys(server) });
}

/** Starts an OpenSSH server in the machine of another server, so that its processes can be watched through it. Answers its port. */
export function startOpenSshBeside<Options extends ServerOptions>(
  server: RealServer<Options>,
  options: OpenSshOptions = {},
): Promise<number> {
  return server.startBeside(openSsh, options);
}

async function readHostKeys(server: RealServer<OpenSshOptions>): Promise<string[]> {
  const files = hostKeyTypes.map((type) => hostKeyFile(server.credentials.folder, server.options.hostKey ?? 'a', type));
  return Promise.all(files.map(async (file) => (await readFile(`${file}.pub`, 'utf8')).trim()));
}

const openSsh: ServerProgram<OpenSshOptions> = {
  name: 'sshd',
  remoteHome: ({ name }) => `/home/${name}`,

  async configure({ machine, credentials, options, packages, host, port }) {
    for (const type of hostKeyTypes) {
      const target = join(machine.folder, `host-key-${type}`);
      await copyFile(hostKeyFile(credentials.folder, options.hostKey ?? 'a', type), target);
      await chmod(target, 0o600);
    }
    const certificates = options.hostCertificates ?? [];
    for (const [index, line] of certificates.entries()) {
      await writeFile(join(machine.folder, `host-certificate-${index}`), `${line}\n`);
    }
    const authorities = options.userAuthorities ?? [];
    await writeFile(join(machine.folder, 'user-authorities'), authorities.map((line) => `${line}\n`).join(''));
    if (options.codes === 'after-password') await askForCodes(machine, packages);
    const keys = Object.values(credentials.clientKeys).map((key) => `${key.publicKey}\n`);
    await writeFile(join(machine.folder, 'authorized_keys'), keys.join(''));
    const lines = [
      ...Object.entries(options.settings ?? {}).map(([name, value]) => `${name} ${value}`), // sshd takes the first
      `ListenAddress ${host}`,
      `Port ${port}`,
      ...hostKeyTypes.map((type) => `HostKey ${insideFolder}/host-key-${type}`),
      ...certificates.map((_, index) => `HostCertificate ${insideFolder}/host-certificate-${index}`),
      ...(authorities.length === 0 ? [] : [`TrustedUserCAKeys ${insideFolder}/user-authorities`]),
      ...loginSettings(options.logins ?? ['password', 'publickey']),
      `AuthorizedKeysFile ${insideFolder}/authorized_keys`,
      'StrictModes no',
      'UsePAM yes',
      'UseDNS no',
      'PrintMotd no',
      'PidFile none',
      `ModuliFile ${insidePackages}/etc/ssh/moduli`,
      'LogLevel VERBOSE',
      `SetEnv LD_LIBRARY_PATH=${packages.libraryPath(insidePackages)} PATH=${insidePath}`, // for sftp-server
      ...(options.chroot === undefined
        ? sftpSettings(options.sftp ?? 'external')
        : [
            'Subsystem sftp internal-sftp',
            'ForceCommand internal-sftp',
            'ChrootDirectory /home',
            'AllowTcpForwarding no',
          ]),
    ];
    await writeFile(join(machine.folder, 'sshd_config'), `${lines.join('\n')}\n`);
    const log = options.logTo === 'system' ? [] : ['-E', `${insideFolder}/log/sshd.log`];
    return [`${insidePackages}/usr/sbin/sshd`, '-D', '-f', `${insideFolder}/sshd_config`, ...log];
  },

  greet: ({ host, port }, signal) => readGreeting({ host, port, line: 'plain', expected: 'SSH-2.0-', signal }),
};

/** PAM asks for the password, then for a code; the count of used codes starts anew with the server. */
async function askForCodes(machine: PrivateMachine, packages: UnpackedPackages): Promise<void> {
  const modules = packages
    .libraryPath(packages.root)
    .split(':')
    .map((folder) => join(folder, 'security/pam_oath.so'));
  const found = modules.find((path) => existsSync(path));
  if (found === undefined) throw new Error('the package of pam_oath.so lacks it');
  const module = join(insidePackages, relative(packages.root, found));
  const users = 'users.oath';
  const people = defaultAccounts.map(({ name }) => `HOTP ${name} - ${oathSecret.toString('hex')}\n`);
  await writeFile(join(machine.folder, users), people.join(''), { mode: 0o600 });
  const rules = [
    'auth required pam_unix.so nodelay',
    `auth required ${module} usersfile=${insideFolder}/${users} window=2 digits=6`,
    'account required pam_unix.so',
    'session required pam_unix.so',
  ];
  await writeFile(join(machine.folder, 'etc/pam.d/sshd'), `${rules.join('\n')}\n`);
}

function loginSettings(logins: readonly LoginMethod[]): string[] {
  const offered = (method: LoginMethod): string => (logins.includes(method) ? 'yes' : 'no');
  return [
    `PasswordAuthentication ${offered('password')}`,
    `PubkeyAuthentication ${offered('publickey')}`,
    `KbdInteractiveAuthentication ${offered('keyboard-interactive')}`,
  ];
}

function sftpSettings(sftp: 'internal' | 'external' | 'none'): string[] {
  if (sftp === 'none') return [];
  if (sftp === 'internal') return ['Subsystem sftp internal-sftp'];
  return [`Subsystem sftp ${insidePackages}/usr/lib/openssh/sftp-server`];
}
