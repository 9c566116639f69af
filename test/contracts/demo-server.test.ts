import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { startDemoServer } from '../../electron/demo-server/demo-server.ts';
import { type ConnectContext, defaultTimeouts } from '../../electron/remote/connect.ts';
import { connectSftp } from '../../electron/remote/sftp/connect-sftp.ts';
import { silentTranscript } from '../../electron/remote/transcript.ts';
import { remoteFileSystemSuite, type SuitePlace } from './remote-file-system.suite.ts';

describe('the demo server', () => {
  remoteFileSystemSuite('over SFTP', () => place('127.0.0.1'), { lineBreaksInNames: 'carried' });
});

async function place(host: '127.0.0.1' | '::1'): Promise<SuitePlace> {
  const server = await startDemoServer({ host });
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
  const diskPath = join(server.root, 'suite');
  await mkdir(diskPath);
  return {
    open: () => connectSftp({ protocol: 'sftp', encryption: 'auto', ...server.sftp, user: server.user }, context),
    root: '/suite',
    diskPath,
    dispose: () => server.close(),
  };
}
