import type { Place } from '../../shared/model/connection.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { baseName } from '../../shared/model/remote-path.ts';
import type { Carrier } from './carrier.ts';
import { isFinished, type Job } from './transfer-job.ts';
import type { TransferLedger } from './transfer-ledger.ts';
import type { TransferServers } from './transfer-servers.ts';

const CLEAN_UP_MS = 10_000;

export interface TransferLeftoversOptions {
  readonly ledger: TransferLedger;
  readonly servers: TransferServers;
  readonly carrier: Carrier;
  readonly onUnexpected: (error: unknown) => void;
}

/** What is left of items that nobody goes on with: replacements that were cut short, partial files, and their place in the list. */
export class TransferLeftovers {
  readonly #options: TransferLeftoversOptions;
  readonly #ledger: TransferLedger;
  readonly #servers: TransferServers;
  /** What is being tidied, by the number of the item. */
  readonly #tidying = new Map<number, Promise<void>>();

  constructor(options: TransferLeftoversOptions) {
    this.#options = options;
    this.#ledger = options.ledger;
    this.#servers = options.servers;
  }

  /**
   * Removes what nobody will go on from. Where a replacement was cut off between its renames it is ended first, so that no name is
   * left without its file. What cannot be reached is said on the item's row.
   */
  discard(job: Job): void {
    if (job.steps || discardable(job)) this.#tidy(job, () => this.#discard(job));
  }

  /** Ends a replacement that was cut off; what has arrived stays, to be gone on from. */
  recover(job: Job): void {
    if (job.steps) this.#tidy(job, () => this.#recovered(job));
  }

  /** Takes items off the list for good; where a replacement among them was cut off, when that has been ended. */
  forget(jobs: readonly Job[]): void {
    if (jobs.length === 0) return;
    const reachable = jobs.filter(({ targetFs }) => this.#servers.isOpen(targetFs));
    for (const job of reachable) this.discard(job);
    const cutOff = reachable.filter(({ steps }) => steps);
    const last = cutOff.pop();
    if (!last) {
      this.#ledger.forget(jobs);
      return;
    }
    const others = cutOff.map((job) => this.tidied(job));
    this.#tidy(last, async () => {
      await Promise.all(others);
      this.#ledger.forget(jobs.filter(isOver));
    });
  }

  /** Resolves when what is being tidied of this item is; of all, where none is named. Undefined where nothing is. */
  tidied(job?: Job): Promise<unknown> | undefined {
    if (job) return this.#tidying.get(job.number);
    return this.#tidying.size > 0 ? Promise.all(this.#tidying.values()) : undefined;
  }

  #tidy(job: Job, work: () => Promise<unknown>): void {
    const before = this.#tidying.get(job.number) ?? Promise.resolve();
    const tidying = before
      .then(work)
      .catch(this.#options.onUnexpected)
      .then(() => {
        if (this.#tidying.get(job.number) === tidying) this.#tidying.delete(job.number);
      });
    this.#tidying.set(job.number, tidying);
  }

  async #discard(job: Job): Promise<void> {
    if (!(await this.#recovered(job))) return;
    const place = discardable(job);
    if (!place) return;
    const name = baseName(place.path);
    if (!this.#servers.isOpen(place.fs)) {
      this.#remark(job, { note: `The incomplete file “${name}” may remain: its server is not connected.` });
      return;
    }
    try {
      await this.#options.carrier.discard(place, AbortSignal.timeout(CLEAN_UP_MS));
      this.#ledger.change(job.number, { partial: null });
    } catch (error) {
      if (!isRemoteError(error)) this.#options.onUnexpected(error);
      this.#remark(job, { note: `The incomplete file “${name}” could not be removed.` });
    }
  }

  /** False where a replacement is still cut off: then its partial file may be all there is of the new content. */
  async #recovered(job: Job): Promise<boolean> {
    const { steps, partial, targetFs } = job;
    const last = steps?.at(-1);
    if (!steps || !last) return true;
    const name = baseName(last.file);
    try {
      if (this.#servers.isOpen(targetFs)) {
        const outcome = await this.#options.carrier.recover(targetFs, steps, AbortSignal.timeout(CLEAN_UP_MS));
        this.#ledger.change(job.number, { steps: null, ...(outcome === 'replaced' && { partial: null }) });
        if (outcome === 'replaced') this.#remark(job, { note: `“${name}” had been replaced already.` });
        return true;
      }
    } catch (error) {
      if (!isRemoteError(error)) this.#options.onUnexpected(error);
    }
    const old = baseName(last.aside);
    if (last.step === 'old-removed') this.#remark(job, { note: `The old file may remain as “${old}”.` });
    else {
      const fresh = baseName(partial?.path ?? last.file);
      this.#remark(job, {
        note: `The replacement of “${name}” was cut off: the old file may be “${old}” now, the new one “${fresh}”.`,
      });
    }
    return false;
  }

  /** Says more on the row. */
  #remark(job: Job, { note }: { note: string }): void {
    if (job.note?.includes(note)) return;
    const notes = [job.note, note].filter((each) => each !== undefined);
    this.#ledger.change(job.number, { note: notes.join(' ') });
  }
}

/** The partial file; a target that is written straight to is none, also where the copy has got another name since. */
function discardable({ partial, target, intendedTarget }: Job): Place | undefined {
  const isStraight = partial?.path === target.path || partial?.path === intendedTarget.path;
  return partial && !isStraight ? { fs: target.fs, path: partial.path } : undefined;
}

/** With all that came from it. */
function isOver(job: Job): boolean {
  return job.inside ? job.inside.items === job.inside.ended : isFinished(job);
}
