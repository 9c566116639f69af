import { RemoteError } from '../../shared/model/remote-error.ts';
import type { TransferDelta, TransferItem } from '../../shared/model/transfer.ts';
import { isFinished } from '../transfer/transfer-ledger.ts';

interface Awaited {
  /** Everything that came from the transfers that are waited for. */
  readonly known: Set<string>;
  readonly unfinished: Set<string>;
  failure?: TransferItem;
  settle(): void;
}

/** Waits for transfers, and for all that comes out of them, by listening to the changes of the queue. */
export class AwaitedTransfers {
  readonly #awaited = new Set<Awaited>();

  /** To be told every change of the queue, in order. */
  onDelta({ changed, removed }: TransferDelta): void {
    for (const awaited of this.#awaited) {
      for (const item of changed) follow(awaited, item);
      for (const id of removed) awaited.unfinished.delete(id);
      if (awaited.unfinished.size === 0) awaited.settle();
    }
  }

  /**
   * Resolves when all of them have arrived; must be called before their first change is told. Throws the error of the
   * first that failed, or `cancelled`, also where the signal aborts.
   */
  async arrival(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const awaited: Awaited = { known: new Set(ids), unfinished: new Set(ids), settle: () => {} };
    this.#awaited.add(awaited);
    try {
      await new Promise<void>((resolve, reject) => {
        awaited.settle = resolve;
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        if (signal.aborted) reject(signal.reason);
      });
    } finally {
      this.#awaited.delete(awaited);
    }
    const { failure } = awaited;
    if (!failure) return;
    throw failure.error ? RemoteError.from(failure.error) : new RemoteError('cancelled', 'The download was cancelled.');
  }
}

function follow(awaited: Awaited, item: TransferItem): void {
  if (!awaited.known.has(item.id)) {
    if (item.parentId === undefined || !awaited.known.has(item.parentId)) return;
    awaited.known.add(item.id);
  }
  if (!isFinished(item)) {
    awaited.unfinished.add(item.id);
    return;
  }
  awaited.unfinished.delete(item.id);
  if (item.state === 'failed' || item.state === 'cancelled') awaited.failure ??= item;
}
