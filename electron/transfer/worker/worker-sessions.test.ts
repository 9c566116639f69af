import { afterEach, describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { Reservation } from '../../remote/session-pool.ts';
import { SHARED_BY } from '../carrier.ts';
import { type WorkerSession, WorkerSessions, type WorkerSessionsOptions } from './worker-sessions.ts';
import type { WorkerThread } from './worker-thread.ts';

const fs = 'server';
const { signal } = new AbortController();
const shared = { fs, use: 'shared' } as const;
const alone = { fs, use: 'alone' } as const;
/** Far more than a file takes on a server that does not wait for its disks. */
const SLOW = 60_000;

const made: WorkerSessions[] = [];
afterEach(() => Promise.all(made.splice(0).map((sessions) => sessions.close())));

function reservation(): Reservation {
  return {
    open: (work, signal) => work(signal),
    yieldRequested: new AbortController().signal,
    async [Symbol.asyncDispose]() {},
  };
}

/** Sessions of a server that allows four, where operations overlap; each opens in a thread of its own. */
function start(options: Partial<WorkerSessionsOptions> = {}) {
  const open = vi.fn(options.open ?? (async () => {}));
  const sessions = new WorkerSessions({
    reserve: async () => reservation(),
    slots: () => 4,
    overlaps: () => true,
    close: async () => {},
    chooseWorker: async () => ({ ended: new AbortController().signal }) as WorkerThread,
    ...options,
    open,
  });
  made.push(sessions);
  return { sessions, open };
}

function take(sessions: WorkerSessions, wanted: typeof shared | typeof alone, count: number): Promise<WorkerSession[]> {
  return Promise.all(Array.from({ length: count }, () => sessions.take(wanted, signal)));
}

/** Whether it stays unanswered while everything that can happen happens. */
async function waits(taking: Promise<unknown>): Promise<boolean> {
  let isAnswered = false;
  const answered = () => {
    isAnswered = true;
  };
  taking.then(answered, answered);
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  return !isAnswered;
}

describe('small work', () => {
  it('shares one session, also where all of it begins before that is open', async () => {
    const { sessions, open } = start();
    const held = await take(sessions, shared, SHARED_BY);
    expect(new Set(held).size).toBe(1);
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('takes a second session where the first carries as much as it may, in the same thread', async () => {
    const { sessions } = start();
    const held = await take(sessions, shared, SHARED_BY + 1);
    expect(new Set(held).size).toBe(2);
    expect(new Set(held.map(({ worker }) => worker)).size).toBe(1);
  });

  it('never shares the session that a large copy took', async () => {
    const { sessions } = start({ slots: () => 2 });
    const [large] = await take(sessions, alone, 1);
    const small = await take(sessions, shared, SHARED_BY);
    expect(small).not.toContain(large);
    const more = sessions.take(shared, signal);
    expect(await waits(more)).toBe(true);
    if (large) sessions.release(large);
    expect(await more).toBe(large);
  });

  it('has each its own session where operations do not overlap, all in one thread', async () => {
    const { sessions } = start({ overlaps: () => false });
    const held = await take(sessions, shared, 4);
    expect(new Set(held).size).toBe(4);
    expect(new Set(held.map(({ worker }) => worker)).size).toBe(1);
    expect(await waits(sessions.take(shared, signal))).toBe(true);
  });

  it('goes to another thread when that one has ended', async () => {
    const ends: AbortController[] = [];
    const chooseWorker = async () => {
      const end = new AbortController();
      ends.push(end);
      return { ended: end.signal } as WorkerThread;
    };
    const { sessions } = start({ overlaps: () => false, chooseWorker });
    const [first] = await take(sessions, shared, 1);
    await take(sessions, alone, 1);
    ends[0]?.abort();
    if (first) sessions.loseWorker(first.worker);
    const [second] = await take(sessions, shared, 1);
    expect(second?.worker.ended.aborted).toBe(false);
    expect(second?.worker).not.toBe(first?.worker);
  });

  it('spreads over further sessions of a server that is slow, and leaves one to a large copy that waits', async () => {
    const { sessions, open } = start();
    sessions.notePace(fs, SLOW);
    const held: WorkerSession[] = [];
    for (let index = 0; index < 8; index++) held.push(await sessions.take(shared, signal));
    expect(open).toHaveBeenCalledTimes(4);
    expect(new Set(held).size).toBe(4);
    const large = sessions.take(alone, signal);
    expect(await waits(large)).toBe(true);
    const spared = held[3];
    const others = await take(sessions, shared, 6);
    expect(others).not.toContain(spared);
    for (const session of held) if (session === spared) sessions.release(session);
    expect(await large).toBe(spared);
  });
});

describe('a session that cannot be opened', () => {
  it('fails for all that wait for it, with one attempt', async () => {
    const refusal = new RemoteError('auth', 'Wrong password.');
    const { sessions, open } = start({ open: () => Promise.reject(refusal) });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => sessions.take(shared, signal)));
    expect(outcomes).toEqual(outcomes.map(() => ({ status: 'rejected', reason: refusal })));
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('is opened by the next one where whoever began gave it up', async () => {
    const giving = new AbortController();
    const cancelled = new RemoteError('cancelled', 'Cancelled.');
    let attempts = 0;
    const { sessions } = start({
      open: (_session, _worker, signal) =>
        ++attempts > 1
          ? Promise.resolve()
          : new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(cancelled))),
    });
    const first = sessions.take(shared, giving.signal);
    const second = sessions.take(shared, signal);
    expect(await waits(second)).toBe(true);
    giving.abort();
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await second).users).toBe(1);
  });
});
