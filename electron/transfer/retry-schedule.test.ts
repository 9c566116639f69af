import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RemoteError, RemoteErrorKind } from '../../shared/model/remote-error.ts';
import { retryDelayMs } from './retry-schedule.ts';
import { ServerRest } from './server-rest.ts';

const error = (...inputs: ConstructorParameters<typeof RemoteError>) => new RemoteError(...inputs).data;
const middle = () => 0.5;

describe('the wait before another attempt', () => {
  it.each([
    ['disconnected', [750, 1_500, 3_000, 6_000]],
    ['busy', [1_500, 3_000, 6_000, 12_000]],
    ['timeout', [750, 1_500, 3_000, 6_000]],
  ] as const)('doubles: %s', (kind, waits) => {
    const failure = error(kind, 'x', { retry: 'now' });
    expect([1, 2, 3, 4].map((attempts) => retryDelayMs(failure, attempts, middle))).toEqual(waits);
  });

  it('ends: what cannot help is not tried, the rest not for ever', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RemoteErrorKind.options), fc.integer({ min: 1, max: 500 }), (kind, attempts) => {
        expect(retryDelayMs(error(kind, 'x', { retry: 'never' }), attempts)).toBeUndefined();
        const delay = retryDelayMs(error(kind, 'x', { retry: 'now' }), attempts);
        if (attempts >= 160) expect(delay).toBeUndefined();
        else if (delay !== undefined) expect(delay).toBeLessThanOrEqual(60_000);
        if (attempts < 3) expect(delay).toBeGreaterThanOrEqual(500);
      }),
    );
  });

  it('is not shorter than the server asked for', () => {
    expect(retryDelayMs(error('busy', 'x', { retry: 'now', retryAfterMs: 90_000 }), 1, middle)).toBe(90_000);
  });
});

describe('a server that cannot be reached', () => {
  const away = error('unreachable', 'x');
  const restOf = () => new ServerRest((_error, attempts) => attempts * 1_000);

  it('is left alone, one asks for it, and the wait grows', () => {
    const rest = restOf();
    expect(rest.failed('one', away, 0)).toBe(1_000);
    expect([rest.allows('one', 999), rest.allows('other', 999), rest.allows('one', 1_000)]).toEqual([
      false,
      true,
      true,
    ]);
    rest.asked('one');
    expect(rest.allows('one', 5_000)).toBe(false);
    expect(rest.failed('one', away, 1_000)).toBe(3_000);
  });

  it('has failed once where those that ran side by side fail together', () => {
    const rest = restOf();
    expect([0, 10, 20].map((now) => rest.failed('one', away, now))).toEqual([1_000, 1_000, 1_000]);
  });

  it('is there again for everybody when one has got an answer, or has gone without one', () => {
    const rest = restOf();
    rest.failed('one', away, 0);
    rest.asked('one');
    rest.unasked('one');
    expect(rest.allows('one', 1_000)).toBe(true);
    expect(rest.reached('one', 'other')).toBe(true);
    expect(rest.reached('one')).toBe(false);
    expect(rest.allows('one', 0)).toBe(true);
  });

  it('is not meant by a failure of the file', () => {
    const rest = restOf();
    expect(rest.failed('one', error('denied', 'x'), 0)).toBeUndefined();
    expect(rest.allows('one', 0)).toBe(true);
  });
});
