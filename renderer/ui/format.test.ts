import { describe, expect, test } from 'vitest';
import { createFormatters, octalPermissions, symbolicPermissions } from './format.ts';

const english = createFormatters('en-GB');
const german = createFormatters('de');
/** Intl writes no-break spaces of several widths. */
const plain = (text: string) => text.replace(/\p{Zs}/gu, ' ');

describe('sizes', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1 kB'],
    [1_540, '1.5 kB'],
    [99_949, '99.9 kB'],
    [123_456, '123 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [5_000_000_000, '5 GB'],
  ])('%i is %j', (count, text) => {
    expect(plain(english.bytes(count))).toBe(text);
  });

  test('follow the language', () => {
    expect(plain(german.bytes(1_540))).toBe('1,5 kB');
    expect(plain(german.exactBytes(1_234_567))).toBe('1.234.567 Byte');
  });

  test('of rates are never smaller than kilobytes', () => {
    expect(plain(english.rate(0))).toBe('0 kB/s');
    expect(plain(english.rate(2_500_000))).toBe('2.5 MB/s');
  });
});

test('counts, rates, dates and spans of time follow the language too', () => {
  const noon = new Date(2026, 2, 5, 14, 7, 9, 45).getTime();
  expect(german.count(1_234_567)).toBe('1.234.567');
  expect(plain(german.percent(0.42))).toBe('42 %');
  expect(plain(german.rate(2_500_000))).toBe('2,5 MB/s');
  expect(german.dateTime(noon)).toBe('05.03.2026, 14:07');
  expect(german.mediumDateTime(noon)).toBe('05.03.2026, 14:07:09');
  expect(german.exactDateTime(noon)).toBe('Donnerstag, 5. März 2026 um 14:07:09');
  expect(german.date(noon)).toBe('05.03.2026');
  expect(german.time(noon)).toBe('14:07:09');
  expect(german.exactTime(noon)).toBe('14:07:09,045');
  expect(plain(german.duration(3_725))).toBe('1 Std. 2 Min.');
  expect(plain(german.duration(61))).toBe('1 Min. 1 Sek.');
});

test.each([
  [0.2, '1 sec'],
  [59, '59 secs'],
  [61, '1 min 1 sec'],
  [3_660, '1 hr 1 min'],
])('%f seconds are %j', (seconds, text) => {
  expect(plain(english.duration(seconds))).toBe(text);
});

test.each([
  [0o755, 'rwxr-xr-x', '755'],
  [0o644, 'rw-r--r--', '644'],
  [0o000, '---------', '000'],
  [0o4755, 'rwsr-xr-x', '4755'],
  [0o1777, 'rwxrwxrwt', '1777'],
  [0o2644, 'rw-r-Sr--', '2644'],
])('permissions %i are %s', (bits, symbolic, octal) => {
  expect(symbolicPermissions(bits)).toBe(symbolic);
  expect(octalPermissions(bits)).toBe(octal);
});
