import { expect, test } from 'vitest';
import type { ConnectionInfo, LineSecurity } from '../../shared/model/connection.ts';
import { securityWords } from './security-text.ts';

const sftp: ConnectionInfo['target'] = { protocol: 'sftp', encryption: 'auto', host: 'h', port: 22, user: 'ann' };
const ftp: ConnectionInfo['target'] = { ...sftp, protocol: 'ftp', port: 21 };

test.each<[ConnectionInfo['target'], LineSecurity, string, string | undefined]>([
  [sftp, { level: 'encrypted', protocol: 'SSH', trust: 'known-host' }, 'security.ssh.known-host', 'SSH'],
  [sftp, { level: 'encrypted', protocol: 'SSH', trust: 'certified' }, 'security.ssh.certified', 'SSH'],
  [ftp, { level: 'encrypted', protocol: 'TLSv1.3', trust: 'pinned' }, 'security.tls.pinned', 'TLS 1.3'],
  [ftp, { level: 'encrypted', protocol: 'TLSv1.2' }, 'security.tls.none', 'TLS 1.2'],
  [ftp, { level: 'plain' }, 'security.plain', undefined],
])('%o under %o is said as %s', (target, security, message, line) => {
  expect(securityWords({ target, security })).toEqual({ message, line });
});
