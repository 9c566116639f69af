import type {
  DisconnectOutcome,
  MissingRight,
  ServerEvent,
  ServerKind,
  ServerSession,
  SessionIdentity,
} from '../../shared/model/monitor.ts';
import type { Call } from '../remote/remote-file-system.ts';

/** A session as its source sees it; what is known only by comparison or elsewhere is the service's to add. */
export type SourceSession = Omit<ServerSession, 'own' | 'hostName'>;

/** Somebody who is logged in, from a list of sessions or from a log, which may leave the protocol out. */
export type Login = { readonly [K in 'user' | 'address' | 'protocol']?: SourceSession[K] | undefined };

export interface ServerSnapshot {
  /** When it was read, ms since 1970, UTC, by this machine's clock. */
  readonly at: number;
  readonly sessions: readonly SourceSession[];
}

export interface SourceFacts {
  /** False where sessions are only derived from a log. */
  readonly live: boolean;
  /** What this account may not do; known after the first snapshot. */
  readonly missing: readonly MissingRight[];
  /** Whether a disconnect ends one session or every session of its login; absent with no way to disconnect. */
  readonly disconnects?: 'session' | 'login';
  /** What `follow` reads, for a person. */
  readonly log?: string;
  /** How far the server's clock is ahead, ms. */
  readonly clockSkewMs?: number;
  /** The address that the server sees Portside at, known after the first snapshot: another one, once this computer has moved. */
  readonly seenFrom?: string;
}

/**
 * One kind of server, watched. Every method throws `RemoteError` and nothing else. A snapshot changes nothing on the
 * server; only `disconnect` does.
 */
export interface MonitorSource {
  readonly kind: ServerKind;
  readonly facts: SourceFacts;
  /** Every session there is now. Throws `denied` where this account may see nothing at all. */
  snapshot(call: Call): Promise<ServerSnapshot>;
  /** The server's log: what it says already (`past`), then every new line as it comes, over rotation and truncation. Ends when the call is aborted. */
  follow?(call: Call): AsyncIterable<ServerEvent>;
  /**
   * Ends the session of this identity and no other, and looks whether it is gone. `still-there` means that the server
   * did not follow the polite way in a few seconds; `force` does not ask it.
   */
  disconnect?(identity: SessionIdentity, options: DisconnectOptions, call: Call): Promise<DisconnectOutcome>;
}

export interface DisconnectOptions {
  readonly force: boolean;
}
