import { describe, expect, test } from 'vitest';
import { createFormatters } from '../../ui/format.ts';
import { type FilterForm, filterOf, formOf, isSizeText } from './filter-form.ts';

const empty: FilterForm = { include: '', exclude: '', smallest: '', largest: '', after: '', before: '' };
const bytesOf = (largest: string) => filterOf({ ...empty, largest }).largest;

describe('a size in the filter', () => {
  test.each([
    ['7', 7],
    ['500K', 500_000],
    ['20 mb', 20_000_000],
    ['1,5G', 1_500_000_000],
    ['2T', 2e12],
    ['4KiB', 4_096],
    ['1 Mi', 1_048_576],
  ])('“%s” is %d bytes', (text, bytes) => {
    expect(isSizeText(text)).toBe(true);
    expect(bytesOf(text)).toBe(bytes);
  });

  test.each(['K', '1X', '1 KK', '-1', '1ib'])('“%s” is none', (text) => {
    expect(isSizeText(text)).toBe(false);
  });

  test.each([0, 999, 1_000, 4_096, 500_000, 1_048_576, 20_000_000, 123_456_789])(
    'of %d bytes is shown as it can be typed',
    (bytes) => {
      expect(bytesOf(formOf(filterOf({ ...empty, largest: String(bytes) })).largest)).toBe(bytes);
    },
  );

  test('means what the window shows', () => {
    expect(createFormatters('en').bytes(bytesOf('20MB') ?? 0)).toBe('20 MB');
  });
});
