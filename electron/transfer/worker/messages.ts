import type { ConnectionTarget } from '../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { TranscriptLine } from '../../../shared/model/transcript.ts';
import type { Timeouts } from '../../remote/connect.ts';
import type {
  CopiedFile,
  CopyOrder,
  CopyOutcome,
  ExistingDecision,
  ExistingTarget,
  PartialFile,
  Rates,
  ReplaceStep,
  Segment,
  WalkOrder,
  WalkOutcome,
} from '../carrier.ts';
import type { Child, Refused } from '../walk-folder.ts';

/** A session that lives in a worker; absent is this machine's disk. Numbered by the main thread. */
export type SessionNumber = number;

export interface SessionsOfCopy {
  readonly source: SessionNumber | undefined;
  readonly target: SessionNumber | undefined;
}

/** What the main thread asks of a worker. */
export type WorkerRequests = {
  /** Opens a session. Its questions come back as `ask`. */
  open(input: {
    readonly session: SessionNumber;
    readonly target: ConnectionTarget;
    readonly timeouts: Timeouts;
    readonly asks: { readonly [whom in Asked]: readonly string[] };
  }): void;
  close(input: { readonly session: SessionNumber }): void;
  copy(input: {
    readonly copy: number;
    readonly order: CopyOrder;
    readonly sessions: SessionsOfCopy;
    readonly targetIsFree: boolean;
    readonly isAnnounced: boolean;
  }): CopyOutcome;
  walk(input: { readonly walk: number; readonly order: WalkOrder; readonly sessions: SessionsOfCopy }): WalkOutcome;
  /** What is in a folder; undefined where that is too much, and where it cannot be listed. */
  names(input: { readonly folder: RemotePath; readonly session: SessionNumber | undefined }): string[] | undefined;
  removeFolder(input: {
    readonly path: RemotePath;
    readonly session: SessionNumber | undefined;
  }): 'removed' | 'not-empty';
  discard(input: { readonly path: RemotePath; readonly session: SessionNumber | undefined }): void;
  recover(input: {
    readonly steps: readonly ReplaceStep[];
    readonly session: SessionNumber | undefined;
  }): 'replaced' | 'old-kept';
  /** The rates that have a limit; bytes of those are asked for by `take`. */
  limited(input: Readonly<Record<keyof Rates, number | undefined>>): void;
};

/** Whose answers stay on the main thread. */
export type Asked = 'trust' | 'credentials';

/** What a worker asks of the main thread, and tells it. */
export type MainRequests = {
  ready(input: undefined): void;
  ask(input: {
    readonly session: SessionNumber;
    readonly whom: Asked;
    readonly member: string;
    readonly inputs: readonly unknown[];
  }): unknown;
  transcript(input: {
    readonly session: SessionNumber;
    readonly kind: TranscriptLine['kind'];
    readonly text: string;
  }): void;
  /** The session is of no more use. */
  lost(input: { readonly session: SessionNumber }): void;
  decide(input: { readonly copy: number; readonly existing: ExistingTarget }): ExistingDecision;
  partial(input: { readonly copy: number; readonly partial: PartialFile }): void;
  copied(input: { readonly copy: number; readonly copied: CopiedFile }): void;
  replaceStep(input: { readonly copy: number; readonly step: ReplaceStep }): void;
  source(input: {
    readonly copy: number;
    readonly facts: { size: number | undefined; modifiedAt: number | undefined };
  }): void;
  target(input: { readonly copy: number; readonly path: RemotePath }): void;
  resumed(input: { readonly copy: number; readonly offset: number }): void;
  bytes(input: { readonly copy: number; readonly bytes: number }): void;
  segments(input: { readonly copy: number; readonly segments: readonly Segment[] }): void;
  /** Further sessions of the copy's source, in this worker, as many as are free now. */
  more(input: { readonly copy: number; readonly count: number }): SessionNumber[];
  less(input: { readonly copy: number; readonly sessions: readonly SessionNumber[] }): void;
  take(input: { readonly rate: keyof Rates; readonly bytes: number }): void;
  children(input: { readonly walk: number; readonly children: readonly SentChild[] }): void;
  /** The names in the target folder of a walk. */
  taken(input: { readonly walk: number; readonly names: readonly string[] }): void;
};

/** A child whose refusal can cross threads. */
export type SentChild = Exclude<Child, Refused> | { readonly name: string; readonly refusedFor: RemoteErrorData };
