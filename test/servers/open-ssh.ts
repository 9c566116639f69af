import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClientKeys, type HostKeyName, hostKeyFile, hostKeyTypes } from './credentials.ts';
import { readGreeting } from './greeting.ts';
import { insideFolder, insidePackages, insidePath } from './private-machine.ts';
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
  /** The ways to log in that the server offers. Default password and publickey. */
  readonly logins?: readonly LoginMethod[];
  /** `internal`: sshd's own internal-sftp; `external`: the sftp-server program; `none`: no SFTP at all. Default `external`, as Debian has it. */
  readonly sftp?: 'internal' | 'external' | 'none';
  /** `system`: through the machine's system log, as Debian has it. Default `file`: into a log of its own. */
  readonly logTo?: 'file' | 'system';
  /** Any other line of sshd_config; wins over what the options above say. */
  readonly settings?: Readonly<Record<string, string>>;
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
    const keys = Object.values(credentials.clientKeys).map((key) => `${key.publicKey}\n`);
    await writeFile(join(machine.folder, 'authorized_keys'), keys.join(''));
    const lines = [
      ...Object.entries(options.settings ?? {}).map(([name, value]) => `${name} ${value}`), // sshd takes the first
      `ListenAddress ${host}`,
      `Port ${port}`,
      ...hostKeyTypes.map((type) => `HostKey ${insideFolder}/host-key-${type}`),
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
      ...sftpSettings(options.sftp ?? 'external'),
    ];
    await writeFile(join(machine.folder, 'sshd_config'), `${lines.join('\n')}\n`);
    const log = options.logTo === 'system' ? [] : ['-E', `${insideFolder}/log/sshd.log`];
    return [`${insidePackages}/usr/sbin/sshd`, '-D', '-f', `${insideFolder}/sshd_config`, ...log];
  },

  greet: ({ host, port }, signal) => readGreeting({ host, port, line: 'plain', expected: 'SSH-2.0-', signal }),
};

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
