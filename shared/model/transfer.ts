import { z } from 'zod';
import { FileSystemId, Place } from './connection.ts';
import { Entry } from './entry.ts';
import { NamePattern } from './file-search.ts';
import { RemoteErrorData } from './remote-error.ts';
import { EntryName } from './remote-path.ts';

/**
 * `queued` also waits to be tried again where `retryAt` says so. `asking` waits for the answer to a question. `paused` waits for the
 * user. The last four have ended.
 */
export const TransferState = z.enum(['queued', 'active', 'asking', 'paused', 'done', 'skipped', 'failed', 'cancelled']);
export type TransferState = z.infer<typeof TransferState>;

/** Highest first. */
export const transferPriorities = ['high', 'normal', 'low'] as const;
export const TransferPriority = z.enum(transferPriorities);
export type TransferPriority = z.infer<typeof TransferPriority>;

/** `move`: the source is removed, once its copy is verified and in its place. */
export const TransferOperation = z.enum(['copy', 'move']);
export type TransferOperation = z.infer<typeof TransferOperation>;

/** What a folder holds at any depth, itself included, as far as it has been read. */
const TransferTally = z.object({
  items: z.number(),
  ended: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  paused: z.number(),
  /** Bytes that have arrived, and all of them. */
  bytes: z.number(),
  size: z.number(),
});
export type TransferTally = z.infer<typeof TransferTally>;

/** One file on its way, or one folder being walked into the queue. */
export const TransferItem = z.object({
  id: z.string(),
  /** The folder item that this file or folder came from. */
  parentId: z.string().optional(),
  kind: z.enum(['file', 'folder']),
  /** Absent: copied. A folder that is moved is done when it is gone from its source; one that could not go is skipped. */
  operation: TransferOperation.optional(),
  source: Place,
  /** The final place; while the file travels it stands beside it under a partial name. */
  target: Place,
  state: TransferState,
  priority: TransferPriority,
  /** Bytes; absent until known. */
  size: z.number().int().nonnegative().optional(),
  bytes: z.number().int().nonnegative(),
  /** Bytes a second over the last few seconds; absent while idle. */
  rate: z.number().nonnegative().optional(),
  /** Why it failed, or why it has to be tried again. */
  error: RemoteErrorData.optional(),
  /** A remark that is no failure: "The server would not set the date". */
  note: z.string().optional(),
  /** How often it was begun; absent for the first time. */
  attempts: z.number().int().optional(),
  /** When it is tried again, ms since 1970. */
  retryAt: z.number().optional(),
  /** Folders only. */
  inside: TransferTally.optional(),
  enqueuedAt: z.number(),
  finishedAt: z.number().optional(),
});
export type TransferItem = z.infer<typeof TransferItem>;

export const TransferTotals = z.object({
  queued: z.number(),
  active: z.number(),
  asking: z.number(),
  paused: z.number(),
  done: z.number(),
  failed: z.number(),
  skipped: z.number(),
  cancelled: z.number(),
  /** Of what has not ended, and of what has ended since the queue last stood still. */
  bytesDone: z.number(),
  bytesLeft: z.number(),
  rate: z.number(),
});
export type TransferTotals = z.infer<typeof TransferTotals>;

/** How transfers, files and folders alike, have ended since the queue last stood still: what the lists count, counted once more. */
export const TransferRun = z.object({
  /** Another one for each run of this process. */
  number: z.number(),
  done: z.number(),
  failed: z.number(),
  skipped: z.number(),
});
export type TransferRun = z.infer<typeof TransferRun>;

/** What a list of the dock shows: everything as a tree, or what is in some states as it comes. */
export const transferViews = ['all', 'active', 'queued', 'failed', 'finished'] as const;
export const TransferView = z.enum(transferViews);
export type TransferView = z.infer<typeof TransferView>;

/** A row of a list; `depth` is that of the tree, 0 elsewhere. */
export const TransferRow = z.object({ item: TransferItem, depth: z.number() });
export type TransferRow = z.infer<typeof TransferRow>;

/** What holds the queue as a whole: nothing, the user's “pause all”, or that it is what an earlier run of Portside left. */
export const QueueState = z.object({
  paused: z.boolean(),
  /** Transfers of an earlier run of Portside that wait for the user's word. */
  waiting: z.number(),
});
export type QueueState = z.infer<typeof QueueState>;

/** Told at most ten times a second. Which rows changed beyond those named here, a list asks for when `revision` has grown. */
export const TransferDelta = z.object({
  /** What runs, and some of what changed: at most two hundred. */
  changed: z.array(TransferItem),
  totals: TransferTotals,
  run: TransferRun,
  queue: QueueState,
  /** Grows whenever a row of any list appeared, went, moved or changed its state. */
  revision: z.number(),
});
export type TransferDelta = z.infer<typeof TransferDelta>;

/** The transfers that a command speaks of: some, folders with all that came from them, or every one of a list as it is filtered. */
export const TransferSelection = z.union([
  z.object({ ids: z.array(z.string().max(20)).min(1).max(100_000) }),
  z.object({ of: TransferView, named: NamePattern.optional() }),
]);
export type TransferSelection = z.infer<typeof TransferSelection>;

/** The target exists; both files side by side. Or the target cannot hold the name. */
export const Conflict = z.object({
  transferId: z.string(),
  source: z.object({ place: Place, entry: Entry }),
  /** Without an entry where nothing is in the way but the name itself: see `unfit`. */
  target: z.object({ place: Place, entry: Entry.optional() }),
  /** Why the target's folder cannot hold the name; only `rename` and `skip` answer that. */
  unfit: z.string().optional(),
  /** A free name in the target directory, offered for "rename". */
  suggestedName: z.string(),
  /** Another file of these transfers arrived under a name that the target takes for the same: “Readme” and “README”. */
  clash: z.boolean(),
});
export type Conflict = z.infer<typeof Conflict>;

/**
 * What becomes of a target that exists. `newer`: replaced where the new one is surely newer; `size-differs`: where the sizes
 * differ; otherwise these skip. `resume` appends what is missing.
 */
export const conflictActions = [
  'ask',
  'overwrite',
  'newer',
  'size-differs',
  'newer-or-size-differs',
  'resume',
  'rename',
  'skip',
] as const;
export const ConflictAction = z.enum(conflictActions);
export type ConflictAction = z.infer<typeof ConflictAction>;

/** For which conflicts an answer holds: this one, those of its folder, those of what was enqueued with it, or all from now on. */
export const conflictScopes = ['file', 'folder', 'queue', 'always'] as const;
export const ConflictScope = z.enum(conflictScopes);
export type ConflictScope = z.infer<typeof ConflictScope>;

export const ConflictAnswer = z.object({
  action: ConflictAction.exclude(['ask']),
  /** For `rename` and this file alone: the new name; absent takes a free one by the pattern. */
  name: EntryName.optional(),
  scope: ConflictScope,
});
export type ConflictAnswer = z.infer<typeof ConflictAnswer>;

const Glob = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}*$/u);

/**
 * Which files of a folder are copied. Globs: without `/` they speak of names at any depth, with `/` of paths below the folder that
 * was enqueued; one that ends in `/` speaks of folders alone. Case counts.
 */
export const TransferFilter = z.object({
  /** Files that match one of them; none: all files. */
  include: z.array(Glob).max(100).default([]),
  /** Files and whole folders to leave out; stronger than `include`. */
  exclude: z.array(Glob).max(100).default([]),
  /** Bytes, both included. Files whose size is unknown pass. */
  smallest: z.number().int().nonnegative().optional(),
  largest: z.number().int().nonnegative().optional(),
  /** Ms since 1970, both included. Files whose date is unknown pass. */
  modifiedAfter: z.number().optional(),
  modifiedBefore: z.number().optional(),
});
export type TransferFilter = z.infer<typeof TransferFilter>;

/** Bytes a second. */
export const LEAST_RATE = 1_000;

/** Bytes a second; absent: no limit. */
const Rate = z.number().int().min(LEAST_RATE);

export const TransferLimits = z.object({
  /** Everything that travels. */
  all: Rate.optional(),
  /** Downloads: what is read from servers. */
  down: Rate.optional(),
  /** Uploads: what is written to servers. */
  up: Rate.optional(),
});
export type TransferLimits = z.infer<typeof TransferLimits>;

/** Characters of its own that a pattern of partial names needs: one with less fits names that people give to files. */
export const LEAST_PATTERN_TEXT = 4;

/** Where `{name}` stands the file's own name stands. One that says too little, from an earlier version, is kept but not used. */
const PartialPattern = z
  .string()
  .min(7)
  .max(60)
  .regex(/^[^/\\\p{Cc}]*\{name\}[^/\\\p{Cc}]*$/u)
  .refine((pattern) => pattern !== '{name}', 'Something has to stand before or after {name}.');

/** How the queue works, for everything that does not say otherwise. */
export const TransferSettings = z.object({
  /** Copies at one time: altogether, and on one server by its protocol. */
  parallel: z
    .object({
      all: z.number().int().min(1).max(64),
      ftp: z.number().int().min(1).max(32),
      sftp: z.number().int().min(1).max(32),
    })
    .default({ all: 10, ftp: 8, sftp: 8 }),
  limits: TransferLimits.default({}),
  onConflict: ConflictAction.default('ask'),
  /** Files travel under a name of their own, so that none is ever seen incomplete. */
  partialNames: z.boolean().default(true),
  partialPattern: PartialPattern.default('{name}.portside-part'),
  /** Servers where files are written under their final names all the same. */
  withoutPartialNames: z.array(FileSystemId).max(1_000).default([]),
  keepPermissions: z.boolean().default(false),
  verify: z.enum(['size', 'checksum']).default('size'),
  /** Pieces of one large file that travel at one time. */
  segments: z.number().int().min(1).max(16).default(1),
  filter: TransferFilter.default({ include: [], exclude: [] }),
});
export type TransferSettings = z.infer<typeof TransferSettings>;

/** What may differ from the settings for what is enqueued together. */
export const EnqueueOptions = z.object({
  /** Absent: copied. Dropped files cannot be moved. */
  operation: TransferOperation.optional(),
  onConflict: ConflictAction.optional(),
  filter: TransferFilter.optional(),
  priority: TransferPriority.optional(),
  /** Wait for the user's word. */
  paused: z.boolean().optional(),
});
export type EnqueueOptions = z.infer<typeof EnqueueOptions>;
