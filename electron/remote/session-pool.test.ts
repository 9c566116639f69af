import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../../test/eventually.ts';
import type { RemoteFileSystem } from './remote-file-system.ts';
import { type Lease, SessionPool } from './session-pool.ts';
import { FakeServer, giveBack, nameOf, never, settled } from './testing/fake-server.ts';

describe('a session', () => {
  it('is opened for the first caller and lent again to the next', async () => {
    const server = new FakeServer();
    const first = await server.lease('browse');
    await giveBack(first);
    const second = await server.lease('transfer');
    expect(nameOf(second)).toBe(nameOf(first));
    expect(server.sessions).toHaveLength(1);
  });

  it('belongs to one caller at a time', async () => {
    const server = new FakeServer();
    const leases = await Promise.all([server.lease('browse'), server.lease('browse'), server.lease('browse')]);
    expect(new Set(leases.map(nameOf)).size).toBe(3);
  });

  it('is given back once, however often it is disposed of', async () => {
    const server = new FakeServer();
    const lease = await server.lease('browse');
    await giveBack(lease);
    await giveBack(lease);
    const [one, other] = [await server.lease('browse'), await server.lease('browse')];
    expect(nameOf(one)).not.toBe(nameOf(other));
  });

  it('that was lost while it was lent is closed, and its slot is free', async () => {
    const server = new FakeServer({ limit: 1 });
    const lease = await server.lease('browse');
    const [session] = server.sessions;
    if (session) session.lost = new Error('reset');
    await giveBack(lease);
    expect(session?.closed).toBe(true);
    expect(nameOf(await server.lease('browse'))).toBe('#2');
  });

  it('that was lost while it rested is closed, and another opened', async () => {
    const server = new FakeServer({ limit: 1 });
    await giveBack(await server.lease('browse'));
    const [session] = server.sessions;
    if (session) session.lost = new Error('reset');
    expect(nameOf(await server.lease('browse'))).toBe('#2');
    expect(session?.closed).toBe(true);
  });

  it('that is held up is not lent where another may be, or may be opened beside it', async () => {
    const server = new FakeServer({ limit: 2 });
    await giveBack(await server.lease('browse'));
    const [stuck] = server.sessions;
    if (stuck) stuck.isHeldUp = true;
    await giveBack(await server.lease('browse'));
    const second = await server.lease('browse');
    expect(nameOf(second)).toBe('#2');
    // There is no room for a third.
    expect(nameOf(await server.lease('browse'))).toBe('#1');
    expect(server.sessions).toHaveLength(2);
  });
});

describe('the limit', () => {
  it('is not passed: who comes later waits for a session to come back', async () => {
    const server = new FakeServer({ limit: 2 });
    const first = await server.lease('browse');
    await server.lease('browse');
    const third = server.lease('browse');
    expect(await settled(third)).toBe('waiting');
    await giveBack(first);
    expect(nameOf(await third)).toBe(nameOf(first));
    expect(server.sessions).toHaveLength(2);
  });

  it('keeps one session for browsing: transfers wait though there is room', async () => {
    const server = new FakeServer({ limit: 3 });
    expect(server.pool.transferSlots).toBe(2);
    const transfers = [await server.lease('transfer'), await server.lease('transfer')];
    const third = server.lease('transfer');
    expect(await settled(third)).toBe('waiting');
    const browse = await server.lease('browse');
    await giveBack(browse);
    expect(await settled(third)).toBe('waiting');
    await giveBack(transfers[0] as Lease);
    expect(await settled(third)).toBe('lent');
  });

  it('of one session is shared by browsing and transfers', async () => {
    const server = new FakeServer({ limit: 1 });
    expect(server.pool.transferSlots).toBe(1);
    const transfer = await server.lease('transfer');
    const browse = server.lease('browse');
    expect(await settled(browse)).toBe('waiting');
    await giveBack(transfer);
    expect(await settled(browse)).toBe('lent');
  });

  it('serves browsing before transfers that have waited longer', async () => {
    const server = new FakeServer({ limit: 1 });
    const held = await server.lease('browse');
    const order: string[] = [];
    const waiting = (['transfer', 'transfer', 'browse', 'browse'] as const).map(async (purpose, index) => {
      const lease = await server.lease(purpose);
      order.push(`${purpose} ${index}`);
      await giveBack(lease);
    });
    await nextTurn();
    await giveBack(held);
    await Promise.all(waiting);
    expect(order).toEqual(['browse 2', 'browse 3', 'transfer 0', 'transfer 1']);
  });

  it('is lowered to what the server allows, and nobody is refused for it', async () => {
    const server = new FakeServer({ limit: 3 });
    server.allowed = 2;
    const first = await server.lease('transfer');
    const second = await server.lease('transfer');
    const browse = server.lease('browse');
    expect(await settled(browse)).toBe('waiting');
    expect(server.pool.transferSlots).toBe(1);
    await giveBack(first);
    expect(await settled(browse)).toBe('lent');
    const third = server.lease('transfer');
    expect(await settled(third)).toBe('waiting');
    await giveBack(second);
    expect(await settled(third)).toBe('lent');
    expect(server.sessions).toHaveLength(2);
  });

  it('is learned by one refusal, however many were given a slot before', async () => {
    const server = new FakeServer({ limit: 9 });
    server.allowed = 3;
    const open = vi.spyOn(server, 'open');
    const pool = new SessionPool({ limit: 9, open: (signal) => server.open(signal) });
    const leases = Array.from({ length: 8 }, () => pool.lease('transfer', never));
    expect(await Promise.all(leases.map(settled))).toEqual([...Array(3).fill('lent'), ...Array(5).fill('waiting')]);
    expect(open).toHaveBeenCalledTimes(4);
    expect(pool.transferSlots).toBe(2);
  });

  it('follows what the user allows, as it is now', async () => {
    let limit = 2;
    const server = new FakeServer({ limit: () => limit });
    expect(server.pool.transferSlots).toBe(1);
    limit = 9;
    expect(server.pool.transferSlots).toBe(8);
    limit = 3;
    expect(server.pool.transferSlots).toBe(2);
  });

  it('of browsing alone leaves the other sessions to transfers', async () => {
    const server = new FakeServer({ limit: 9, browsing: 2 });
    const browsing = [await server.lease('browse'), await server.lease('browse')] as const;
    const third = server.lease('browse');
    expect(await settled(third)).toBe('waiting');
    await server.lease('transfer');
    expect(await settled(third)).toBe('waiting');
    await giveBack(browsing[0]);
    expect(await settled(third)).toBe('lent');
    expect(server.sessions).toHaveLength(3);
  });

  it('is not asked for again once it is known', async () => {
    const server = new FakeServer({ limit: 3 });
    server.allowed = 1;
    const open = vi.spyOn(server, 'open');
    const pool = new SessionPool({ limit: 3, open: (signal) => server.open(signal) });
    const leases = Array.from({ length: 10 }, async () => giveBack(await pool.lease('browse', never)));
    await Promise.all(leases);
    const attempts = open.mock.calls.length;
    expect(attempts).toBeLessThanOrEqual(3);
    await Promise.all(Array.from({ length: 10 }, async () => giveBack(await pool.lease('browse', never))));
    expect(open).toHaveBeenCalledTimes(attempts);
  });

  it('that is none at all is the caller’s error: "busy" without a session of one’s own', async () => {
    const server = new FakeServer();
    server.allowed = 0;
    await expect(server.lease('browse')).rejects.toMatchObject({ kind: 'busy' });
    server.allowed = 1;
    expect(nameOf(await server.lease('browse'))).toBe('#1');
  });
});

describe('opening', () => {
  it('happens one after the other', async () => {
    let opening = 0;
    let most = 0;
    const server = new FakeServer();
    const { open } = server;
    server.open = async (signal) => {
      most = Math.max(most, ++opening);
      const session = await open(signal);
      opening--;
      return session;
    };
    await Promise.all([server.lease('browse'), server.lease('transfer'), server.lease('transfer')]);
    expect(server.sessions).toHaveLength(3);
    expect(most).toBe(1);
  });

  it('goes on after one that failed, and the failure is told to its own caller alone', async () => {
    const server = new FakeServer();
    const { open } = server;
    const failing = vi.fn(open).mockRejectedValueOnce(new RemoteError('auth', 'Wrong password.'));
    server.open = failing;
    const [first, second] = await Promise.allSettled([server.lease('browse'), server.lease('browse')]);
    expect(first).toMatchObject({ status: 'rejected', reason: { kind: 'auth' } });
    expect(second).toMatchObject({ status: 'fulfilled' });
    await Promise.all([server.lease('browse'), server.lease('browse')]);
    expect(server.live).toHaveLength(3);
  });

  it('that waits for another is given up at once, not when the other has ended', async () => {
    const server = new FakeServer();
    const stuck = Promise.withResolvers<RemoteFileSystem>();
    const { open } = server;
    server.open = () => stuck.promise;
    const first = server.lease('browse');
    const giveUp = new AbortController();
    const second = server.lease('browse', giveUp.signal);
    const third = server.lease('browse');
    giveUp.abort();
    await expect(second).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await settled(third)).toBe('waiting');
    server.open = open;
    stuck.resolve(await open(never));
    expect(nameOf(await first)).toBe('#1');
    expect(nameOf(await third)).toBe('#2');
  });
});

describe('one who waits', () => {
  it('and gives up is refused, and takes nobody’s turn', async () => {
    const server = new FakeServer({ limit: 1 });
    const held = await server.lease('browse');
    const giveUp = new AbortController();
    const second = server.lease('browse', giveUp.signal);
    const third = server.lease('browse');
    expect(await settled(second)).toBe('waiting');
    giveUp.abort();
    await expect(second).rejects.toMatchObject({ kind: 'cancelled' });
    await giveBack(held);
    expect(await settled(third)).toBe('lent');
  });

  it('and gives up at the very moment of being served passes the turn on', async () => {
    const server = new FakeServer({ limit: 1 });
    const held = await server.lease('browse');
    const giveUp = new AbortController();
    const second = server.lease('browse', giveUp.signal);
    const third = server.lease('browse');
    expect(await settled(second)).toBe('waiting');
    const returned = giveBack(held);
    giveUp.abort();
    await returned;
    await expect(second).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await settled(third)).toBe('lent');
  });

  it('is refused at once where it has given up before', async () => {
    const server = new FakeServer();
    await expect(server.lease('browse', AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
    expect(server.sessions).toHaveLength(0);
    await Promise.all([server.lease('browse'), server.lease('browse'), server.lease('browse')]);
  });
});

describe('closing', () => {
  it('closes every session, the lent ones too, and ends every wait', async () => {
    const server = new FakeServer({ limit: 2 });
    const lent = await server.lease('browse');
    await server.lease('browse');
    const waiting = Promise.allSettled([server.lease('transfer'), server.lease('browse')]);
    await server.pool[Symbol.asyncDispose]();
    expect(server.live).toEqual([]);
    const refused = { status: 'rejected', reason: { kind: 'cancelled' } };
    expect(await waiting).toMatchObject([refused, refused]);
    await expect(server.lease('browse')).rejects.toMatchObject({ kind: 'cancelled' });
    await giveBack(lent);
    expect(server.sessions).toHaveLength(2);
  });

  it('closes what rests', async () => {
    const server = new FakeServer();
    await giveBack(await server.lease('browse'));
    await server.pool[Symbol.asyncDispose]();
    expect(server.live).toEqual([]);
  });

  it('ends an opening that is under way, and closes a session that was opened all the same', async () => {
    const server = new FakeServer();
    const { open } = server;
    const late = Promise.withResolvers<void>();
    let told: AbortSignal | undefined;
    server.open = async (signal) => {
      told = signal;
      await late.promise;
      return open(signal);
    };
    const leases = Promise.allSettled([server.lease('browse'), server.lease('browse')]);
    await eventually(() => expect(told).toBeDefined());
    await server.pool[Symbol.asyncDispose]();
    expect(told?.aborted).toBe(true);
    const refused = { status: 'rejected', reason: { kind: 'cancelled' } };
    expect(await leases).toMatchObject([refused, refused]);
    late.resolve();
    await eventually(() => expect(server.sessions).toMatchObject([{ closed: true }]));
  });
});
