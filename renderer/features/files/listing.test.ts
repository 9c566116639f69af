import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { Listing, type View } from './listing.ts';

const plain: View = { sort: { column: 'name', direction: 'ascending' }, filter: '', showHidden: false };

const entries: Entry[] = [
  { name: 'b.txt', type: 'file', size: 10, modifiedAt: 300 },
  { name: 'photos', type: 'directory', modifiedAt: 100 },
  { name: 'a.txt', type: 'file', size: 10, modifiedAt: 200 },
  { name: '.hidden', type: 'file', size: 1 },
  { name: 'c.png', type: 'file', size: 5, modifiedAt: 250 },
  { name: 'link', type: 'symlink', targetType: 'directory' },
];

function shown(view: Partial<View>, rows: Entry[] = entries): string[] {
  const listing = new Listing('en');
  listing.add(rows);
  return listing.show({ ...plain, ...view }).map((row) => row.entry.name);
}

describe('a listing', () => {
  test('shows directories and links to directories first, then natural names', () => {
    expect(shown({})).toEqual(['link', 'photos', 'a.txt', 'b.txt', 'c.png']);
  });

  test('keeps directories first when the order is turned round', () => {
    expect(shown({ sort: { column: 'name', direction: 'descending' } })).toEqual([
      'photos',
      'link',
      'c.png',
      'b.txt',
      'a.txt',
    ]);
  });

  test('orders equal values by name, ascending in either direction', () => {
    expect(shown({ sort: { column: 'size', direction: 'ascending' } }).slice(2)).toEqual(['c.png', 'a.txt', 'b.txt']);
    expect(shown({ sort: { column: 'size', direction: 'descending' } }).slice(2)).toEqual(['a.txt', 'b.txt', 'c.png']);
  });

  test('puts what the server does not say before everything it says', () => {
    const rows: Entry[] = [...entries, { name: 'z.txt', type: 'file' }];
    expect(shown({ sort: { column: 'modified', direction: 'ascending' } }, rows)[2]).toBe('z.txt');
  });

  test('filters by a part of the name, in any case', () => {
    expect(shown({ filter: ' TXT ' })).toEqual(['a.txt', 'b.txt']);
  });

  test('shows nothing for “*.txt”: a filter takes the patterns that “Select” takes', () => {
    expect(shown({ filter: '*.TXT' })).toEqual(['a.txt', 'b.txt']);
    expect(shown({ filter: 'a.?xt' })).toEqual(['a.txt']);
    expect(shown({ filter: '*.t' })).toEqual([]);
  });

  test('a name that a Mac has written was not found by typing it', () => {
    const rows: Entry[] = ['cafe\u0301.txt', 'cafe.txt'].map((name) => ({ name, type: 'file' }));
    expect(shown({ filter: 'caf\u00e9' }, rows)).toEqual(['cafe\u0301.txt']);
    expect(shown({ filter: 'cafe\u0301' }, rows)).toEqual(['cafe\u0301.txt']);
  });

  test('shows hidden files where asked to', () => {
    expect(shown({ showHidden: true })).toContain('.hidden');
    expect(shown({})).not.toContain('.hidden');
  });

  test('shows the same whether rows came in one page or one by one', () => {
    const names = Array.from(
      { length: 500 },
      (_, index): Entry => ({ name: `file ${(index * 7919) % 500}`, type: 'file' }),
    );
    const listing = new Listing('en');
    for (const entry of names) listing.add([entry]);
    expect(listing.show(plain).map((row) => row.entry.name)).toEqual(shown({}, names));
    expect(listing.count).toBe(500);
  });
});
