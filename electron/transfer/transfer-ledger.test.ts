import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type TransferDelta,
  type TransferItem,
  TransferState,
  type TransferTotals,
} from '../../shared/model/transfer.ts';
import { isFinished, TransferLedger } from './transfer-ledger.ts';

const place = { fs: 'local', path: '/a' };

function itemWith(changes: Partial<TransferItem>): TransferItem {
  return { id: '1', kind: 'file', source: place, target: place, state: 'queued', bytes: 0, enqueuedAt: 0, ...changes };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the totals', () => {
  /** Counted afresh from the items, in the words of the promise: what is left is what was not sent of what has not ended. */
  function recount(items: TransferItem[]): TransferTotals {
    const of = (state: TransferState) => items.filter((item) => item.state === state).length;
    const open = items.filter((item) => !isFinished(item));
    const sum = (some: TransferItem[], value: (item: TransferItem) => number) =>
      some.reduce((total, item) => total + value(item), 0);
    return {
      queued: of('queued'),
      active: of('active'),
      asking: of('asking'),
      done: of('done'),
      failed: of('failed'),
      skipped: of('skipped'),
      cancelled: of('cancelled'),
      bytesDone: sum([...open, ...items.filter((item) => item.state === 'done')], (item) => item.bytes),
      bytesLeft: sum(open, (item) => Math.max(0, (item.size ?? 0) - item.bytes)),
      rate: sum(items, (item) => item.rate ?? 0),
    };
  }

  const id = fc.constantFrom('1', '2', '3', '4', '5');
  const item = fc
    .record({
      id,
      state: fc.constantFrom(...TransferState.options),
      bytes: fc.nat(1_000),
      size: fc.option(fc.nat(1_000), { nil: undefined }),
      rate: fc.option(fc.nat(100), { nil: undefined }),
    })
    .map(({ size, rate, ...rest }) =>
      itemWith({ ...rest, ...(size === undefined ? {} : { size }), ...(rate === undefined ? {} : { rate }) }),
    );
  const step = fc.oneof(
    { weight: 4, arbitrary: item.map((put) => ({ put })) },
    { weight: 1, arbitrary: id.map((remove) => ({ remove })) },
  );

  it('are what counting all items gives, after whatever happened to them', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = new TransferLedger(() => {});
        for (const one of steps) {
          if ('put' in one) ledger.put(one.put);
          else ledger.remove(one.remove);
          expect(ledger.totals()).toEqual(recount(ledger.items()));
        }
      }),
    );
  });

  it('are the reader’s own, not the ledger’s', () => {
    const ledger = new TransferLedger(() => {});
    ledger.totals().queued = 99;
    expect(ledger.totals().queued).toBe(0);
  });

  it('told in deltas, put together, give what the ledger holds', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(step, fc.constant('wait' as const)), { maxLength: 60 }), (steps) => {
        const mirror = new Map<string, TransferItem>();
        let totals: TransferTotals | undefined;
        const ledger = new TransferLedger((delta) => {
          for (const item of delta.changed) mirror.set(item.id, item);
          for (const id of delta.removed) mirror.delete(id);
          totals = delta.totals;
        });
        for (const one of steps) {
          if (one === 'wait') vi.advanceTimersByTime(100);
          else if ('put' in one) ledger.put(one.put);
          else ledger.remove(one.remove);
        }
        vi.advanceTimersByTime(100);
        const sorted = (items: Iterable<TransferItem>) => [...items].toSorted((a, b) => a.id.localeCompare(b.id));
        expect(sorted(mirror.values())).toEqual(sorted(ledger.items()));
        if (totals) expect(totals).toEqual(ledger.totals());
      }),
    );
  });
});

describe('the deltas', () => {
  it('come at most ten a second, each with the newest state alone', () => {
    const deltas: TransferDelta[] = [];
    const ledger = new TransferLedger((delta) => deltas.push(delta));
    for (let bytes = 0; bytes <= 1_000; bytes++) ledger.put(itemWith({ state: 'active', bytes }));
    expect(deltas).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(deltas.map(({ changed }) => changed.map((item) => item.bytes))).toEqual([[1_000]]);
    vi.advanceTimersByTime(10_000);
    expect(deltas).toHaveLength(1);
  });

  it('say of an item that was removed and put back that it is there', () => {
    const deltas: TransferDelta[] = [];
    const ledger = new TransferLedger((delta) => deltas.push(delta));
    ledger.put(itemWith({}));
    ledger.remove('1');
    ledger.put(itemWith({ state: 'done' }));
    vi.advanceTimersByTime(100);
    expect(deltas).toMatchObject([{ changed: [{ id: '1', state: 'done' }], removed: [] }]);
  });

  it('are not told for the removal of what was never there', () => {
    const onDelta = vi.fn();
    new TransferLedger(onDelta).remove('1');
    vi.advanceTimersByTime(1_000);
    expect(onDelta).not.toHaveBeenCalled();
  });
});
