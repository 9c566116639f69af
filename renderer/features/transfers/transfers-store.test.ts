import { describe, expect, test } from 'vitest';
import type { TransferItem } from '../../../shared/model/transfer.ts';
import { isNewer, looksSame } from './newer.ts';
import {
  countOf,
  createTransfersStore,
  directionOf,
  noTotals,
  secondsLeft,
  shareOf,
  shownState,
} from './transfers-store.ts';

function item(id: string, change: Partial<TransferItem> = {}): TransferItem {
  return {
    id,
    kind: 'file',
    source: { fs: 'local', path: `/${id}` },
    target: { fs: 'server', path: `/www/${id}` },
    state: 'queued',
    priority: 'normal',
    size: 100,
    bytes: 0,
    enqueuedAt: 0,
    ...change,
  };
}

const quiet = {
  totals: noTotals,
  run: { number: 1, done: 0, failed: 0, skipped: 0 },
  queue: { paused: false, waiting: 0 },
};

function delta(...changed: TransferItem[]) {
  return { ...quiet, changed, revision: 1 };
}

function rows(...items: TransferItem[]) {
  return { rows: items.map((each) => ({ item: each, depth: 0 })), count: items.length, labels: {}, revision: 1 };
}

const everything = { view: 'all', filter: '' } as const;

describe('the queue in the window', () => {
  test('keeps the rows that were fetched by their place in the list', () => {
    const store = createTransfersStore();
    store.getState().setRows(40, { ...rows(item('a'), item('b')), count: 100_000 }, everything);
    expect(store.getState().count).toBe(100_000);
    expect(store.getState().rows.get(41)?.item.id).toBe('b');
    expect(store.getState().rows.get(0)).toBeUndefined();
    store.getState().setRows(0, rows(item('c')), everything);
    expect([...store.getState().rows.keys()]).toEqual([0]);
  });

  test('knows no more items than run or are shown', () => {
    const store = createTransfersStore();
    store.getState().setRows(0, rows(item('shown')), everything);
    store.getState().apply(delta(item('runs', { state: 'active' }), item('elsewhere'), item('shown', { bytes: 50 })));
    expect([...store.getState().byId.keys()].toSorted()).toEqual(['runs', 'shown']);
    expect(store.getState().byId.get('shown')?.bytes).toBe(50);
    store.getState().apply(delta(item('runs', { state: 'done' })));
    store.getState().setRows(0, rows(item('other')), everything);
    expect([...store.getState().byId.keys()]).toEqual(['other']);
  });

  test('keeps the very rows while only bytes move, so that only rows are drawn', () => {
    const store = createTransfersStore();
    store.getState().setRows(0, rows(item('a', { state: 'active' })), everything);
    const before = store.getState().rows;
    store.getState().apply(delta(item('a', { state: 'active', bytes: 50 })));
    expect(store.getState().rows).toBe(before);
  });

  test('begins another list at its top, with nothing chosen', () => {
    const store = createTransfersStore();
    store.getState().setRows(0, rows(item('a')), everything);
    store.getState().select({ chosen: new Set(['a']), focused: 'a', anchor: 0 });
    store.getState().setView('failed');
    expect(store.getState()).toMatchObject({ count: 0, selection: { focused: undefined } });
  });

  test('keeps its rows until those that fit the filter have come, and chooses nothing that may not be shown', () => {
    const store = createTransfersStore();
    store.getState().setRows(0, rows(item('a'), item('b')), everything);
    store.getState().select({ chosen: new Set(['a']), focused: 'a', anchor: 0, everything: true });
    store.getState().setFilterOpen(true);
    store.getState().setFilter('b');
    expect(store.getState()).toMatchObject({ count: 2, listed: everything, selection: { focused: undefined } });
    store.getState().setRows(0, rows(item('b')), { view: 'all', filter: 'b' });
    expect(store.getState()).toMatchObject({ count: 1, listed: { filter: 'b' } });
    store.getState().setFilterOpen(false);
    expect(store.getState().filter).toBe('');
  });

  test('tells how many fit when they are first shown, and not again while they come and go', () => {
    const store = createTransfersStore();
    const filtered = { view: 'all', filter: 'a' } as const;
    store.getState().setRows(0, rows(item('a')), filtered);
    const { listed } = store.getState();
    store.getState().setRows(0, rows(item('a'), item('a2')), filtered);
    expect(store.getState().listed).toBe(listed);
    store.getState().setRows(0, rows(item('a')), { ...filtered, view: 'failed' });
    expect(store.getState().listed).not.toBe(listed);
  });

  test('counts what a list has, filtered or not', () => {
    const totals = { ...noTotals, queued: 1, paused: 2, active: 4, asking: 8, failed: 16, done: 32, skipped: 64 };
    const counts = (['all', 'active', 'queued', 'failed', 'finished'] as const).map((view) => countOf(view, totals));
    expect(counts).toEqual([127, 12, 3, 16, 96]);
  });

  test('adds up what flows each way', () => {
    const down = { source: { fs: 'server', path: '/x' }, target: { fs: 'local', path: '/x' } };
    const store = createTransfersStore();
    store
      .getState()
      .apply(
        delta(
          item('up', { state: 'active', rate: 10 }),
          item('up2', { state: 'active', rate: 5 }),
          item('down', { state: 'active', rate: 7, ...down }),
        ),
      );
    expect(store.getState().speed).toEqual({ up: 15, down: 7 });
    store.getState().apply(delta(item('up', { state: 'done' })));
    expect(store.getState().speed).toEqual({ up: 5, down: 7 });
  });
});

describe('a transfer in numbers', () => {
  test('goes up from this machine or a drop, down to it, and across otherwise', () => {
    const way = (from: string, to: string) =>
      directionOf({ source: { fs: from, path: '/' }, target: { fs: to, path: '/' } });
    expect(way('local', 's')).toBe('upload');
    expect(way('drop:1', 's')).toBe('upload');
    expect(way('s', 'local')).toBe('download');
    expect(way('s', 't')).toBe('copy');
    expect(way('local', 'local')).toBe('copy');
  });

  test('has a share only where the size is known, and never more than all', () => {
    expect(shareOf(item('a', { bytes: 25 }))).toBe(0.25);
    expect(shareOf(item('a', { bytes: 250 }))).toBe(1);
    const { size: _, ...unknown } = item('a', { bytes: 25 });
    expect(shareOf(unknown)).toBeUndefined();
    expect(shareOf({ ...unknown, state: 'done' })).toBe(1);
    expect(shareOf(item('empty', { size: 0 }))).toBe(0);
  });

  test('says nothing of the time left while it stands still', () => {
    expect(secondsLeft(100, 20)).toBe(5);
    expect(secondsLeft(100, 0)).toBeUndefined();
    expect(secondsLeft(100, undefined)).toBeUndefined();
  });

  test('is newer only where the coarser clock can tell', () => {
    const at = (modifiedAt: number, modifiedPrecision: 'ms' | 's' | 'minute' | 'day') =>
      ({ name: 'a', type: 'file', modifiedAt, modifiedPrecision }) as const;
    expect(isNewer(at(60_500, 'ms'), at(60_000, 's'))).toBe(false);
    expect(isNewer(at(61_000, 'ms'), at(60_000, 's'))).toBe(true);
    expect(isNewer(at(119_000, 's'), at(60_000, 'minute'))).toBe(false);
    expect(isNewer(at(121_000, 's'), at(60_000, 'minute'))).toBe(true);
    expect(isNewer({ name: 'a', type: 'file' }, at(0, 's'))).toBe(false);
  });

  test('looks the same only where size and date are known and equal, as far as the coarser clock can tell', () => {
    const file = (size: number | undefined, modifiedAt: number, modifiedPrecision: 'ms' | 's' | 'minute') =>
      ({ name: 'a', type: 'file', modifiedAt, modifiedPrecision, ...(size !== undefined && { size }) }) as const;
    expect(looksSame(file(5, 60_500, 'ms'), file(5, 60_000, 's'))).toBe(true);
    expect(looksSame(file(5, 61_500, 'ms'), file(5, 60_000, 's'))).toBe(false);
    expect(looksSame(file(5, 60_000, 's'), file(6, 60_000, 's'))).toBe(false);
    expect(looksSame(file(undefined, 60_000, 's'), file(undefined, 60_000, 's'))).toBe(false);
    expect(looksSame(file(5, 60_000, 's'), { name: 'a', type: 'file', size: 5 })).toBe(false);
  });
});

test.each([
  ['is under way while anything in it is', { state: 'done', inside: { ended: 2, failed: 0, paused: 0 } }, 'active'],
  ['is paused where all that is left waits for the user', { state: 'done', inside: { ended: 1, paused: 2 } }, 'paused'],
  ['has failed where anything in it has', { state: 'done', inside: { ended: 3, failed: 1 } }, 'failed'],
  ['was cancelled where anything in it was', { state: 'done', inside: { ended: 3, cancelled: 2 } }, 'cancelled'],
  ['is done when all of it is', { state: 'done', inside: { ended: 3 } }, 'done'],
  ['is queued until it is read', { state: 'queued', inside: { ended: 0 } }, 'queued'],
] as const)('a folder %s', (_what, { state, inside }, shown) => {
  const tally = { items: 3, failed: 0, cancelled: 0, paused: 0, bytes: 0, size: 0, ...inside };
  expect(shownState(item('1', { kind: 'folder', state, inside: tally }))).toBe(shown);
});
