import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedList } from './sorted-list.ts';

const ascending = (one: number, other: number) => one - other;

describe('a sorted list', () => {
  it('is what a sorted set would be, after any additions and removals', () => {
    const change = fc.record({ value: fc.integer({ min: 0, max: 3_000 }), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4_000, size: 'max' }), (changes) => {
        const list = new SortedList<number>(ascending);
        const set = new Set<number>();
        for (const { value, add } of changes) {
          expect(add ? list.add(value) : list.delete(value)).toBe(add ? !set.has(value) : set.has(value));
          if (add) set.add(value);
          else set.delete(value);
        }
        const sorted = [...set].sort(ascending);
        expect([...list]).toEqual(sorted);
        expect(list.size).toBe(sorted.length);
        expect([list.first(), list.last()]).toEqual([sorted[0], sorted.at(-1)]);
        for (const index of [0, 1, 511, 512, 513, sorted.length]) expect(list.at(index)).toBe(sorted[index]);
        expect(list.slice(500, 1_100)).toEqual(sorted.slice(500, 1_100));
        for (const value of [0, 1_500, 3_001]) {
          expect(list.indexOf(value)).toBe(sorted.filter((other) => other < value).length);
        }
      }),
      { numRuns: 60 },
    );
  });
});
