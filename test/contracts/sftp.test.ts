import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type OpenSshOptions, type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { logIn, type SftpLogin } from './log-in.ts';
import { remoteFileSystemSuite, type SuiteOptions, type SuitePlace } from './remote-file-system.suite.ts';

const carriesLineBreaks: SuiteOptions = { lineBreaksInNames: 'carried' };

describeWithServers('SFTP on OpenSSH', () => {
  vi.stubEnv('SSH_AUTH_SOCK', '');

  remoteFileSystemSuite(
    'with the sftp-server program, by password',
    () => place({ sftp: 'external' }, ({ password }) => ({ passwords: [password] })),
    carriesLineBreaks,
  );

  remoteFileSystemSuite(
    'with the built-in server, by key, on IPv6',
    () => place({ sftp: 'internal', host: '::1' }, ({ clientKeys }) => ({ keyFile: clientKeys.ed25519.path })),
    carriesLineBreaks,
  );
});

async function place(
  options: OpenSshOptions,
  answers: (server: SftpTestServer) => Partial<SftpLogin>,
): Promise<SuitePlace> {
  const server = await startOpenSsh(options);
  const diskPath = join(server.home, 'suite');
  await mkdir(diskPath);
  const [account] = server.accounts;
  if (account !== undefined) await chown(diskPath, account.uid, account.uid);
  const { host, port, user } = server;
  return {
    open: () => logIn({ host, port, user, ...answers(server) }),
    root: `${server.remoteHome}/suite`,
    diskPath,
    dispose: async () => {
      await server[Symbol.asyncDispose]();
    },
  };
}
