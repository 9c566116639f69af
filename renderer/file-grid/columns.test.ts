import { describe, expect, test } from 'vitest';
import { columnTemplate, fittingColumns } from './columns.ts';

const shown = (width: number) => fittingColumns(width, {}).map((column) => column.id);

describe('columns of a pane', () => {
  test('are all there where there is room', () => {
    expect(shown(1200)).toEqual(['name', 'size', 'modified', 'kind', 'permissions', 'owner']);
  });

  test('give way one by one as the pane narrows, name and size never', () => {
    expect(shown(700)).toEqual(['name', 'size', 'modified', 'kind', 'permissions']);
    expect(shown(472)).toEqual(['name', 'size', 'modified']);
    expect(shown(100)).toEqual(['name', 'size']);
  });

  test('keep the width that the user gave them, but never less than readable', () => {
    const columns = fittingColumns(1200, {});
    expect(columnTemplate(columns, { size: 200, kind: 1 })).toBe('minmax(0, 1fr) 200px 190px 80px 108px 112px');
  });
});
