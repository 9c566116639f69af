import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteError, type RemoteErrorKind } from '../../shared/model/remote-error.ts';
import { eventually } from '../../test/eventually.ts';
import type { Line } from './reconnection.ts';
import { FakeServer, giveBack, nameOf, never } from './testing/fake-server.ts';

const START = 1_000_000;

/** A server that can go away and come back. */
class AbsentServer extends FakeServer {
  refusal: RemoteError | undefined;
  attempts = 0;
  readonly lines: Line[];

  constructor() {
    const lines: Line[] = [];
    super({ onLine: (line) => lines.push(line), random: () => 0, limit: 2 });
    this.lines = lines;
    const { open } = this;
    this.open = async (signal) => {
      this.attempts++;
      if (this.refusal) throw this.refusal;
      return open(signal);
    };
  }

  async goAway(kind: RemoteErrorKind = 'unreachable'): Promise<void> {
    await giveBack(await this.lease('browse'));
    for (const session of this.live) session.lost = new Error('reset');
    this.refusal = new RemoteError(kind, 'Gone.');
    await expect(this.lease('browse')).rejects.toMatchObject({ kind });
    this.attempts = 0;
  }
}

describe('a line that was lost', () => {
  let server: AbsentServer;

  beforeEach(() => {
    vi.useFakeTimers({ now: START });
    server = new AbsentServer();
  });
  afterEach(async () => {
    await server.pool[Symbol.asyncDispose]();
    vi.useRealTimers();
  });

  it('is tried again after ever longer waits, which are told, until it is back', async () => {
    await server.goAway();
    expect(server.lines).toEqual([{ state: 'open' }, { state: 'reconnecting', retryAt: START + 500 }]);
    for (const wait of [500, 1_000, 2_000, 4_000]) await vi.advanceTimersByTimeAsync(wait);
    expect(server.attempts).toBe(4);
    expect(server.lines.at(-1)).toEqual({ state: 'reconnecting', retryAt: START + 7_500 + 8_000 });
    server.refusal = undefined;
    await vi.advanceTimersByTimeAsync(8_000);
    await eventually(() => expect(server.lines.at(-1)).toEqual({ state: 'open' }));
    expect(server.live).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.attempts).toBe(5);
  });

  it('is tried again also where a session broke while it was used, and nothing else is asked for', async () => {
    const lease = await server.lease('browse');
    for (const session of server.live) session.lost = new RemoteError('disconnected', 'Reset.');
    await giveBack(lease);
    expect(server.lines.at(-1)).toEqual({ state: 'reconnecting', retryAt: START + 500 });
    await vi.advanceTimersByTimeAsync(500);
    await eventually(() => expect(server.lines.at(-1)).toEqual({ state: 'open' }));
    expect(server.attempts).toBe(2);
  });

  it('is not tried again where a session ended because its work was cancelled: the next one who asks opens another', async () => {
    const lease = await server.lease('browse');
    for (const session of server.live) session.lost = new RemoteError('cancelled', 'Cancelled.');
    await giveBack(lease);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(server.lines).toEqual([{ state: 'open' }]);
    expect(server.attempts).toBe(1);
  });

  it('rests where the user does not answer the question that an attempt raised', async () => {
    await server.goAway();
    server.refusal = new RemoteError('cancelled', 'No password was given.');
    await vi.advanceTimersByTimeAsync(500);
    expect(server.lines.at(-1)).toEqual({ state: 'lost' });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(server.attempts).toBe(1);
  });

  it('is not tried more often because more is asked of it meanwhile', async () => {
    await server.goAway();
    await expect(server.lease('browse')).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(server.lease('transfer')).rejects.toMatchObject({ kind: 'unreachable' });
    expect(server.lines).toHaveLength(2);
    server.attempts = 0;
    await vi.advanceTimersByTimeAsync(500);
    expect(server.attempts).toBe(1);
  });

  it('is back with the first who gets through, and nobody else tries then', async () => {
    await server.goAway();
    server.refusal = undefined;
    await server.lease('browse');
    expect(server.lines.at(-1)).toEqual({ state: 'open' });
    await vi.advanceTimersByTimeAsync(100_000);
    expect(server.attempts).toBe(1);
  });

  it.each(['auth', 'untrusted-host', 'unsupported'] as const)(
    'is never tried again by itself where the reason is %s',
    async (kind) => {
      await server.goAway(kind);
      expect(server.lines.at(-1)).toEqual({ state: 'lost' });
      await vi.advanceTimersByTimeAsync(600_000);
      expect(server.attempts).toBe(0);
    },
  );

  it('stops being tried when the answer turns into a refusal of the login', async () => {
    await server.goAway();
    server.refusal = new RemoteError('auth', 'Wrong password.');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(server.attempts).toBe(1);
    expect(server.lines.at(-1)).toEqual({ state: 'lost' });
  });

  it('is tried at once when the user wants it, and the schedule begins anew', async () => {
    await server.goAway();
    await vi.advanceTimersByTimeAsync(1_500);
    await expect(server.pool.reconnect()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(server.lines.at(-1)).toEqual({ state: 'reconnecting', retryAt: START + 1_500 + 500 });
    server.refusal = undefined;
    await server.pool.reconnect();
    expect(server.lines.at(-1)).toEqual({ state: 'open' });
  });

  it('is left alone when the user stops it, also by what fails afterwards, until a session comes about', async () => {
    await server.goAway();
    server.pool.stopReconnecting();
    expect(server.lines.at(-1)).toEqual({ state: 'lost' });
    await expect(server.lease('transfer')).rejects.toMatchObject({ kind: 'unreachable' });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(server.attempts).toBe(1);
    server.refusal = undefined;
    await giveBack(await server.lease('browse'));
    expect(server.lines.at(-1)).toEqual({ state: 'open' });
    await server.goAway();
    expect(server.lines.at(-1)).toMatchObject({ state: 'reconnecting' });
  });

  it('can be stopped while an attempt is under way', async () => {
    await server.goAway();
    let told: AbortSignal | undefined;
    server.open = (signal) => {
      told = signal;
      return new Promise(() => {});
    };
    await vi.advanceTimersByTimeAsync(500);
    expect(told?.aborted).toBe(false);
    server.pool.stopReconnecting();
    expect(told?.aborted).toBe(true);
    expect(server.lines.at(-1)).toEqual({ state: 'lost' });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(server.lines.at(-1)).toEqual({ state: 'lost' });
  });

  it('is given up after about half an hour', async () => {
    await server.goAway();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(server.attempts).toBe(40);
    expect(server.lines.at(-1)).toEqual({ state: 'lost' });
  });

  it('waits as long as a busy server asks for', async () => {
    await server.goAway('busy');
    server.pool.stopReconnecting();
    server.refusal = new RemoteError('busy', 'Later.', { retryAfterMs: 30_000 });
    await expect(server.pool.reconnect()).rejects.toMatchObject({ kind: 'busy' });
    expect(server.lines.at(-1)).toEqual({ state: 'reconnecting', retryAt: START + 30_000 });
  });

  it('is not lost as long as a session lives', async () => {
    const held = await server.lease('browse');
    server.refusal = new RemoteError('unreachable', 'Gone.');
    await expect(server.lease('browse')).rejects.toMatchObject({ kind: 'unreachable' });
    expect(server.lines).toEqual([{ state: 'open' }]);
    await giveBack(held);
  });

  it('is nobody’s business once the connection is closed', async () => {
    await server.goAway();
    const told = server.lines.length;
    await server.pool[Symbol.asyncDispose]();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(server.attempts).toBe(0);
    expect(server.lines).toHaveLength(told);
  });
});

it('a line that was never open is not tried again: the failure is its caller’s', async () => {
  const server = new AbsentServer();
  server.refusal = new RemoteError('unreachable', 'Nothing answers.');
  await expect(server.lease('browse', never)).rejects.toMatchObject({ kind: 'unreachable' });
  expect(server.lines).toEqual([]);
  server.refusal = undefined;
  expect(nameOf(await server.lease('browse'))).toBe('#1');
  expect(server.lines).toEqual([{ state: 'open' }]);
});
