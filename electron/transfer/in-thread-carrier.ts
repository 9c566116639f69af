import type { Place } from '../../shared/model/connection.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import type {
  Carrier,
  CopyHooks,
  CopyOrder,
  CopyOutcome,
  Rates,
  ReplaceStep,
  WalkOrder,
  WalkOutcome,
} from './carrier.ts';
import { copyFile } from './copy/copy-file.ts';
import { removeMovedFolder } from './copy/finish-move.ts';
import { recoverReplace } from './copy/recover-replace.ts';
import { throttleOf } from './copy/throttle.ts';
import { walkOrdered } from './copy/walk.ts';
import { SessionPairs } from './session-pair.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Child } from './walk-folder.ts';

/**
 * Carries the bytes on the thread it lives on, over sessions of the pools: for files that a page holds, which no other thread can
 * reach, and for tests that want nothing between them and the copy.
 */
export class InThreadCarrier implements Carrier {
  readonly #fileSystems: FileSystems;
  readonly #pairs: SessionPairs;
  readonly #buckets: CarrierBuckets;

  constructor(fileSystems: FileSystems, buckets = createBuckets()) {
    this.#fileSystems = fileSystems;
    this.#pairs = new SessionPairs(fileSystems);
    this.#buckets = buckets;
  }

  async copy(order: CopyOrder, hooks: CopyHooks, signal: AbortSignal): Promise<CopyOutcome> {
    await using pair = await this.#pairs.lease(order, signal);
    const throttle = throttleOf(order, {
      take: (rate, bytes, { signal }) => this.#buckets[rate].take(bytes, signal),
      rate: (rate) => this.#buckets[rate].rate,
    });
    return await copyFile({ order, hooks, source: pair.source, target: pair.target, throttle }, { signal });
  }

  async walk(
    order: WalkOrder,
    onChildren: (children: Child[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<WalkOutcome> {
    await using pair = await this.#pairs.lease(order, signal);
    return await walkOrdered(pair, order, { onChildren }, { signal });
  }

  async discard(partial: Place, signal: AbortSignal): Promise<void> {
    await using lease = await this.#fileSystems.lease(partial.fs, 'transfer', signal);
    try {
      await lease.session.removeFile(partial.path, { signal });
    } catch (error) {
      if (!isRemoteError(error, 'not-found')) throw error;
    }
  }

  async removeFolder(folder: Place, signal: AbortSignal): Promise<'removed' | 'not-empty'> {
    await using lease = await this.#fileSystems.lease(folder.fs, 'transfer', signal);
    return await removeMovedFolder(lease.session, folder.path, { signal });
  }

  async recover(target: string, steps: readonly ReplaceStep[], signal: AbortSignal): Promise<'replaced' | 'old-kept'> {
    await using lease = await this.#fileSystems.lease(target, 'transfer', signal);
    return await recoverReplace(lease.session, steps, { signal });
  }

  slots(fs: string): number {
    return this.#pairs.slots(fs);
  }

  sharesSession(): boolean {
    return false;
  }

  limit({ all, read, write }: Rates): void {
    this.#buckets.all.rate = all;
    this.#buckets.read.rate = read;
    this.#buckets.write.rate = write;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** What all copies take from together. */
export type CarrierBuckets = Readonly<Record<keyof Rates, TokenBucket>>;

export function createBuckets(): CarrierBuckets {
  return { all: new TokenBucket(), read: new TokenBucket(), write: new TokenBucket() };
}
