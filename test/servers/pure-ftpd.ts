import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareClientCertificates } from './client-certificates.ts';
import { type CertificateName, certificateFile, certificateKeyFile } from './credentials.ts';
import { passivePorts } from './free-port.ts';
import { readGreeting } from './greeting.ts';
import { insideFolder, insidePackages } from './private-machine.ts';
import {
  type RealServer,
  type ServerOptions,
  type ServerProgram,
  startServer,
  type TestServer,
} from './real-server.ts';

export interface PureFtpdOptions extends ServerOptions {
  /** `explicit`: AUTH TLS (RFC 4217). Default `none`. */
  readonly tls?: 'none' | 'explicit';
  /** With TLS: whether logins and data without it are refused. Default `refused`. */
  readonly plainText?: 'refused' | 'allowed';
  /** Which certificate it shows. Default `valid`. */
  readonly certificate?: CertificateName;
  /** With TLS: whether clients must show a certificate of the test authority for clients. Default `unasked`. */
  readonly clientCertificate?: 'unasked' | 'required';
  /** Connections at the same time. Default 50. */
  readonly maxClients?: number;
  /** Further words of the command line. */
  readonly words?: readonly string[];
}

/** Pure-FTPd 1.0. Users are locked into their homes: the client sees the home as `/`. It logs to the machine's system log. */
export interface PureFtpdTestServer
  extends TestServer<PureFtpdOptions>,
    Pick<RealServer<PureFtpdOptions>, 'startBeside'> {
  /** The test authority that signed the certificates `valid`, `expired` and `wrong-host`; PEM. */
  readonly authority: string;
}

/** Starts a real Pure-FTPd on a loopback port. */
export async function startPureFtpd(options: PureFtpdOptions = {}): Promise<PureFtpdTestServer> {
  const server = await startServer(pureFtpd, options);
  return Object.assign(server, { authority: server.credentials.authority });
}

const pureFtpd: ServerProgram<PureFtpdOptions> = {
  name: 'pure-ftpd',
  remoteHome: () => '/',

  async configure({ machine, credentials, options, host, port }) {
    const certificate = join(machine.folder, 'server.pem');
    await writeFile(certificate, await readFile(certificateKeyFile(credentials.folder)), { mode: 0o600 });
    await appendFile(certificate, await readFile(certificateFile(credentials.folder, options.certificate ?? 'valid')));
    // It takes the authorities for clients from the same file.
    if (options.clientCertificate === 'required') {
      await appendFile(certificate, await readFile((await prepareClientCertificates()).authority));
    }
    return [
      `${insidePackages}/usr/sbin/pure-ftpd`,
      ...['--bind', `${host},${port}`, '--login', 'unix', '--noanonymous', '--chrooteveryone', '--dontresolve'],
      ...['--passiveportrange', `${passivePorts.first}:${passivePorts.last}`, '--minuid', '1000', '--logpid'],
      ...['--maxclientsnumber', String(options.maxClients ?? 50), '--tls', tlsMode(options)],
      ...['--certfile', `${insideFolder}/server.pem`, ...ciphers(options), ...(options.words ?? [])],
    ];
  },

  greet: ({ host, port }, signal) => readGreeting({ host, port, line: 'plain', expected: '220', signal }),
};

/** `-C:` before the cipher suite makes it ask for a certificate (README.TLS). */
function ciphers({ clientCertificate }: PureFtpdOptions): string[] {
  return clientCertificate === 'required' ? ['--tlsciphersuite', '-C:HIGH'] : [];
}

/** 0: none; 1: allowed; 3: required for control and data. */
function tlsMode({ tls, plainText }: PureFtpdOptions): string {
  if (tls !== 'explicit') return '0';
  return plainText === 'allowed' ? '1' : '3';
}
