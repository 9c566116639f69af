import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../shared/model/settings.ts';
import {
  columnIds,
  columnTemplate,
  fittedColumns,
  foundColumns,
  knownColumns,
  movedColumn,
  tableWidth,
} from './columns.ts';

const widthsIn = (width: number, chosen = {}) =>
  Object.fromEntries(fittedColumns(width, columnIds, chosen).map((column) => [column.id, column.width]));
const usual = knownColumns(defaultSettings.columns.shown);
const shownIn = (width: number, chosen = {}) => fittedColumns(width, usual, chosen).map(({ id }) => id);

describe('columns of a pane', () => {
  test('have their usual widths where there is room', () => {
    expect(columnTemplate(fittedColumns(1200, columnIds, {}))).toBe(
      'minmax(220px, 1fr) 92px 190px 128px 108px 112px 180px',
    );
  });

  test('were cut off in a pane of 660 pixels: now the owner is left out there, then the permissions, then the kind', () => {
    expect(shownIn(850)).toEqual(usual);
    expect(shownIn(660)).toEqual(['name', 'size', 'modified', 'kind', 'permissions']);
    expect(shownIn(600)).toEqual(['name', 'size', 'modified', 'kind']);
    expect(shownIn(450)).toEqual(['name', 'size', 'modified']);
    expect(shownIn(100)).toEqual(['name', 'size', 'modified']);
    for (const width of [850, 760, 660, 600, 450]) {
      expect(tableWidth(fittedColumns(width, usual, {}))).toBeLessThanOrEqual(width);
      expect(
        fittedColumns(width, usual, {}).filter(({ id, width, narrow }) => id !== 'name' && width < narrow),
      ).toEqual([]);
    }
  });

  test('of what was found were scrolled sideways in a window of 1024 pixels: the date is left out there', () => {
    const found = foundColumns(usual);
    const narrow = fittedColumns(460, found, {});
    expect(narrow.map(({ id }) => id)).toEqual(['name', 'folder', 'size']);
    expect(tableWidth(narrow)).toBeLessThanOrEqual(460);
    expect(fittedColumns(560, found, {}).map(({ id }) => id)).toEqual(['name', 'folder', 'size', 'modified']);
    expect(fittedColumns(460, found, { modified: 180 }).map(({ id }) => id)).toContain('modified');
  });

  test('that were asked for, or have a width of the user’s own, are never left out: the pane is scrolled', () => {
    expect(shownIn(450, { owner: 100 })).toEqual(['name', 'size', 'modified', 'owner']);
    expect(shownIn(660, { name: 400, owner: 100 })).toEqual(usual);
    expect(shownIn(100, { kind: 100, permissions: 100, owner: 100 })).toEqual(usual);
    expect(Object.keys(widthsIn(100))).toContain('link');
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
