import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareClientCertificates } from './client-certificates.ts';
import { type CertificateName, certificateFile, certificateKeyFile, hostKeyFile, hostKeyTypes } from './credentials.ts';
import { passivePorts } from './free-port.ts';
import { readGreeting } from './greeting.ts';
import { insideFolder, insidePackages } from './private-machine.ts';
import {
  type RealServer,
  type ServerOptions,
  type ServerProgram,
  type ServerSetting,
  startServer,
  type TestServer,
} from './real-server.ts';

export interface ProftpdOptions extends ServerOptions {
  /** `sftp`: SFTP by mod_sftp, with passwords. Default `ftp`. */
  readonly protocol?: 'ftp' | 'sftp';
  /** `explicit`: AUTH TLS (RFC 4217); `implicit`: TLS from the first byte. Default `none`. */
  readonly tls?: 'none' | 'explicit' | 'implicit';
  /** With explicit TLS: whether logins and data without it are refused. Default `refused`. */
  readonly plainText?: 'refused' | 'allowed';
  /** The only TLS version the server speaks. Default: both. */
  readonly tlsVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Which certificate it shows. Default `valid`. */
  readonly certificate?: CertificateName;
  /** Whether data connections must resume the control connection's TLS session. Default `required`, as ProFTPD has it. */
  readonly sessionReuse?: 'required' | 'optional';
  /** With TLS: whether clients must show a certificate of the test authority for clients. Default `unasked`. */
  readonly clientCertificate?: 'unasked' | 'required';
  /** Another host at the same address, by the name of which users get into the folder of that name in their home. */
  readonly virtualHost?: string;
  /** Modules beside those that are always there: `mod_copy`, `mod_digest`, `mod_site_misc`. */
  readonly modules?: readonly string[];
  /** Further lines of proftpd.conf. */
  readonly lines?: readonly string[];
}

/** ProFTPD 1.3. Users are locked into their homes: the client sees the home as `/`. */
export interface ProftpdTestServer extends TestServer<ProftpdOptions>, Pick<RealServer<ProftpdOptions>, 'startBeside'> {
  /** The test authority that signed the certificates `valid`, `expired` and `wrong-host`; PEM. */
  readonly authority: string;
}

/** Starts a real ProFTPD on a loopback port; its configuration is where Debian has it, its logs where the tests read them. */
export async function startProftpd(options: ProftpdOptions = {}): Promise<ProftpdTestServer> {
  const server = await startServer(proftpd, options);
  return Object.assign(server, { authority: server.credentials.authority });
}

const proftpd: ServerProgram<ProftpdOptions> = {
  name: 'proftpd',
  remoteHome: () => '/',

  async configure(setting) {
    const { machine, credentials, options } = setting;
    const key = join(machine.folder, 'server.key');
    await copyFile(
      certificateFile(credentials.folder, options.certificate ?? 'valid'),
      join(machine.folder, 'server.crt'),
    );
    await copyFile(certificateKeyFile(credentials.folder), key);
    await copyFile((await prepareClientCertificates()).authority, join(machine.folder, 'clients.crt'));
    for (const type of options.protocol === 'sftp' ? hostKeyTypes : []) {
      const target = join(machine.folder, `host-key-${type}`);
      await copyFile(hostKeyFile(credentials.folder, 'a', type), target);
      await chmod(target, 0o600);
    }
    const lines = [
      ...baseLines(setting),
      ...tlsLines(options),
      ...sftpLines(options),
      ...(options.lines ?? []),
      ...virtualHostLines(setting),
    ];
    await mkdir(join(machine.folder, 'etc/proftpd'), { recursive: true });
    await writeFile(join(machine.folder, 'etc/proftpd/proftpd.conf'), `${lines.join('\n')}\n`);
    // Quiet, or it writes to standard error what belongs into its log.
    return [`${insidePackages}/usr/sbin/proftpd`, '--nodaemon', '--quiet', '--config', '/etc/proftpd/proftpd.conf'];
  },

  greet: ({ host, port, options }, signal) => {
    const expected = options.protocol === 'sftp' ? 'SSH-2.0-' : '220';
    return readGreeting({ host, port, line: options.tls === 'implicit' ? 'tls' : 'plain', expected, signal });
  },
};

function baseLines({ host, port, options }: ServerSetting<ProftpdOptions>): string[] {
  return [
    `ModulePath ${insidePackages}/usr/lib/proftpd`,
    ...(options.tls === undefined || options.tls === 'none' ? [] : ['LoadModule mod_tls.c']),
    ...(options.modules ?? []).map((name) => `LoadModule ${name}.c`),
    'ServerName "Test server"',
    'ServerType standalone',
    `DefaultAddress ${host}`,
    'SocketBindTight on',
    `Port ${port}`,
    `PassivePorts ${passivePorts.first} ${passivePorts.last}`,
    `UseIPv6 ${host.includes(':') ? 'on' : 'off'}`,
    'UseReverseDNS off',
    'User nobody',
    'Group nobody',
    'DefaultRoot ~',
    'AuthPAM off',
    'AuthOrder mod_auth_unix.c',
    'AllowOverwrite on',
    'AllowStoreRestart on',
    'AllowRetrieveRestart on',
    'Umask 022',
    'TimesGMT on',
    'DelayEngine off',
    'WtmpLog off',
    'MaxInstances none',
    'SyslogLevel info', // logins are not told otherwise
    'PidFile /run/proftpd/proftpd.pid',
    'ScoreboardFile /run/proftpd/scoreboard',
    `SystemLog ${insideFolder}/log/proftpd.log`,
    `TransferLog ${insideFolder}/log/xferlog`,
  ];
}

function sftpLines({ protocol }: ProftpdOptions): string[] {
  if (protocol !== 'sftp') return [];
  return [
    'LoadModule mod_sftp.c',
    'SFTPEngine on',
    ...hostKeyTypes.map((type) => `SFTPHostKey ${insideFolder}/host-key-${type}`),
    'SFTPAuthMethods password',
    `SFTPLog ${insideFolder}/log/sftp.log`,
  ];
}

function virtualHostLines({ host, port, options }: ServerSetting<ProftpdOptions>): string[] {
  const { virtualHost } = options;
  if (virtualHost === undefined) return [];
  return [
    `<VirtualHost ${host}>`,
    `Port ${port}`,
    `ServerAlias ${virtualHost}`,
    `DefaultRoot ~/${virtualHost}`,
    'AuthPAM off',
    'AuthOrder mod_auth_unix.c',
    ...tlsLines(options),
    '</VirtualHost>',
  ];
}

function tlsLines(options: ProftpdOptions): string[] {
  if (options.tls === undefined || options.tls === 'none') return [];
  return [
    'TLSEngine on',
    `TLSProtocol ${options.tlsVersion ?? 'TLSv1.2 TLSv1.3'}`,
    `TLSRSACertificateFile ${insideFolder}/server.crt`,
    `TLSRSACertificateKeyFile ${insideFolder}/server.key`,
    `TLSRequired ${options.plainText === 'allowed' ? 'off' : 'on'}`,
    `TLSOptions ${options.tls === 'implicit' ? 'UseImplicitSSL' : 'NoEmptyFragments'}${options.sessionReuse === 'optional' ? ' NoSessionReuseRequired' : ''}`,
    ...(options.clientCertificate === 'required'
      ? ['TLSVerifyClient on', `TLSCACertificateFile ${insideFolder}/clients.crt`]
      : []),
    `TLSLog ${insideFolder}/log/tls.log`,
  ];
}
