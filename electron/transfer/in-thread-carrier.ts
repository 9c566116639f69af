import { type FileSystemId, LOCAL, type Place } from '../../shared/model/connection.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { type FileSystems, isDropped } from '../remote/file-systems.ts';
import type { Carrier, CopyHooks, CopyOrder, CopyOutcome, ReplaceStep, WalkOrder, WalkOutcome } from './carrier.ts';
import { copyFile } from './copy/copy-file.ts';
import { recoverReplace } from './copy/recover-replace.ts';
import { type Throttle, throttleByAll } from './copy/throttle.ts';
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
    const throttle = throttleFor(order, this.#buckets);
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

  async recover(target: string, steps: readonly ReplaceStep[], signal: AbortSignal): Promise<'replaced' | 'old-kept'> {
    await using lease = await this.#fileSystems.lease(target, 'transfer', signal);
    return await recoverReplace(lease.session, steps, { signal });
  }

  slots(fs: string): number {
    return this.#pairs.slots(fs);
  }

  limit({ read, write }: { readonly read?: number; readonly write?: number }): void {
    this.#buckets.read.rate = read;
    this.#buckets.write.rate = write;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** What all copies together may read from servers and write to them. */
export interface CarrierBuckets {
  readonly read: TokenBucket;
  readonly write: TokenBucket;
}

export function createBuckets(): CarrierBuckets {
  return { read: new TokenBucket(), write: new TokenBucket() };
}

/** Only what crosses the network counts. */
function throttleFor({ source, target }: CopyOrder, buckets: CarrierBuckets): Throttle {
  const passing = [...(isServer(source.fs) ? [buckets.read] : []), ...(isServer(target.fs) ? [buckets.write] : [])];
  return throttleByAll(
    passing.map(
      (bucket): Throttle =>
        (bytes, { signal }) =>
          bucket.take(bytes, signal),
    ),
  );
}

function isServer(fs: FileSystemId): boolean {
  return fs !== LOCAL && !isDropped(fs);
}
