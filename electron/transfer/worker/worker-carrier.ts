import { availableParallelism } from 'node:os';
import { type FileSystemId, LOCAL, type Place } from '../../../shared/model/connection.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import { cancelledError, untilCancelled } from '../../remote/cancelled.ts';
import { defaultTimeouts, type Timeouts } from '../../remote/connect.ts';
import type { ConnectionAccess } from '../../remote/connections.ts';
import { type FileSystems, isDropped } from '../../remote/file-systems.ts';
import type { Transcript } from '../../remote/transcript.ts';
import type {
  Carrier,
  CopyHooks,
  CopyOrder,
  CopyOutcome,
  Rates,
  ReplaceStep,
  WalkOrder,
  WalkOutcome,
  Work,
} from '../carrier.ts';
import { announce } from '../copy/file-copy.ts';
import { TargetFolders } from '../copy/target-folder.ts';
import { createBuckets, InThreadCarrier } from '../in-thread-carrier.ts';
import type { Child } from '../walk-folder.ts';
import { answerFor, membersOf } from './asking.ts';
import { HeldSessions } from './held-sessions.ts';
import type { MainRequests, SentChild, SessionNumber } from './messages.ts';
import type { Answers } from './wire.ts';
import { type WorkerSession, WorkerSessions } from './worker-sessions.ts';
import { WorkerThread } from './worker-thread.ts';

/** More threads than this only wait for each other. */
const MOST_WORKERS = 4;
/** A file up to this size shares a session with others. Bytes. */
const SMALL = 256 * 1024;

export interface WorkerCarrierOptions {
  readonly fileSystems: FileSystems;
  /** Throws `disconnected` where the connection is closed. */
  readonly access: (fs: FileSystemId) => ConnectionAccess;
  readonly transcriptFor: (session: string) => Transcript;
  /** An error that is Portside's own mistake, for the log. */
  readonly onUnexpected: (error: unknown) => void;
  readonly timeouts?: Timeouts;
  /** Threads at most. Default: one for every processor, four at most. */
  readonly workers?: number;
}

/** What one copy or walk in a worker calls back to. */
interface Listener {
  readonly hooks?: CopyHooks;
  readonly onChildren?: (children: Child[]) => Promise<void>;
  readonly target: Place;
  /** To take further sessions of the source from. */
  readonly source?: WorkerSession | undefined;
  readonly further: WorkerSession[];
}

/**
 * Carries the bytes in worker threads: connections live where they are used, and no byte crosses the main thread, which keeps
 * the count of sessions, the answers to what servers ask, and the speed limits. Files that a page holds stay on the main thread;
 * so does everything where no worker can be started.
 */
export class WorkerCarrier implements Carrier {
  readonly #options: WorkerCarrierOptions;
  readonly #buckets = createBuckets();
  readonly #inThread: InThreadCarrier;
  readonly #sessions: WorkerSessions;
  readonly #folders = new TargetFolders();
  readonly #workers: WorkerThread[] = [];
  readonly #listeners = new Map<number, Listener>();
  /** Takings of two sessions queue up, so that no two of them can wait for each other. */
  #pairing: Promise<void> = Promise.resolve();
  #numbers = 0;
  #opened = 0;
  #workersFail = false;
  /** Shows whether workers can be had at all. */
  #first: Promise<WorkerThread> | undefined;
  #closed = false;

  constructor(options: WorkerCarrierOptions) {
    this.#options = options;
    this.#inThread = new InThreadCarrier(options.fileSystems, this.#buckets);
    this.#sessions = new WorkerSessions({
      reserve: (fs, signal) => options.fileSystems.reserve(fs, 'transfer', signal),
      slots: (fs) => options.fileSystems.transferSlots(fs),
      overlaps: (fs) => this.#overlaps(fs),
      open: (session, worker, signal) => this.#openSession(session, worker, signal),
      close: async ({ number, worker }) => {
        await worker.wire.call('close', { session: number }).finally(() => this.#asked.delete(number));
      },
      chooseWorker: () => this.#chooseWorker(),
    });
  }

  async copy(order: CopyOrder, hooks: CopyHooks, signal: AbortSignal): Promise<CopyOutcome> {
    if (!(await this.#isForWorkers(order.source.fs, order.target.fs))) return this.#inThread.copy(order, hooks, signal);
    const use = isSmall(order.size ?? order.listed?.size) ? 'shared' : 'alone';
    await using held = await this.#hold(order, use, signal);
    const { path, fs } = order.target;
    const folder = parentPath(path);
    const list = { folder, session: held.numbers.target };
    if (fs !== LOCAL) {
      await this.#folders.learn(fs, folder, () => held.run(({ wire }) => wire.call('names', list, signal)));
    }
    const targetIsFree = this.#folders.takeFree(fs, folder, baseName(path));
    const isAnnounced =
      !order.move &&
      targetIsFree &&
      isSmall(order.listed?.size) &&
      !order.partial &&
      order.partialName !== baseName(path);
    // Nothing is there to be asked about, so what the worker would tell is known here.
    const noted = isAnnounced ? announce(order, hooks) : undefined;
    noted?.catch(() => {});
    const listener: Listener = { hooks, target: order.target, source: held.source, further: [] };
    const since = performance.now();
    const outcome = await this.#listening(listener, (copy) => {
      const input = { copy, order, sessions: held.numbers, targetIsFree, isAnnounced };
      return held.run((worker) => worker.wire.call('copy', input, signal));
    });
    if (use === 'shared') this.#sessions.notePace(held.source?.fs ?? fs, performance.now() - since);
    await noted;
    return outcome;
  }

  async walk(
    order: WalkOrder,
    onChildren: (children: Child[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<WalkOutcome> {
    if (!(await this.#isForWorkers(order.source.fs, order.target.fs))) {
      return this.#inThread.walk(order, onChildren, signal);
    }
    await using held = await this.#hold(order, 'shared', signal);
    return this.#listening({ onChildren, target: order.target, further: [] }, (walk) =>
      held.run((worker) => worker.wire.call('walk', { walk, order, sessions: held.numbers }, signal)),
    );
  }

  async discard(partial: Place, signal: AbortSignal): Promise<void> {
    if (!(await this.#isForWorkers(LOCAL, partial.fs))) return this.#inThread.discard(partial, signal);
    await using held = await this.#hold({ source: { fs: LOCAL }, target: partial }, 'shared', signal);
    await held.run((worker) =>
      worker.wire.call('discard', { path: partial.path, session: held.numbers.target }, signal),
    );
  }

  async removeFolder(folder: Place, signal: AbortSignal): Promise<'removed' | 'not-empty'> {
    if (!(await this.#isForWorkers(LOCAL, folder.fs))) return this.#inThread.removeFolder(folder, signal);
    await using held = await this.#hold({ source: folder, target: { fs: LOCAL } }, 'shared', signal);
    return await held.run((worker) =>
      worker.wire.call('removeFolder', { path: folder.path, session: held.numbers.source }, signal),
    );
  }

  async recover(
    target: FileSystemId,
    steps: readonly ReplaceStep[],
    signal: AbortSignal,
  ): Promise<'replaced' | 'old-kept'> {
    if (!(await this.#isForWorkers(LOCAL, target))) return this.#inThread.recover(target, steps, signal);
    await using held = await this.#hold({ source: { fs: LOCAL }, target: { fs: target } }, 'shared', signal);
    return await held.run((worker) => worker.wire.call('recover', { steps, session: held.numbers.target }, signal));
  }

  slots(fs: FileSystemId): number {
    return this.#inThread.slots(fs);
  }

  sharesSession({ kind, size, sourceFs, targetFs }: Work): boolean {
    if (this.#workersFail || (kind !== 'folder' && !isSmall(size))) return false;
    // Between two servers, each side has a session of its own.
    const [server, second] = [sourceFs, targetFs].filter((fs) => fs !== LOCAL);
    return server !== undefined && second === undefined && !isDropped(server) && this.#overlaps(server);
  }

  limit(rates: Rates): void {
    this.#inThread.limit(rates);
    for (const worker of this.#workers) this.#tellLimited(worker);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#sessions.close();
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
    await this.#inThread[Symbol.asyncDispose]();
  }

  /** Whatever is neither this machine's disk nor a connection lives on the main thread only. */
  async #isForWorkers(...fileSystems: FileSystemId[]): Promise<boolean> {
    if (this.#workersFail) return false;
    const reachable = fileSystems.every((fs) => fs === LOCAL || (!isDropped(fs) && this.#access(fs) !== undefined));
    if (!reachable) return false;
    try {
      this.#first ??= this.#chooseWorker();
      await this.#first;
      return true;
    } catch (error) {
      if (this.#closed) throw cancelledError();
      this.#workersFail = true;
      this.#options.onUnexpected(error);
      return false;
    }
  }

  /** Whether operations may overlap on one session. */
  #overlaps(fs: FileSystemId): boolean {
    return this.#access(fs)?.info.target.protocol === 'sftp';
  }

  #access(fs: FileSystemId): ConnectionAccess | undefined {
    try {
      return this.#options.access(fs);
    } catch {
      // It is closed, or mounted; whoever works on it next tells which.
      return undefined;
    }
  }

  /** The sessions of one piece of work, in one worker. */
  async #hold(
    { source, target }: { source: Pick<Place, 'fs'>; target: Pick<Place, 'fs'> },
    use: 'alone' | 'shared',
    signal: AbortSignal,
  ): Promise<HeldSessions> {
    const remotes = [source.fs, target.fs].filter((fs) => fs !== LOCAL);
    const sessions = remotes.length === 2 ? await this.#takeTwo(source.fs, target.fs, signal) : [];
    for (const fs of remotes.length === 1 ? remotes : []) sessions.push(await this.#sessions.take({ fs, use }, signal));
    const worker = sessions[0]?.worker ?? (await this.#chooseWorker());
    const ofSource = source.fs === LOCAL ? undefined : sessions[0];
    const ofTarget = target.fs === LOCAL ? undefined : sessions.at(-1);
    const numbers = { source: ofSource?.number, target: ofTarget?.number };
    return new HeldSessions({ worker, numbers, source: ofSource, signal }, () => {
      for (const session of sessions) this.#sessions.release(session);
    });
  }

  /** Of two servers, or two of one: the second in the worker of the first. */
  async #takeTwo(source: FileSystemId, target: FileSystemId, signal: AbortSignal): Promise<WorkerSession[]> {
    if (source === target && this.#inThread.slots(source) < 2) {
      throw new RemoteError(
        'unsupported',
        'Copying within this server needs two connections, and it allows only one.',
        {
          hint: 'Copy the file to this computer first, then back to the server.',
        },
      );
    }
    const before = this.#pairing;
    const done = Promise.withResolvers<void>();
    this.#pairing = done.promise;
    try {
      await untilCancelled(before, signal);
      const first = await this.#sessions.take({ fs: source, use: 'alone' }, signal);
      try {
        return [first, await this.#sessions.take({ fs: target, use: 'alone', worker: first.worker }, signal)];
      } catch (error) {
        this.#sessions.release(first);
        throw error;
      }
    } finally {
      void before.then(done.resolve);
    }
  }

  async #listening<T>(listener: Listener, work: (number: number) => Promise<T>): Promise<T> {
    const number = ++this.#numbers;
    this.#listeners.set(number, listener);
    try {
      return await work(number);
    } finally {
      this.#listeners.delete(number);
      for (const session of listener.further.splice(0)) this.#sessions.release(session);
    }
  }

  /** The one with the fewest sessions; a new one where every one has some and there may be more. */
  async #chooseWorker(): Promise<WorkerThread> {
    if (this.#closed) throw cancelledError();
    const most = this.#options.workers ?? Math.min(MOST_WORKERS, availableParallelism());
    const busy = (worker: WorkerThread) => this.#sessions.countIn(worker);
    const [least] = this.#workers.toSorted((one, other) => busy(one) - busy(other));
    const worker = least && (busy(least) === 0 || this.#workers.length >= most) ? least : this.#startWorker();
    await worker.ready;
    return worker;
  }

  #startWorker(): WorkerThread {
    const worker: WorkerThread = new WorkerThread(this.#answersFor(), this.#options.onUnexpected);
    this.#workers.push(worker);
    worker.ended.addEventListener('abort', () => {
      const at = this.#workers.indexOf(worker);
      if (at >= 0) this.#workers.splice(at, 1);
      this.#sessions.loseWorker(worker);
    });
    this.#tellLimited(worker);
    return worker;
  }

  #tellLimited(worker: WorkerThread): void {
    const { all, read, write } = this.#buckets;
    worker.wire.tell('limited', { all: all.rate, read: read.rate, write: write.rate });
  }

  async #openSession(
    { number, fs }: { number: SessionNumber; fs: FileSystemId },
    worker: WorkerThread,
    signal: AbortSignal,
  ): Promise<void> {
    const { info, secrets } = this.#options.access(fs);
    this.#asked.set(number, { ...secrets, transcript: this.#options.transcriptFor(this.#nameOf(info.label)) });
    const asks = { trust: membersOf(secrets.trust), credentials: membersOf(secrets.credentials) };
    const timeouts = this.#options.timeouts ?? defaultTimeouts;
    await worker.whileAlive(worker.wire.call('open', { session: number, target: info.target, timeouts, asks }, signal));
    await secrets.credentials.accepted?.();
  }

  /** Who answers what the sessions ask, and where they write. */
  readonly #asked = new Map<SessionNumber, ConnectionAccess['secrets'] & { transcript: Transcript }>();

  #nameOf(label: string): string {
    return `${label} transfer #${++this.#opened}`;
  }

  #answersFor(): Omit<Answers<MainRequests>, 'ready'> {
    const hooksOf = (copy: number) => this.#listeners.get(copy)?.hooks;
    return {
      ask: ({ session, whom, member, inputs }, signal) => {
        const asked = this.#asked.get(session);
        if (!asked) throw cancelledError();
        return answerFor(asked[whom], member, inputs, signal);
      },
      transcript: ({ session, kind, text }) => this.#asked.get(session)?.transcript.write(kind, text),
      lost: ({ session }) => {
        this.#sessions.lose(session);
      },
      decide: async ({ copy, existing }) => (await hooksOf(copy)?.decide(existing)) ?? { do: 'ask' },
      partial: async ({ copy, partial }) => hooksOf(copy)?.onPartial(partial),
      copied: async ({ copy, copied }) => hooksOf(copy)?.onCopied(copied),
      replaceStep: async ({ copy, step }) => hooksOf(copy)?.onReplaceStep(step),
      source: ({ copy, facts }) => hooksOf(copy)?.onSource(facts),
      target: ({ copy, path }) => hooksOf(copy)?.onTarget(path),
      resumed: ({ copy, offset }) => hooksOf(copy)?.onResumed(offset),
      bytes: ({ copy, bytes }) => hooksOf(copy)?.onBytes(bytes),
      segments: ({ copy, segments }) => hooksOf(copy)?.onSegments(segments),
      more: ({ copy, count }, signal) => this.#more(copy, count, signal),
      less: ({ copy, sessions }) => this.#less(copy, sessions),
      take: ({ rate, bytes }, signal) => this.#buckets[rate].take(bytes, signal),
      children: async ({ walk, children }) => this.#listeners.get(walk)?.onChildren?.(children.map(received)),
      taken: ({ walk, names }) => {
        const target = this.#listeners.get(walk)?.target;
        if (target) this.#folders.put(target.fs, target.path, names);
      },
    };
  }

  async #more(copy: number, count: number, signal: AbortSignal): Promise<SessionNumber[]> {
    const listener = this.#listeners.get(copy);
    if (!listener?.source) return [];
    const { fs, worker } = listener.source;
    const taken: WorkerSession[] = [];
    while (taken.length < count) {
      const session = await this.#sessions.takeNow({ fs, use: 'alone', worker }, signal);
      if (!session) break;
      if (this.#listeners.get(copy) !== listener) {
        // The copy has ended meanwhile.
        this.#sessions.release(session);
        break;
      }
      taken.push(session);
      listener.further.push(session);
    }
    return taken.map(({ number }) => number);
  }

  #less(copy: number, numbers: readonly SessionNumber[]): void {
    const listener = this.#listeners.get(copy);
    if (!listener) return;
    const given = listener.further.filter(({ number }) => numbers.includes(number));
    for (const session of given) {
      listener.further.splice(listener.further.indexOf(session), 1);
      this.#sessions.release(session);
    }
  }
}

function isSmall(size: number | undefined): boolean {
  return size !== undefined && size <= SMALL;
}

function received(child: SentChild): Child {
  return 'refusedFor' in child ? { name: child.name, refused: RemoteError.from(child.refusedFor) } : child;
}
