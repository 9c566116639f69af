import { expect, test } from 'vitest';
import { indexAfterKey } from './list-moves.ts';

const position = { focusedIndex: 4, count: 10, pageSize: 3 };

test.each([
  ['ArrowDown', 5],
  ['ArrowUp', 3],
  ['Home', 0],
  ['End', 9],
  ['PageDown', 7],
  ['PageUp', 1],
  ['Enter', undefined],
])('%s goes to %s', (key, index) => {
  expect(indexAfterKey(key, position)).toBe(index);
});

test.each([
  ['ArrowDown', 9, 9],
  ['PageDown', 8, 9],
  ['ArrowUp', 0, 0],
  ['PageUp', 1, 0],
  ['ArrowUp', -1, 9],
  ['ArrowDown', -1, 0],
])('%s from %d stays within the list: %d', (key, focusedIndex, index) => {
  expect(indexAfterKey(key, { ...position, focusedIndex })).toBe(index);
});

test('an empty list has no row to go to', () => {
  expect(indexAfterKey('ArrowDown', { focusedIndex: -1, count: 0, pageSize: 3 })).toBe(-1);
});
