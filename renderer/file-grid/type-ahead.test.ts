import { describe, expect, test } from 'vitest';
import { createFileRow } from './file-row.ts';
import { TypeAhead } from './type-ahead.ts';

const rows = ['apple', 'Banana', 'blueberry', 'my file', 'beta'].map((name) =>
  createFileRow({ name, type: 'file' }, (key) => key),
);

describe('typing a name', () => {
  test('goes to the next row that starts so, in any case', () => {
    expect(new TypeAhead().type('b', rows, 0, 0)).toBe(1);
  });

  test('takes letters typed soon after each other together', () => {
    const typed = new TypeAhead();
    typed.type('b', rows, 0, 0);
    expect(typed.type('l', rows, 1, 200)).toBe(2);
  });

  test('forgets what was typed after a while', () => {
    const typed = new TypeAhead();
    typed.type('m', rows, 0, 0);
    expect(typed.type('a', rows, 3, 5_000)).toBe(0);
  });

  test('goes on to the next with the same letter, round the end', () => {
    const typed = new TypeAhead();
    expect(typed.type('b', rows, 1, 0)).toBe(2);
    expect(typed.type('b', rows, 2, 100)).toBe(4);
    expect(typed.type('b', rows, 4, 200)).toBe(1);
  });

  test('takes a space inside a name, and only there', () => {
    const typed = new TypeAhead();
    expect(typed.isTyping(0)).toBe(false);
    typed.type('m', rows, 0, 0);
    typed.type('y', rows, 3, 100);
    expect(typed.isTyping(200)).toBe(true);
    expect(typed.type(' ', rows, 3, 200)).toBe(3);
  });

  test('finds nothing where nothing starts so', () => {
    expect(new TypeAhead().type('x', rows, 0, 0)).toBe(-1);
  });
});
