import { vi } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { oneTimeCode, type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { startAgent, type TestAgent } from './sftp-agent.ts';
import { sftpSuite } from './sftp-suite.ts';

describeWithServers('SFTP on OpenSSH, by every way in', () => {
  let agent: TestAgent;
  sftpSuite({
    variant: 'sftp-server, key of an agent',
    server: { logins: ['publickey'] },
    answers: async ({ clientKeys }, folder) => {
      agent = await startAgent(folder, clientKeys.rsa.path);
      vi.stubEnv('SSH_AUTH_SOCK', agent.socket);
      return {};
    },
    proof: 'of the SSH agent',
    end: async () => {
      vi.stubEnv('SSH_AUTH_SOCK', '');
      await agent[Symbol.asyncDispose]();
    },
  });

  let logins = 0;
  sftpSuite({
    variant: 'sftp-server, password and one-time code',
    server: { logins: ['keyboard-interactive'], codes: 'after-password' },
    answers: ({ password }) => ({ passwords: [password], answer: () => oneTimeCode(logins++) }),
    proof: 'questions of the server',
  });

  sftpSuite({
    variant: 'sftp-server, key and then password',
    server: { settings: { AuthenticationMethods: 'publickey,password' } },
    answers: ({ clientKeys, password }) => ({ keyFile: clientKeys.ecdsa.path, passwords: [password] }),
    proof: 'ask which methods are left',
  });

  let jumps: SftpTestServer[] = [];
  sftpSuite({
    variant: 'sftp-server, key, through two jump hosts',
    server: { host: '127.0.0.4' },
    answers: async ({ clientKeys }) => {
      jumps = await Promise.all([startOpenSsh({ host: '127.0.0.2' }), startOpenSsh({ host: '127.0.0.3' })]);
      const keyFile = clientKeys.ed25519.path;
      return { keyFile, sftp: { jumpHosts: jumps.map(({ host, port, user }) => ({ host, port, user, keyFile })) } };
    },
    proof: '127.0.0.3: logged in',
    end: async () => {
      for (const jump of jumps) await jump[Symbol.asyncDispose]();
    },
  });
});
