import type { FileSystemId } from '../../shared/model/connection.ts';
import { SHARED_BY } from './carrier.ts';
import { targetKey } from './target-name.ts';
import type { Job } from './transfer-job.ts';

/** Whether a transfer can start: not while its target is another's, not while its file systems serve as many as they can. */
export type Room = 'free' | 'target-taken' | 'full';

/** After this time one session more is tried on a server that said it was busy. */
const RAISE_AFTER_MS = 60_000;

/**
 * Work that shares a session is small and mostly waits for answers: four of them count as one copy. So the usual eight copies on a
 * server are 32 small files on their way, as many as one session carries.
 */
const WEIGHT_OF_SHARING = 1 / 4;

export interface TransferRoomOptions {
  /** Sessions that transfers may have of a file system. */
  sessions(fs: FileSystemId): number;
  /** Whether the work of this job shares its session with other work. */
  shares(job: Job): boolean;
  /** Copies that the user allows on a file system, */
  allowed(fs: FileSystemId): number;
  /** and altogether. */
  allowedInAll(): number;
  readonly now?: () => number;
}

/** What runs on a file system, */
interface Use {
  /** with a session of its own, */
  alone: number;
  /** and sharing one. */
  sharing: number;
}

interface Limit {
  /** Sessions. */
  limit: number;
  /** When it was last changed. */
  at: number;
}

/** Knows what runs, and so what else may. Every question is answered in a few steps, however much waits. */
export class TransferRoom {
  readonly #options: TransferRoomOptions;
  readonly #now: () => number;
  readonly #inUse = new Map<FileSystemId, Use>();
  readonly #inAll: Use = { alone: 0, sharing: 0 };
  readonly #targets = new Map<string, Job>();
  readonly #keys = new Map<Job, string>();
  /** What runs, and how it counts. */
  readonly #running = new Map<Job, keyof Use>();
  /** Of servers that were busy. */
  readonly #limits = new Map<FileSystemId, Limit>();

  constructor(options: TransferRoomOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  roomFor(job: Job): Room {
    if (this.#isFullFor(job, this.#usedBy(job))) return 'full';
    return this.#targets.has(targetKey(job.target)) ? 'target-taken' : 'free';
  }

  /** A copy within one file system takes room twice. */
  take(job: Job): void {
    this.#occupy(job, this.#usedBy(job));
    this.claim(job, job.target.path);
  }

  /** More is known of what runs: from here on it counts as what it is. False, and all is as before, where that has no room now. */
  adjust(job: Job): boolean {
    const before = this.#running.get(job);
    const now = this.#usedBy(job);
    if (before === undefined || before === now) return true;
    this.#give(job, before);
    const fits = !this.#isFullFor(job, now);
    this.#occupy(job, fits ? now : before);
    return fits;
  }

  release(job: Job): void {
    const how = this.#running.get(job);
    if (!how) return;
    this.#give(job, how);
    this.#unclaim(job);
  }

  /**
   * Takes a target for this transfer alone: two must never write under one name, nor under two that a disk takes for the
   * same. False where another transfer is on its way to it.
   */
  claim(job: Job, path: string): boolean {
    const key = targetKey({ fs: job.targetFs, path });
    const holder = this.#targets.get(key);
    if (holder && holder !== job) return false;
    this.#unclaim(job);
    this.#targets.set(key, job);
    this.#keys.set(job, key);
    return true;
  }

  /** The server allows no more than it serves now: one session less is tried, and one more again later. */
  backOff(fs: FileSystemId): void {
    const use = this.#inUse.get(fs);
    const limit = Math.max(1, (use ? sessionsOf(use) : 1) - 1);
    this.#limits.set(fs, { limit, at: this.#now() });
  }

  #usedBy(job: Job): keyof Use {
    return this.#options.shares(job) ? 'sharing' : 'alone';
  }

  #occupy(job: Job, how: keyof Use): void {
    this.#running.set(job, how);
    this.#inAll[how]++;
    this.#use(job.sourceFs, how, 1);
    this.#use(job.targetFs, how, 1);
  }

  #give(job: Job, how: keyof Use): void {
    this.#running.delete(job);
    this.#inAll[how]--;
    this.#use(job.sourceFs, how, -1);
    this.#use(job.targetFs, how, -1);
  }

  #isFullFor({ sourceFs, targetFs }: Job, how: keyof Use): boolean {
    if (exceeds(this.#inAll, how, this.#options.allowedInAll())) return true;
    return this.#isFull(sourceFs, how) || this.#isFull(targetFs, how);
  }

  #isFull(fs: FileSystemId, how: keyof Use): boolean {
    const { sessions, allowed } = this.#options;
    const use = this.#inUse.get(fs) ?? { alone: 0, sharing: 0 };
    if (exceeds(use, how, allowed(fs))) return true;
    return sessionsOf({ ...use, [how]: use[how] + 1 }) > Math.min(sessions(fs), this.#learned(fs));
  }

  #learned(fs: FileSystemId): number {
    const learned = this.#limits.get(fs);
    if (!learned) return Number.POSITIVE_INFINITY;
    const steps = Math.floor((this.#now() - learned.at) / RAISE_AFTER_MS);
    if (steps > 0) {
      learned.limit += steps;
      learned.at += steps * RAISE_AFTER_MS;
    }
    if (learned.limit >= this.#options.allowed(fs)) this.#limits.delete(fs);
    return learned.limit;
  }

  #use(fs: FileSystemId, how: keyof Use, change: 1 | -1): void {
    const use = this.#inUse.get(fs) ?? { alone: 0, sharing: 0 };
    use[how] += change;
    if (use.alone + use.sharing > 0) this.#inUse.set(fs, use);
    else this.#inUse.delete(fs);
  }

  #unclaim(job: Job): void {
    const key = this.#keys.get(job);
    if (key === undefined) return;
    this.#targets.delete(key);
    this.#keys.delete(job);
  }
}

/** Whether one more is too many. */
function exceeds(use: Use, more: keyof Use, most: number): boolean {
  // Whoever allows one copy at a time means one.
  const weight = most > 1 ? WEIGHT_OF_SHARING : 1;
  return use.alone + use.sharing * weight + (more === 'alone' ? 1 : weight) > most;
}

function sessionsOf({ alone, sharing }: Use): number {
  return alone + Math.ceil(sharing / SHARED_BY);
}
