import { type FileSystemId, LOCAL, type Place } from '../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import {
  type ConflictAction,
  type ConflictAnswer,
  type TransferFilter,
  type TransferItem,
  type TransferOperation,
  type TransferPriority,
  type TransferState,
  type TransferTally,
  transferPriorities,
} from '../../shared/model/transfer.ts';
import type { CopiedFile, ListedFile, PartialFile, ReplaceStep } from './carrier.ts';

/** What was enqueued together. */
export interface Batch {
  readonly number: number;
  /** What becomes of targets that exist; an answer “for the queue” changes it. */
  rule: ConflictAction;
  readonly filter: TransferFilter | undefined;
  readonly operation: TransferOperation;
}

/** Where a run of items stands in the queue: what came out of a folder shares its folder's, and moves with it. */
export interface Order {
  priority: TransferPriority;
  rank: number;
}

/** How the file was that is being replaced. */
export interface Replaced {
  readonly size?: number | undefined;
  readonly modifiedAt?: number | undefined;
}

const finished: ReadonlySet<TransferState> = new Set(['done', 'skipped', 'failed', 'cancelled']);

export function isFinished({ state }: { readonly state: TransferState }): boolean {
  return finished.has(state);
}

/** What a new job begins with. */
export interface JobBeginning {
  readonly number: number;
  readonly batch: Batch;
  readonly parent?: Job | undefined;
  /** Of a child, its name in its folder. */
  readonly name: string;
  /** Of what was enqueued itself. */
  readonly source?: Place | undefined;
  readonly target?: Place | undefined;
  readonly kind: 'file' | 'folder' | 'unknown';
  readonly order: Order;
  readonly enqueuedAt: number;
}

/**
 * One item of the queue as the main process keeps it. A hundred thousand of them live at one time: places of children
 * are put together from their folders', and what only running items need is kept with the run.
 */
export class Job {
  readonly number: number;
  readonly batch: Batch;
  readonly parent: Job | undefined;
  readonly root: Job;
  readonly depth: number;
  readonly name: string;
  readonly enqueuedAt: number;
  readonly #source: Place | undefined;
  readonly #target: Place | undefined;
  kind: 'file' | 'folder' | 'unknown';
  order: Order;
  /** Among those of the same order. */
  place: number;
  state: TransferState = 'queued';
  size: number | undefined;
  bytes = 0;
  rate: number | undefined;
  error: RemoteErrorData | undefined;
  note: string | undefined;
  attempts = 0;
  retryAt: number | undefined;
  finishedAt: number | undefined;
  /** The last part of the target's path, where it was renamed. */
  targetName: string | undefined;
  answer: ConflictAnswer | undefined;
  partial: PartialFile | undefined;
  replaced: Replaced | undefined;
  steps: readonly ReplaceStep[] | undefined;
  listed: ListedFile | undefined;
  /** Of a file that is moved: its copy is in its place, and all that is left is to remove the source. */
  copied: CopiedFile | undefined;
  /** Of a folder that is moved: all of it was read, so many of its entries were left out of the queue. */
  walked: { readonly leftOut: number } | undefined;
  /** A name in its folder that cannot be copied; shown under the folder's places, as its own cannot be used. */
  isLeftOut = false;
  /** Another file of its folder has a name that the target takes for the same. */
  clashes = false;
  /** Left over from an earlier run of Portside, and not resumed yet. */
  isFromBefore = false;
  /** An earlier run of Portside may have ended it without noting so. */
  mayHaveArrived = false;
  /** Of a folder. */
  children: Job[] | undefined;
  /** Of a folder: what becomes of existing targets in it. */
  rule: ConflictAction | undefined;
  /** Of a folder: what it holds, itself included. */
  inside: TransferTally | undefined;
  /** Of a root: when the last of it ended; 0 while something has not. Kept by the book, for the order of lists. */
  endedAt = 0;

  constructor(beginning: JobBeginning) {
    const { number, batch, parent, name, source, target, kind, order, enqueuedAt } = beginning;
    this.number = number;
    this.batch = batch;
    this.parent = parent;
    this.root = parent?.root ?? this;
    this.depth = parent ? parent.depth + 1 : 0;
    this.name = name;
    this.#source = source;
    this.#target = target;
    this.kind = kind;
    this.order = order;
    this.place = number;
    this.enqueuedAt = enqueuedAt;
  }

  get id(): string {
    return String(this.number);
  }

  get sourceFs(): FileSystemId {
    return this.root.#source?.fs ?? LOCAL;
  }

  get targetFs(): FileSystemId {
    return this.root.#target?.fs ?? LOCAL;
  }

  get source(): Place {
    return { fs: this.sourceFs, path: this.#sourcePath() };
  }

  get target(): Place {
    return { fs: this.targetFs, path: this.#targetPath() };
  }

  /** Where it was to go before it was given another name. */
  get intendedTarget(): Place {
    if (this.#target) return this.#target;
    const { fs, path } = this.target;
    return this.targetName === undefined ? { fs, path } : { fs, path: joinPath(parentPath(path), this.name) };
  }

  /** The name that lists show: that of its copy. */
  get shownName(): string {
    const named = this.isLeftOut ? (this.parent ?? this) : this;
    return named.targetName ?? (named.#target ? baseName(named.#target.path) : named.name);
  }

  get isMove(): boolean {
    return this.batch.operation === 'move';
  }

  /** A folder that is moved goes when all that came from it has ended. */
  get waitsForContent(): boolean {
    return this.walked !== undefined && this.inside !== undefined && this.inside.items - this.inside.ended > 1;
  }

  /** How much of a folder that is moved stays where it was, as far as its own entries go. */
  get leftBehind(): number {
    const unmoved = this.children?.reduce((count, { state }) => count + (state === 'done' ? 0 : 1), 0) ?? 0;
    return unmoved + (this.walked?.leftOut ?? 0);
  }

  /** The two file systems that it needs, as one key. */
  get line(): string {
    return `${this.sourceFs} ${this.targetFs}`;
  }

  /** The path below what was enqueued, without a slash at its beginning; empty for that itself. */
  get pathBelowRoot(): string {
    if (!this.parent) return '';
    return this.parent.parent ? `${this.parent.pathBelowRoot}/${this.name}` : this.name;
  }

  /** As windows see it. */
  describe(): TransferItem {
    const { id, parent, kind, source, target, state, size, bytes, rate, error, note, attempts, retryAt } = this;
    return {
      ...{ id, kind: kind === 'folder' ? 'folder' : 'file', source, target, state, bytes },
      ...(this.isMove && { operation: 'move' }),
      priority: this.order.priority,
      enqueuedAt: this.enqueuedAt,
      ...(parent && { parentId: parent.id }),
      ...(size !== undefined && { size }),
      ...(rate !== undefined && state === 'active' && { rate }),
      ...(error && { error }),
      ...(note !== undefined && { note }),
      ...(attempts > 1 && { attempts }),
      ...(retryAt !== undefined && { retryAt }),
      ...(this.inside && { inside: { ...this.inside } }),
      ...(this.finishedAt !== undefined && { finishedAt: this.finishedAt }),
    };
  }

  /** Itself and everything that came from it, folders before what is in them. */
  *withDescendants(): Generator<Job> {
    const stack: Job[] = [this];
    for (let job = stack.pop(); job; job = stack.pop()) {
      yield job;
      if (job.children) for (let at = job.children.length - 1; at >= 0; at--) stack.push(job.children[at] as Job);
    }
  }

  #sourcePath(): RemotePath {
    if (!this.parent) return this.#source?.path ?? '/';
    const folder = this.parent.#sourcePath();
    return this.isLeftOut ? folder : joinPath(folder, this.name);
  }

  #targetPath(): RemotePath {
    if (!this.parent) {
      const path = this.#target?.path ?? '/';
      return this.targetName === undefined ? path : joinPath(parentPath(path), this.targetName);
    }
    const folder = this.parent.#targetPath();
    return this.isLeftOut ? folder : joinPath(folder, this.targetName ?? this.name);
  }
}

/** First what has the higher priority, then what stands further ahead, then what was put in earlier. */
export function inQueueOrder(one: Job, other: Job): number {
  return inOrder(one.order, other.order) || one.place - other.place || one.number - other.number;
}

export function inOrder(one: Order, other: Order): number {
  if (one === other) return 0;
  return transferPriorities.indexOf(one.priority) - transferPriorities.indexOf(other.priority) || one.rank - other.rank;
}
