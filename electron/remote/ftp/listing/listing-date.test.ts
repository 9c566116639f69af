import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateFrom,
  dateOrderOf,
  formatTimeValue,
  monthNumber,
  parseTimeValue,
  serverDate,
  serverDateWithoutYear,
} from './listing-date.ts';

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

  it('finds the year of any date of the last eleven months again, whatever the zone of the server', () => {
    const zone = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(moment, fc.integer({ min: -1, max: 330 }), zone, (now, daysAgo, minutesAhead) => {
        const aheadMs = minutesAhead * 60_000;
        const minute = Math.floor((now.getTime() - daysAgo * DAY) / 60_000) * 60_000;
        const date = new Date(minute + aheadMs);
        const parts = {
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          hour: date.getUTCHours(),
          minute: date.getUTCMinutes(),
        };
        expect(serverDateWithoutYear(parts, { now: now.getTime(), aheadMs })).toBe(minute);
      }),
    );
  });

  const utc = { now: Date.UTC(2024, 0, 1, 0, 30), aheadMs: 0 };

  it.each<[string, number, number, number]>([
    ['the last evening of a year, seen in the new one', 12, 31, Date.UTC(2023, 11, 31)],
    ['today', 1, 1, Date.UTC(2024, 0, 1)],
    ['tomorrow, which a server further east may have', 1, 2, Date.UTC(2024, 0, 2)],
    ['the day after, which none has', 1, 3, Date.UTC(2023, 0, 3)],
    ['a leap day, seen years later', 2, 29, Date.UTC(2020, 1, 29)],
  ])('takes for the year of %s the last that it can be', (_, month, day, expected) => {
    expect(serverDateWithoutYear({ month, day }, utc)).toBe(expected);
  });

  it('takes a date of the next year from a server that is there already', () => {
    const context = { now: Date.UTC(2023, 11, 31, 13, 0), aheadMs: 14 * 3_600_000 };
    expect(serverDateWithoutYear({ month: 1, day: 1, hour: 2, minute: 50 }, context)).toBe(
      Date.UTC(2023, 11, 31, 12, 50),
    );
  });

  it.each([-1440, -720, 0, 345, 840, 1440])('takes a clock that is %i minutes ahead off', (minutes) => {
    const context = { now: utc.now, aheadMs: minutes * 60_000 };
    expect(serverDate({ year: 2024, month: 1, day: 1 }, context)).toBe(Date.UTC(2024, 0, 1) - minutes * 60_000);
  });

  it.each<[string | undefined, string[]]>([
    [undefined, ['01-02-24 x', '03-04-24 x']],
    ['month-first', ['01-02-24 x', '03-24-24 x']],
    ['day-first', ['01/02/2024 x', '24/03/2024 x']],
    ['year-first', ['a 24/02/03 x', 'b 24/02/28 x', 'b 99/02/28 x']],
  ])('finds that dates are %s from all of them together', (order, lines) => {
    expect(dateOrderOf(lines)).toBe(order);
  });

  it.each([
    ['Jan', 1],
    ['dez', 12],
    ['août', 8],
    ['févr.', 2],
    ['12月', 12],
    ['мая', 5],
    ['Μάρ', 3],
    ['paź', 10],
    ['čec', 7],
    ['avril', 4],
    ['maj', 5],
    ['set', 9],
  ])('takes %s for month %i', (word, month) => {
    expect(monthNumber(word)).toBe(month);
  });

  it.each(['', 'x', '13月', '0月', 'constructor'])('takes %j for no month', (word) => {
    expect(monthNumber(word)).toBeUndefined();
  });
});
