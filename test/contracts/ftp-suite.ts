import { type ConnectContext, defaultTimeouts } from '../../electron/remote/connect.ts';
import { connectFtp } from '../../electron/remote/ftp/connect-ftp.ts';
import { abilitiesOf, type RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import type { FtpEncryption } from '../../shared/model/connection.ts';
import type { FtpOptions } from '../../shared/model/connection-options.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { prepareClientCertificates } from '../servers/client-certificates.ts';
import { packageVersion } from '../servers/package-version.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import type { CompatibilityFacts, compatibilityVariants } from './record-compatibility.ts';
import { remoteFileSystemSuite, type SuiteOptions } from './remote-file-system.suite.ts';

const serverPackages = { vsftpd: 'vsftpd', ProFTPD: 'proftpd-core', 'Pure-FTPd': 'pure-ftpd' } as const;
type FtpServerName = keyof typeof serverPackages;

export interface FtpSuiteOptions<Name extends FtpServerName> {
  readonly server: Name;
  readonly variant: (typeof compatibilityVariants)[Name][number];
  start(): Promise<TestServer<ServerOptions>>;
  readonly encryption: FtpEncryption;
  readonly ftp: FtpOptions;
  /** Shows the client certificate of the tests, locked by its passphrase. */
  readonly showsCertificate?: true;
  readonly cannotCarry?: SuiteOptions['cannotCarry'];
}

/** The whole contract suite on one FTP server, talked to in one way, and the record of it. Fails where it was another way after all. */
export function ftpSuite<Name extends FtpServerName>(options: FtpSuiteOptions<Name>): void {
  const { server: name, variant, encryption, ftp } = options;
  const sent: string[] = [];
  const setup = async () => {
    const server = await options.start();
    const certificates = await prepareClientCertificates();
    const noSuchQuestion = () => Promise.reject(new RemoteError('protocol', 'FTP asks no such question'));
    const context: ConnectContext = {
      signal: new AbortController().signal,
      transcript: { write: (kind, text) => kind === 'sent' && sent.push(text) },
      trust: { certificate: async () => 'accepted-once', plainText: async () => {}, hostKey: noSuchQuestion },
      credentials: {
        password: async () => server.password,
        passphrase: async () => certificates.passphrase,
        answer: noSuchQuestion,
      },
      timeouts: defaultTimeouts,
    };
    const { host, port, user } = server;
    const shown = options.showsCertificate ? { clientCertificate: { file: certificates.archive } } : {};
    return {
      root: server.remoteHome,
      diskPath: server.home,
      open: () => connectFtp({ protocol: 'ftp', encryption, host, port, user, ftp: { ...ftp, ...shown } }, context),
      dispose: async () => server[Symbol.asyncDispose](),
    };
  };
  remoteFileSystemSuite(`${name}, ${variant}`, setup, {
    lineBreaksInNames: 'refused',
    ...(options.cannotCarry ? { cannotCarry: options.cannotCarry } : {}),
    compatibility: {
      server: name,
      variant,
      version: () => packageVersion(serverPackages[name]),
      facts: (session) => factsOf(session, variant, sent),
    },
  });
}

/** What was found, held against what the variant promises. */
function factsOf({ facts, extras }: RemoteFileSystem, variant: string, sent: readonly string[]): CompatibilityFacts {
  const verbs = new Set(sent.map((line) => line.split(' ', 1)[0] ?? ''));
  const opened = ['EPSV', 'PASV', 'PORT', 'EPRT'].filter((verb) => verbs.has(verb));
  const usesActive = opened.includes('PORT') || opened.includes('EPRT');
  const usesPassive = opened.includes('EPSV') || opened.includes('PASV');
  const version = /TLS (1\.[23])/.exec(variant)?.[1];
  if (usesActive !== variant.includes('active') || usesPassive !== variant.includes('passive')) {
    throw new Error(`${variant}: data connections were opened by ${opened.join(', ')}`);
  }
  if (variant.includes('TLS') !== (facts.security.level === 'encrypted')) throw new Error(`${variant}: TLS or not?`);
  if (version !== undefined && facts.security.protocol !== `TLSv${version}`) {
    throw new Error(`${variant}: the line is protected by ${facts.security.protocol}`);
  }
  return {
    protocol: 'FTP',
    security: facts.security,
    abilities: abilitiesOf(extras),
    listing: ['MLSD', 'LIST -a', 'LIST'].find((command) => sent.includes(command)) ?? 'none',
    dataConnections: opened,
  };
}
