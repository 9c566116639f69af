import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { comparePanes, differing } from './compare-panes.ts';

const file = (name: string, size: number, modifiedAt?: number, more: Partial<Entry> = {}): Entry => ({
  name,
  type: 'file',
  size,
  ...(modifiedAt !== undefined && { modifiedAt }),
  ...more,
});
const folder = (name: string): Entry => ({ name, type: 'directory' });
const nothing = { onlyHere: [], newer: [], other: [] };

describe('two panes are compared', () => {
  test('what only one has, what is newer, what is of another size', () => {
    const left = [file('a', 1, 5_000), file('b', 1, 9_000), file('c', 1, 5_000), file('d', 1, 5_000), folder('e')];
    const right = [file('b', 1, 5_000), file('c', 1, 5_000), file('d', 2, 5_000), folder('e'), folder('f')];
    expect(comparePanes(left, right, 'time-and-size')).toEqual({
      left: { onlyHere: ['a'], newer: ['b'], other: ['d'] },
      right: { onlyHere: ['f'], newer: [], other: ['d'] },
      same: 1,
      folders: 1,
    });
    expect(differing({ onlyHere: ['a'], newer: ['b'], other: ['d'] })).toEqual(['a', 'b', 'd']);
  });

  test('the coarser clock decides what is newer', () => {
    const minute = { modifiedPrecision: 'minute' } as const;
    const seconds = file('a', 1, 60_000 + 59_000);
    expect(comparePanes([seconds], [file('a', 1, 60_000, minute)], 'time-and-size')).toMatchObject({ same: 1 });
    expect(comparePanes([seconds], [file('a', 1, 0, minute)], 'time-and-size').left.newer).toEqual(['a']);
  });

  test('by size, what a server dated anew is the same; of those that differ the newer one is chosen', () => {
    const left = [file('uploaded', 7, 1_000), file('grown', 9, 5_000), file('undated', 3)];
    const right = [file('uploaded', 7, 9_000), file('grown', 7, 1_000), file('undated', 4)];
    expect(comparePanes(left, right, 'time-and-size').right.newer).toEqual(['uploaded']);
    expect(comparePanes(left, right, 'size')).toEqual({
      left: { ...nothing, newer: ['grown'], other: ['undated'] },
      right: { ...nothing, other: ['undated'] },
      same: 1,
      folders: 0,
    });
  });

  test('a file and a folder of one name differ on both sides', () => {
    expect(comparePanes([file('x', 1)], [folder('x')], 'size')).toMatchObject({
      left: { other: ['x'] },
      right: { other: ['x'] },
    });
  });

  test('a name composed by one system and taken apart by the other is one name', () => {
    const composed = 'é'.normalize('NFC');
    const apart = 'é'.normalize('NFD');
    expect(comparePanes([file(composed, 1)], [file(apart, 1)], 'size')).toMatchObject({ same: 1 });
    expect(comparePanes([file(composed, 2)], [file(apart, 1)], 'size').right.other).toEqual([apart]);
  });

  test('two names that only their composition tells apart are two files, and none is lost', () => {
    const composed = file('é'.normalize('NFC'), 1);
    const apart = file('é'.normalize('NFD'), 1);
    for (const two of [
      [composed, apart],
      [apart, composed],
    ]) {
      expect(comparePanes([composed], two, 'size')).toMatchObject({ same: 1, right: { onlyHere: [apart.name] } });
      expect(comparePanes(two, [composed], 'size')).toMatchObject({ same: 1, left: { onlyHere: [apart.name] } });
      expect(comparePanes(two, two, 'size')).toEqual({ left: nothing, right: nothing, same: 2, folders: 0 });
      const one = comparePanes([file('x', 1)], two, 'size');
      expect(one.right.onlyHere).toHaveLength(2);
    }
  });

  test('what cannot be used is not counted', () => {
    const bad = file('a/b', 1, 0, { unusable: 'separator-in-name' });
    expect(comparePanes([bad], [], 'size')).toEqual({ left: nothing, right: nothing, same: 0, folders: 0 });
  });
});
