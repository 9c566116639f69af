import type { FileSystemId, Place } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Child } from './walk-folder.ts';

/** Work that one session carries at a time where operations may overlap on it. */
export const SHARED_BY = 32;

/** Something of the queue, as far as it matters for the choice of a session. */
export interface Work {
  readonly kind: 'file' | 'folder' | 'unknown';
  readonly sourceFs: FileSystemId;
  readonly targetFs: FileSystemId;
  /** Bytes; what is not known counts as large. */
  readonly size: number | undefined;
}

/** Who carries the bytes for the queue: it owns the sessions, the queue owns the order, the journal and the answers. */
export interface Carrier extends AsyncDisposable {
  /** Copies one file. Throws `RemoteError`; `cancelled` where the signal was aborted, the partial file then still stands. */
  copy(order: CopyOrder, hooks: CopyHooks, signal: AbortSignal): Promise<CopyOutcome>;
  /** Makes the target folder and lists the source's, page by page; waits for `onChildren` before it reads on. */
  walk(order: WalkOrder, onChildren: (children: Child[]) => Promise<void>, signal: AbortSignal): Promise<WalkOutcome>;
  /** Removes a partial file that nobody wants any more. Not there is fine. */
  discard(partial: Place, signal: AbortSignal): Promise<void>;
  /** Removes a folder that was moved out of. `not-empty` where something is in it, which stays; not there is fine. */
  removeFolder(folder: Place, signal: AbortSignal): Promise<'removed' | 'not-empty'>;
  /**
   * Ends a replacement that was cut short, by looking at what is there: the new file stays where it got into place, else
   * the old one comes back under its name. `steps` as the journal has them, in their order.
   */
  recover(target: FileSystemId, steps: readonly ReplaceStep[], signal: AbortSignal): Promise<'replaced' | 'old-kept'>;
  /** Sessions of a file system that all copies may have at one time. One that is gone has room: the copy then fails with the reason. */
  slots(fs: FileSystemId): number;
  /** Whether this work shares its session with other work: small files and listings do, where the protocol lets operations overlap. */
  sharesSession(work: Work): boolean;
  /** What was absent has no limit. Takes hold at once. */
  limit(rates: Rates): void;
}

/** Bytes a second for all copies together. Only what crosses the network counts. */
export interface Rates {
  /** What travels at all; a byte counts once, also on its way from one server to another. */
  readonly all?: number;
  /** What is read from servers, */
  readonly read?: number;
  /** and written to them. */
  readonly write?: number;
}

/** What is to be copied and how; plain data, so that it can cross threads. */
export interface CopyOrder {
  readonly source: Place;
  readonly target: Place;
  /** What is there of an earlier attempt, as the journal knows it. */
  readonly partial?: PartialFile;
  /**
   * An earlier run of the process may have copied it and not lived to note so: a target of the source's size and time is
   * that copy.
   */
  readonly mayHaveArrived?: boolean;
  /** How the file was that an earlier attempt was to replace: one that is still so was not replaced. */
  readonly replaces?: { readonly size?: number | undefined; readonly modifiedAt?: number | undefined };
  /** The name to write under until the file is whole; the target's own name writes straight to it. */
  readonly partialName: string;
  /** By which unfinished copies are told from files, `{name}` for the name; beside Portside's own. */
  readonly partialPattern?: string;
  readonly permissions: 'keep-source' | 'default';
  /** Compare checksums where both sides offer one. */
  readonly verify: 'size' | 'checksum';
  /** Pieces to fetch at one time where the target can be written at any offset. 1 is one stream. */
  readonly segments: number;
  /** What the queue takes the source's size to be, in bytes: a small file shares its session. */
  readonly size?: number;
  /** What the walk's listing said of the source: saves a look at it. Leave it out when a copy is tried again. */
  readonly listed?: ListedFile;
  /** The source is removed when its copy is verified and in its place; `copied` where an earlier attempt has come so far. */
  readonly move?: { readonly copied?: CopiedFile };
}

/** A file whose copy is verified and in its place: the source as it was then, so that nothing else is ever removed. */
export interface CopiedFile {
  readonly size?: number | undefined;
  readonly modifiedAt?: number | undefined;
  /** Of the copy. */
  readonly bytes: number;
}

/** A file as its folder's listing showed it. */
export interface ListedFile {
  readonly size: number;
  readonly modifiedAt?: number;
  readonly modifiedPrecision?: Entry['modifiedPrecision'];
  readonly permissions?: number;
  /** When it was listed, ms since 1970: what is older than ten minutes is looked at again. */
  readonly listedAt: number;
}

export interface PartialFile {
  readonly path: RemotePath;
  /** Of the source when the partial was begun: one that changed since is begun anew. */
  readonly sourceSize?: number;
  readonly sourceModifiedAt?: number;
  /** All before this byte has arrived, whatever the length of the file; told at the end of an attempt to a target that is written ahead. */
  readonly certain?: number;
  /** Of a segmented partial: what has arrived. Without it, such a partial proves nothing. */
  readonly segments?: readonly Segment[];
}

/** Bytes from `start` to before `end`, of which `done` have arrived. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly done: number;
}

/** Both sides of a target that exists already. */
export interface ExistingTarget {
  readonly source: Entry;
  readonly target: Entry;
  readonly targetPath: RemotePath;
}

/** What to do about it. `resume` appends to the target itself; `ask` gives up until the user has answered. */
export type ExistingDecision =
  | { readonly do: 'overwrite' | 'skip' | 'ask' | 'resume' }
  /** `partialName` belongs to the new name; absent keeps that of the order. */
  | { readonly do: 'rename'; readonly name: string; readonly partialName?: string };

/** One step of replacing a file where the target cannot do it at once; told before it is taken. */
export interface ReplaceStep {
  readonly step: 'old-aside' | 'new-in' | 'old-removed';
  /** The file that is replaced; where the target is a link, the one it leads to. */
  readonly file: RemotePath;
  /** Where the old one stands meanwhile. */
  readonly aside: RemotePath;
}

export interface CopyHooks {
  decide(existing: ExistingTarget): Promise<ExistingDecision>;
  onSource(facts: { size: number | undefined; modifiedAt: number | undefined }): void;
  /** The place that was decided upon. */
  onTarget(path: RemotePath): void;
  /** Resolves when the journal has it: from then on a partial file may stand there. */
  onPartial(partial: PartialFile): Promise<void>;
  /** Where the copy begins: bytes that need not travel again. */
  onResumed(offset: number): void;
  /** Bytes written since the last call; at most ten a second. */
  onBytes(bytes: number): void;
  onSegments(segments: readonly Segment[]): void;
  /** Of a move: the copy is in its place. Resolves when the journal has it; from then on the source may be gone. */
  onCopied(copied: CopiedFile): Promise<void>;
  /** Resolves when the journal has it. */
  onReplaceStep(step: ReplaceStep): Promise<void>;
}

/** What a copy was really compared by; of `nothing` the note says why. */
export type Verified = 'size' | 'checksum' | 'nothing';

export type CopyOutcome =
  | {
      readonly result: 'copied';
      readonly bytes: number;
      readonly verified: Verified;
      readonly note?: string;
    }
  | { readonly result: 'skipped' }
  | { readonly result: 'ask'; readonly existing: ExistingTarget };

export interface WalkOrder {
  readonly source: Place;
  readonly target: Place;
  /** A link to a folder, chosen by the user, is walked as that folder. Links met on the way never are, so no walk runs in circles. */
  readonly followsLink?: boolean;
  /** As in {@link CopyOrder}. */
  readonly partialPattern?: string;
}

export type WalkOutcome = { readonly result: 'walked' } | { readonly result: 'not-a-folder'; readonly entry: Entry };
