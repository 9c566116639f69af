import { describe, expect, test } from 'vitest';
import { pointsOf, roundUp } from './speed-graph.tsx';

const box = { width: 72, height: 16 };

describe('the line of a speed', () => {
  test('ends at the right edge, its highest point at the top', () => {
    expect(pointsOf([0, 50, 100], 100, box)).toBe('69.6,15.0 70.8,8.0 72.0,1.0');
  });

  test('of a whole minute begins at the left edge', () => {
    expect(pointsOf(Array(60).fill(0), 1, box)).toMatch(/^0\.0,15\.0 .* 72\.0,15\.0$/);
  });
});

test.each([
  [0, 1_000],
  [999, 1_000],
  [1_001, 2_000],
  [2_500_000, 5_000_000],
  [5_000_001, 10_000_000],
  [10_000_000, 10_000_000],
])('a scale for %d bytes a second ends at %d', (speed, top) => {
  expect(roundUp(speed)).toBe(top);
});
