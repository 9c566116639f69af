import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type ProftpdOptions, startProftpd } from '../servers/proftpd.ts';
import { type FtpSuiteOptions, ftpSuite } from './ftp-suite.ts';

const cannotCarry = {
  '[x]{y}*?': 'ProFTPD makes no directory with a star in its name ("550 Invalid directory name")',
};

/** With the modules that ProFTPD's packages bring and many operators load. */
const start = (options: ProftpdOptions = {}) =>
  startProftpd({ modules: ['mod_copy', 'mod_digest', 'mod_site_misc'], ...options });

function suite(options: Omit<FtpSuiteOptions<'ProFTPD'>, 'server' | 'cannotCarry'>): void {
  ftpSuite({ server: 'ProFTPD', cannotCarry, ...options });
}

describeWithServers('FTP on ProFTPD', () => {
  suite({ variant: 'plain, passive', start: () => start(), encryption: 'none', ftp: {} });
  suite({
    variant: 'plain, active, IPv6',
    start: () => start({ host: '::1' }),
    encryption: 'none',
    ftp: { dataMode: 'active', activePorts: { first: 33_100, last: 33_199 } },
  });
  suite({
    variant: 'explicit TLS 1.2, passive, session reuse required',
    start: () => start({ tls: 'explicit', tlsVersion: 'TLSv1.2' }),
    encryption: 'explicit',
    ftp: {},
  });
  suite({
    variant: 'explicit TLS 1.3, passive, session reuse required',
    start: () => start({ tls: 'explicit', tlsVersion: 'TLSv1.3' }),
    encryption: 'auto',
    ftp: { dataMode: 'passive' },
  });
  suite({
    variant: 'explicit TLS 1.2, active, session reuse required',
    start: () => start({ tls: 'explicit' }),
    encryption: 'explicit',
    ftp: { dataMode: 'active', highestTls: '1.2' },
  });
  suite({
    variant: 'explicit TLS 1.3, active, session reuse required',
    start: () => start({ tls: 'explicit' }),
    encryption: 'explicit',
    ftp: { dataMode: 'active', lowestTls: '1.3' },
  });
  suite({
    variant: 'implicit TLS, passive, IPv6',
    start: () => start({ tls: 'implicit', host: '::1' }),
    encryption: 'implicit',
    ftp: {},
  });
  suite({
    variant: 'explicit TLS, passive, client certificate required',
    start: () => start({ tls: 'explicit', clientCertificate: 'required' }),
    encryption: 'explicit',
    ftp: {},
    showsCertificate: true,
  });
});
