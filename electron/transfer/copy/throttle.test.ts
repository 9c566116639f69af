import { describe, expect, it } from 'vitest';
import { LOCAL } from '../../../shared/model/connection.ts';
import type { Rates } from '../carrier.ts';
import { throttleOf } from './throttle.ts';

const { signal } = new AbortController();

describe('what a copied byte counts for', () => {
  it.each<[string, string, Partial<Record<keyof Rates, number>>]>([
    [LOCAL, LOCAL, {}],
    ['drop:page', LOCAL, {}],
    [LOCAL, 'one', { all: 7, write: 7 }],
    ['drop:page', 'one', { all: 7, write: 7 }],
    ['one', LOCAL, { all: 7, read: 7 }],
    ['one', 'other', { all: 7, read: 7, write: 7 }],
    ['one', 'one', { all: 7, read: 7, write: 7 }],
  ])('from %s to %s', (from, to, counted) => {
    const taken: Partial<Record<keyof Rates, number>> = {};
    const throttle = throttleOf(
      { source: { fs: from, path: '/a' }, target: { fs: to, path: '/b' } },
      {
        take(rate, bytes) {
          taken[rate] = (taken[rate] ?? 0) + bytes;
          return undefined;
        },
        rate: () => undefined,
      },
    );
    expect(throttle.take(7, { signal })).toBeUndefined();
    expect(taken).toEqual(counted);
  });

  it('waits for the slowest of the limits', async () => {
    const gates = { all: Promise.withResolvers<void>(), write: Promise.withResolvers<void>() };
    const throttle = throttleOf(
      { source: { fs: LOCAL, path: '/a' }, target: { fs: 'one', path: '/b' } },
      {
        take: (rate) => (rate === 'read' ? undefined : gates[rate].promise),
        rate: () => undefined,
      },
    );
    let passed = false;
    const passing = throttle.take(1, { signal })?.then(() => {
      passed = true;
    });
    gates.write.resolve();
    await gates.write.promise;
    expect(passed).toBe(false);
    gates.all.resolve();
    await passing;
    expect(passed).toBe(true);
  });

  it('has the rate of the slowest limit that counts, as it is now', () => {
    const rates: Record<keyof Rates, number | undefined> = { all: 500, read: 100, write: undefined };
    const limits = { take: () => undefined, rate: (rate: keyof Rates) => rates[rate] };
    const upload = throttleOf({ source: { fs: LOCAL, path: '/a' }, target: { fs: 'one', path: '/b' } }, limits);
    expect(upload.rate).toBe(500);
    rates.write = 200;
    expect(upload.rate).toBe(200);
    Object.assign(rates, { all: undefined, write: undefined });
    expect(upload.rate).toBeUndefined();
  });
});
