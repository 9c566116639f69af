import { describe, expect, it } from 'vitest';
import { RateMeter } from './rate-meter.ts';

function meterWithClock() {
  const clock = { now: 10_000 };
  return { clock, meter: new RateMeter(() => clock.now) };
}

describe('the rate', () => {
  it('is nothing before the first byte', () => {
    expect(meterWithClock().meter.rate).toBe(0);
  });

  it('of a steady flow is that flow, whatever the size of its pieces', () => {
    for (const piece of [10, 50, 100, 333]) {
      const { clock, meter } = meterWithClock();
      for (let time = 0; time < 10_000; time += piece) {
        meter.add(piece);
        clock.now += piece;
      }
      expect(meter.rate, `in pieces of ${piece} ms`).toBeGreaterThan(900);
      expect(meter.rate, `in pieces of ${piece} ms`).toBeLessThan(1_100);
    }
  });

  it('forgets what is older than three seconds', () => {
    const { clock, meter } = meterWithClock();
    meter.add(1_000_000);
    clock.now += 3_001;
    expect(meter.rate).toBe(0);
    meter.add(500);
    clock.now += 500;
    expect(meter.rate).toBe(1_000);
  });

  it('does not explode with the first bytes', () => {
    const { meter } = meterWithClock();
    meter.add(1_000);
    expect(meter.rate).toBe(4_000);
  });

  it('falls while nothing comes', () => {
    const { clock, meter } = meterWithClock();
    meter.add(1_000);
    const rates = [500, 1_000, 1_000].map((later) => {
      clock.now += later;
      return meter.rate;
    });
    expect(rates).toEqual([2_000, 1_000 / 1.5, 400]);
  });
});
