import { isRemoteError } from '../../shared/model/remote-error.ts';
import { baseName } from '../../shared/model/remote-path.ts';
import type { Carrier } from './carrier.ts';
import type { Job } from './transfer-job.ts';
import type { TransferLedger } from './transfer-ledger.ts';
import type { TransferServers } from './transfer-servers.ts';

const CLEAN_UP_MS = 10_000;

export interface TransferLeftoversOptions {
  readonly ledger: TransferLedger;
  readonly servers: TransferServers;
  readonly carrier: Carrier;
  readonly onUnexpected: (error: unknown) => void;
}

/** What is left of items that nobody goes on with: their partial files, and their place in the list. */
export class TransferLeftovers {
  readonly #options: TransferLeftoversOptions;
  readonly #ledger: TransferLedger;
  readonly #servers: TransferServers;
  readonly #tidying = new Set<Promise<void>>();

  constructor(options: TransferLeftoversOptions) {
    this.#options = options;
    this.#ledger = options.ledger;
    this.#servers = options.servers;
  }

  /** Removes what nobody will go on from, where it can be reached. */
  discard(job: Job): void {
    const { partial } = job;
    if (!partial || partial.path === job.target.path || !this.#servers.isOpen(job.targetFs)) return;
    const place = { fs: job.targetFs, path: partial.path };
    const tidying = this.#options.carrier
      .discard(place, AbortSignal.timeout(CLEAN_UP_MS))
      .then(() => this.#ledger.change(job.number, { partial: null }))
      .catch((error: unknown) => {
        if (!isRemoteError(error)) this.#options.onUnexpected(error);
        const note = `The incomplete file “${baseName(partial.path)}” could not be removed.`;
        this.#ledger.change(job.number, { note });
      })
      .finally(() => this.#tidying.delete(tidying));
    this.#tidying.add(tidying);
  }

  /** Takes items off the list for good. */
  forget(jobs: readonly Job[]): void {
    if (jobs.length === 0) return;
    for (const job of jobs) this.discard(job);
    this.#ledger.forget(jobs);
  }

  /** Resolves when no partial file is being removed. */
  async tidied(): Promise<void> {
    await Promise.all(this.#tidying);
  }
}
