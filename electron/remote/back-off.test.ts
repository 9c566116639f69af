import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

const backOff = { firstMs: 1_000, mostMs: 60_000 };

it('doubles from attempt to attempt, up to a ceiling', () => {
  const longest = Array.from({ length: 9 }, (_, attempt) => backOffMs(attempt, backOff, () => 0.999_999));
  expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

it('waits at least half of that: never a burst', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
      const whole = Math.min(backOff.mostMs, backOff.firstMs * 2 ** Math.min(attempt, 30));
      const wait = backOffMs(attempt, backOff, () => random);
      expect(wait).toBeGreaterThanOrEqual(whole / 2);
      expect(wait).toBeLessThanOrEqual(whole);
    }),
  );
});

it('differs from client to client, and is the same for the same source of chance', () => {
  expect(backOffMs(3, backOff, () => 0.1)).not.toBe(backOffMs(3, backOff, () => 0.9));
  expect(backOffMs(3, backOff, () => 0.1)).toBe(backOffMs(3, backOff, () => 0.1));
});
