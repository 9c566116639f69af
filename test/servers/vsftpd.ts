import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { prepareClientCertificates } from './client-certificates.ts';
import { type CertificateName, certificateFile, certificateKeyFile } from './credentials.ts';
import { passivePorts } from './free-port.ts';
import { readGreeting } from './greeting.ts';
import { insideFolder, insidePackages } from './private-machine.ts';
import {
  type ServerOptions,
  type ServerProgram,
  type ServerSetting,
  startServer,
  type TestServer,
} from './real-server.ts';

export interface VsftpdOptions extends ServerOptions {
  /** `explicit`: AUTH TLS (RFC 4217); `implicit`: TLS from the first byte. Default `none`. */
  readonly tls?: 'none' | 'explicit' | 'implicit';
  /** With explicit TLS: whether logins and data without it are refused. Default `refused`. */
  readonly plainText?: 'refused' | 'allowed';
  /** The only TLS version the server speaks. Default: both. */
  readonly tlsVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Which certificate it shows. Default `valid`. */
  readonly certificate?: CertificateName;
  /** vsftpd's require_ssl_reuse: data connections must resume the control connection's TLS session. Default `required`. */
  readonly sessionReuse?: 'required' | 'optional';
  /** With TLS: whether clients must show a certificate of the test authority for clients. Default `unasked`. */
  readonly clientCertificate?: 'unasked' | 'required';
  /** Connections at the same time; one more gets "421 There are too many connected users". Default: no limit. */
  readonly maxClients?: number;
  /** Any other line of vsftpd.conf; wins over what the options above say. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** vsftpd 3. Users are locked into their homes: the client sees the home as `/`. */
export interface FtpTestServer extends TestServer<VsftpdOptions> {
  /** The test authority that signed the certificates `valid`, `expired` and `wrong-host`; PEM. */
  readonly authority: string;
}

/** Starts a real vsftpd on a loopback port. */
export async function startVsftpd(options: VsftpdOptions = {}): Promise<FtpTestServer> {
  const server = await startServer(vsftpd, options);
  return Object.assign(server, { authority: server.credentials.authority });
}

const vsftpd: ServerProgram<VsftpdOptions> = {
  name: 'vsftpd',
  remoteHome: () => '/',

  async configure(setting) {
    const { machine, credentials, options } = setting;
    const certificate = options.certificate ?? 'valid';
    await copyFile(certificateFile(credentials.folder, certificate), join(machine.folder, 'server.crt'));
    await copyFile(certificateKeyFile(credentials.folder), join(machine.folder, 'server.key'));
    await copyFile((await prepareClientCertificates()).authority, join(machine.folder, 'clients.crt'));
    const settings = { ...baseSettings(setting), ...tlsSettings(options), ...options.settings };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(machine.folder, 'vsftpd.conf'), lines.join(''));
    await writeTlsVersions(join(machine.folder, 'etc'), options);
    return [`${insidePackages}/usr/sbin/vsftpd`, `${insideFolder}/vsftpd.conf`];
  },

  greet: ({ host, port, options }, signal) =>
    readGreeting({ host, port, line: options.tls === 'implicit' ? 'tls' : 'plain', expected: '220', signal }),
};

function baseSettings({ host, port, options }: ServerSetting<VsftpdOptions>): Record<string, string> {
  const address: Record<string, string> = isIPv6(host)
    ? { listen: 'NO', listen_ipv6: 'YES', listen_address6: host }
    : { listen: 'YES', listen_ipv6: 'NO', listen_address: host };
  return {
    ...address,
    listen_port: String(port),
    background: 'NO',
    anonymous_enable: 'NO',
    local_enable: 'YES',
    write_enable: 'YES',
    local_umask: '022',
    chroot_local_user: 'YES',
    allow_writeable_chroot: 'YES',
    pam_service_name: 'vsftpd',
    secure_chroot_dir: '/run/vsftpd/empty',
    pasv_min_port: String(passivePorts.first),
    pasv_max_port: String(passivePorts.last),
    // A session's state in its process title is what the monitor reads.
    setproctitle_enable: 'YES',
    // On current kernels its filter kills healthy sessions ("500 OOPS: priv_sock_get_cmd").
    seccomp_sandbox: 'NO',
    use_localtime: 'NO',
    mdtm_write: 'YES',
    delay_failed_login: '0',
    max_clients: String(options.maxClients ?? 0),
    xferlog_enable: 'YES',
    log_ftp_protocol: 'YES',
    xferlog_std_format: 'NO',
    vsftpd_log_file: `${insideFolder}/log/vsftpd.log`,
  };
}

function tlsSettings(options: VsftpdOptions): Record<string, string> {
  if (options.tls === undefined || options.tls === 'none') return { ssl_enable: 'NO' };
  const force = options.plainText === 'allowed' ? 'NO' : 'YES';
  return {
    ssl_enable: 'YES',
    implicit_ssl: options.tls === 'implicit' ? 'YES' : 'NO',
    rsa_cert_file: `${insideFolder}/server.crt`,
    rsa_private_key_file: `${insideFolder}/server.key`,
    force_local_logins_ssl: force,
    force_local_data_ssl: force,
    require_ssl_reuse: options.sessionReuse === 'optional' ? 'NO' : 'YES',
    ssl_ciphers: 'HIGH',
    ...(options.clientCertificate === 'required'
      ? { require_cert: 'YES', validate_cert: 'YES', ca_certs_file: `${insideFolder}/clients.crt` }
      : {}),
    debug_ssl: 'YES',
  };
}

/** vsftpd has no setting for TLS 1.2 and 1.3; OpenSSL's own configuration has. */
async function writeTlsVersions(etc: string, options: VsftpdOptions): Promise<void> {
  const version = options.tlsVersion;
  const limits = version === undefined ? '' : `MinProtocol = ${version}\nMaxProtocol = ${version}\n`;
  const text = `openssl_conf = start\n[start]\nssl_conf = ssl\n[ssl]\nsystem_default = limits\n[limits]\n${limits}`;
  await mkdir(join(etc, 'ssl'), { recursive: true });
  await writeFile(join(etc, 'ssl/openssl.cnf'), text);
}
