import { describe, expect, test } from 'vitest';
import { columnIds, columnTemplate, fittingColumns, knownColumns, movedColumn } from './columns.ts';

const shown = (width: number) => fittingColumns(width, columnIds, {}).map((column) => column.id);

describe('columns of a pane', () => {
  test('are all there where there is room', () => {
    expect(shown(1200)).toEqual(['name', 'size', 'modified', 'kind', 'permissions', 'owner', 'link']);
  });

  test('give way one by one as the pane narrows, name and size never', () => {
    expect(shown(700)).toEqual(['name', 'size', 'modified', 'kind', 'permissions']);
    expect(shown(472)).toEqual(['name', 'size', 'modified']);
    expect(shown(100)).toEqual(['name', 'size']);
  });

  test('keep the width that the user gave them, but never less than readable', () => {
    const columns = fittingColumns(1200, columnIds, {});
    expect(columnTemplate(columns, { size: 200, kind: 1 })).toBe('minmax(0, 1fr) 200px 190px 80px 108px 112px 180px');
  });

  test('stand in the order that the user gave them, the name at the left', () => {
    const wanted = knownColumns(['owner', 'size', 'of another version', 'size', 'name']);
    expect(wanted).toEqual(['name', 'owner', 'size']);
    expect(fittingColumns(1000, wanted, {}).map(({ id }) => id)).toEqual(['name', 'owner', 'size']);
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
