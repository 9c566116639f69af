import { describe, expect, test } from 'vitest';
import { createFileRow, type FileRow } from './file-row.ts';
import {
  clearSelected,
  emptySelection,
  focusOnly,
  indexOfName,
  invertSelected,
  keepSelection,
  type Selection,
  selectAll,
  selectOnly,
  selectRange,
  toggleAndGoOn,
  toggleSelected,
} from './selection.ts';

function rowsOf(names: string): FileRow[] {
  return [...names].map((name) => createFileRow({ name, type: 'file' }, (key) => key));
}

const rows = rowsOf('abcdef');
const names = (selection: Selection) => [...selection.selected].sort().join('');

test('a row is found by its name, wherever the one before was', () => {
  for (const first of 'abcdef') {
    for (const [index, second] of [...'abcdef'].entries()) {
      indexOfName(rows, first);
      expect(indexOfName(rows, second)).toBe(index);
    }
    expect(indexOfName(rows, 'x')).toBe(-1);
  }
  expect(indexOfName([], 'a')).toBe(-1);
});

describe('selecting rows', () => {
  test('row after row begins with the one that an arrow or a click has selected', () => {
    const two = toggleAndGoOn(toggleAndGoOn(selectOnly('b'), rows), rows);
    expect([names(two), two.focused]).toEqual(['bc', 'd']);
    expect(names(toggleAndGoOn(focusOnly(two, 'c'), rows))).toBe('b');
    expect(toggleAndGoOn(emptySelection, rows)).toMatchObject({ focused: 'b', selected: new Set('a') });
    expect(toggleAndGoOn(selectOnly('f'), rows)).toEqual(selectOnly('f'));
  });

  test('a range goes from the anchor to the row, either way', () => {
    const down = selectRange(selectOnly('b'), rows, 'd');
    expect(names(down)).toBe('bcd');
    expect(names(selectRange(down, rows, 'a'))).toBe('ab');
    expect(selectRange(down, rows, 'a').focused).toBe('a');
  });

  test('a range that adds keeps what was selected elsewhere', () => {
    const two = toggleSelected(selectOnly('a'), 'd');
    expect(names(selectRange(two, rows, 'e', 'adding'))).toBe('ade');
    expect(names(selectRange(two, rows, 'e'))).toBe('de');
  });

  test('without an anchor a range starts at the focus', () => {
    expect(names(selectRange(focusOnly(emptySelection, 'c'), rows, 'e'))).toBe('cde');
  });

  test('toggling twice changes nothing but the focus', () => {
    const back = toggleSelected(toggleSelected(selectOnly('a'), 'c'), 'c');
    expect(names(back)).toBe('a');
    expect(back.focused).toBe('c');
  });

  test('moving the focus alone keeps the selection', () => {
    expect(names(focusOnly(selectOnly('a'), 'f'))).toBe('a');
  });

  test('all means all in view; clearing keeps the focus', () => {
    const all = selectAll(selectOnly('c'), rows);
    expect(names(all)).toBe('abcdef');
    expect(clearSelected(all)).toMatchObject({ focused: 'c' });
    expect(names(clearSelected(all))).toBe('');
  });

  test('inverted it is what was not selected', () => {
    expect(names(invertSelected(selectRange(selectOnly('b'), rows, 'd'), rows))).toBe('aef');
    expect(names(invertSelected(selectAll(selectOnly('c'), rows), rows))).toBe('');
  });
});

describe('the selection after the rows changed', () => {
  test('holds nothing that is no longer in view', () => {
    const kept = keepSelection(selectRange(selectOnly('b'), rows, 'd'), rows, rowsOf('abef'));
    expect(names(kept)).toBe('b');
  });

  test('moves the focus to the row that took the place', () => {
    expect(keepSelection(selectOnly('c'), rows, rowsOf('abdef')).focused).toBe('d');
    expect(keepSelection(selectOnly('f'), rows, rowsOf('abc')).focused).toBe('c');
    expect(keepSelection(selectOnly('a'), rows, []).focused).toBeUndefined();
  });

  test('stays as it is where nothing it names went away', () => {
    const before = selectOnly('c');
    expect(keepSelection(before, rows, rowsOf('zabcdef'))).toEqual(before);
  });
});
