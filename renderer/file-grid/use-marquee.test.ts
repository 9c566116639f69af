import { describe, expect, test } from 'vitest';
import { frameBetween, rowsUnder } from './use-marquee.ts';

const ROW = 28;

describe('a frame over the rows', () => {
  test('reaches from where it began to the pointer, in whichever direction', () => {
    const frame = { left: 40, top: 10, width: 160, height: 90 };
    expect(frameBetween({ x: 40, y: 10 }, { x: 200, y: 100 }, 600)).toEqual(frame);
    expect(frameBetween({ x: 200, y: 100 }, { x: 40, y: 10 }, 600)).toEqual(frame);
    expect(frameBetween({ x: 40, y: 100 }, { x: 200, y: 10 }, 600)).toEqual(frame);
  });

  test('ends where the rows end: at the sides and below the headings', () => {
    expect(frameBetween({ x: 500, y: 50 }, { x: 900, y: -40 }, 600)).toEqual({
      left: 500,
      top: 0,
      width: 100,
      height: 50,
    });
    expect(frameBetween({ x: 50, y: 50 }, { x: -9, y: 60 }, 600)).toEqual({ left: 0, top: 50, width: 50, height: 10 });
  });

  test.each([
    ['within one row', 5, 20, [0, 1]],
    ['from the empty part of one row into the next', 20, 30, [0, 2]],
    ['up over three rows', 80, 10, [0, 3]],
    ['drawn above the first', 30, -200, [0, 2]],
  ])('takes the rows that it touches: %s', (_case, from, to, rows) => {
    expect(rowsUnder(frameBetween({ x: 300, y: from }, { x: 310, y: to }, 600), ROW)).toEqual(rows);
  });
});
