import { describe, expect, test } from 'vitest';
import { pointsOf } from './speed-graph.tsx';

describe('the line of a speed', () => {
  test('ends at the right edge, its highest point at the top', () => {
    expect(pointsOf([0, 50, 100], 100)).toBe('69.6,15.0 70.8,8.0 72.0,1.0');
  });

  test('of a whole minute begins at the left edge', () => {
    expect(pointsOf(Array(60).fill(0), 1)).toMatch(/^0\.0,15\.0 .* 72\.0,15\.0$/);
  });
});
