import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLocalTime, toLocalTime } from './local-time.ts';

describe('the time of a file as it is typed', () => {
  it('comes back to the second', () => {
    // Twice a year an hour of local time is there two times; these seconds are left out.
    const seconds = fc
      .integer({ min: 0, max: 4_000_000_000 })
      .filter(
        (second) =>
          new Date((second - 3600) * 1000).getTimezoneOffset() === new Date((second + 3600) * 1000).getTimezoneOffset(),
      );
    fc.assert(
      fc.property(seconds, (second) => {
        expect(fromLocalTime(toLocalTime(second * 1000))).toBe(second * 1000);
      }),
    );
  });

  it.each(['', 'yesterday', '2026-11-21', '2026-13-01T00:00', '2026-11-21 09:30'])('is not read from %j', (text) => {
    expect(fromLocalTime(text)).toBeUndefined();
  });
});
