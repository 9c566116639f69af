import type { FileSystemId } from '../../shared/model/connection.ts';
import { targetKey } from './target-name.ts';
import type { Job } from './transfer-job.ts';

/** Whether a transfer can start: not while its target is another's, not while its file systems serve as many as they can. */
export type Room = 'free' | 'target-taken' | 'full';

/** After this time one copy more is tried on a server that said it was busy. */
const RAISE_AFTER_MS = 60_000;

export interface TransferRoomOptions {
  /** Copies that have room on a file system, where the next is of this size. */
  slots(fs: FileSystemId, size: number | undefined): number;
  /** What the user allows on it. */
  allowed(fs: FileSystemId): number;
  readonly now?: () => number;
}

interface Limit {
  limit: number;
  /** When it was last changed. */
  at: number;
}

/** Knows what runs, and so what else may. Every question is answered in a few steps, however much waits. */
export class TransferRoom {
  readonly #options: TransferRoomOptions;
  readonly #now: () => number;
  readonly #inUse = new Map<FileSystemId, number>();
  readonly #targets = new Map<string, Job>();
  readonly #keys = new Map<Job, string>();
  /** Of servers that were busy. */
  readonly #limits = new Map<FileSystemId, Limit>();

  constructor(options: TransferRoomOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  roomFor(job: Job): Room {
    const { sourceFs, targetFs, size } = job;
    if (this.#isFull(sourceFs, size) || this.#isFull(targetFs, size)) return 'full';
    return this.#targets.has(targetKey(job.target)) ? 'target-taken' : 'free';
  }

  /** A copy within one file system takes room twice. */
  take(job: Job): void {
    this.#use(job.sourceFs, 1);
    this.#use(job.targetFs, 1);
    this.claim(job, job.target.path);
  }

  release(job: Job): void {
    this.#use(job.sourceFs, -1);
    this.#use(job.targetFs, -1);
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

  /** The server allows no more than it serves now: one less is tried, and one more again later. */
  backOff(fs: FileSystemId): void {
    const limit = Math.max(1, (this.#inUse.get(fs) ?? 1) - 1);
    this.#limits.set(fs, { limit, at: this.#now() });
  }

  #isFull(fs: FileSystemId, size: number | undefined): boolean {
    const inUse = this.#inUse.get(fs) ?? 0;
    return inUse >= Math.min(this.#options.slots(fs, size), this.#options.allowed(fs), this.#learned(fs));
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

  #use(fs: FileSystemId, change: 1 | -1): void {
    const inUse = (this.#inUse.get(fs) ?? 0) + change;
    if (inUse > 0) this.#inUse.set(fs, inUse);
    else this.#inUse.delete(fs);
  }

  #unclaim(job: Job): void {
    const key = this.#keys.get(job);
    if (key === undefined) return;
    this.#targets.delete(key);
    this.#keys.delete(job);
  }
}
