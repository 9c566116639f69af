import type { ConnectContext } from '../../electron/remote/connect.ts';
import { createFtpConnect } from '../../electron/remote/ftp/connect-ftp.ts';
import { silentTranscript } from '../../electron/remote/transcript.ts';
import type { FtpEncryption } from '../../shared/model/connection.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startVsftpd, type VsftpdOptions } from '../servers/vsftpd.ts';
import { remoteFileSystemSuite, type SuitePlace } from './remote-file-system.suite.ts';

const connectFtp = createFtpConnect({});

/** A session as a user gets it who trusts this server. */
async function place(options: VsftpdOptions, encryption: FtpEncryption): Promise<SuitePlace> {
  const server = await startVsftpd(options);
  const context: ConnectContext = {
    signal: new AbortController().signal,
    transcript: process.env['PORTSIDE_TRANSCRIPT']
      ? { write: (kind, text) => console.log(kind, text) }
      : silentTranscript,
    trust: {
      certificate: async () => 'accepted-once',
      plainText: async () => {},
      hostKey: async () => {
        throw new Error('FTP has no host keys');
      },
    },
    credentials: {
      password: async () => server.password,
      passphrase: async () => '',
      answer: async () => '',
    },
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

const cases: Record<string, [VsftpdOptions, FtpEncryption]> = {
  'FTP on vsftpd, plain': [{}, 'none'],
  'FTP on vsftpd, explicit TLS 1.2': [{ tls: 'explicit', tlsVersion: 'TLSv1.2' }, 'explicit'],
  'FTP on vsftpd, explicit TLS 1.3': [{ tls: 'explicit', tlsVersion: 'TLSv1.3' }, 'auto'],
  'FTP on vsftpd, implicit TLS': [{ tls: 'implicit' }, 'implicit'],
};

describeWithServers('real FTP servers', () => {
  for (const [name, [options, encryption]] of Object.entries(cases)) {
    remoteFileSystemSuite(name, () => place(options, encryption), { lineBreaksInNames: 'refused' });
  }
});
