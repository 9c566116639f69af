import { randomUUID } from 'node:crypto';
import {
  type ConnectionInfo,
  type ConnectionTarget,
  defaultPort,
  type FileSystemId,
} from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { normalizePath } from '../../shared/model/remote-path.ts';
import { type Connect, defaultTimeouts, type Timeouts } from './connect.ts';
import type { Credentials } from './credentials.ts';
import type { HostTrust } from './host-trust.ts';
import { abilitiesOf } from './remote-file-system.ts';
import { SessionPool } from './session-pool.ts';
import type { Transcript } from './transcript.ts';

/** Sessions that Portside opens on one server: one to browse, two to transfer. */
const SESSIONS_PER_CONNECTION = 3;

/** What every session of one connection shares. */
export interface ConnectionSecrets {
  readonly trust: HostTrust;
  readonly credentials: Credentials;
}

export interface ConnectionsOptions {
  readonly connect: Record<ConnectionTarget['protocol'], Connect>;
  readonly transcriptFor: (session: string) => Transcript;
  readonly onChange: (connections: ConnectionInfo[]) => void;
  readonly timeouts?: Timeouts;
}

interface Connection {
  readonly pool: SessionPool;
  readonly secrets: ConnectionSecrets;
  info: ConnectionInfo;
}

/** What it takes to open a further line to the same server, for other purposes than files. */
export interface ConnectionAccess {
  readonly info: ConnectionInfo;
  readonly secrets: ConnectionSecrets;
}

/** The servers that are connected now. */
export class Connections implements AsyncDisposable {
  readonly #options: ConnectionsOptions;
  readonly #open = new Map<FileSystemId, Connection>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  list(): ConnectionInfo[] {
    return [...this.#open.values()].map((connection) => connection.info);
  }

  /** Opens the first session, and with it the connection. Throws what connecting throws. */
  async open(target: ConnectionTarget, secrets: ConnectionSecrets, signal: AbortSignal): Promise<ConnectionInfo> {
    const label = labelOf(target);
    let opened = 0;
    const pool = new SessionPool({
      limit: SESSIONS_PER_CONNECTION,
      open: async (signal) => {
        const opening = this.#options.connect[target.protocol](target, {
          ...secrets,
          signal,
          transcript: this.#options.transcriptFor(`${label} #${++opened}`),
          timeouts: this.#options.timeouts ?? defaultTimeouts,
        });
        const session = await opening;
        // Later sessions may be protected differently (another certificate was accepted): the status bar shows the newest.
        this.#patch(id, { security: session.facts.security });
        return session;
      },
      onLine: (line) => this.#patch(id, { retryAt: undefined, ...line }),
    });
    const id: FileSystemId = randomUUID();
    try {
      await using lease = await pool.lease('browse', signal);
      const { facts, extras } = lease.session;
      const info: ConnectionInfo = {
        id,
        label,
        target,
        home: target.initialPath ? normalizePath(target.initialPath) : facts.home,
        security: facts.security,
        abilities: abilitiesOf(extras),
        state: 'open',
      };
      this.#open.set(id, { pool, secrets, info });
      this.#options.onChange(this.list());
      return info;
    } catch (error) {
      await pool[Symbol.asyncDispose]();
      throw error;
    }
  }

  async close(id: FileSystemId): Promise<void> {
    const connection = this.#open.get(id);
    if (!connection) return;
    this.#open.delete(id);
    this.#options.onChange(this.list());
    await connection.pool[Symbol.asyncDispose]();
  }

  /** Throws `disconnected` where the connection was closed. */
  pool(id: FileSystemId): SessionPool {
    return this.#find(id).pool;
  }

  /** Its secrets stay valid when the connection is closed. Throws `disconnected` where it was closed before. */
  access(id: FileSystemId): ConnectionAccess {
    return this.#find(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.close(id)));
  }

  #find(id: FileSystemId): Connection {
    const connection = this.#open.get(id);
    if (connection) return connection;
    throw new RemoteError('disconnected', 'This connection is closed.', {
      retry: 'never',
      hint: 'Connect to the server again.',
    });
  }

  #patch(id: FileSystemId, patch: { [K in keyof ConnectionInfo]?: ConnectionInfo[K] | undefined }): void {
    const connection = this.#open.get(id);
    if (!connection) return;
    const { retryAt, ...info } = { ...connection.info, ...patch } as ConnectionInfo;
    connection.info = retryAt === undefined ? info : { ...info, retryAt };
    this.#options.onChange(this.list());
  }
}

/** `ann@example.org`, with the port where it is not the protocol's own. */
function labelOf(target: ConnectionTarget): string {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const port = target.port === defaultPort(target.protocol, target.encryption) ? '' : `:${target.port}`;
  return `${target.user ? `${target.user}@` : ''}${host}${port}`;
}
