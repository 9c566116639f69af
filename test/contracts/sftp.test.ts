import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectContext } from '../../electron/remote/connect.ts';
import { defaultTimeouts } from '../../electron/remote/connect.ts';
import { connectSftp } from '../../electron/remote/sftp/connect-sftp.ts';
import { silentTranscript } from '../../electron/remote/transcript.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type OpenSshOptions, startOpenSsh } from '../servers/open-ssh.ts';
import { remoteFileSystemSuite, type SuitePlace } from './remote-file-system.suite.ts';

describeWithServers('SFTP on OpenSSH', () => {
  remoteFileSystemSuite('with the external server, by password', () => place({ sftp: 'external' }), {
    lineBreaksInNames: 'carried',
  });
});

async function place(options: OpenSshOptions): Promise<SuitePlace> {
  const server = await startOpenSsh(options);
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
  const diskPath = join(server.home, 'suite');
  await mkdir(diskPath);
  await chown(diskPath, 41_001, 41_001);
  return {
    open: () =>
      connectSftp(
        { protocol: 'sftp', encryption: 'auto', host: server.host, port: server.port, user: server.user },
        context,
      ),
    root: `${server.remoteHome}/suite`,
    diskPath,
    dispose: async () => {
      await server[Symbol.asyncDispose]();
    },
  };
}
