import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import { type FtpSuiteOptions, ftpSuite } from './ftp-suite.ts';

const cannotCarry = {
  ' leading and trailing ': 'Pure-FTPd makes an underscore of a space at the end of a name',
  'back\\slash': 'Pure-FTPd takes no name with a backslash ("553 Prohibited file name")',
};

function suite(options: Omit<FtpSuiteOptions<'Pure-FTPd'>, 'server' | 'cannotCarry'>): void {
  ftpSuite({ server: 'Pure-FTPd', cannotCarry, ...options });
}

describeWithServers('FTP on Pure-FTPd', () => {
  suite({ variant: 'plain, passive', start: () => startPureFtpd(), encryption: 'none', ftp: {} });
  suite({
    variant: 'plain, active',
    start: () => startPureFtpd(),
    encryption: 'none',
    ftp: { dataMode: 'active', activePorts: { first: 33_200, last: 33_299 } },
  });
  suite({
    variant: 'explicit TLS 1.2, passive',
    start: () => startPureFtpd({ tls: 'explicit' }),
    encryption: 'explicit',
    ftp: { highestTls: '1.2' },
  });
  suite({
    variant: 'explicit TLS 1.3, active, IPv6',
    start: () => startPureFtpd({ tls: 'explicit', host: '::1' }),
    encryption: 'explicit',
    ftp: { dataMode: 'active', lowestTls: '1.3' },
  });
  suite({
    variant: 'explicit TLS, passive, client certificate required',
    start: () => startPureFtpd({ tls: 'explicit', clientCertificate: 'required' }),
    encryption: 'explicit',
    ftp: {},
    showsCertificate: true,
  });
});
