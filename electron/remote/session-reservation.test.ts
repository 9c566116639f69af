import { describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../../test/eventually.ts';
import type { Reservation } from './session-pool.ts';
import { FakeServer, giveBack, nameOf, never, settled } from './testing/fake-server.ts';

const busy = () => new RemoteError('busy', 'Too many connections.');
const nothing = async () => {};

async function release(reservation: Reservation): Promise<void> {
  await reservation[Symbol.asyncDispose]();
}

describe('a slot for a session that another thread opens', () => {
  it('counts like a session: the next one waits until it is given back', async () => {
    const server = new FakeServer({ limit: 2 });
    const transfer = await server.pool.reserve('transfer', never);
    const second = server.pool.reserve('transfer', never);
    const browse = await server.lease('browse');
    expect(await settled(second)).toBe('waiting');
    await release(transfer);
    await release(transfer);
    const next = await second;
    await giveBack(browse);
    await release(next);
    expect(server.sessions).toHaveLength(1);
  });

  it('is made room for by closing the session that has rested longest', async () => {
    const server = new FakeServer({ limit: 3 });
    const leases = [await server.lease('browse'), await server.lease('browse'), await server.lease('browse')];
    for (const lease of leases) await giveBack(lease);
    await server.pool.reserve('transfer', never);
    expect(server.sessions.map(({ closed }) => closed)).toEqual([true, false, false]);
    await server.pool.reserve('transfer', never);
    expect(server.sessions.map(({ closed }) => closed)).toEqual([true, true, false]);
    expect(nameOf(await server.lease('browse'))).toBe('#3');
  });

  it('leaves a resting session alone where there is room', async () => {
    const server = new FakeServer({ limit: 3 });
    await giveBack(await server.lease('browse'));
    await server.pool.reserve('transfer', never);
    await server.pool.reserve('transfer', never);
    expect(server.live).toHaveLength(1);
  });

  it('has its session opened in turn with all others of the server', async () => {
    const server = new FakeServer({ limit: 4 });
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const [one, two] = [await server.pool.reserve('transfer', never), await server.pool.reserve('transfer', never)];
    const begun: string[] = [];
    const opened = [
      one.open(async () => {
        begun.push('one');
        await gates[0].promise;
        return 1;
      }, never),
      two.open(async () => {
        begun.push('two');
        await gates[1].promise;
        return 2;
      }, never),
    ];
    const browse = server.lease('browse');
    expect(await settled(browse)).toBe('waiting');
    expect(begun).toEqual(['one']);
    gates[0].resolve();
    expect(await opened[0]).toBe(1);
    expect(await settled(browse)).toBe('waiting');
    expect(begun).toEqual(['one', 'two']);
    gates[1].resolve();
    expect(await opened[1]).toBe(2);
    expect(nameOf(await browse)).toBe('#1');
  });

  it('that the server refuses as one too many lowers the limit, and is refused to its holder', async () => {
    const server = new FakeServer({ limit: 3 });
    await server.lease('browse');
    const first = await server.pool.reserve('transfer', never);
    await first.open(nothing, never);
    const second = await server.pool.reserve('transfer', never);
    await expect(second.open(() => Promise.reject(busy()), never)).rejects.toMatchObject({ kind: 'busy' });
    await release(second);
    expect(server.pool.transferSlots).toBe(1);
    const third = server.pool.reserve('transfer', never);
    expect(await settled(third)).toBe('waiting');
    await release(first);
    await third;
  });

  it('that was given out before the server said that it is busy costs no further login', async () => {
    const server = new FakeServer({ limit: 5 });
    const reserved = [];
    for (let number = 0; number < 4; number++) reserved.push(await server.pool.reserve('transfer', never));
    const opening = vi.fn(async () => {
      if (opening.mock.calls.length > 2) throw busy();
    });
    const opened = await Promise.allSettled(reserved.map((each) => each.open(opening, never)));
    expect(opened.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(opening).toHaveBeenCalledTimes(3);
    expect(server.pool.transferSlots).toBe(1);
  });

  it('is given up at once while it waits, and while its session is being opened', async () => {
    const server = new FakeServer({ limit: 1 });
    const held = await server.pool.reserve('transfer', never);
    const giveUp = new AbortController();
    const waiting = server.pool.reserve('transfer', giveUp.signal);
    const opening = held.open(() => new Promise(() => {}), giveUp.signal);
    giveUp.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(opening).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('tells the work that opens it when it is no longer wanted', async () => {
    const server = new FakeServer();
    const held = await server.pool.reserve('transfer', never);
    let told: AbortSignal | undefined;
    const opening = held.open((signal) => {
      told = signal;
      return new Promise<void>(() => {});
    }, never);
    await eventually(() => expect(told).toBeDefined());
    await server.pool[Symbol.asyncDispose]();
    expect(told?.aborted).toBe(true);
    await expect(opening).rejects.toMatchObject({ kind: 'cancelled' });
    await release(held);
  });

  it('keeps the line alive once its session is open', async () => {
    const server = new FakeServer();
    const held = await server.pool.reserve('transfer', never);
    expect(server.pool.hasLiveSession).toBe(false);
    await held.open(nothing, never);
    expect(server.pool.hasLiveSession).toBe(true);
    await release(held);
    expect(server.pool.hasLiveSession).toBe(false);
  });
});

it('that was just given back may still count for the server: the next opening asks again for a while', async () => {
  const server = new FakeServer({ limit: 1 });
  const first = await server.pool.reserve('transfer', never);
  await first.open(nothing, never);
  await release(first);
  server.allowed = 0;
  const browse = server.lease('browse');
  expect(await settled(browse)).toBe('waiting');
  server.allowed = 1;
  expect(nameOf(await browse)).toBe('#1');
});

describe('where the server allows a single session', () => {
  it('browsing asks the transfer for its slot, and is served before the next transfer', async () => {
    const server = new FakeServer({ limit: 1 });
    const transfer = await server.pool.reserve('transfer', never);
    expect(transfer.yieldRequested.aborted).toBe(false);
    const browse = server.lease('browse');
    expect(await settled(browse)).toBe('waiting');
    expect(transfer.yieldRequested.aborted).toBe(true);
    const next = server.pool.reserve('transfer', never);
    await release(transfer);
    const lease = await browse;
    expect(await settled(next)).toBe('waiting');
    await giveBack(lease);
    await next;
    expect(server.live).toEqual([]);
  });

  it('another transfer asks nobody to make room', async () => {
    const server = new FakeServer({ limit: 1 });
    const transfer = await server.pool.reserve('transfer', never);
    const next = server.pool.reserve('transfer', never);
    expect(await settled(next)).toBe('waiting');
    expect(transfer.yieldRequested.aborted).toBe(false);
  });

  it('which it says itself, no second one is tried', async () => {
    const server = new FakeServer({ limit: 3 });
    server.told = { maxSessions: 1 };
    const browse = await server.lease('browse');
    expect(server.pool.transferSlots).toBe(1);
    const transfer = server.pool.reserve('transfer', never);
    expect(await settled(transfer)).toBe('waiting');
    await giveBack(browse);
    await transfer;
    expect(server.sessions).toHaveLength(1);
  });
});

it('one transfer alone is asked to yield, and only where browsing has no session that will come back', async () => {
  const server = new FakeServer({ limit: 3 });
  const transfers = [await server.pool.reserve('transfer', never), await server.pool.reserve('transfer', never)];
  const browse = await server.lease('browse');
  const second = server.lease('browse');
  expect(await settled(second)).toBe('waiting');
  expect(transfers.map(({ yieldRequested }) => yieldRequested.aborted)).toEqual([false, false]);
  const [session] = server.sessions;
  if (session) session.lost = new Error('reset');
  server.allowed = 0;
  await giveBack(browse);
  expect(await settled(second)).toBe('waiting');
  expect(transfers.map(({ yieldRequested }) => yieldRequested.aborted)).toEqual([true, false]);
});
