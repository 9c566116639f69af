import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeServer, giveBack, nameOf, settled } from './testing/fake-server.ts';

describe('an idle session', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function idleSessions(server: FakeServer, count: number): Promise<void> {
    const leases = await Promise.all(Array.from({ length: count }, () => server.lease('browse')));
    for (const lease of leases) await giveBack(lease);
  }

  it('is asked for a sign of life now and then, and still lent afterwards', async () => {
    const server = new FakeServer();
    await idleSessions(server, 1);
    vi.advanceTimersByTime(25_000);
    await nextTurn();
    expect(server.sessions[0]?.keepAlive).toHaveBeenCalledOnce();
    expect(nameOf(await server.lease('browse'))).toBe('#1');
  });

  it('is not asked while it is lent', async () => {
    const server = new FakeServer();
    await server.lease('browse');
    vi.advanceTimersByTime(100_000);
    expect(server.sessions[0]?.keepAlive).not.toHaveBeenCalled();
  });

  it('is lent to nobody while it is being asked', async () => {
    const server = new FakeServer({ limit: 1 });
    await idleSessions(server, 1);
    const answer = Promise.withResolvers<void>();
    server.sessions[0]?.keepAlive.mockReturnValueOnce(answer.promise);
    vi.advanceTimersByTime(25_000);
    const lease = server.lease('browse');
    expect(await settled(lease)).toBe('waiting');
    answer.resolve();
    expect(nameOf(await lease)).toBe('#1');
  });

  it('that gives no sign of life is closed, and its slot goes to who waits', async () => {
    const server = new FakeServer({ limit: 1 });
    await idleSessions(server, 1);
    const answer = Promise.withResolvers<void>();
    server.sessions[0]?.keepAlive.mockReturnValueOnce(answer.promise);
    vi.advanceTimersByTime(25_000);
    const lease = server.lease('browse');
    answer.reject(new Error('reset'));
    expect(nameOf(await lease)).toBe('#2');
    expect(server.sessions[0]?.closed).toBe(true);
  });

  it('that rested long proves that it lives before it is lent; where it does not, another is opened', async () => {
    const server = new FakeServer({ keepAliveMs: 1_000_000 });
    await idleSessions(server, 1);
    vi.advanceTimersByTime(5_000);
    await giveBack(await server.lease('browse'));
    expect(server.sessions[0]?.keepAlive).not.toHaveBeenCalled();
    vi.advanceTimersByTime(11_000);
    await giveBack(await server.lease('browse'));
    expect(server.sessions[0]?.keepAlive).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(11_000);
    server.sessions[0]?.keepAlive.mockRejectedValueOnce(new Error('reset'));
    expect(nameOf(await server.lease('browse'))).toBe('#2');
    expect(server.sessions[0]?.closed).toBe(true);
    await Promise.all([server.lease('browse'), server.lease('browse')]);
    expect(server.live).toHaveLength(3);
  });

  it('is closed after a minute if it is not the newest, and its slot is free again', async () => {
    const server = new FakeServer({ limit: 2 });
    await idleSessions(server, 2);
    const [oldest, newest] = server.sessions;
    for (let time = 0; time < 4; time++) {
      vi.advanceTimersByTime(25_000);
      await nextTurn();
    }
    expect(oldest?.closed).toBe(true);
    expect(newest?.closed).toBe(false);
    expect(newest?.keepAlive).toHaveBeenCalledTimes(4);
    await Promise.all([server.lease('browse'), server.lease('browse')]);
    expect(server.live).toHaveLength(2);
  });

  it('is allowed one more a minute after the server was busy, for those who wait too', async () => {
    const server = new FakeServer({ limit: 3 });
    server.allowed = 1;
    await server.lease('browse');
    const waiting = server.lease('browse');
    expect(await settled(waiting)).toBe('waiting');
    vi.advanceTimersByTime(50_000);
    server.allowed = 3;
    expect(await settled(waiting)).toBe('waiting');
    vi.advanceTimersByTime(25_000);
    expect(await settled(waiting)).toBe('lent');
    const third = server.lease('browse');
    expect(await settled(third)).toBe('waiting');
    vi.advanceTimersByTime(75_000);
    expect(await settled(third)).toBe('lent');
  });

  it('that is refused again when one more was allowed leaves everything as it was', async () => {
    const server = new FakeServer({ limit: 3 });
    server.allowed = 1;
    const held = await server.lease('browse');
    const waiting = server.lease('browse');
    expect(await settled(waiting)).toBe('waiting');
    vi.advanceTimersByTime(75_000);
    expect(await settled(waiting)).toBe('waiting');
    await giveBack(held);
    expect(nameOf(await waiting)).toBe('#1');
  });

  it('that is being asked when the pool closes is closed too', async () => {
    const server = new FakeServer();
    await idleSessions(server, 1);
    const answer = Promise.withResolvers<void>();
    server.sessions[0]?.keepAlive.mockReturnValueOnce(answer.promise);
    vi.advanceTimersByTime(25_000);
    await server.pool[Symbol.asyncDispose]();
    answer.resolve();
    await eventually(() => expect(server.live).toEqual([]));
    const keptAlive = server.sessions[0]?.keepAlive.mock.calls.length;
    vi.advanceTimersByTime(100_000);
    expect(server.sessions[0]?.keepAlive).toHaveBeenCalledTimes(keptAlive ?? -1);
  });
});
