import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { type DemoServerOptions, startDemoServer } from '../../electron/demo-server/demo-server.ts';
import { type ConnectContext, defaultTimeouts } from '../../electron/remote/connect.ts';
import { connectFtp } from '../../electron/remote/ftp/connect-ftp.ts';
import { connectSftp } from '../../electron/remote/sftp/connect-sftp.ts';
import { silentTranscript } from '../../electron/remote/transcript.ts';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import { remoteFileSystemSuite, type SuitePlace } from './remote-file-system.suite.ts';

type Line = Pick<ConnectionTarget, 'protocol' | 'encryption'>;

describe('the demo server', () => {
  const sftp: Line = { protocol: 'sftp', encryption: 'auto' };
  remoteFileSystemSuite('over SFTP', () => place(sftp), { lineBreaksInNames: 'carried' });

  const ftp: Record<string, [Line, DemoServerOptions]> = {
    'over plain FTP': [{ protocol: 'ftp', encryption: 'none' }, {}],
    'over FTP with TLS': [{ protocol: 'ftp', encryption: 'explicit' }, {}],
    'over FTP with TLS that is required, on IPv6': [
      { protocol: 'ftp', encryption: 'auto' },
      { ftpTls: 'required', host: '::1' },
    ],
  };
  for (const [name, [line, options]] of Object.entries(ftp)) {
    remoteFileSystemSuite(name, () => place(line, options), { lineBreaksInNames: 'refused' });
  }
});

async function place(line: Line, options: DemoServerOptions = {}): Promise<SuitePlace> {
  const server = await startDemoServer(options);
  const context: ConnectContext = {
    signal: new AbortController().signal,
    transcript: silentTranscript,
    timeouts: defaultTimeouts,
    trust: { hostKey: async () => 'pinned', certificate: async () => 'pinned', plainText: async () => {} },
    credentials: {
      password: async () => server.password,
      passphrase: async () => '',
      answer: async () => '',
    },
  };
  const { host, port } = server[line.protocol];
  const connect = line.protocol === 'ftp' ? connectFtp : connectSftp;
  const diskPath = join(server.root, 'suite');
  await mkdir(diskPath);
  return {
    open: () => connect({ ...line, host, port, user: server.user }, context),
    root: '/suite',
    diskPath,
    dispose: () => server.close(),
  };
}
