import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const never = new AbortController().signal;

describe('a speed limit', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** Takes pieces one after the other for so long. @returns the bytes that passed. */
  async function passedIn(ms: number, bucket: TokenBucket, piece: number): Promise<number> {
    let passed = 0;
    let isOver = false;
    const taking = (async () => {
      while (!isOver) {
        await bucket.take(piece, never);
        if (!isOver) passed += piece;
        await Promise.resolve();
      }
    })();
    await vi.advanceTimersByTimeAsync(ms);
    isOver = true;
    bucket.rate = undefined;
    await taking;
    return passed;
  }

  it('lets everything pass where there is none', () => {
    expect(new TokenBucket().take(1e9, never)).toBeUndefined();
  });

  it.each([1000, 64_000, 250_000])('is kept with pieces of %d bytes', async (piece) => {
    const bucket = new TokenBucket();
    bucket.rate = 100_000;
    const passed = await passedIn(10_000, bucket, piece);
    expect(passed).toBeGreaterThan(1_000_000 - 2 * piece - 40_000);
    expect(passed).toBeLessThan(1_000_000 + 2 * piece + 40_000);
  });

  const RATE = 100_000;
  const BURST = RATE / 4;

  /** Everybody takes pieces of this size, each one after the other. @returns when how much passed. */
  function taken(bucket: TokenBucket, pieces: readonly number[], signal: AbortSignal): { at: number; bytes: number }[] {
    const passed: { at: number; bytes: number }[] = [];
    const take = async (bytes: number) => {
      while (!signal.aborted) {
        await bucket.take(bytes, signal);
        passed.push({ at: performance.now(), bytes });
      }
    };
    for (const bytes of pieces) void take(bytes).catch(() => {});
    return passed;
  }

  /** The most that passed in any span of time beyond what the rate allows in it. */
  function mostAbove(passed: readonly { at: number; bytes: number }[]): number {
    let most = 0;
    // What has passed until then, less what was allowed until then: above its lowest point before.
    let level = 0;
    let lowest = 0;
    let before = passed[0]?.at ?? 0;
    for (const { at, bytes } of passed) {
      level -= ((at - before) * RATE) / 1000;
      before = at;
      lowest = Math.min(lowest, level);
      level += bytes;
      most = Math.max(most, level - lowest);
    }
    return most;
  }

  it.each([
    ['after a pause', 60_000],
    ['at the beginning', 0],
  ])('is never exceeded by more than a quarter of a second, or one piece, %s', async (_when, pauseMs) => {
    for (const pieces of [[1000], [16_384, 1000, 1], [BURST, BURST], [262_144], [262_144, 4096, 1000]]) {
      const bucket = new TokenBucket();
      bucket.rate = RATE;
      await vi.advanceTimersByTimeAsync(pauseMs);
      const stop = new AbortController();
      const passed = taken(bucket, pieces, stop.signal);
      await vi.advanceTimersByTimeAsync(30_000);
      stop.abort();
      await vi.advanceTimersByTimeAsync(0);
      // A timer may be a millisecond late.
      expect(mostAbove(passed)).toBeLessThanOrEqual(Math.max(BURST, ...pieces) + RATE / 1000);
      const sum = passed.reduce((all, { bytes }) => all + bytes, 0);
      expect(sum).toBeGreaterThan(30 * RATE - 2 * Math.max(...pieces));
    }
  });

  it('lets nothing pass at once when it is set, beyond what its first moments are worth', async () => {
    const bucket = new TokenBucket();
    bucket.rate = RATE;
    const stop = new AbortController();
    const passed = taken(bucket, [1000, 1000, 1000, 1000], stop.signal);
    await vi.advanceTimersByTimeAsync(100);
    stop.abort();
    expect(passed.length).toBeLessThanOrEqual(10);
  });

  it('that is lowered is not held up by what passed before', async () => {
    const bucket = new TokenBucket();
    bucket.rate = 1_000_000;
    await vi.advanceTimersByTimeAsync(1000);
    await bucket.take(1_000_000, never);
    bucket.rate = 1000;
    let isServed = false;
    const next = bucket.take(100, never)?.then(() => {
      isServed = true;
    });
    await vi.advanceTimersByTimeAsync(900);
    expect(isServed).toBe(true);
    await next;
  });

  it('serves those who wait in their order, and lets go of who gives up', async () => {
    const bucket = new TokenBucket();
    bucket.rate = 1000;
    await vi.advanceTimersByTimeAsync(250);
    await bucket.take(2000, never);
    const served: string[] = [];
    const cancel = new AbortController();
    const given = bucket.take(500, cancel.signal)?.catch((error: { kind: string }) => served.push(error.kind));
    const next = bucket.take(500, never)?.then(() => served.push('next'));
    cancel.abort();
    await given;
    await vi.advanceTimersByTimeAsync(3000);
    await next;
    expect(served).toEqual(['cancelled', 'next']);
  });

  it('takes hold at once when it changes', async () => {
    const bucket = new TokenBucket();
    bucket.rate = 1;
    await vi.advanceTimersByTimeAsync(1000);
    await bucket.take(1000, never);
    const waiting = bucket.take(1000, never);
    bucket.rate = undefined;
    await waiting;
    expect(bucket.rate).toBeUndefined();
  });
});
