import type { FileSystemId } from '../../../shared/model/connection.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { refuseCancelled, untilCancelled } from '../../remote/cancelled.ts';
import type { Reservation } from '../../remote/session-pool.ts';
import type { SessionNumber } from './messages.ts';
import type { WorkerThread } from './worker-thread.ts';

/** A session at rest is closed after this time, so that none has to prove that it still lives. Milliseconds. */
const REST_MS = 10_000;
/** Small copies that share one session where operations may overlap on it. */
export const SHARED_BY = 8;

/** Lines that small copies spread over before they share: two carry more than one, further ones hardly more. */
const SPREAD_OVER = 2;

/** A session that lives in a worker. */
export interface WorkerSession {
  readonly number: SessionNumber;
  readonly fs: FileSystemId;
  readonly worker: WorkerThread;
  readonly reservation: Reservation;
  /** How many small copies may share it. */
  readonly capacity: number;
  users: number;
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
  /** Being opened, by file system. */
  readonly #opening = new Map<FileSystemId, number>();
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
      const free = this.#free(wanted);
      if (free) {
        free.users++;
        return free;
      }
      // Before the look at it is over, something may have changed.
      const changed = this.#changed.promise;
      if (this.#mayOpen(wanted.fs)) {
        const opened = await this.#open(wanted, signal);
        if (opened) return opened;
      } else if (!(await this.#closeElsewhere(wanted))) {
        await untilCancelled(changed, signal);
      }
    }
  }

  /** Like {@link take}, but only what can be had without waiting for anybody. */
  async takeNow(wanted: Wanted, signal: AbortSignal): Promise<WorkerSession | undefined> {
    const free = this.#free(wanted);
    if (free) {
      free.users++;
      return free;
    }
    return this.#mayOpen(wanted.fs) ? this.#open(wanted, signal) : undefined;
  }

  release(session: WorkerSession): void {
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

  #free({ fs, use, worker }: Wanted): WorkerSession | undefined {
    const fitting = [...this.#sessions].filter(
      (session) => session.fs === fs && !session.isLeaving && (worker ?? session.worker) === session.worker,
    );
    const unused = fitting.find((session) => session.users === 0);
    if (unused || use === 'alone') return unused;
    if (fitting.length < SPREAD_OVER && this.#mayOpen(fs) && (this.#opening.get(fs) ?? 0) === 0) return undefined;
    const shared = fitting.filter((session) => session.users < session.capacity);
    return shared.toSorted((one, other) => one.users - other.users)[0];
  }

  #mayOpen(fs: FileSystemId): boolean {
    const held = [...this.#sessions].filter((session) => session.fs === fs).length;
    return held + (this.#opening.get(fs) ?? 0) < this.#options.slots(fs);
  }

  /** Undefined where the server is busy, and others of its sessions will be free again. */
  async #open(wanted: Wanted, signal: AbortSignal): Promise<WorkerSession | undefined> {
    const { fs } = wanted;
    this.#opening.set(fs, (this.#opening.get(fs) ?? 0) + 1);
    try {
      const worker = wanted.worker ?? (await this.#options.chooseWorker());
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
      return this.#add({ number, fs, worker, reservation });
    } finally {
      this.#opening.set(fs, (this.#opening.get(fs) ?? 1) - 1);
      this.#tellChanged();
    }
  }

  #add(opened: Pick<WorkerSession, 'number' | 'fs' | 'worker' | 'reservation'>): WorkerSession {
    const session: WorkerSession = {
      ...opened,
      capacity: this.#options.overlaps(opened.fs) ? SHARED_BY : 1,
      users: 1,
      restsSince: Date.now(),
      isLeaving: false,
    };
    this.#sessions.add(session);
    const leave = () => this.lose(session.number);
    if (session.reservation.yieldRequested.aborted) leave();
    else session.reservation.yieldRequested.addEventListener('abort', leave, { once: true });
    return session;
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
