import { describe, expect, test } from 'vitest';
import { columnIds, columnTemplate, fittedColumns, knownColumns, movedColumn, tableWidth } from './columns.ts';

const widthsIn = (width: number, chosen = {}) =>
  Object.fromEntries(fittedColumns(width, columnIds, chosen).map((column) => [column.id, column.width]));

describe('columns of a pane', () => {
  test('have their usual widths where there is room', () => {
    expect(columnTemplate(fittedColumns(1200, columnIds, {}))).toBe(
      'minmax(220px, 1fr) 92px 190px 128px 108px 112px 180px',
    );
  });

  test('a ticked column that did not fit was silently not drawn: now they give way, and then the pane is scrolled', () => {
    for (const width of [1200, 800, 500, 100]) expect(Object.keys(widthsIn(width))).toEqual(columnIds);
    expect(tableWidth(fittedColumns(900, columnIds, {}))).toBeLessThanOrEqual(900);
    expect(widthsIn(500)).toEqual({
      name: 180,
      size: 86,
      modified: 177,
      kind: 60,
      permissions: 92,
      owner: 72,
      link: 100,
    });
    expect(widthsIn(100)).toEqual(widthsIn(500));
  });

  test('keep the width that the user gave them, but never less than readable', () => {
    expect(widthsIn(500, { size: 200, kind: 1 })).toMatchObject({ size: 200, kind: 60, modified: 177 });
    expect(widthsIn(1200, { name: 400, kind: 9000 })).toMatchObject({ name: 400, kind: 1600 });
  });

  test('stand in the order that the user gave them, the name at the left', () => {
    const wanted = knownColumns(['owner', 'size', 'of another version', 'size', 'name']);
    expect(wanted).toEqual(['name', 'owner', 'size']);
    expect(fittedColumns(1000, wanted, {}).map(({ id }) => id)).toEqual(['name', 'owner', 'size']);
  });

  test('change places as they are dragged, to either side', () => {
    const wanted = ['name', 'size', 'modified', 'kind'] as const;
    expect(movedColumn(wanted, 'kind', 'size')).toEqual(['name', 'kind', 'size', 'modified']);
    expect(movedColumn(wanted, 'size', 'kind')).toEqual(['name', 'modified', 'kind', 'size']);
    expect(movedColumn(wanted, 'size', 'modified')).toEqual(['name', 'modified', 'size', 'kind']);
    expect(movedColumn(wanted, 'name', 'kind')).toEqual(wanted);
    expect(movedColumn(wanted, 'kind', 'name')).toEqual(wanted);
  });
});
