import { randomUUID } from 'node:crypto';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Conflict, ConflictAnswer, TransferItem } from '../../shared/model/transfer.ts';
import { RateMeter } from './rate-meter.ts';
import type { LeftOut, Refused } from './walk-folder.ts';

/** What was enqueued together: "for all" answers hold for one batch. */
export interface Batch {
  rule?: ConflictAnswer;
}

/** What the engine knows of an item beyond what the windows see. */
export interface Job {
  readonly id: string;
  readonly batch: Batch;
  /** The two file systems that it needs, as one key. */
  readonly line: string;
  readonly children: Job[];
  /** The names of what came out of a folder. */
  readonly known: Set<string>;
  readonly meter: RateMeter;
  controller: AbortController;
  bytes: number;
  /** The user's answer to this item's last conflict. */
  answer?: ConflictAnswer;
  conflict?: Conflict;
  partial?: RemotePath;
  /** Stopped by `suspend()`, to run again. */
  suspended?: boolean;
}

export function createJob({ id, source, target }: TransferItem, batch: Batch): Job {
  return {
    id,
    batch,
    line: `${source.fs} ${target.fs}`,
    children: [],
    known: new Set(),
    meter: new RateMeter(),
    controller: new AbortController(),
    bytes: 0,
  };
}

/** What a folder holds but gives no job: shown with the others, under its folder's paths, as its own cannot be used. */
export function leftOutItem(folder: TransferItem, child: Refused | LeftOut): TransferItem {
  const { id: parentId, source, target } = folder;
  const now = Date.now();
  const item = { id: randomUUID(), parentId, source, target, bytes: 0, enqueuedAt: now, finishedAt: now };
  return 'refused' in child
    ? { ...item, kind: 'file', state: 'failed', error: child.refused.data }
    : { ...item, kind: 'file', state: 'skipped', note: `${child.name}: ${child.skipped}` };
}
