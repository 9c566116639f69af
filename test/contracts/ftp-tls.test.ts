import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../../electron/remote/ftp/testing/scripted-server.ts';
import type { FtpOptions } from '../../shared/model/connection-options.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { type ClientCertificates, prepareClientCertificates } from '../servers/client-certificates.ts';
import { certificateFile, certificateKeyFile, prepareCredentials } from '../servers/credentials.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { preparePackages } from '../servers/packages.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { calm, failureOf, openFtp } from './ftp-session.ts';

const starts = {
  vsftpd: (options: { clientCertificate?: 'required' }) => startVsftpd({ tls: 'explicit', ...options }),
  ProFTPD: (options: { clientCertificate?: 'required' }) => startProftpd({ tls: 'explicit', ...options }),
  'Pure-FTPd': (options: { clientCertificate?: 'required' }) => startPureFtpd({ tls: 'explicit', ...options }),
};

describeWithServers('FTP with TLS', () => {
  let certificates: ClientCertificates;
  beforeAll(async () => {
    certificates = await prepareClientCertificates();
  });

  describe.each(Object.entries(starts))('and a client certificate on %s', (_, start) => {
    let server: TestServer<ServerOptions>;
    beforeAll(async () => {
      server = await start({ clientCertificate: 'required' });
    });
    afterAll(async () => server[Symbol.asyncDispose]());

    /** Opens a session and carries a file there and back; answers for which files the passphrase was asked. */
    async function carry(clientCertificate: FtpOptions['clientCertificate'], passphrases: string[]): Promise<string[]> {
      const asked: string[] = [];
      const passphrase = async (file: string, reason: string) => {
        asked.push(`${reason} ${file}`);
        const answer = passphrases.shift();
        if (answer === undefined) throw new RemoteError('cancelled', 'no more');
        return answer;
      };
      const noSuchQuestion = () => Promise.reject(new RemoteError('protocol', 'no such question'));
      const credentials = { password: async () => server.password, passphrase, answer: noSuchQuestion };
      const ftp = clientCertificate === undefined ? {} : { clientCertificate };
      const fs = await openFtp(server, 'explicit', ftp, { credentials });
      const bytes = randomBytes(100_000);
      await fs.write('/carried', Readable.from([bytes]), { mode: 'create' }, calm);
      expect((await buffer(await fs.read('/carried', {}, calm))).equals(bytes)).toBe(true);
      await fs[Symbol.asyncDispose]();
      return asked;
    }

    it('takes PEM in two files, PEM in one, and PKCS#12', async () => {
      const { certificate, key, both, openArchive } = certificates;
      for (const files of [{ file: certificate, keyFile: key }, { file: both }, { file: openArchive }]) {
        expect(await carry(files, [])).toEqual([]);
      }
    });

    it('asks for the passphrase of a key or an archive, and again for a wrong one', async () => {
      const { certificate, lockedKey, archive, passphrase } = certificates;
      const wrongOnce = () => ['wrong', passphrase];
      expect(await carry({ file: certificate, keyFile: lockedKey }, wrongOnce())).toEqual([
        `first ${lockedKey}`,
        `rejected ${lockedKey}`,
      ]);
      expect(await carry({ file: archive }, wrongOnce())).toEqual([`first ${archive}`, `rejected ${archive}`]);
    });

    it('says that the server demands a certificate', async () => {
      const error = await failureOf(carry(undefined, []), 'auth');
      expect(error.message).toMatch(/certificate/);
      expect(error.data.hint).toMatch(/settings of this site/);
    });

    it('says that the server does not know the certificate', async () => {
      const error = await failureOf(carry({ file: certificates.stranger }, []), 'auth');
      expect(error.message).toMatch(/certificate/);
    });
  });

  it('names the client certificate among the reasons where TLS 1.2 tells none', async () => {
    const server = await startVsftpd({ tls: 'explicit', tlsVersion: 'TLSv1.2', clientCertificate: 'required' });
    const error = await failureOf(openFtp(server, 'explicit'), 'protocol', 'disconnected');
    expect(error.data.hint).toMatch(/client certificate/);
    await server[Symbol.asyncDispose]();
  });

  it('gives up after three wrong passphrases, and says so', async () => {
    const asked: string[] = [];
    const passphrase = async (_: string, reason: string) => {
      asked.push(reason);
      return 'wrong';
    };
    const nobody = { host: '127.0.0.1', port: 1, user: 'ann', password: '' };
    const credentials = { password: async () => '', passphrase, answer: async () => '' };
    const ftp = { clientCertificate: { file: certificates.archive } };
    const error = await failureOf(openFtp(nobody, 'explicit', ftp, { credentials }), 'auth');
    expect(error.message).toContain(certificates.archive);
    expect(asked).toEqual(['first', 'rejected', 'rejected']);
  });

  describe('says what is wrong with a certificate file, before it connects', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'portside-'));
      await writeFile(join(folder, 'nonsense.p12'), 'nonsense');
      await writeFile(
        join(folder, 'nonsense.pem'),
        '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n',
      );
    });
    afterAll(() => rm(folder, { recursive: true }));

    it.each<[string, () => NonNullable<FtpOptions['clientCertificate']>, RegExp]>([
      ['a file that is not there', () => ({ file: join(folder, 'missing') }), /missing.*cannot be read/],
      ['a file that is nothing', () => ({ file: join(folder, 'nonsense.p12') }), /cannot be used/],
      ['a certificate without its key', () => ({ file: certificates.certificate }), /no private key/],
      [
        'another certificate’s key',
        () => ({ file: certificates.certificate, keyFile: certificates.stranger }),
        /does not belong/,
      ],
      [
        'a broken certificate',
        () => ({ file: join(folder, 'nonsense.pem'), keyFile: certificates.key }),
        /cannot be used/,
      ],
    ])('%s', async (_, files, message) => {
      const nobody = { host: '127.0.0.1', port: 1, user: 'ann', password: '' };
      const error = await failureOf(openFtp(nobody, 'explicit', { clientCertificate: files() }), 'invalid-request');
      expect(error.message).toMatch(message);
    });
  });

  it('names the host in the handshake, but never an address (RFC 6066 §3)', async () => {
    const { folder } = await prepareCredentials(await preparePackages());
    const key = await readFile(certificateKeyFile(folder), 'utf8');
    const identity = { key, cert: await readFile(certificateFile(folder, 'valid'), 'utf8') };
    for (const [host, named] of [
      ['localhost', 'localhost'],
      ['127.0.0.1', false],
    ] as const) {
      await using server = await ScriptedServer.start({
        tls: { control: identity, data: identity },
        answers: { PBSZ: '200 Fine', PROT: '200 Fine' },
      });
      const fs = await openFtp({ host, port: server.port, user: 'ann', password: '' }, 'explicit');
      const { socket } = server.sessions[0] ?? {};
      expect(socket instanceof TLSSocket && socket.servername).toBe(named);
      await fs[Symbol.asyncDispose]();
    }
  });

  it('keeps to the TLS versions of the site', async () => {
    const server = await startVsftpd({ tls: 'explicit' });
    const protocolOf = async (ftp: FtpOptions) => {
      const fs = await openFtp(server, 'explicit', ftp);
      await fs[Symbol.asyncDispose]();
      return fs.facts.security.protocol;
    };
    expect(await protocolOf({})).toBe('TLSv1.3');
    expect(await protocolOf({ highestTls: '1.2' })).toBe('TLSv1.2');
    expect(await protocolOf({ lowestTls: '1.3' })).toBe('TLSv1.3');
    await failureOf(protocolOf({ lowestTls: '1.3', highestTls: '1.2' }), 'invalid-request');
    await server.restart({ tlsVersion: 'TLSv1.2' });
    const error = await failureOf(protocolOf({ lowestTls: '1.3' }), 'protocol');
    expect(error.data.hint).toMatch(/TLS version/);
    await server[Symbol.asyncDispose]();
  });
});
