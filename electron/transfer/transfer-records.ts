import { z } from 'zod';
import { Place } from '../../shared/model/connection.ts';
import { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { RemotePath } from '../../shared/model/remote-path.ts';
import {
  ConflictAction,
  ConflictAnswer,
  TransferFilter,
  TransferOperation,
  TransferPriority,
  TransferState,
} from '../../shared/model/transfer.ts';

/** The journal's own version: a journal of a later one is set aside, not guessed at. */
export const JOURNAL_VERSION = 1;

const Count = z.number().int().nonnegative();
const Kind = z.enum(['file', 'folder', 'unknown']);

const Partial = z.object({
  path: RemotePath,
  sourceSize: z.number().optional(),
  sourceModifiedAt: z.number().optional(),
  certain: Count.optional(),
  segments: z.array(z.object({ start: Count, end: Count, done: Count })).optional(),
});

/** See `CopiedFile`. */
const Copied = z.object({ size: z.number().optional(), modifiedAt: z.number().optional(), bytes: Count });

const Step = z.object({
  step: z.enum(['old-aside', 'new-in', 'old-removed']),
  file: RemotePath,
  aside: RemotePath,
});

/** What became of an item; `null` takes a value away, an absent member leaves it. */
export const JobChange = z.object({
  state: TransferState.optional(),
  kind: Kind.optional(),
  size: Count.nullable().optional(),
  bytes: Count.optional(),
  error: RemoteErrorData.nullable().optional(),
  note: z.string().nullable().optional(),
  attempts: Count.optional(),
  finishedAt: z.number().nullable().optional(),
  targetName: z.string().nullable().optional(),
  answer: ConflictAnswer.nullable().optional(),
  partial: Partial.nullable().optional(),
  replaced: z.object({ size: z.number().optional(), modifiedAt: z.number().optional() }).nullable().optional(),
  steps: z.array(Step).nullable().optional(),
  rule: ConflictAction.nullable().optional(),
  /** Of a file that is moved: its copy is in its place, its source is to be removed or is gone. */
  copied: Copied.nullable().optional(),
  /** Of a folder that is moved: all of it has been read, and so much left out of the queue. What is left is to remove it. */
  walked: z.object({ leftOut: Count }).nullable().optional(),
});
export type JobChange = z.infer<typeof JobChange>;

/** `[name, kind, size, clashes]`, as short as it goes: there are a hundred thousand of them. */
const ChildLine = z.tuple([z.string(), Kind, Count.nullable(), z.literal([0, 1])]);
export type ChildLine = z.infer<typeof ChildLine>;

/**
 * One line of the journal. Each can be applied twice without harm, and one that speaks of an item that is not there
 * means nothing: a rewriting of the journal and what happens meanwhile may overlap.
 */
export const TransferRecord = z.discriminatedUnion('t', [
  /** First in every journal. `next` is the number of the next item or batch. */
  z.object({ t: z.literal('journal'), version: z.number(), next: Count }),
  /** How a file system can be reached again; what that is, only `remote/` knows. */
  z.object({ t: z.literal('server'), fs: z.string(), label: z.string(), about: z.unknown() }),
  z.object({
    t: z.literal('batch'),
    batch: Count,
    rule: ConflictAction,
    filter: TransferFilter.optional(),
    /** An earlier version, which does not know it, copies and removes nothing. */
    operation: TransferOperation.optional(),
  }),
  z.object({
    t: z.literal('add'),
    i: Count,
    batch: Count,
    kind: Kind,
    source: Place,
    target: Place,
    size: Count.optional(),
    clashes: z.boolean().optional(),
    priority: TransferPriority,
    rank: z.number(),
    at: z.number(),
  }),
  /** What a page of a folder's listing gave; numbered from `first` on. */
  z.object({ t: z.literal('children'), of: Count, first: Count, at: z.number(), list: z.array(ChildLine) }),
  /** A name of a folder that cannot be copied, and why. */
  z.object({
    t: z.literal('left-out'),
    i: Count,
    of: Count,
    name: z.string(),
    at: z.number(),
    error: RemoteErrorData.optional(),
    note: z.string().optional(),
  }),
  z.object({ t: z.literal('change'), i: Count, to: JobChange }),
  /** An item, and what came from it with it, gets a place of its own, */
  z.object({ t: z.literal('order'), i: Count, priority: TransferPriority, rank: z.number() }),
  /** or one among those of another item. */
  z.object({ t: z.literal('join'), i: Count, with: Count, place: z.number() }),
  z.object({ t: z.literal('forget'), list: z.array(Count) }),
  z.object({ t: z.literal('pause-all'), paused: z.boolean() }),
]);
export type TransferRecord = z.infer<typeof TransferRecord>;
