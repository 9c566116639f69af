import { describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/model/entry.ts';
import type { ConflictAction } from '../../shared/model/transfer.ts';
import { decideConflict, isNewer, isSameTime } from './conflict-policy.ts';

const NOON = Date.parse('2024-05-06T12:00:00Z');
const file = (more: Partial<Entry> = {}): Entry => ({ name: 'a', type: 'file', size: 10, modifiedAt: NOON, ...more });
const unknown: Entry = { name: 'a', type: 'file' };

const cases: Record<string, { source: Entry; target: Entry; clashes?: boolean }> = {
  same: { source: file(), target: file() },
  'newer source': { source: file({ modifiedAt: NOON + 5_000 }), target: file() },
  'older source': { source: file({ modifiedAt: NOON - 5_000 }), target: file() },
  'longer source': { source: file({ size: 11 }), target: file() },
  'shorter source': { source: file({ size: 9 }), target: file() },
  'no facts': { source: file(), target: unknown },
  'a folder in the way': { source: file(), target: { name: 'a', type: 'directory' } },
  'a link to a folder': { source: file(), target: { name: 'a', type: 'symlink', targetType: 'directory' } },
  'a clash': { source: file({ modifiedAt: NOON + 5_000, size: 11 }), target: file(), clashes: true },
};

const expected: Record<ConflictAction, Record<keyof typeof cases, string>> = {
  ask: all('ask'),
  skip: all('skip'),
  rename: all('rename'),
  overwrite: { ...all('overwrite'), ...dangerous() },
  newer: { ...all('skip'), 'newer source': 'overwrite', 'no facts': 'ask', ...dangerous() },
  'size-differs': {
    ...all('skip'),
    ...{ 'longer source': 'overwrite', 'shorter source': 'overwrite', 'no facts': 'ask', ...dangerous() },
  },
  'newer-or-size-differs': {
    ...all('skip'),
    ...{ 'newer source': 'overwrite', 'longer source': 'overwrite', 'shorter source': 'overwrite' },
    ...{ 'no facts': 'ask', ...dangerous() },
  },
  resume: {
    ...all('skip'),
    ...{ 'longer source': 'resume', 'shorter source': 'ask', 'no facts': 'ask', ...dangerous() },
  },
};

function all(decision: string): Record<string, string> {
  return Object.fromEntries(Object.keys(cases).map((name) => [name, decision]));
}

function dangerous(): Record<string, string> {
  return { 'a folder in the way': 'ask', 'a link to a folder': 'ask', 'a clash': 'ask' };
}

describe('what a rule comes to', () => {
  const table = Object.entries(expected).flatMap(([rule, decisions]) =>
    Object.entries(decisions).map(([name, decision]) => [rule, name, decision] as const),
  );
  it.each(table)('%s, %s: %s', (rule, name, decision) => {
    const facts = cases[name];
    if (!facts) throw new Error(name);
    expect(decideConflict(rule as ConflictAction, { clashes: false, ...facts })).toBe(decision);
  });

  it('one known difference is enough to replace, where the other is not known', () => {
    const facts = { source: { ...unknown, size: 11 }, target: { ...unknown, size: 10 }, clashes: false };
    expect(decideConflict('newer-or-size-differs', facts)).toBe('overwrite');
  });
});

describe('which is newer', () => {
  it.each([
    ['ms', 1, true],
    ['ms', -1, false],
    ['s', 999, false],
    ['s', 1_000, true],
    ['minute', 59_999, false],
    ['minute', 60_000, true],
    // Noon: within the day.
    ['day', 11 * 3_600_000, false],
    ['day', 12 * 3_600_000, true],
  ] as const)('is told as exactly as the coarser clock allows: %s, %i ms later: %s', (precision, later, newer) => {
    const source = file({ modifiedAt: NOON + later, modifiedPrecision: 'ms' });
    const target = file({ modifiedPrecision: precision });
    expect(isNewer({ source, target })).toBe(newer);
  });

  it('takes the precision of the disk into account: FAT counts in two seconds', () => {
    const [source, target] = [file({ modifiedAt: NOON + 1_500 }), file()];
    expect(isNewer({ source, target })).toBe(true);
    expect(isNewer({ source, target, precisionMs: 2_000 })).toBe(false);
    expect(isSameTime(source, target, 2_000)).toBe(true);
    expect(isSameTime(source, target)).toBe(false);
  });
});
