import type { ConnectionTarget } from '../../../../shared/model/connection.ts';
import type { FtpOptions } from '../../../../shared/model/connection-options.ts';
import { isRemoteError, RemoteError, type RemoteErrorKind } from '../../../../shared/model/remote-error.ts';
import type { ConnectContext } from '../../connect.ts';
import type { Page, RemoteFileSystem } from '../../remote-file-system.ts';
import { connectFtp } from '../connect-ftp.ts';
import { type Answer, type Script, ScriptedServer } from './scripted-server.ts';

/** A user who says yes to everything, and a short temper. */
export function contextWith(changes: Partial<ConnectContext> = {}): ConnectContext {
  return {
    signal: new AbortController().signal,
    transcript: { write() {} },
    trust: {
      certificate: async () => 'accepted-once',
      plainText: async () => {},
      hostKey: () => Promise.reject(new RemoteError('protocol', 'FTP has no host keys')),
    },
    credentials: { password: async () => 'secret', passphrase: async () => '', answer: async () => '' },
    timeouts: { connectMs: 2000, idleMs: 2000 },
    ...changes,
  };
}

export function targetOf(server: { port: number }, changes: Partial<ConnectionTarget> = {}): ConnectionTarget {
  return { protocol: 'ftp', encryption: 'none', host: '127.0.0.1', port: server.port, user: 'ann', ...changes };
}

export interface Scene extends AsyncDisposable {
  readonly server: ScriptedServer;
  readonly fs: RemoteFileSystem;
  /** The conversation, as `kind text`. */
  readonly transcript: string[];
}

/** Long for a scripted server, short for a test that fails. */
export const patience = { connectMs: 2000, idleMs: 2000 };

/** A session on a scripted server. */
export async function scene(script: Script, timeouts = patience, ftp: FtpOptions = {}): Promise<Scene> {
  const server = await ScriptedServer.start(script);
  const transcript: string[] = [];
  const fs = await connectFtp(
    targetOf(server, { ftp }),
    contextWith({ timeouts, transcript: { write: (kind, text) => void transcript.push(`${kind} ${text}`) } }),
  );
  return {
    server,
    fs,
    transcript,
    async [Symbol.asyncDispose]() {
      await fs[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

export const calm = { signal: new AbortController().signal };

/** A row of LIST, and what answers LIST with it. */
export const row = '-rw-r--r--    1 1000     1000         1234 Jun 01  2019 plain.txt\r\n';

export function sends(bytes: string | Buffer, closing?: string): Answer {
  return (_, session) => session.send(bytes, closing);
}

export const silence: Answer = () => undefined;

export async function pagesOf(fs: RemoteFileSystem, path = '/'): Promise<Page[]> {
  const collected: Page[] = [];
  for await (const page of fs.list(path, calm)) collected.push(page);
  return collected;
}

export async function namesIn(fs: RemoteFileSystem, path = '/'): Promise<string[]> {
  return (await pagesOf(fs, path)).flatMap((page) => page.entries.map((entry) => entry.name));
}

/** The error that the work fails with, which must be of that kind and about that path. */
export async function failure(work: Promise<unknown>, kind: RemoteErrorKind, path?: string): Promise<RemoteError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isRemoteError(error)) throw new Error(`not a RemoteError: ${error}`, { cause: error });
  if (error.kind !== kind) throw new Error(`${error.kind} instead of ${kind}: ${error.message}`, { cause: error });
  if (path !== undefined && error.data.path !== path) throw new Error(`about ${error.data.path} instead of ${path}`);
  return error;
}
