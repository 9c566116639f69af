import { expect, test } from 'vitest';
import { keepPreferences, readPreferences, type TablePreferences, tableColumns } from './session-columns.ts';

function storageWith(text: string | null) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_key: string, value: string) => {
      kept = value;
    },
  };
}

test('the table is remembered as it was left', () => {
  const storage = storageWith(null);
  const left: TablePreferences = {
    hidden: ['rate'],
    widths: { user: 200 },
    sort: { column: 'idle', direction: 'ascending' },
    grouping: 'address',
  };
  keepPreferences(storage, left);
  expect(readPreferences(storage)).toEqual(left);
});

test.each([null, '', '{', '[]', '{"hidden":["nonsense"]}', '{"hidden":[],"widths":{"user":-1}}'])(
  'the usual table stands in where %j is kept',
  (text) => {
    expect(readPreferences(storageWith(text)).sort).toEqual({ column: 'loginTime', direction: 'descending' });
  },
);

test('hidden columns take no room, and no column gets narrower than can be read', () => {
  const usual = readPreferences(storageWith(null));
  const all = tableColumns(usual);
  const fewer = tableColumns({ ...usual, hidden: ['file', 'rate'], widths: { user: 1 } });
  expect(fewer.shown.map(({ id }) => id)).not.toContain('file');
  expect(fewer.width).toBeLessThan(all.width);
  expect(fewer.template).toMatch(/^80px /);
});
