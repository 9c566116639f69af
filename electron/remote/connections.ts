import {
  type ConnectionInfo,
  type ConnectionTarget,
  defaultPort,
  type FileSystemId,
  type Protocol,
} from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { normalizePath } from '../../shared/model/remote-path.ts';
import { type Connect, defaultTimeouts, type Timeouts } from './connect.ts';
import type { Credentials } from './credentials.ts';
import type { HostTrust } from './host-trust.ts';
import { abilitiesOf, type RemoteFileSystem } from './remote-file-system.ts';
import { SessionPool } from './session-pool.ts';
import { SharedWork } from './shared-work.ts';
import { siteConnectionId, targetId, targetKey } from './target-key.ts';
import type { Transcript } from './transcript.ts';

/** Sessions for browsing, of all that there are. */
const BROWSING = 3;
/** More lines than this for transfers gain nothing where operations overlap on one (SFTP). */
const MOST_SHARED_LINES = 4;

/** Copies that run at one time on one server, by its protocol. */
export type Parallel = Readonly<Record<Protocol, number>>;

/** What every session of one connection shares. */
export interface ConnectionSecrets {
  readonly trust: HostTrust;
  readonly credentials: Credentials;
}

/** What a connection is to: enough to open it again, after a restart too. Holds no secret. */
export type ConnectionDescription = { readonly siteId: string } | { readonly target: ConnectionTarget };

/** Where a connection leads and how it gets in. */
export interface Destination {
  readonly target: ConnectionTarget;
  readonly secrets: ConnectionSecrets;
  /** The saved site that it is. */
  readonly site?: { readonly id: string; readonly name: string };
}

export interface ConnectionsOptions {
  readonly connect: Record<ConnectionTarget['protocol'], Connect>;
  readonly transcriptFor: (session: string) => Transcript;
  readonly onChange: (connections: ConnectionInfo[]) => void;
  /** Finds out how to open what was described. Throws `not-found` where the site was removed. Absent: nothing is reopened. */
  readonly destinationOf?: (description: ConnectionDescription) => Promise<Destination>;
  readonly timeouts?: Timeouts;
}

interface Connection {
  readonly pool: SessionPool;
  destination: Destination;
  info: ConnectionInfo;
}

/** What it takes to open a further line to the same server, for other purposes than files. */
export interface ConnectionAccess {
  readonly info: ConnectionInfo;
  readonly secrets: ConnectionSecrets;
}

/**
 * The servers that are connected now. The id of a connection says what it is to, so that it is the same when that is opened
 * again, after a restart too.
 */
export class Connections implements AsyncDisposable {
  readonly #options: ConnectionsOptions;
  readonly #open = new Map<FileSystemId, Connection>();
  readonly #openings = new SharedWork<ConnectionInfo>();
  #parallel: () => Parallel = () => ({ ftp: 8, sftp: 8 });

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** From now on so many sessions are opened, where they are needed, that this many copies can run, beside one for browsing. */
  followParallel(parallel: () => Parallel): void {
    this.#parallel = parallel;
  }

  list(): ConnectionInfo[] {
    return [...this.#open.values()].map((connection) => connection.info);
  }

  /**
   * Opens a connection, or answers the one that is open to the same account already; that is reached again first where its line
   * was lost. Throws what connecting throws.
   */
  open(target: ConnectionTarget, secrets: ConnectionSecrets, signal: AbortSignal): Promise<ConnectionInfo> {
    return this.#enter({ target, secrets }, signal);
  }

  /** Opens what `describe` told. Throws what connecting throws, and `not-found` where the site was removed. */
  async reopen(description: ConnectionDescription, signal: AbortSignal): Promise<ConnectionInfo> {
    const { destinationOf } = this.#options;
    if (!destinationOf) throw new RemoteError('unsupported', 'Connections cannot be opened again here.');
    return this.#enter(await destinationOf(description), signal);
  }

  /** What it takes to open this connection again. Throws `disconnected` where it is closed. */
  describe(id: FileSystemId): ConnectionDescription {
    const { site, target } = this.#find(id).destination;
    return site ? { siteId: site.id } : { target };
  }

  /** Opens a session beside all others, looks around and closes it. Throws what connecting throws. */
  async test(
    target: ConnectionTarget,
    secrets: ConnectionSecrets,
    signal: AbortSignal,
  ): Promise<Pick<ConnectionInfo, 'home' | 'security' | 'abilities'>> {
    await using session = await this.#connect({ target, secrets }, `${labelOf(target)} (test)`, signal);
    return factsOf(target, session);
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
    const { info, destination } = this.#find(id);
    return { info, secrets: destination.secrets };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.close(id)));
  }

  async #enter(destination: Destination, signal: AbortSignal): Promise<ConnectionInfo> {
    const { target, site } = destination;
    const id = site ? siteConnectionId(site.id) : targetId(target);
    const info = await this.#openings.run(id, (signal) => this.#openOrReach(id, destination, signal), signal);
    // The same account may be asked for with another folder to begin in.
    return target.initialPath === undefined ? info : { ...info, home: normalizePath(target.initialPath) };
  }

  async #openOrReach(id: FileSystemId, destination: Destination, signal: AbortSignal): Promise<ConnectionInfo> {
    const connection = this.#open.get(id);
    if (!connection) return this.#openNew(id, destination, signal);
    const { target } = connection.destination;
    if (
      targetKey(target) !== targetKey(destination.target) ||
      target.mostSessions !== destination.target.mostSessions
    ) {
      // The site was changed since: what is open leads elsewhere.
      await this.close(id);
      return this.#openNew(id, destination, signal);
    }
    if (!connection.pool.hasLiveSession) {
      // Its further sessions use the newer secrets.
      connection.destination = destination;
      await using _lease = await connection.pool.lease('browse', signal);
    }
    // A site may have been renamed since.
    if (destination.site) this.#patch(id, connection.pool, { label: destination.site.name });
    return connection.info;
  }

  async #openNew(id: FileSystemId, destination: Destination, signal: AbortSignal): Promise<ConnectionInfo> {
    const { target, site } = destination;
    let opened = 0;
    const pool: SessionPool = new SessionPool({
      limit: () => target.mostSessions ?? this.#sessionsFor(target.protocol),
      browsing: BROWSING,
      open: async (signal) => {
        const current = this.#open.get(id)?.destination ?? destination;
        const session = await this.#connect(current, `${nameOf(current)} #${++opened}`, signal);
        // Later sessions may be protected differently (another certificate was accepted): the status bar shows the newest.
        this.#patch(id, pool, { security: session.facts.security });
        return session;
      },
      onLine: (line) => this.#patch(id, pool, { retryAt: undefined, ...line }),
    });
    try {
      await using lease = await pool.lease('browse', signal);
      const info: ConnectionInfo = {
        id,
        ...(site ? { siteId: site.id } : {}),
        label: nameOf(destination),
        target,
        ...factsOf(target, lease.session),
        state: 'open',
      };
      this.#open.set(id, { pool, destination, info });
      this.#options.onChange(this.list());
      return info;
    } catch (error) {
      await pool[Symbol.asyncDispose]();
      throw error;
    }
  }

  #sessionsFor(protocol: Protocol): number {
    const copies = this.#parallel()[protocol];
    return 1 + (protocol === 'sftp' ? Math.min(copies, MOST_SHARED_LINES) : copies);
  }

  async #connect({ target, secrets }: Destination, session: string, signal: AbortSignal): Promise<RemoteFileSystem> {
    const opened = await this.#options.connect[target.protocol](target, {
      ...secrets,
      signal,
      transcript: this.#options.transcriptFor(session),
      timeouts: this.#options.timeouts ?? defaultTimeouts,
    });
    await secrets.credentials.accepted?.();
    return opened;
  }

  #find(id: FileSystemId): Connection {
    const connection = this.#open.get(id);
    if (connection) return connection;
    throw new RemoteError('disconnected', 'This connection is closed.', {
      retry: 'never',
      hint: 'Connect to the server again.',
    });
  }

  /** @param pool whose news it is: another connection may have the id by now. */
  #patch(
    id: FileSystemId,
    pool: SessionPool,
    patch: { [K in keyof ConnectionInfo]?: ConnectionInfo[K] | undefined },
  ): void {
    const connection = this.#open.get(id);
    if (connection?.pool !== pool) return;
    const { retryAt, ...info } = { ...connection.info, ...patch } as ConnectionInfo;
    connection.info = retryAt === undefined ? info : { ...info, retryAt };
    this.#options.onChange(this.list());
  }
}

function factsOf(target: ConnectionTarget, session: RemoteFileSystem) {
  const { facts, extras } = session;
  return {
    home: target.initialPath ? normalizePath(target.initialPath) : facts.home,
    security: facts.security,
    abilities: abilitiesOf(extras),
  };
}

function nameOf({ site, target }: Destination): string {
  return site?.name ?? labelOf(target);
}

/** `ann@example.org`, with the port where it is not the protocol's own. */
function labelOf(target: ConnectionTarget): string {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const port = target.port === defaultPort(target.protocol, target.encryption) ? '' : `:${target.port}`;
  return `${target.user ? `${target.user}@` : ''}${host}${port}`;
}
