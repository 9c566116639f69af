import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTypedDates, isDate } from './typed-date.ts';

const locales = ['en-US', 'en-GB', 'de', 'de-CH', 'sv', 'en-XA'];

describe('a date in a field', () => {
  test.each([
    ['en-US', '2026-11-21', '11/21/2026'],
    ['en-GB', '2026-11-21', '21/11/2026'],
    ['de', '2026-11-21', '21.11.2026'],
    ['sv', '2026-11-21', '2026-11-21'],
    ['en-US', '2026-11-21T09:30:05', '11/21/2026, 09:30:05'],
    ['de', '2026-11-21T21:30:05', '21.11.2026, 21:30:05'],
  ])('is written in %s for %s as %s', (locale, date, text) => {
    const typed = createTypedDates(locale);
    expect(typed.write(date)).toBe(text);
    expect(typed.read(text, date.includes('T') ? 'moment' : 'day')).toBe(date);
  });

  test.each([
    ['en-US', '1/2/2026', '2026-01-02'],
    ['en-GB', '1/2/2026', '2026-02-01'],
    ['de', '1.2.2026', '2026-02-01'],
    ['de', ' 1. 2. 2026 ', '2026-02-01'],
    ['de', '1/2/2026', '2026-02-01'],
    ['de', '2026-02-01', '2026-02-01'],
    ['en-US', '2026-02-01', '2026-02-01'],
    ['de', '29.02.2024', '2024-02-29'],
    ['de', '29.02.2026', undefined],
    ['de', '31.12.26', undefined],
    ['de', '12/31/2026', undefined],
    ['en-US', '31.12.2026', undefined],
    ['en-US', 'yesterday', undefined],
    ['en-US', '', undefined],
    ['en-US', '1/2/2026 10:00', undefined],
  ])('typed in %s as %j is the day %s', (locale, text, day) => {
    expect(createTypedDates(locale).read(text, 'day')).toBe(day);
  });

  test.each([
    ['en-US', '1/2/2026 9:05', '2026-01-02T09:05:00'],
    ['en-US', '1/2/2026, 12:05:09 AM', '2026-01-02T00:05:09'],
    ['en-US', '1/2/2026 12:05 p.m.', '2026-01-02T12:05:00'],
    ['en-US', '1/2/2026 13:05 pm', undefined],
    ['de', '1.2.2026, 23:59:59', '2026-02-01T23:59:59'],
    ['de', '1.2.2026 24:00', undefined],
    ['de', '1.2.2026 9:60', undefined],
    ['de', '2020-02-29T12:34:56', '2020-02-29T12:34:56'],
    ['de', '1.2.2026', undefined],
  ])('typed in %s as %j is the moment %s', (locale, text, moment) => {
    expect(createTypedDates(locale).read(text, 'moment')).toBe(moment);
  });

  test('comes back as it was written, in every language', () => {
    const days = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.constantFrom(...locales), fc.boolean(), (at, locale, withTime) => {
        const date = at.toISOString().slice(0, withTime ? 19 : 10);
        const typed = createTypedDates(locale);
        expect(typed.read(typed.write(date), withTime ? 'moment' : 'day')).toBe(date);
      }),
    );
  });

  test('that there is not stays as it was typed', () => {
    expect(isDate('2026-02-30')).toBe(false);
    expect(isDate('soon')).toBe(false);
    expect(createTypedDates('de').write('soon')).toBe('soon');
  });
});
