import { describe, expect, test } from 'vitest';
import type { TransferItem } from '../../../shared/model/transfer.ts';
import { isNewer } from './newer.ts';
import { createTransfersStore, directionOf, noTotals, secondsLeft, shareOf } from './transfers-store.ts';

function item(id: string, change: Partial<TransferItem> = {}): TransferItem {
  return {
    id,
    kind: 'file',
    source: { fs: 'local', path: `/${id}` },
    target: { fs: 'server', path: `/www/${id}` },
    state: 'queued',
    size: 100,
    bytes: 0,
    enqueuedAt: 0,
    ...change,
  };
}

function storeWith(...items: TransferItem[]) {
  const store = createTransfersStore();
  store.getState().restore({ items, totals: noTotals, conflicts: [] });
  return store;
}

describe('the queue in the window', () => {
  test('shows what needs an eye first and what ended last, newest first', () => {
    const store = storeWith(
      item('old', { state: 'done', finishedAt: 1 }),
      item('waits'),
      item('new', { state: 'skipped', finishedAt: 2 }),
      item('runs', { state: 'active' }),
      item('broke', { state: 'failed', finishedAt: 3 }),
      item('asks', { state: 'asking' }),
    );
    expect(store.getState().ids).toEqual(['asks', 'runs', 'broke', 'waits', 'new', 'old']);
  });

  test('keeps the very list while only bytes move, so that only rows are drawn', () => {
    const store = storeWith(item('a', { state: 'active' }), item('b'));
    const { ids } = store.getState();
    store.getState().apply({ changed: [item('a', { state: 'active', bytes: 50 })], removed: [], totals: noTotals });
    expect(store.getState().ids).toBe(ids);
    expect(store.getState().byId.get('a')?.bytes).toBe(50);
  });

  test('takes up new items, moved ones and removed ones', () => {
    const store = storeWith(item('a', { state: 'active' }), item('b'));
    store.getState().apply({ changed: [item('a', { state: 'done' }), item('c')], removed: ['b'], totals: noTotals });
    expect(store.getState().ids).toEqual(['c', 'a']);
  });

  test('filters by state', () => {
    const store = storeWith(item('a', { state: 'failed' }), item('b'), item('c', { state: 'cancelled' }));
    store.getState().setFilter('failed');
    expect(store.getState().ids).toEqual(['a']);
    store.getState().setFilter('finished');
    expect(store.getState().ids).toEqual(['c']);
  });

  test('adds up what flows each way', () => {
    const down = { source: { fs: 'server', path: '/x' }, target: { fs: 'local', path: '/x' } };
    const store = storeWith(
      item('up', { state: 'active', rate: 10 }),
      item('up2', { state: 'active', rate: 5 }),
      item('down', { state: 'active', rate: 7, ...down }),
      item('ended', { state: 'done', rate: 99 }),
    );
    expect(store.getState().speed).toEqual({ up: 15, down: 7 });
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
});
