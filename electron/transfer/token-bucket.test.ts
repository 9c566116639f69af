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

  it('serves those who wait in their order, and lets go of who gives up', async () => {
    const bucket = new TokenBucket();
    bucket.rate = 1000;
    await vi.advanceTimersByTimeAsync(10);
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
    expect(bucket.isLimited).toBe(false);
  });
});
