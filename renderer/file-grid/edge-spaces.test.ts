import { expect, test } from 'vitest';
import { markEdgeSpaces } from './edge-spaces.ts';

test.each([
  ['report', 'report'],
  ['report ', 'report␣'],
  ['  my report', '␣␣my report'],
  ['  ', '␣␣'],
])('%j looked like another name in the list', (name, shown) => {
  expect(markEdgeSpaces(name)).toBe(shown);
});
