import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFileRow, type FileRow } from './file-row.ts';
import { createNaturalKey } from './natural-order.ts';
import { byName, sortRows } from './sort-rows.ts';

const key = createNaturalKey('en');
const row = (name: string, type: 'file' | 'directory', size?: number): FileRow =>
  createFileRow(size === undefined ? { name, type } : { name, type, size }, key);
const names = (rows: readonly FileRow[]) => rows.map(({ entry }) => entry.name);

describe('folders among the files', () => {
  const rows = [
    row('b', 'directory'),
    row('d', 'directory'),
    row('a', 'file', 9),
    row('c10', 'file', 1),
    row('c9', 'file', 5),
  ].sort(byName);

  test('come first unless the user wants one list', () => {
    expect(names(sortRows(rows, { column: 'name', direction: 'ascending' }))).toEqual(['b', 'd', 'a', 'c9', 'c10']);
    const mixed = { column: 'name', direction: 'ascending', foldersFirst: false } as const;
    expect(names(sortRows(rows, mixed))).toEqual(['a', 'b', 'c9', 'c10', 'd']);
    expect(names(sortRows(rows, { ...mixed, direction: 'descending' }))).toEqual(['d', 'c10', 'c9', 'b', 'a']);
    expect(names(sortRows(rows, { ...mixed, column: 'size', direction: 'descending' }))).toEqual([
      'a',
      'c9',
      'c10',
      'b',
      'd',
    ]);
  });

  test('stand where their names belong, none lost and the listing itself untouched', () => {
    const anyRow = fc.record({ name: fc.string({ minLength: 1 }), type: fc.constantFrom('file', 'directory') });
    const listing = fc.uniqueArray(anyRow, { selector: ({ name }) => name });
    fc.assert(
      fc.property(listing, (entries) => {
        const sorted = entries.map(({ name, type }) => row(name, type as 'file' | 'directory')).sort(byName);
        const before = names(sorted);
        const mixed = sortRows(sorted, { column: 'name', direction: 'ascending', foldersFirst: false });
        const alone = entries.map(({ name }) => row(name, 'file')).sort(byName);
        expect(names(mixed)).toEqual(names(alone));
        expect(names(sorted)).toEqual(before);
      }),
    );
  });
});
