import { describe, expect, test } from 'vitest';
import { createNaturalKey } from './natural-order.ts';

function sorted(locale: string, names: string[]): string[] {
  const key = createNaturalKey(locale);
  return [...names].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

describe('the natural order of names', () => {
  test('counts numbers inside names', () => {
    expect(sorted('en', ['page 10', 'page 2', 'page 1', 'page'])).toEqual(['page', 'page 1', 'page 2', 'page 10']);
  });

  test('compares numbers of any length without loss', () => {
    const names = ['v123456789012345678901', 'v123456789012345678900', 'v99999999999999999999'];
    expect(sorted('en', names)).toEqual([names[2], names[1], names[0]]);
  });

  test('ignores leading zeros and case', () => {
    const key = createNaturalKey('en');
    expect(key('IMG007')).toBe(key('img7'));
    expect(key('0')).toBe(key('000'));
  });

  test('puts accented letters beside their plain ones, composed or not', () => {
    expect(sorted('en', ['zoo', 'émile', 'ende', 'zebra'])).toEqual(['émile', 'ende', 'zebra', 'zoo']);
    const key = createNaturalKey('en');
    expect(key('e\u0301')).toBe(key('\u00e9'));
  });

  test('follows the language: å is the last but two in Swedish, an a in English', () => {
    expect(sorted('sv', ['åre', 'zon', 'arm'])).toEqual(['arm', 'zon', 'åre']);
    expect(sorted('en', ['åre', 'zon', 'arm'])).toEqual(['åre', 'arm', 'zon'].sort(new Intl.Collator('en').compare));
  });

  test('agrees with a numeric collator on everyday names', () => {
    const names = [
      'README.md',
      'index.html',
      'a-b',
      'a_b',
      'a b',
      'ab',
      'a.b',
      '.htaccess',
      '2024-01-10',
      '2024-1-9',
      'Zebra',
      'über',
      'Ärger',
      'Öl',
      'naïve',
      'файл 2',
      'файл 10',
      'Ωmega',
      '(copy)',
      '[draft]',
      '~tmp',
      '#x#',
      'file1',
      'file01a',
    ];
    const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    expect(sorted('en', names)).toEqual([...names].sort(collator.compare));
  });

  test('takes names longer than any other', () => {
    const key = createNaturalKey('en');
    expect(key('9'.repeat(5_000)) < key(`1${'0'.repeat(5_000)}`)).toBe(true);
  });
});
