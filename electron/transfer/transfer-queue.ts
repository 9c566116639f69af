import type { Job } from './transfer-job.ts';
import type { Room } from './transfer-room.ts';

/**
 * The jobs that wait, first come first served. Kept by the two file systems that they need: where these are full, the
 * hundred thousand that wait for them are not looked at.
 */
export class TransferQueue {
  readonly #lines = new Map<string, Set<Job>>();

  add(job: Job): void {
    const line = this.#lines.get(job.line);
    if (line) line.add(job);
    else this.#lines.set(job.line, new Set([job]));
  }

  /** Ahead of all that need the same file systems. */
  addFirst(...jobs: Job[]): void {
    for (const [line, first] of Map.groupBy(jobs, (job) => job.line)) {
      this.#lines.set(line, new Set([...first, ...(this.#lines.get(line) ?? [])]));
    }
  }

  delete(job: Job): void {
    const line = this.#lines.get(job.line);
    line?.delete(job);
    if (line?.size === 0) this.#lines.delete(job.line);
  }

  /** Takes out the first job that can start. */
  take(roomFor: (job: Job) => Room): Job | undefined {
    for (const line of this.#lines.values()) {
      const job = firstIn(line, roomFor);
      if (!job) continue;
      this.delete(job);
      return job;
    }
    return undefined;
  }
}

function firstIn(line: Set<Job>, roomFor: (job: Job) => Room): Job | undefined {
  for (const job of line) {
    const room = roomFor(job);
    if (room === 'free') return job;
    if (room === 'full') return undefined;
  }
  return undefined;
}
