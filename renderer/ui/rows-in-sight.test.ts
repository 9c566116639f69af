import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dealSlots, offsetShowing, rowsIn } from './rows-in-sight.ts';

const stack = { count: 1_000, rowHeight: 20, above: 28 };

describe('the rows in sight', () => {
  it('are those that a part of is seen, and some beyond', () => {
    expect(rowsIn({ offset: 0, height: 128 }, stack, 0)).toEqual({ first: 0, end: 5 });
    expect(rowsIn({ offset: 30, height: 128 }, stack, 0)).toEqual({ first: 1, end: 7 });
    expect(rowsIn({ offset: 400, height: 128 }, stack, 2)).toEqual({ first: 18, end: 27 });
  });

  it('end with the list', () => {
    expect(rowsIn({ offset: 1_000 * 20 + 28 - 128, height: 128 }, stack, 2)).toEqual({ first: 993, end: 1_000 });
    expect(rowsIn({ offset: 0, height: 500 }, { ...stack, count: 0 }, 2)).toEqual({ first: 0, end: 0 });
  });

  it('are the last ones where most of the list went away below the place that was scrolled to', () => {
    expect(rowsIn({ offset: 15_000, height: 128 }, { ...stack, count: 10 }, 0)).toEqual({ first: 5, end: 10 });
  });
});

describe('a row that is brought into sight', () => {
  it('moves nothing where it is seen already', () => {
    expect(offsetShowing(7, { offset: 100, height: 128 }, stack)).toBe(100);
  });

  it('stands at the edge that it came over, below what stays in place', () => {
    expect(offsetShowing(3, { offset: 100, height: 128 }, stack)).toBe(60);
    expect(offsetShowing(20, { offset: 100, height: 128 }, stack)).toBe(320);
  });

  it('stands at the top where the list is less high than a row', () => {
    expect(offsetShowing(20, { offset: 0, height: 30 }, stack)).toBe(400);
  });

  it('is drawn, wherever the list was', () => {
    const any = fc.record({
      count: fc.integer({ min: 1, max: 100_000 }),
      index: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      offset: fc.integer({ min: 0, max: 2_000_000 }),
      height: fc.integer({ min: 0, max: 2_000 }),
    });
    fc.assert(
      fc.property(any, ({ count, index, offset, height }) => {
        const list = { ...stack, count };
        const row = Math.floor(index * count);
        const sight = { offset: offsetShowing(row, { offset, height }, list), height };
        const { first, end } = rowsIn(sight, list, 2);
        expect(first).toBeLessThanOrEqual(row);
        expect(end).toBeGreaterThan(row);
      }),
    );
  });
});

describe('the elements of rows', () => {
  const full = dealSlots({ first: 0, slots: [] }, { first: 100, end: 106 });

  it('are as many as there are rows', () => {
    expect(full).toEqual({ first: 100, slots: [0, 1, 2, 3, 4, 5] });
  });

  it('stay with rows that stay, where most do, and others are made', () => {
    expect(dealSlots(full, { first: 102, end: 108 }).slots).toEqual([2, 3, 4, 5, 6, 7]);
    expect(dealSlots(full, { first: 98, end: 104 }).slots).toEqual([6, 7, 0, 1, 2, 3]);
  });

  it('go to the rows that are drawn in their place, where most leave', () => {
    expect(dealSlots(full, { first: 104, end: 110 }).slots).toEqual(full.slots);
    expect(dealSlots(full, { first: 500, end: 506 }).slots).toEqual(full.slots);
    expect(dealSlots(full, { first: 0, end: 6 }).slots).toEqual(full.slots);
  });

  it('are another one’s where another row has the focus, or a screen reader says nothing', () => {
    const last = dealSlots(full, { first: 100, end: 106 }, { index: 105, name: 'last' });
    expect(last.slots).toEqual(full.slots);
    const pageDown = dealSlots(last, { first: 500, end: 506 }, { index: 505, name: 'page down' });
    expect(pageDown.slots).toEqual([0, 1, 2, 3, 4, 6]);
    expect(dealSlots(pageDown, { first: 500, end: 506 }, { index: 505, name: 'page down' })).toEqual(pageDown);
    const tookItsPlace = dealSlots(pageDown, { first: 500, end: 506 }, { index: 505, name: 'below it' });
    expect(tookItsPlace.slots).toEqual([0, 1, 2, 3, 4, 7]);
    const up = dealSlots(last, { first: 100, end: 106 }, { index: 104, name: 'one up' });
    expect(up.slots).toEqual(full.slots);
  });

  it('remember the focus that was scrolled out of sight', () => {
    const focused = dealSlots(full, { first: 100, end: 106 }, { index: 101, name: 'a' });
    const away = dealSlots(focused, { first: 500, end: 506 }, { index: 101, name: 'a' });
    expect(away.slots).toEqual(full.slots);
    expect(dealSlots(away, { first: 900, end: 906 }, { index: 901, name: 'b' }).slots).toEqual([0, 6, 2, 3, 4, 5]);
  });

  it('are more or less where the list becomes higher or lower', () => {
    expect(dealSlots(full, { first: 100, end: 103 }).slots).toEqual([0, 1, 2]);
    expect(dealSlots(full, { first: 500, end: 508 }).slots).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('belong to one row each, and keep their order', () => {
    const range = fc.record({ first: fc.integer({ min: 0, max: 60 }), count: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        let before = dealSlots({ first: 0, slots: [] }, { first: 0, end: 0 });
        for (const { first, count } of ranges) {
          const after = dealSlots(before, { first, end: first + count });
          expect(new Set(after.slots).size).toBe(count);
          const kept = after.slots.filter((slot) => before.slots.includes(slot));
          expect(kept).toEqual(before.slots.filter((slot) => after.slots.includes(slot)));
          before = after;
        }
      }),
    );
  });
});
