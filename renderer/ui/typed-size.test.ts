import { describe, expect, test } from 'vitest';
import { createFormatters } from './format.ts';
import { bytesOf, isSoundSize, type TypedSize, typedSize } from './typed-size.ts';

describe('a typed size', () => {
  test.each<[string, TypedSize['unit'], number]>([
    ['7', 'byte', 7],
    ['500', 'kilobyte', 500_000],
    [' 1,5 ', 'gigabyte', 1_500_000_000],
    ['0.25', 'megabyte', 250_000],
    ['0', 'megabyte', 0],
  ])('“%s” %ss are %d bytes', (amount, unit, bytes) => {
    expect(bytesOf({ amount, unit })).toBe(bytes);
    expect(isSoundSize({ amount, unit })).toBe(true);
  });

  test.each([
    ['500K', 500_000],
    ['20 mb', 20_000_000],
    ['1,5G', 1_500_000_000],
    ['2T', 2e12],
    ['4KiB', 4_096],
    ['1 Mi', 1_048_576],
    ['12 b', 12],
  ])('“%s” counts in its own unit: %d bytes', (amount, bytes) => {
    expect(bytesOf({ amount, unit: 'megabyte' })).toBe(bytes);
  });

  test('is none where nothing is typed', () => {
    expect(bytesOf({ amount: ' ', unit: 'byte' })).toBeUndefined();
    expect(isSoundSize({ amount: '', unit: 'byte' }, 1)).toBe(true);
  });

  test.each(['K', '1X', '1 KK', '-1', '1ib', '1.2.3', '9'.repeat(30)])('“%s” is no size', (amount) => {
    expect(bytesOf({ amount, unit: 'byte' })).toBeNaN();
    expect(isSoundSize({ amount, unit: 'byte' })).toBe(false);
  });

  test('may have to be large enough', () => {
    expect(isSoundSize({ amount: '0.9', unit: 'kilobyte' }, 1_000)).toBe(false);
    expect(isSoundSize({ amount: '1', unit: 'kilobyte' }, 1_000)).toBe(true);
  });

  test.each([0, 999, 1_000, 4_096, 500_000, 1_048_576, 20_000_000, 123_456_789, 3e12])(
    'of %d bytes is shown as it can be typed, without a fraction',
    (bytes) => {
      expect(bytesOf(typedSize(bytes))).toBe(bytes);
      expect(typedSize(bytes).amount).toMatch(/^\d+$/);
    },
  );

  test('means what the window shows', () => {
    const { bytes, sizeUnit } = createFormatters('de');
    const shown = bytes(bytesOf({ amount: '20', unit: 'megabyte' }) ?? 0);
    expect(shown.replace(/\p{Zs}/u, ' ')).toBe(`20 ${sizeUnit('megabyte')}`);
  });
});
