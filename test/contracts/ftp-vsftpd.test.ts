import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { ftpSuite } from './ftp-suite.ts';

const server = 'vsftpd';

describeWithServers('FTP on vsftpd', () => {
  ftpSuite({ server, variant: 'plain, passive', start: () => startVsftpd(), encryption: 'none', ftp: {} });
  ftpSuite({
    server,
    variant: 'plain, active',
    start: () => startVsftpd(),
    encryption: 'none',
    ftp: { dataMode: 'active', activePorts: { first: 33_000, last: 33_099 } },
  });
  ftpSuite({
    server,
    variant: 'plain, passive, IPv6',
    start: () => startVsftpd({ host: '::1' }),
    encryption: 'none',
    ftp: { dataMode: 'passive' },
  });
  ftpSuite({
    server,
    variant: 'explicit TLS 1.2, passive, session reuse required',
    start: () => startVsftpd({ tls: 'explicit', tlsVersion: 'TLSv1.2' }),
    encryption: 'explicit',
    ftp: {},
  });
  ftpSuite({
    server,
    variant: 'explicit TLS 1.3, passive, session reuse required',
    start: () => startVsftpd({ tls: 'explicit' }),
    encryption: 'auto',
    ftp: { lowestTls: '1.3' },
  });
  ftpSuite({
    server,
    variant: 'explicit TLS 1.2, active, session reuse required',
    start: () => startVsftpd({ tls: 'explicit' }),
    encryption: 'explicit',
    ftp: { dataMode: 'active', highestTls: '1.2' },
  });
  ftpSuite({
    server,
    variant: 'explicit TLS 1.3, active, IPv6, session reuse required',
    start: () => startVsftpd({ tls: 'explicit', tlsVersion: 'TLSv1.3', host: '::1' }),
    encryption: 'explicit',
    ftp: { dataMode: 'active' },
  });
  ftpSuite({
    server,
    variant: 'implicit TLS, passive',
    start: () => startVsftpd({ tls: 'implicit' }),
    encryption: 'implicit',
    ftp: {},
  });
  ftpSuite({
    server,
    variant: 'explicit TLS, passive, client certificate required',
    start: () => startVsftpd({ tls: 'explicit', clientCertificate: 'required' }),
    encryption: 'explicit',
    ftp: {},
    showsCertificate: true,
  });
});
