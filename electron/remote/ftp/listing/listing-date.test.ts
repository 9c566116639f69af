import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateFrom, dateWithoutYear, formatTimeValue, monthNumber, parseTimeValue } from './listing-date.ts';

const DAY = 24 * 60 * 60 * 1000;
const moment = fc.date({
  min: new Date('1980-01-01T00:00:00Z'),
  max: new Date('2090-01-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('dates of listings', () => {
  it('reads back what it writes, to the second', () => {
    fc.assert(
      fc.property(moment, (date) => {
        const seconds = Math.floor(date.getTime() / 1000) * 1000;
        expect(parseTimeValue(formatTimeValue(date.getTime()))).toEqual({ at: seconds, precision: 's' });
      }),
    );
  });

  it.each(['', '2024', '20240230000000', '20240101250000', '20240101000000.', '20240101000000 ', '-0240101000000'])(
    'finds no time in %j',
    (text) => {
      expect(parseTimeValue(text)).toBeUndefined();
    },
  );

  it('knows that February has 29 days in some years only', () => {
    expect(dateFrom({ year: 2024, month: 2, day: 29 })).toBe(Date.UTC(2024, 1, 29));
    expect(dateFrom({ year: 2023, month: 2, day: 29 })).toBeUndefined();
  });

  it('finds the year of any date of the last eleven months again', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -1, max: 330 }), (now, daysAgo) => {
        const minute = Math.floor((now.getTime() - daysAgo * DAY) / 60_000) * 60_000;
        const date = new Date(minute);
        const parts = {
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          hour: date.getUTCHours(),
          minute: date.getUTCMinutes(),
        };
        expect(dateWithoutYear(parts, now.getTime())).toBe(minute);
      }),
    );
  });

  it.each([
    ['Jan', 1],
    ['dez', 12],
    ['août', 8],
    ['févr.', 2],
    ['12月', 12],
    ['мая', 5],
  ])('takes %s for month %i', (word, month) => {
    expect(monthNumber(word)).toBe(month);
  });

  it.each(['', 'x', '13月', '0月', 'constructor'])('takes %j for no month', (word) => {
    expect(monthNumber(word)).toBeUndefined();
  });
});
