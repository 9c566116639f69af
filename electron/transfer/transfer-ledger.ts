import type { TransferDelta, TransferItem, TransferState, TransferTotals } from '../../shared/model/transfer.ts';

const FLUSH_EVERY_MS = 100;
const finished: ReadonlySet<TransferState> = new Set(['done', 'skipped', 'failed', 'cancelled']);

export function isFinished(item: TransferItem): boolean {
  return finished.has(item.state);
}

/** What every window sees of the queue: the items, their totals, and changes merged to ten a second. */
export class TransferLedger {
  readonly #items = new Map<string, TransferItem>();
  readonly #changed = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #onDelta: (delta: TransferDelta) => void;
  readonly #totals: TransferTotals = {
    queued: 0,
    active: 0,
    asking: 0,
    done: 0,
    failed: 0,
    skipped: 0,
    cancelled: 0,
    bytesDone: 0,
    bytesLeft: 0,
    rate: 0,
  };
  #timer: NodeJS.Timeout | undefined;

  constructor(onDelta: (delta: TransferDelta) => void) {
    this.#onDelta = onDelta;
  }

  get(id: string): TransferItem | undefined {
    return this.#items.get(id);
  }

  items(): TransferItem[] {
    return [...this.#items.values()];
  }

  totals(): TransferTotals {
    return { ...this.#totals };
  }

  put(item: TransferItem): void {
    const before = this.#items.get(item.id);
    if (before) this.#count(before, -1);
    this.#items.set(item.id, item);
    this.#count(item, 1);
    this.#removed.delete(item.id);
    this.#changed.add(item.id);
    this.#schedule();
  }

  remove(id: string): void {
    const item = this.#items.get(id);
    if (!item) return;
    this.#count(item, -1);
    this.#items.delete(id);
    this.#changed.delete(id);
    this.#removed.add(id);
    this.#schedule();
  }

  #count(item: TransferItem, sign: 1 | -1): void {
    this.#totals[item.state] += sign;
    this.#totals.rate += sign * (item.rate ?? 0);
    if (item.state === 'done') this.#totals.bytesDone += sign * item.bytes;
    if (!isFinished(item)) {
      this.#totals.bytesDone += sign * item.bytes;
      this.#totals.bytesLeft += sign * Math.max(0, (item.size ?? 0) - item.bytes);
    }
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_EVERY_MS).unref();
  }

  #flush(): void {
    this.#timer = undefined;
    const changed = [...this.#changed].flatMap((id) => this.#items.get(id) ?? []);
    const removed = [...this.#removed];
    this.#changed.clear();
    this.#removed.clear();
    this.#onDelta({ changed, removed, totals: this.totals() });
  }
}
