import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../shared/model/entry.ts';
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

describe('rows by a column', () => {
  const columns = ['size', 'modified', 'permissions', 'owner', 'link', 'kind'] as const;
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const entries = fc.uniqueArray(
    fc.record(
      {
        name: fc.string({ minLength: 1 }),
        type: fc.constantFrom('file' as const, 'directory' as const),
        size: optional(fc.oneof(fc.nat(3), fc.maxSafeNat())),
        modifiedAt: optional(fc.oneof(fc.integer(), fc.double({ noNaN: true, min: -1e15, max: 1e15 }))),
        permissions: optional(fc.nat(0o7777)),
        owner: optional(fc.string()),
        linkTarget: optional(fc.string()),
      },
      { requiredKeys: ['name', 'type'] },
    ),
    { selector: ({ name }) => name },
  );
  const comparedOf = ({ entry, extension, directory }: FileRow, column: (typeof columns)[number]) =>
    ({
      size: directory ? -1 : (entry.size ?? -1),
      modified: entry.modifiedAt ?? -Infinity,
      permissions: entry.permissions ?? -1,
      owner: entry.owner ?? '',
      link: entry.linkTarget ?? '',
      kind: extension,
    })[column];

  test.each(columns)('stand as a sort that compares them would put them: %s', (column) => {
    fc.assert(
      fc.property(entries, fc.constantFrom('ascending' as const, 'descending' as const), (entries, direction) => {
        const rows = entries.map((entry) => createFileRow(entry as Entry, key)).sort(byName);
        const sign = direction === 'ascending' ? 1 : -1;
        const compared = rows.toSorted((a, b) => {
          if (a.directory !== b.directory) return a.directory ? -1 : 1;
          const [one, other] = [comparedOf(a, column), comparedOf(b, column)];
          return one === other ? 0 : sign * (one < other ? -1 : 1);
        });
        expect(names(sortRows(rows, { column, direction }))).toEqual(names(compared));
      }),
    );
  });
});
