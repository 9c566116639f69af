import { z } from 'zod';
import { Place } from './connection.ts';
import { Entry } from './entry.ts';
import { RemoteErrorData } from './remote-error.ts';
import { EntryName } from './remote-path.ts';

export const TransferState = z.enum(['queued', 'active', 'asking', 'done', 'skipped', 'failed', 'cancelled']);
export type TransferState = z.infer<typeof TransferState>;

/** One file on its way, or one folder being walked into the queue. */
export const TransferItem = z.object({
  id: z.string(),
  /** The folder item that this file or folder came from. */
  parentId: z.string().optional(),
  kind: z.enum(['file', 'folder']),
  source: Place,
  /** The final place; while the file travels it stands beside it under a partial name. */
  target: Place,
  state: TransferState,
  /** Bytes; absent until known. */
  size: z.number().int().nonnegative().optional(),
  bytes: z.number().int().nonnegative(),
  /** Bytes a second over the last few seconds; absent while idle. */
  rate: z.number().nonnegative().optional(),
  error: RemoteErrorData.optional(),
  /** A remark that is no failure: "The server would not set the date". */
  note: z.string().optional(),
  enqueuedAt: z.number(),
  finishedAt: z.number().optional(),
});
export type TransferItem = z.infer<typeof TransferItem>;

export const TransferTotals = z.object({
  queued: z.number(),
  active: z.number(),
  asking: z.number(),
  done: z.number(),
  failed: z.number(),
  skipped: z.number(),
  cancelled: z.number(),
  bytesDone: z.number(),
  bytesLeft: z.number(),
  rate: z.number(),
});
export type TransferTotals = z.infer<typeof TransferTotals>;

/** Merged to at most ten a second. */
export const TransferDelta = z.object({
  changed: z.array(TransferItem),
  removed: z.array(z.string()),
  totals: TransferTotals,
});
export type TransferDelta = z.infer<typeof TransferDelta>;

/** The target exists; both files side by side. */
export const Conflict = z.object({
  transferId: z.string(),
  source: z.object({ place: Place, entry: Entry }),
  target: z.object({ place: Place, entry: Entry }),
  /** A free name in the target directory, offered for "rename". */
  suggestedName: z.string(),
});
export type Conflict = z.infer<typeof Conflict>;

export const ConflictAnswer = z.object({
  action: z.enum(['overwrite', 'skip', 'rename']),
  /** For `rename`: the new name; absent takes the suggestion. */
  name: EntryName.optional(),
  /** Also for every later conflict of the same enqueued batch. */
  forAll: z.boolean(),
});
export type ConflictAnswer = z.infer<typeof ConflictAnswer>;
