import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OfferedCertificate } from '../../electron/remote/host-trust.ts';
import type { CertificateName } from '../servers/credentials.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { openFtp } from './ftp-session.ts';

/** What OpenSSL takes for the system's store; what the system trusts is read once in a process, and this file is one. */
const variables = ['SSL_CERT_FILE', 'SSL_CERT_DIR'] as const;

describeWithServers('FTP with TLS where the system trusts the authority of a server', () => {
  const before = variables.map((name) => process.env[name]);
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-authorities-'));
    await using server = await startVsftpd({ tls: 'explicit' });
    await writeFile(join(folder, 'authorities.pem'), server.authority);
    process.env['SSL_CERT_FILE'] = join(folder, 'authorities.pem');
    process.env['SSL_CERT_DIR'] = folder;
  });
  afterAll(async () => {
    for (const [at, name] of variables.entries()) {
      if (before[at] === undefined) delete process.env[name];
      else process.env[name] = before[at];
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** Connects twice; what was found wrong with the certificate each time, and how often the line was opened. */
  async function connectTwice(start: typeof startVsftpd | typeof startPureFtpd, certificate: CertificateName) {
    await using server = await start({ tls: 'explicit', certificate });
    const found: string[] = [];
    let opened = 0;
    const trust = async ({ authorized, authorizationError }: OfferedCertificate) => {
      found.push(authorized ? 'nothing' : String(authorizationError));
      return authorized ? ('system' as const) : ('accepted-once' as const);
    };
    const never = () => Promise.reject(new Error('not asked over TLS'));
    const asks = {
      trust: { certificate: trust, plainText: never, hostKey: never },
      transcript: {
        write(_: string, text: string) {
          if (text.startsWith('Connected to')) opened += 1;
        },
      },
    };
    for (let time = 0; time < 2; time++) {
      await using fs = await openFtp(server, 'explicit', {}, asks);
      expect(fs.facts.security.trust).toBe(found.at(-1) === 'nothing' ? 'system' : 'accepted-once');
    }
    return { found, opened };
  }

  it('the user was asked all the same: only what signed itself, is out of date or is for another host is asked about', async () => {
    const selfSigned = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    expect(await connectTwice(startVsftpd, 'self-signed')).toEqual({ found: [selfSigned, selfSigned], opened: 2 });
    // The one line too many finds out what the system knows; it happens once.
    expect(await connectTwice(startVsftpd, 'valid')).toEqual({ found: ['nothing', 'nothing'], opened: 3 });
    expect(await connectTwice(startPureFtpd, 'valid')).toEqual({ found: ['nothing', 'nothing'], opened: 2 });
    const wrongHost = 'ERR_TLS_CERT_ALTNAME_INVALID';
    expect(await connectTwice(startVsftpd, 'wrong-host')).toEqual({ found: [wrongHost, wrongHost], opened: 2 });
    const expired = 'CERT_HAS_EXPIRED';
    expect(await connectTwice(startVsftpd, 'expired')).toEqual({ found: [expired, expired], opened: 2 });
  });
});
