import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectContext, defaultTimeouts } from '../../electron/remote/connect.ts';
import { connectFtp } from '../../electron/remote/ftp/connect-ftp.ts';
import { ScriptedServer } from '../../electron/remote/ftp/testing/scripted-server.ts';
import type { OfferedCertificate } from '../../electron/remote/host-trust.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import type { FtpEncryption } from '../../shared/model/connection.ts';
import type { FtpDataMode } from '../../shared/model/connection-options.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { isRemoteError, RemoteError, type RemoteErrorKind } from '../../shared/model/remote-error.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import { eventually } from '../eventually.ts';
import {
  type CertificateName,
  certificateFile,
  certificateKeyFile,
  prepareCredentials,
} from '../servers/credentials.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { preparePackages } from '../servers/packages.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';

const calm = { signal: new AbortController().signal };
const noSuchQuestion = () => Promise.reject(new RemoteError('protocol', 'FTP asks no such question'));

type AnyServer = Pick<TestServer<ServerOptions>, 'host' | 'port' | 'user' | 'password'>;

const opened: RemoteFileSystem[] = [];
afterEach(async () => {
  for (const session of opened.splice(0)) await session[Symbol.asyncDispose]();
});

async function connect(
  server: AnyServer,
  encryption: FtpEncryption,
  changes: Partial<ConnectContext> = {},
  dataMode: FtpDataMode = 'auto',
): Promise<RemoteFileSystem> {
  const { host, port, user, password } = server;
  const session = await connectFtp(
    { protocol: 'ftp', encryption, host, port, user, ftp: { dataMode } },
    {
      signal: calm.signal,
      transcript: { write() {} },
      trust: { certificate: async () => 'accepted-once', plainText: async () => {}, hostKey: noSuchQuestion },
      credentials: { password: async () => password, passphrase: noSuchQuestion, answer: noSuchQuestion },
      timeouts: defaultTimeouts,
      ...changes,
    },
  );
  opened.push(session);
  return session;
}

async function failure(work: Promise<unknown>, ...kinds: RemoteErrorKind[]): Promise<RemoteError> {
  const error = await work.then(
    () => new Error('it worked'),
    (reason: unknown) => reason,
  );
  if (!isRemoteError(error)) throw error;
  expect(kinds, error.message).toContain(error.kind);
  return error;
}

async function rows(fs: RemoteFileSystem, path: RemotePath): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const page of fs.list(path, calm)) entries.push(...page.entries);
  return entries;
}

const endless = () =>
  new Readable({
    read() {
      this.push(Buffer.alloc(65_536));
    },
  });

describeWithServers('FTP servers as users meet them', () => {
  const kinds = {
    vsftpd: (options: ServerOptions) => startVsftpd(options),
    ProFTPD: (options: ServerOptions) => startProftpd(options),
    'Pure-FTPd': (options: ServerOptions) => startPureFtpd(options),
  };

  describe.each(Object.entries(kinds))('%s', (_, start) => {
    let server: TestServer<ServerOptions>;
    beforeAll(async () => {
      server = await start({ homeTmpfsBytes: 4 * 1024 * 1024 });
    });
    afterAll(async () => server[Symbol.asyncDispose]());

    it('says that a folder or a file may not be read', async () => {
      await mkdir(join(server.home, 'locked'), { mode: 0o000 });
      await writeFile(join(server.home, 'secret'), 'x', { mode: 0o000 });
      const fs = await connect(server, 'none');
      await failure(rows(fs, '/locked'), 'denied');
      await failure(fs.read('/secret', {}, calm), 'denied');
      await failure(fs.write('/secret', Readable.from([Buffer.from('y')]), { mode: 'create' }, calm), 'denied');
      expect((await rows(fs, '/')).map((row) => row.name)).toEqual(expect.arrayContaining(['locked', 'secret']));
    });

    it('says that a folder may not be written to', async () => {
      await mkdir(join(server.home, 'read-only'), { mode: 0o555 });
      await chmod(join(server.home, 'read-only'), 0o555);
      const fs = await connect(server, 'none');
      await failure(fs.write('/read-only/a', Readable.from([Buffer.from('y')]), { mode: 'create' }, calm), 'denied');
      await failure(fs.makeDirectory('/read-only/a', calm), 'denied');
    });

    it('says that the disk is full, and the session stays usable', async () => {
      const fs = await connect(server, 'none');
      const body = endless();
      const error = await failure(fs.write('/large', body, { mode: 'create' }, calm), 'no-space');
      expect(error.data).toMatchObject({ path: '/large', hint: expect.stringMatching(/space/) });
      expect(body.destroyed).toBe(true);
      expect(fs.lost).toBeUndefined();
      // ProFTPD deletes a file that it could not take whole.
      if ((await rows(fs, '/')).some((row) => row.name === 'large')) await fs.removeFile('/large', calm);
    });

    it('shows links as links, so that nobody removes what is behind them', async () => {
      await mkdir(join(server.home, 'links/folder'), { recursive: true });
      await writeFile(join(server.home, 'links/file'), 'x');
      for (const [target, link] of [
        ['folder', 'to-folder'],
        ['file', 'to-file'],
        ['nothing', 'to-nothing'],
      ] as const) {
        await symlink(target, join(server.home, 'links', link));
      }
      const fs = await connect(server, 'none');
      const found = Object.fromEntries((await rows(fs, '/links')).map((row) => [row.name, row.type]));
      expect(found).toMatchObject({ folder: 'directory', file: 'file', 'to-folder': 'symlink', 'to-file': 'symlink' });
      // ProFTPD keeps links to nothing to itself.
      expect(['symlink', undefined]).toContain(found['to-nothing']);
      expect(await fs.stat('/links/to-folder', calm)).toMatchObject({ type: 'symlink' });
    });

    it('ends both directions with a clear error when the server is killed', async () => {
      await writeFile(join(server.home, 'file'), '');
      const fs = await connect(server, 'none');
      const second = await connect(server, 'none');
      await truncate(join(server.home, 'file'), 500_000_000);
      const reading = await fs.read('/file', {}, calm);
      const { promise: underWay, resolve: goesOn } = Promise.withResolvers<void>();
      const body = new Readable({ read: () => goesOn() });
      body.push(randomBytes(1000));
      const written = failure(second.write('/upload', body, { mode: 'create' }, calm), 'disconnected');
      await underWay;
      const killed = Promise.withResolvers<void>();
      const readSlowly = async () => {
        for await (const _ of reading) await killed.promise;
      };
      const read = failure(readSlowly(), 'disconnected');
      await expect.poll(() => reading.readableDidRead).toBe(true);
      await server.kill();
      killed.resolve();
      await Promise.all([read, written]);
      expect([fs.lost, second.lost]).not.toContain(undefined);
      expect(body.destroyed).toBe(true);
    });
  });

  it('tells a TLS-only server from a wrong password, and sends no password in the clear', async () => {
    const servers = [
      await startVsftpd({ tls: 'explicit' }),
      await startProftpd({ tls: 'explicit' }),
      await startPureFtpd({ tls: 'explicit' }),
    ];
    for (const server of servers) {
      const password = async () => {
        throw new Error('asked for the password');
      };
      const credentials = { password, passphrase: noSuchQuestion, answer: noSuchQuestion };
      const error = await failure(connect(server, 'none', { credentials }), 'unsupported');
      expect(error.data.hint).toContain('explicit TLS');
      await server[Symbol.asyncDispose]();
    }
  });

  it('tells a full server from a wrong password', async () => {
    const server = await startVsftpd({ maxClients: 1 });
    // The test's own look at the greeting may still be counted.
    await eventually(() => connect(server, 'none'));
    await failure(connect(server, 'none'), 'busy');
    await server[Symbol.asyncDispose]();
  });

  it('asks again for a password that is wrong, and takes the right one', async () => {
    const server = await startVsftpd();
    const reasons: string[] = [];
    const password = async (reason: string) => {
      reasons.push(reason);
      return reason === 'first' ? 'wrong' : server.password;
    };
    const credentials = { password, passphrase: noSuchQuestion, answer: noSuchQuestion };
    await connect(server, 'none', { credentials });
    expect(reasons).toEqual(['first', 'rejected']);
    await server[Symbol.asyncDispose]();
  });

  it.each([
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['wrong-host', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['expired', 'CERT_HAS_EXPIRED'],
  ] as const)('shows a certificate that is %s before it says who wants to log in', async (certificate, code) => {
    for (const [tls, encryption] of [
      ['explicit', 'auto'],
      ['implicit', 'implicit'],
    ] as const) {
      const server = await startVsftpd({ tls, certificate });
      const offered: OfferedCertificate[] = [];
      const trust = {
        certificate: async (shown: OfferedCertificate) => {
          offered.push(shown);
          throw new RemoteError('untrusted-host', 'not trusted');
        },
        plainText: noSuchQuestion,
        hostKey: noSuchQuestion,
      };
      await failure(connect(server, encryption, { trust }), 'untrusted-host');
      expect(offered).toHaveLength(1);
      expect(offered[0]).toMatchObject({
        host: server.host,
        port: server.port,
        authorized: false,
        authorizationError: code,
      });
      expect(offered[0]?.certificate.fingerprint256).toMatch(/^[0-9A-F:]{95}$/);
      expect(await server.log()).not.toMatch(/USER|PASS/);
      await server[Symbol.asyncDispose]();
    }
  });

  it('refuses a data connection that shows another certificate', async () => {
    const { folder } = await prepareCredentials(await preparePackages());
    const key = await readFile(certificateKeyFile(folder), 'utf8');
    const certificate = (of: CertificateName) => readFile(certificateFile(folder, of), 'utf8');
    const control = { key, cert: await certificate('valid') };
    for (const data of [control, { key, cert: await certificate('self-signed') }]) {
      await using server = await ScriptedServer.start({
        tls: { control, data },
        answers: { PBSZ: '200 Fine', PROT: '200 Fine', LIST: (_, session) => session.send('') },
      });
      const fs = await connect({ host: '127.0.0.1', port: server.port, user: 'ann', password: 'secret' }, 'explicit');
      if (data === control) expect(await rows(fs, '/')).toEqual([]);
      else await failure(rows(fs, '/'), 'untrusted-host');
    }
  });

  it('says how the line is protected', async () => {
    const server = await startVsftpd({ tls: 'explicit', tlsVersion: 'TLSv1.3' });
    const { security } = (await connect(server, 'explicit')).facts;
    expect(security).toMatchObject({
      level: 'encrypted',
      protocol: 'TLSv1.3',
      trust: 'accepted-once',
      cipher: expect.stringMatching(/^TLS_/),
    });
    await server[Symbol.asyncDispose]();
  });

  describe('on a bad line', () => {
    let server: TestServer<ServerOptions>;
    const content = randomBytes(2_000_000);
    beforeAll(async () => {
      server = await startVsftpd();
      await writeFile(join(server.home, 'file'), content);
    });
    afterAll(async () => server[Symbol.asyncDispose]());

    async function throughProxy(dataMode: FtpDataMode = 'auto', changes: Partial<ConnectContext> = {}) {
      const proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'ftp' });
      const { user, password } = server;
      const behind = { host: proxy.host, port: proxy.port, user, password };
      return { proxy, fs: await connect(behind, 'none', changes, dataMode) };
    }

    it('understands replies that drip in byte by byte', async () => {
      const { proxy, fs } = await throughProxy();
      proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'drip', bytes: 1, everyMs: 0 } });
      expect(await fs.stat('/file', calm)).toMatchObject({ size: content.length });
      expect((await buffer(await fs.read('/file', {}, calm))).equals(content)).toBe(true);
      await proxy.close();
    });

    it.each(['cut', 'reset'] as const)('never takes half a file for a whole one (%s)', async (fault) => {
      const { proxy, fs } = await throughProxy();
      proxy.inject({ on: 'data', fault: { do: fault, after: 500_000 } });
      const outcome = await fs
        .read('/file', {}, calm)
        .then(buffer)
        .catch((error: unknown) => error);
      // A cut leaves the server's own word, which vsftpd may give as 226: the copy then compares the sizes.
      if (Buffer.isBuffer(outcome)) expect(fault).toBe('cut');
      else expect(isRemoteError(outcome, 'disconnected', 'io')).toBe(true);
      await proxy.close();
    });

    it.each(['control', 'data'] as const)(
      'does not wait for ever for a line that went silent (%s)',
      async (channel) => {
        const { proxy, fs } = await throughProxy('auto', { timeouts: { connectMs: 20_000, idleMs: 2000 } });
        proxy.inject({ on: channel, fault: { do: 'stall', after: channel === 'data' ? 300_000 : 0 } });
        await failure(fs.read('/file', {}, calm).then(buffer), 'timeout');
        await failure(fs.write('/new', Readable.from([content]), { mode: 'create' }, calm), 'timeout');
        expect(fs.lost).toBeDefined();
        await proxy.close();
      },
    );

    it('explains data ports that nobody can reach', async () => {
      const { proxy, fs } = await throughProxy('passive');
      proxy.inject({ on: 'data', fault: { do: 'refuse' } });
      const error = await failure(fs.read('/file', {}, calm).then(buffer), 'disconnected', 'unreachable');
      expect(error.data.hint).toMatch(/\w{3,}/);
      await proxy.close();
    });

    it('goes round data ports that nobody can reach, by active mode', async () => {
      const { proxy, fs } = await throughProxy('auto');
      proxy.inject({ on: 'data', fault: { do: 'refuse' } });
      // A port that takes the call and then hangs up has answered: then it is the transfer that fails.
      const outcome = await fs
        .read('/file', {}, calm)
        .then(buffer)
        .catch((reason: unknown) => reason);
      if (Buffer.isBuffer(outcome)) expect(outcome.equals(content)).toBe(true);
      else expect(isRemoteError(outcome, 'disconnected'), String(outcome)).toBe(true);
      await proxy.close();
    });
  });
});
