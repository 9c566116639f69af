import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { Account, type Login } from './account.ts';
import { selfSignedCertificate } from './certificate.ts';
import { type Faults, noFaults } from './faults.ts';
import { startFtpServer } from './ftp-server.ts';
import type { FtpTls } from './ftp-session.ts';
import { createSampleSite, removeSampleSite } from './sample-site.ts';
import { type DemoSession, Sessions } from './sessions.ts';
import { startSftpServer } from './sftp-server.ts';
import { SiteFiles } from './site-files.ts';

export interface DemoServerOptions {
  /** Absent: 127.0.0.1. Never anything but this machine. */
  readonly host?: '127.0.0.1' | '::1';
  /** Absent: a random one. */
  readonly password?: string;
  /** Further names that may log in. */
  readonly visitors?: readonly Login[];
  /** Whether FTP offers TLS, insists on it, or knows nothing of it; absent: `offered`. */
  readonly ftpTls?: FtpTls['mode'];
  /** When the certificate is valid, ms since 1970; absent: now. */
  readonly certificateValidity?: { readonly from: number; readonly to: number };
  /** `sample` is the site a newcomer sees; absent: that. */
  readonly content?: 'sample' | 'empty';
  /** How to misbehave, for tests. */
  readonly faults?: Partial<Faults>;
}

export interface DemoServer extends AsyncDisposable {
  readonly ftp: {
    readonly host: string;
    readonly port: number;
    /** SHA-256, upper-case hex with colons; absent without TLS. */
    readonly certificateFingerprint?: string;
  };
  readonly sftp: {
    readonly host: string;
    readonly port: number;
    /** `SHA256:` and base64, as ssh-keygen -l prints it. */
    readonly hostKeyFingerprint: string;
  };
  readonly user: string;
  readonly password: string;
  /** The folder on disk that both servers show as `/`. */
  readonly root: string;
  /** Who is connected now, in the order of their coming. */
  sessions(): DemoSession[];
  /** Ends every session, stops both servers and removes the folder. */
  close(): Promise<void>;
}

/** Starts FTP and SFTP on free ports of the loopback interface, both serving one sample site from a temporary folder. */
export async function startDemoServer(options: DemoServerOptions = {}): Promise<DemoServer> {
  const host = options.host ?? '127.0.0.1';
  const account = new Account('demo', options.password, options.visitors);
  const sessions = new Sessions();
  const root = await realpath(await mkdtemp(join(tmpdir(), 'portside-demo-')));
  const folder = { [Symbol.asyncDispose]: () => removeSampleSite(root) };
  await using started = new AsyncDisposableStack();
  started.use(folder);
  if (options.content !== 'empty') await createSampleSite(root);
  const site = { files: new SiteFiles(root), account, faults: { ...noFaults, ...options.faults } };
  const certificate = selfSignedCertificate(Date.now(), options.certificateValidity);
  const mode = options.ftpTls ?? 'offered';
  const context = createSecureContext({ key: certificate.key, cert: certificate.certificate });
  const ftp = await startFtpServer(host, { ...site, tls: mode === 'absent' ? { mode } : { mode, context } }, sessions);
  started.defer(() => ftp.close());
  const sftp = await startSftpServer(host, site, sessions);
  started.defer(() => sftp.close());
  // Last in, first out: a server stops only when nobody is connected any more.
  started.defer(() => sessions.disconnectAll());
  const running = started.move();
  const close = (): Promise<void> => running.disposeAsync();
  return {
    ftp: { host, port: ftp.port, ...(mode === 'absent' ? {} : { certificateFingerprint: certificate.fingerprint }) },
    sftp: { host, port: sftp.port, hostKeyFingerprint: sftp.hostKeyFingerprint },
    user: account.user,
    password: account.password,
    root,
    sessions: () => sessions.list(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
