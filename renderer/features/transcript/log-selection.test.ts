import { expect, test } from 'vitest';
import { isSelected, moveSelection, selectAll, selectLine } from './log-selection.ts';

const lines = [2, 3, 5, 8, 13].map((id) => ({ id }));
const step = { mode: 'begin', page: 3 } as const;

test('begins at a line and extends to another, in either direction', () => {
  const begun = selectLine(undefined, { id: 5 }, 'extend');
  const down = selectLine(begun, { id: 8 }, 'extend');
  const up = selectLine(down, { id: 3 }, 'extend');
  expect(lines.filter((line) => isSelected(line, down)).map(({ id }) => id)).toEqual([5, 8]);
  expect(lines.filter((line) => isSelected(line, up)).map(({ id }) => id)).toEqual([3, 5]);
  expect(selectLine(up, { id: 13 }, 'begin')).toEqual({ anchor: 13, focus: 13 });
});

test('takes all, and nothing of nothing', () => {
  expect(selectAll(lines)).toEqual({ anchor: 2, focus: 13 });
  expect(selectAll([])).toBeUndefined();
});

test.each([
  ['up', 8],
  ['down', 13],
  ['first', 2],
  ['last', 13],
  ['page-up', 3],
] as const)('moves by keyboard: %s', (direction, id) => {
  const from = direction === 'down' ? { anchor: 8, focus: 8 } : { anchor: 13, focus: 13 };
  expect(moveSelection(from, lines, direction, step)).toEqual({ anchor: id, focus: id });
});

test('moves from the newest line where nothing is selected, and stays within the lines', () => {
  expect(moveSelection(undefined, lines, 'up', step)).toEqual({ anchor: 13, focus: 13 });
  expect(moveSelection({ anchor: 2, focus: 2 }, lines, 'up', step)).toEqual({ anchor: 2, focus: 2 });
  expect(moveSelection(undefined, [], 'up', step)).toBeUndefined();
});

test('goes on where a line was that has left, with the line in its place', () => {
  expect(moveSelection({ anchor: 4, focus: 4 }, lines, 'up', { ...step, mode: 'extend' })).toEqual({
    anchor: 4,
    focus: 3,
  });
});
