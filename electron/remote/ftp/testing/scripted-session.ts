import type { ConnectionTarget } from '../../../../shared/model/connection.ts';
import { RemoteError } from '../../../../shared/model/remote-error.ts';
import type { ConnectContext } from '../../connect.ts';
import type { RemoteFileSystem } from '../../remote-file-system.ts';
import { connectFtp } from '../connect-ftp.ts';
import { type Script, ScriptedServer } from './scripted-server.ts';

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

/** A session on a scripted server. */
export async function scene(script: Script, timeouts = { connectMs: 2000, idleMs: 2000 }): Promise<Scene> {
  const server = await ScriptedServer.start(script);
  const transcript: string[] = [];
  const fs = await connectFtp(
    targetOf(server),
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
