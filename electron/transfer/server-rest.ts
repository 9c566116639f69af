import type { FileSystemId } from '../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { concernsWholeServer } from './retry-schedule.ts';

interface Rest {
  failures: number;
  /** Ms since 1970. */
  until: number;
  /** One asks whether it is back; the others wait for what comes of it. */
  isProbed: boolean;
}

/** Leaves a server alone that cannot be reached, longer each time, instead of failing a thousand files on it one by one. */
export class ServerRest {
  readonly #delay: (error: RemoteErrorData, attempts: number) => number | undefined;
  readonly #rests = new Map<FileSystemId, Rest>();

  constructor(delay: (error: RemoteErrorData, attempts: number) => number | undefined) {
    this.#delay = delay;
  }

  /** Whether anything may be asked of it now. */
  allows(fs: FileSystemId, now = Date.now()): boolean {
    const rest = this.#rests.get(fs);
    return !rest || (!rest.isProbed && rest.until <= now);
  }

  /** Something is being asked of it. */
  asked(...servers: FileSystemId[]): void {
    for (const fs of servers) {
      const rest = this.#rests.get(fs);
      if (rest) rest.isProbed = true;
    }
  }

  /** @returns until when it is left alone, ms since 1970; undefined where the failure says nothing of the server. */
  failed(fs: FileSystemId, error: RemoteErrorData, now: number): number | undefined {
    const rest = this.#rests.get(fs);
    if (!concernsWholeServer(error)) {
      if (rest) rest.isProbed = false;
      return undefined;
    }
    // Those that ran side by side fail together: that is one failure.
    if (rest && !rest.isProbed && rest.until > now) return rest.until;
    const failures = (rest?.failures ?? 0) + 1;
    const until = now + (this.#delay(error, failures) ?? 0);
    this.#rests.set(fs, { failures, until, isProbed: false });
    return until;
  }

  /** They have answered. @returns whether one of them was thought to be away. */
  reached(...servers: FileSystemId[]): boolean {
    return servers.filter((fs) => this.#rests.delete(fs)).length > 0;
  }

  /** Whoever asked has gone without an answer. */
  unasked(...servers: FileSystemId[]): void {
    for (const fs of servers) {
      const rest = this.#rests.get(fs);
      if (rest) rest.isProbed = false;
    }
  }

  /** The machine was asleep: everything may be different now. */
  forget(): void {
    this.#rests.clear();
  }

  /** When something may be asked again that may not now, ms since 1970. */
  next(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { until, isProbed } of this.#rests.values()) if (!isProbed) next = Math.min(next, until);
    return next > Date.now() ? next : Number.POSITIVE_INFINITY;
  }
}
