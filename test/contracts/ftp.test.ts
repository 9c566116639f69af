import type { ConnectContext } from '../../electron/remote/connect.ts';
import { connectFtp } from '../../electron/remote/ftp/connect-ftp.ts';
import { silentTranscript } from '../../electron/remote/transcript.ts';
import type { FtpEncryption } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { remoteFileSystemSuite, type SuitePlace } from './remote-file-system.suite.ts';

/** A server that lives until the suite is over, and sessions on it as a user gets them who trusts it. */
async function place(starting: Promise<TestServer<ServerOptions>>, encryption: FtpEncryption): Promise<SuitePlace> {
  const server = await starting;
  const noSuchQuestion = () => Promise.reject(new RemoteError('protocol', 'FTP asks no such question'));
  const context: ConnectContext = {
    signal: new AbortController().signal,
    transcript: silentTranscript,
    trust: {
      certificate: async () => 'accepted-once',
      plainText: async () => {},
      hostKey: noSuchQuestion,
    },
    credentials: { password: async () => server.password, passphrase: noSuchQuestion, answer: noSuchQuestion },
    timeouts: { connectMs: 10_000, idleMs: 10_000 },
  };
  const { host, port, user } = server;
  return {
    root: server.remoteHome,
    diskPath: server.home,
    open: () => connectFtp({ protocol: 'ftp', encryption, host, port, user }, context),
    dispose: async () => server[Symbol.asyncDispose](),
  };
}

const cases: Record<string, [() => Promise<TestServer<ServerOptions>>, FtpEncryption]> = {
  'vsftpd, plain FTP': [() => startVsftpd(), 'none'],
  'vsftpd, plain FTP over IPv6': [() => startVsftpd({ host: '::1' }), 'none'],
  'vsftpd, explicit TLS 1.2': [() => startVsftpd({ tls: 'explicit', tlsVersion: 'TLSv1.2' }), 'explicit'],
  'vsftpd, explicit TLS 1.3': [() => startVsftpd({ tls: 'explicit', tlsVersion: 'TLSv1.3' }), 'auto'],
  'vsftpd, implicit TLS': [() => startVsftpd({ tls: 'implicit' }), 'implicit'],
  'ProFTPD, plain FTP': [() => startProftpd(), 'none'],
  'ProFTPD, explicit TLS 1.2': [() => startProftpd({ tls: 'explicit', tlsVersion: 'TLSv1.2' }), 'explicit'],
  'ProFTPD, explicit TLS 1.3': [() => startProftpd({ tls: 'explicit', tlsVersion: 'TLSv1.3' }), 'explicit'],
  'ProFTPD, implicit TLS': [() => startProftpd({ tls: 'implicit' }), 'implicit'],
  'Pure-FTPd, plain FTP': [() => startPureFtpd(), 'none'],
  'Pure-FTPd, explicit TLS': [() => startPureFtpd({ tls: 'explicit' }), 'explicit'],
};

/** What these servers themselves refuse or change. */
const cannotCarry: Record<string, Record<string, string>> = {
  ProFTPD: { '[x]{y}*?': 'ProFTPD makes no directory with a star in its name ("550 Invalid directory name")' },
  'Pure-FTPd': {
    ' leading and trailing ': 'Pure-FTPd makes an underscore of a space at the end of a name',
    'back\\slash': 'Pure-FTPd takes no name with a backslash ("553 Prohibited file name")',
  },
};

describeWithServers('FTP', () => {
  for (const [name, [start, encryption]] of Object.entries(cases)) {
    const unable = cannotCarry[name.split(',')[0] ?? ''] ?? {};
    const options = { lineBreaksInNames: 'refused', cannotCarry: unable } as const;
    remoteFileSystemSuite(name, () => place(start(), encryption), options);
  }
});
