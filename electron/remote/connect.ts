import type { ConnectionTarget } from '../../shared/model/connection.ts';
import type { Credentials } from './credentials.ts';
import type { HostTrust } from './host-trust.ts';
import type { RemoteFileSystem } from './remote-file-system.ts';
import type { Transcript } from './transcript.ts';

/** The one rule for waiting. Milliseconds. */
export interface Timeouts {
  /** From dialling to a logged-in session, the time in which the user answers questions left out. */
  readonly connectMs: number;
  /** Without a byte or a reply while an operation runs. */
  readonly idleMs: number;
}

export const defaultTimeouts: Timeouts = { connectMs: 20_000, idleMs: 30_000 };

/** What a session needs besides its target; works the same on the main thread and in a worker. */
export interface ConnectContext {
  readonly signal: AbortSignal;
  readonly transcript: Transcript;
  readonly trust: HostTrust;
  readonly credentials: Credentials;
  readonly timeouts: Timeouts;
}

/** Opens one session: dials, checks trust, logs in, probes what the server can do. Throws `RemoteError`. */
export type Connect = (target: ConnectionTarget, context: ConnectContext) => Promise<RemoteFileSystem>;
