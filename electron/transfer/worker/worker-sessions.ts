import type { FileSystemId } from '../../../shared/model/connection.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { refuseCancelled, untilCancelled } from '../../remote/cancelled.ts';
import type { Reservation } from '../../remote/session-pool.ts';
import { SHARED_BY } from '../carrier.ts';
import type { SessionNumber } from './messages.ts';
import type { WorkerThread } from './worker-thread.ts';

/** A session at rest is closed after this time, so that none has to prove that it still lives. Milliseconds. */
const REST_MS = 10_000;
/**
 * One session carries small files as fast as its server can make them, as long as a file takes no longer than this. Where it does,
 * the server may wait for its disks: further sessions then let it wait for several at once. Milliseconds.
 */
const SLOW_MS = 150;
/** How much the latest file says about the pace, compared with those before. */
const NEWEST = 0.1;

/** A session that lives in a worker. */
export interface WorkerSession {
  readonly number: SessionNumber;
  readonly fs: FileSystemId;
  readonly worker: WorkerThread;
  readonly reservation: Reservation;
  users: number;
  /** Held by one who shares it with nobody. */
  isAlone: boolean;
  restsSince: number;
  /** Takes no more work: lost, or asked for by browsing. */
  isLeaving: boolean;
}

/** What a copy needs of a session. */
export interface Wanted {
  readonly fs: FileSystemId;
  /** `alone`: nobody else works on the session meanwhile. */
  readonly use: 'alone' | 'shared';
  /** The worker that it has to live in. */
  readonly worker?: WorkerThread;
}

export interface WorkerSessionsOptions {
  /** The right to one more session of a server. */
  reserve(fs: FileSystemId, signal: AbortSignal): Promise<Reservation>;
  /** How many sessions of a server all transfers may have. */
  slots(fs: FileSystemId): number;
  /** Whether operations may overlap on one session. */
  overlaps(fs: FileSystemId): boolean;
  /** Opens a session in a worker. */
  open(session: { number: SessionNumber; fs: FileSystemId }, worker: WorkerThread, signal: AbortSignal): Promise<void>;
  close(session: WorkerSession): Promise<void>;
  /** The worker for a session that may live in any. */
  chooseWorker(): Promise<WorkerThread>;
}

/** The sessions that live in workers: opened as they are needed, shared by small copies, closed when they rest. */
export class WorkerSessions {
  readonly #options: WorkerSessionsOptions;
  readonly #sessions = new Set<WorkerSession>();
  /** Being opened, by file system: all, */
  readonly #opening = new Map<FileSystemId, number>();
  /** and the one that is to be shared: all that wait for it learn how that ends. */
  readonly #openingToShare = new Map<FileSystemId, Promise<WorkerSession | undefined>>();
  /** How many wait for a session of their own. */
  readonly #waitingAlone = new Map<FileSystemId, number>();
  /** The thread that writes the small files of a server. */
  readonly #sharing = new Map<FileSystemId, Promise<WorkerThread>>();
  /** What one of those that share takes, on the whole. Milliseconds. */
  readonly #pace = new Map<FileSystemId, number>();
  #changed = Promise.withResolvers<void>();
  #next = 1;
  readonly #timer: NodeJS.Timeout;

  constructor(options: WorkerSessionsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#closeResting(), REST_MS / 4);
    this.#timer.unref();
  }

  /** Sessions in a worker, to spread them. */
  countIn(worker: WorkerThread): number {
    return [...this.#sessions].filter((session) => session.worker === worker).length;
  }

  byNumber(number: SessionNumber): WorkerSession | undefined {
    return [...this.#sessions].find((session) => session.number === number);
  }

  /** Waits for a session that is free, or opens one. Throws what opening throws. */
  async take(wanted: Wanted, signal: AbortSignal): Promise<WorkerSession> {
    for (;;) {
      refuseCancelled(signal);
      // Before the look at it is over, something may have changed.
      const changed = this.#changed.promise;
      const found = this.#find(wanted);
      if (found === 'open') {
        const opened = await this.#open(wanted, signal);
        if (opened) return opened;
      } else if (found instanceof Promise) {
        await this.#opened(found, signal);
      } else if (found !== 'wait') {
        return this.#use(found, wanted);
      } else if (!(await this.#closeElsewhere(wanted))) {
        await this.#waiting(wanted, untilCancelled(changed, signal));
      }
    }
  }

  /** Like {@link take}, but only what can be had without waiting for anybody. */
  async takeNow(wanted: Wanted, signal: AbortSignal): Promise<WorkerSession | undefined> {
    const found = this.#find(wanted);
    if (found === 'wait' || found instanceof Promise) return undefined;
    return found === 'open' ? this.#open(wanted, signal) : this.#use(found, wanted);
  }

  /** A small file took so long on a session that it shared. Milliseconds. */
  notePace(fs: FileSystemId, tookMs: number): void {
    const before = this.#pace.get(fs) ?? tookMs;
    this.#pace.set(fs, before + (tookMs - before) * NEWEST);
  }

  release(session: WorkerSession): void {
    session.isAlone = false;
    session.users--;
    session.restsSince = Date.now();
    if (session.isLeaving && session.users === 0) void this.#close(session);
    this.#tellChanged();
  }

  /** The session is of no more use; its slot is given back when its last user has left. */
  lose(number: SessionNumber): void {
    const session = this.byNumber(number);
    if (!session) return;
    session.isLeaving = true;
    if (session.users === 0) void this.#close(session);
  }

  /** The worker is gone, and its sessions with it. */
  loseWorker(worker: WorkerThread): void {
    for (const session of this.#sessions) if (session.worker === worker) void this.#close(session);
    this.#tellChanged();
  }

  /** Closes what rests; of one server where it is named. */
  async closeIdle(fs?: FileSystemId): Promise<void> {
    const idle = [...this.#sessions].filter((session) => session.users === 0 && (fs ?? session.fs) === session.fs);
    await Promise.all(idle.map((session) => this.#close(session)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#sessions].map((session) => this.#close(session)));
  }

  /** A session that is free, or what has to be done to get one: to open it, to wait until others have, or for any change. */
  #find(wanted: Wanted): WorkerSession | 'open' | Promise<unknown> | 'wait' {
    const { fs, use, worker } = wanted;
    const mayOpen = this.#of(fs).length + (this.#opening.get(fs) ?? 0) < this.#options.slots(fs);
    const fitting = this.#of(fs).filter(
      (session) => !session.isLeaving && !session.isAlone && (worker ?? session.worker) === session.worker,
    );
    if (use === 'alone' || !this.#options.overlaps(fs)) {
      return fitting.find((session) => session.users === 0) ?? (mayOpen ? 'open' : 'wait');
    }
    const spread = this.#spread(fs);
    // Those that share keep together, so that the others come free for who needs one alone.
    const [least] = fitting.slice(0, spread).toSorted((one, other) => one.users - other.users);
    const isFull = least === undefined || least.users >= SHARED_BY;
    const opening = this.#openingToShare.get(fs);
    if (mayOpen && !opening && (isFull || fitting.length < spread)) return 'open';
    return isFull ? (opening ?? 'wait') : least;
  }

  /** Over how many sessions small work spreads. */
  #spread(fs: FileSystemId): number {
    if ((this.#pace.get(fs) ?? 0) < SLOW_MS) return 1;
    const alone = this.#of(fs).filter((session) => session.isAlone).length + (this.#waitingAlone.get(fs) ?? 0);
    return Math.max(1, this.#options.slots(fs) - alone);
  }

  #of(fs: FileSystemId): WorkerSession[] {
    return [...this.#sessions].filter((session) => session.fs === fs);
  }

  #use(session: WorkerSession, { use }: Wanted): WorkerSession {
    session.users++;
    session.isAlone = use === 'alone';
    return session;
  }

  /** Throws what opening throws; that somebody else gave it up is no reason to. */
  async #opened(opening: Promise<unknown>, signal: AbortSignal): Promise<void> {
    try {
      await untilCancelled(opening, signal);
    } catch (error) {
      if (signal.aborted || !isRemoteError(error, 'cancelled')) throw error;
    }
  }

  async #waiting({ fs, use }: Wanted, change: Promise<void>): Promise<void> {
    const count = (more: number) => this.#waitingAlone.set(fs, (this.#waitingAlone.get(fs) ?? 0) + more);
    if (use === 'alone') count(1);
    try {
      await change;
    } finally {
      if (use === 'alone') count(-1);
    }
  }

  /** Undefined where the server is busy, and others of its sessions will be free again. */
  #open(wanted: Wanted, signal: AbortSignal): Promise<WorkerSession | undefined> {
    const { fs, use } = wanted;
    const opening = this.#openOne(wanted, signal);
    if (use === 'shared' && this.#options.overlaps(fs)) {
      this.#openingToShare.set(fs, opening);
      const over = () => this.#openingToShare.delete(fs);
      opening.then(over, over);
    }
    return opening;
  }

  async #openOne(wanted: Wanted, signal: AbortSignal): Promise<WorkerSession | undefined> {
    const { fs } = wanted;
    this.#opening.set(fs, (this.#opening.get(fs) ?? 0) + 1);
    try {
      const worker = wanted.worker ?? (await this.#workerFor(wanted));
      const reservation = await this.#options.reserve(fs, signal);
      const number = this.#next++;
      try {
        await reservation.open((signal) => this.#options.open({ number, fs }, worker, signal), signal);
        worker.ended.throwIfAborted();
      } catch (error) {
        await reservation[Symbol.asyncDispose]();
        const others = [...this.#sessions].some((session) => session.fs === fs);
        if (isRemoteError(error, 'busy') && others) return undefined;
        throw error;
      }
      return this.#add({ number, fs, worker, reservation }, wanted);
    } finally {
      this.#opening.set(fs, (this.#opening.get(fs) ?? 1) - 1);
      this.#tellChanged();
    }
  }

  #add(opened: Pick<WorkerSession, 'number' | 'fs' | 'worker' | 'reservation'>, { use }: Wanted): WorkerSession {
    const session: WorkerSession = {
      ...opened,
      users: 1,
      isAlone: use === 'alone',
      restsSince: Date.now(),
      isLeaving: false,
    };
    this.#sessions.add(session);
    const leave = () => this.lose(session.number);
    if (session.reservation.yieldRequested.aborted) leave();
    else session.reservation.yieldRequested.addEventListener('abort', leave, { once: true });
    return session;
  }

  /**
   * Small files of one server are written by one thread: two that make files in one folder at a time hold each other up
   * (docs/performance.md).
   */
  async #workerFor({ fs, use }: Wanted): Promise<WorkerThread> {
    if (use === 'alone') return this.#options.chooseWorker();
    for (;;) {
      const chosen = this.#sharing.get(fs) ?? this.#chooseFor(fs);
      const worker = await chosen;
      if (!worker.ended.aborted) return worker;
      if (this.#sharing.get(fs) === chosen) this.#sharing.delete(fs);
    }
  }

  #chooseFor(fs: FileSystemId): Promise<WorkerThread> {
    const chosen = this.#options.chooseWorker();
    this.#sharing.set(fs, chosen);
    chosen.catch(() => this.#sharing.delete(fs));
    return chosen;
  }

  /** A session that rests in another worker makes room for one in the worker that it is wanted in. */
  async #closeElsewhere({ fs, worker }: Wanted): Promise<boolean> {
    if (!worker) return false;
    const elsewhere = [...this.#sessions].find(
      (session) => session.fs === fs && session.users === 0 && session.worker !== worker,
    );
    if (!elsewhere) return false;
    await this.#close(elsewhere);
    return true;
  }

  async #close(session: WorkerSession): Promise<void> {
    if (!this.#sessions.delete(session)) return;
    try {
      await this.#options.close(session);
    } catch {
      // Its worker is gone, or the line was: there is nothing left to close.
    } finally {
      await session.reservation[Symbol.asyncDispose]();
      if (this.#of(session.fs).length === 0) this.#sharing.delete(session.fs);
      this.#tellChanged();
    }
  }

  #closeResting(): void {
    const before = Date.now() - REST_MS;
    for (const session of this.#sessions) {
      if (session.users === 0 && session.restsSince < before) void this.#close(session);
    }
  }

  #tellChanged(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
