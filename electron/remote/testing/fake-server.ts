import { setImmediate as nextTurn } from 'node:timers/promises';
import { vi } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemoteFileSystem } from '../remote-file-system.ts';
import { type Lease, type Purpose, SessionPool, type SessionPoolOptions } from '../session-pool.ts';

/** What the pool knows of a session. */
export class FakeSession {
  readonly name: string;
  lost: Error | undefined;
  closed = false;
  isHeldUp = false;
  readonly facts: { maxSessions?: number };
  keepAlive = vi.fn(async () => {});

  constructor(name: string, facts: FakeSession['facts'] = {}) {
    this.name = name;
    this.facts = facts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
  }
}

export const never = new AbortController().signal;
const busy = () => new RemoteError('busy', 'Too many connections.');

/** A server that opens sessions at once, unless told otherwise. */
export class FakeServer {
  readonly sessions: FakeSession[] = [];
  allowed = Number.POSITIVE_INFINITY;
  /** What it tells its users of that. */
  told: FakeSession['facts'] = {};
  readonly pool: SessionPool;

  constructor(options: Partial<SessionPoolOptions> = {}) {
    this.pool = new SessionPool({ limit: 3, open: (signal) => this.open(signal), ...options });
  }

  get live(): FakeSession[] {
    return this.sessions.filter((session) => !session.closed);
  }

  open = async (_signal: AbortSignal): Promise<RemoteFileSystem> => {
    await nextTurn();
    if (this.live.length >= this.allowed) throw busy();
    const session = new FakeSession(`#${this.sessions.length + 1}`, this.told);
    this.sessions.push(session);
    return session as unknown as RemoteFileSystem;
  };

  lease(purpose: Purpose, signal = never): Promise<Lease> {
    return this.pool.lease(purpose, signal);
  }
}

export const nameOf = ({ session }: Lease) => (session as unknown as FakeSession).name;
export const giveBack = (lease: Lease) => lease[Symbol.asyncDispose]();

/** Whether a lease has come yet, when everything that can happen now has happened. */
export async function settled(lease: Promise<unknown>): Promise<'waiting' | 'lent' | 'refused'> {
  let state: 'waiting' | 'lent' | 'refused' = 'waiting';
  lease.then(
    () => {
      state = 'lent';
    },
    () => {
      state = 'refused';
    },
  );
  for (let turn = 0; turn < 20; turn++) await nextTurn();
  return state;
}
