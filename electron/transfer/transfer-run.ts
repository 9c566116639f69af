import { errorData } from '../../shared/ipc/result.ts';
import { LOCAL, type Place } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { isRemoteError, RemoteError, type RemoteErrorData } from '../../shared/model/remote-error.ts';
import { baseName, parentPath } from '../../shared/model/remote-path.ts';
import type { TransferSettings } from '../../shared/model/transfer.ts';
import { refuseCancelled } from '../remote/cancelled.ts';
import type { NameFit } from '../remote/name-rules.ts';
import type {
  Carrier,
  CopiedFile,
  CopyHooks,
  CopyOrder,
  CopyOutcome,
  ExistingTarget,
  PartialFile,
  Segment,
} from './carrier.ts';
import { ConflictDecisions } from './conflict-question.ts';
import { FolderChildren } from './folder-children.ts';
import { decideName, type UnfitName } from './name-question.ts';
import { RateMeter } from './rate-meter.ts';
import { removeEmptySource } from './remove-empty-source.ts';
import { partialName } from './target-name.ts';
import type { Job, Replaced } from './transfer-job.ts';
import type { JobChange, TransferRecord } from './transfer-records.ts';
import { type Child, listedFile } from './walk-folder.ts';

/** More than any tree that people keep. A server that nests without end would fill the queue. */
const DEEPEST = 250;
const SEGMENTS_NOTED_EVERY_MS = 1_000;

/** What became of one attempt. */
export type RunEnd =
  | { readonly end: 'over'; readonly change: JobChange }
  | { readonly end: 'asks'; readonly existing: ExistingTarget }
  | { readonly end: 'asks-name'; readonly unfit: UnfitName }
  /** It has been looked at, and what it is has no room now. */
  | { readonly end: 'waits' }
  | { readonly end: 'failed'; readonly error: RemoteErrorData }
  | { readonly end: 'interrupted' };

/** What a run needs of the queue around it. */
export interface RunSurroundings {
  readonly carrier: Carrier;
  readonly settings: TransferSettings;
  /** Notes something in book and journal. */
  record(record: TransferRecord): void;
  /** Resolves when the journal has all that was noted. */
  written(): Promise<void>;
  /** The numbers of so many new items. */
  nextNumber(): number;
  claim(path: string): boolean;
  /** More is known of the item: it takes the room that it needs as what it is. False where there is none now. */
  adjustRoom(): boolean;
  /** Whether the target's folder can hold the name. */
  nameFit(signal: AbortSignal): Promise<NameFit>;
  /** Opens the connections that are needed and closed. */
  reach(signal: AbortSignal): Promise<void>;
  /** Both sides have answered. */
  onReached(): void;
  /** A file or folder appeared in this directory. */
  onChanged(directory: Place): void;
  onUnexpected(error: unknown): void;
}

/** Why a run was stopped, and so what becomes of its item. */
export type Intent = 'pause' | 'cancel' | 'requeue' | 'close';

/** One attempt at one item: a folder is walked into the queue, a file copied. */
export class TransferRun {
  readonly #job: Job;
  readonly #around: RunSurroundings;
  readonly #controller = new AbortController();
  readonly #meter = new RateMeter();
  readonly ended: Promise<RunEnd>;
  /** What has arrived, earlier attempts included. */
  bytes = 0;
  /** True once bytes have moved. */
  hasProgressed = false;
  intent: Intent | undefined;
  #replaced: Replaced | undefined;
  #segments: readonly Segment[] | undefined;
  #segmentsNotedAt = 0;

  constructor(job: Job, around: RunSurroundings) {
    this.#job = job;
    this.#around = around;
    this.bytes = job.bytes;
    this.ended = this.#run();
  }

  get rate(): number {
    return Math.round(this.#meter.rate);
  }

  /** Stops at once; what becomes of the item can be changed until the run has ended. */
  interrupt(intent: Intent): void {
    this.intent = intent;
    this.#controller.abort(new RemoteError('cancelled', 'The transfer was stopped.'));
  }

  /** Never rejects. */
  async #run(): Promise<RunEnd> {
    const job = this.#job;
    const { signal } = this.#controller;
    try {
      if (job.walked && job.leftBehind > 0) return { end: 'over', change: keptFolder(job) };
      await this.#around.reach(signal);
      if (job.walked) return await this.#removeFolder(signal);
      const unfit = job.targetFs === LOCAL ? await this.#named(signal) : undefined;
      if (unfit) return unfit;
      if (job.kind !== 'file') {
        const walked = await this.#walk(signal);
        if (walked) return walked;
      }
      return await this.#copy(signal);
    } catch (error) {
      this.#noteSegments();
      if (signal.aborted || isRemoteError(error, 'cancelled')) return { end: 'interrupted' };
      if (!isRemoteError(error)) this.#around.onUnexpected(error);
      return { end: 'failed', error: errorData(error) };
    }
  }

  /** Finds a name that the target's folder can hold. @returns the end where there is none yet. */
  async #named(signal: AbortSignal): Promise<RunEnd | undefined> {
    const job = this.#job;
    for (let { answer } = job; ; answer = undefined) {
      const decision = decideName({ answer, job, fit: await this.#around.nameFit(signal) });
      if (decision.do === 'take') return undefined;
      if (decision.do === 'skip') return { end: 'over', change: { state: 'skipped' } };
      if (decision.do === 'ask') return { end: 'asks-name', unfit: decision.unfit };
      this.#around.record({ t: 'change', i: job.number, to: { targetName: decision.name, answer: null } });
    }
  }

  /** @returns undefined where it is no folder. */
  async #walk(signal: AbortSignal): Promise<RunEnd | undefined> {
    const job = this.#job;
    const { carrier, onChanged } = this.#around;
    if (job.depth > DEEPEST) {
      throw new RemoteError('unsupported', `“${job.name}” lies more than ${DEEPEST} folders deep.`, {
        path: job.source.path,
        hint: 'It may be a folder that holds itself. Copy what you need from it by itself.',
      });
    }
    const { source, target } = job;
    const { partialPattern } = this.#around.settings;
    const children = new FolderChildren(job, this.#around);
    // A link that is moved goes as a link or not at all: what it leads to belongs to where it is.
    const followsLink = !job.parent && !job.isMove;
    const order = { source, target, partialPattern, followsLink };
    const take = async (page: Child[]) => {
      // Of a page that was on its way when the folder was stopped nobody would be stopped.
      refuseCancelled(signal, source.path);
      await children.add(page);
    };
    const outcome = await carrier.walk(order, take, signal);
    if (outcome.result === 'not-a-folder') return this.#isFile(outcome.entry);
    children.becomesFolder();
    onChanged({ fs: target.fs, path: parentPath(target.path) });
    if (job.isMove) return { end: 'over', change: { ...awaitingContent(children.leftOut), ...children.note } };
    return { end: 'over', change: { state: 'done', ...children.note } };
  }

  /** What the look told saves another one. @returns an end where it cannot be copied now. */
  #isFile(entry: Entry): RunEnd | undefined {
    const job = this.#job;
    const listed = listedFile(entry);
    this.#around.record({ t: 'change', i: job.number, to: { kind: 'file', ...(listed && { size: listed.size }) } });
    job.listed = listed;
    return this.#around.adjustRoom() ? undefined : { end: 'waits' };
  }

  /** All that it held has been moved; what came into it since stays, and it with that. */
  async #removeFolder(signal: AbortSignal): Promise<RunEnd> {
    const { source, target, children = [] } = this.#job;
    const { carrier, onChanged, onReached, settings } = this.#around;
    const { partialPattern } = settings;
    const removed =
      children.length > 0
        ? await carrier.removeFolder(source, signal)
        : await removeEmptySource(carrier, { source, target, partialPattern }, signal);
    onReached();
    if (removed === 'not-empty')
      return { end: 'over', change: { state: 'skipped', note: 'The folder stays: it is not empty.' } };
    onChanged({ fs: source.fs, path: parentPath(source.path) });
    return { end: 'over', change: { state: 'done' } };
  }

  async #copy(signal: AbortSignal): Promise<RunEnd> {
    const job = this.#job;
    const { carrier, onChanged } = this.#around;
    if (job.steps && (await this.#recovered(signal))) {
      if (!job.isMove) return { end: 'over', change: { state: 'done' } };
      await this.#noteCopied(copiedBy(job));
    }
    const outcome = await carrier.copy(this.#order(), this.#hooks(), signal);
    if (outcome.result === 'ask') return { end: 'asks', existing: outcome.existing };
    if (outcome.result === 'skipped') return { end: 'over', change: { state: 'skipped' } };
    onChanged({ fs: job.targetFs, path: parentPath(job.target.path) });
    if (job.isMove) onChanged({ fs: job.sourceFs, path: parentPath(job.source.path) });
    return { end: 'over', change: { ...doneBy(outcome), ...(job.copied && { copied: null }) } };
  }

  /** Of a move: from here on only the source is left to be removed, also after the process was killed. */
  async #noteCopied(copied: CopiedFile): Promise<void> {
    const { record, written } = this.#around;
    const to: JobChange = { copied: asKnown(copied), bytes: copied.bytes, partial: null, replaced: null, steps: null };
    record({ t: 'change', i: this.#job.number, to });
    await written();
  }

  /** Ends a replacement that was cut short. True where the new file is in its place. */
  async #recovered(signal: AbortSignal): Promise<boolean> {
    const job = this.#job;
    const { carrier, record } = this.#around;
    const recovered = await carrier.recover(job.targetFs, job.steps ?? [], signal);
    if (recovered === 'replaced') return true;
    record({ t: 'change', i: job.number, to: { steps: null } });
    return false;
  }

  #order(): CopyOrder {
    const job = this.#job;
    const { keepPermissions, verify, segments, partialPattern } = this.#around.settings;
    return {
      ...{ source: job.source, target: job.target, verify, segments, partialPattern },
      partialName: this.#partialNameOf(baseName(job.target.path)),
      permissions: keepPermissions ? 'keep-source' : 'default',
      ...(job.size !== undefined && { size: job.size }),
      ...(job.partial && { partial: job.partial }),
      // What looks like a copy is none to remove its source for, unless the journal says that it was begun.
      ...(job.mayHaveArrived && !job.isMove && { mayHaveArrived: true }),
      ...(job.isMove && { move: job.copied ? { copied: job.copied } : {} }),
      ...(job.replaced && { replaces: job.replaced }),
      ...(job.listed && job.attempts === 0 && { listed: job.listed }),
    };
  }

  #partialNameOf(name: string): string {
    const { partialNames, partialPattern, withoutPartialNames } = this.#around.settings;
    if (!partialNames || withoutPartialNames.includes(this.#job.targetFs)) return name;
    return partialName(name, partialPattern);
  }

  #hooks(): CopyHooks {
    const job = this.#job;
    const { claim, record, written } = this.#around;
    const decisions = new ConflictDecisions(job, claim, (name) => this.#partialNameOf(name));
    const note = (to: JobChange) => record({ t: 'change', i: job.number, to });
    return {
      decide: async (existing) => {
        const decision = decisions.decide(existing);
        const { size, modifiedAt } = existing.target;
        this.#replaced = decision.do === 'overwrite' ? { size, modifiedAt } : undefined;
        return decision;
      },
      onSource: ({ size }) => {
        this.#around.onReached();
        if (size !== undefined && size !== job.size) note({ size });
      },
      onTarget: (path) => {
        claim(path);
        const name = baseName(path);
        if (name !== baseName(job.target.path)) note({ targetName: name });
      },
      onPartial: async (partial) => {
        const replaced = this.#replaced ?? job.replaced ?? null;
        // What was told of an earlier one says nothing of this.
        this.#segments = undefined;
        // What is begun again is not in its place.
        note({ partial: asNoted(partial), replaced, ...(job.copied && { copied: null }) });
        await written();
      },
      onResumed: (offset) => {
        this.bytes = offset;
      },
      onBytes: (bytes) => {
        this.bytes += bytes;
        this.hasProgressed = true;
        this.#meter.add(bytes);
      },
      onSegments: (segments) => {
        this.#segments = segments;
        if (Date.now() - this.#segmentsNotedAt >= SEGMENTS_NOTED_EVERY_MS) this.#noteSegments();
      },
      onCopied: (copied) => this.#noteCopied(copied),
      onReplaceStep: async (step) => {
        note({ steps: [...(job.steps ?? []), step] });
        await written();
      },
    };
  }

  #noteSegments(): void {
    const { partial, number } = this.#job;
    if (!this.#segments || !partial) return;
    this.#segmentsNotedAt = Date.now();
    const to = { partial: asNoted({ ...partial, segments: this.#segments }) };
    this.#segments = undefined;
    this.#around.record({ t: 'change', i: number, to });
  }
}

function doneBy({ bytes, note }: Extract<CopyOutcome, { result: 'copied' }>): JobChange {
  return { state: 'done', bytes, size: bytes, ...(note === undefined ? {} : { note }) };
}

/** A folder that is moved is not done when it was read. */
function awaitingContent(leftOut: number): JobChange {
  return { state: 'queued', finishedAt: null, walked: { leftOut } };
}

function keptFolder({ leftBehind, note }: Job): JobChange {
  const what = leftBehind === 1 ? '1 item in it was' : `${leftBehind} items in it were`;
  const kept = `The folder stays: ${what} not moved.`;
  return { state: 'skipped', note: note === undefined ? kept : `${kept} ${note}` };
}

/** What the journal knows of a copy that was put in its place at an earlier attempt. */
function copiedBy({ partial, size, bytes }: Job): CopiedFile {
  const { sourceSize = size, sourceModifiedAt } = partial ?? {};
  return { size: sourceSize, modifiedAt: sourceModifiedAt, bytes: sourceSize ?? bytes };
}

function asKnown({ size, modifiedAt, bytes }: CopiedFile): NonNullable<JobChange['copied']> {
  return { bytes, ...(size !== undefined && { size }), ...(modifiedAt !== undefined && { modifiedAt }) };
}

function asNoted({ segments, ...partial }: PartialFile): NonNullable<JobChange['partial']> {
  return { ...partial, ...(segments && { segments: [...segments] }) };
}
