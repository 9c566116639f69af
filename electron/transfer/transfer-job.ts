import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Conflict, ConflictAnswer } from '../../shared/model/transfer.ts';
import { RateMeter } from './rate-meter.ts';

/** What was enqueued together: "for all" answers hold for one batch. */
export interface Batch {
  rule?: ConflictAnswer;
}

/** What the engine knows of an item beyond what the windows see. */
export interface Job {
  readonly id: string;
  readonly batch: Batch;
  readonly children: Job[];
  /** The targets of the children. */
  readonly known: Set<RemotePath>;
  readonly meter: RateMeter;
  controller: AbortController;
  bytes: number;
  /** The user's answer to this item's last conflict; used once. */
  answer?: ConflictAnswer;
  conflict?: Conflict;
  partial?: RemotePath;
  /** Stopped by `suspend()`, to run again. */
  suspended?: boolean;
}

export function createJob(id: string, batch: Batch): Job {
  return {
    id,
    batch,
    children: [],
    known: new Set(),
    meter: new RateMeter(),
    controller: new AbortController(),
    bytes: 0,
  };
}
