import { describeWithServers } from '../servers/describe-with-servers.ts';
import { sftpSuite } from './sftp-suite.ts';

describeWithServers('SFTP on OpenSSH', () => {
  sftpSuite({
    variant: 'sftp-server, password',
    server: { sftp: 'external' },
    answers: ({ password }) => ({ passwords: [password] }),
    proof: ': password',
  });

  sftpSuite({
    variant: 'internal-sftp, key, IPv6',
    server: { sftp: 'internal', host: '::1' },
    answers: ({ clientKeys }) => ({ keyFile: clientKeys.ed25519.path }),
    proof: 'connect to ::1',
  });

  sftpSuite({
    variant: 'internal-sftp in a chroot, password',
    server: { chroot: 'homes' },
    answers: ({ password }) => ({ passwords: [password] }),
    proof: 'SFTP is open in /;',
  });
});
