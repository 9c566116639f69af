import type { RemoteErrorData, RemoteErrorKind } from '../../shared/model/remote-error.ts';
import { type BackOff, backOffMs } from '../remote/back-off.ts';

interface Patience extends BackOff {
  /** Attempts altogether, the first one included. */
  readonly attempts: number;
}

const patient: Patience = { firstMs: 1_000, mostMs: 60_000, attempts: 8 };

/** What has nothing to do with the file itself may last: about two hours. */
const veryPatient: Patience = { firstMs: 1_000, mostMs: 60_000, attempts: 160 };

/** A file that does not add up, or a disk that stumbles: soon it does, or it never will. */
const shortly: Patience = { firstMs: 1_000, mostMs: 4_000, attempts: 3 };

const patienceOf: Partial<Record<RemoteErrorKind, Patience>> = {
  unreachable: veryPatient,
  disconnected: veryPatient,
  busy: { firstMs: 2_000, mostMs: 60_000, attempts: 160 },
  timeout: { firstMs: 1_000, mostMs: 60_000, attempts: 40 },
  io: shortly,
};

/** Whether the line to a server is the matter, and not this file. */
export function concernsLine({ kind }: Pick<RemoteErrorData, 'kind'>): boolean {
  return kind === 'unreachable' || kind === 'disconnected' || kind === 'busy' || kind === 'timeout';
}

/**
 * How long to wait, in ms, before a transfer that failed is tried again; `undefined` where trying again cannot help or
 * has been tried often enough. A server that names its own time is not asked earlier.
 *
 * @param attempts how often it was tried, this time included. What made progress begins to count anew.
 * @param random from 0 to before 1; a seeded source makes the schedule repeatable.
 */
export function retryDelayMs(error: RemoteErrorData, attempts: number, random?: () => number): number | undefined {
  if (error.retry === 'never') return undefined;
  const patience = patienceOf[error.kind] ?? patient;
  if (attempts >= patience.attempts) return undefined;
  return Math.max(backOffMs(attempts - 1, patience, random), error.retryAfterMs ?? 0);
}

/** Whether the server as a whole is the matter: then nothing else is asked of it either until it can be reached. */
export function concernsWholeServer({ kind }: Pick<RemoteErrorData, 'kind'>): boolean {
  return kind === 'unreachable' || kind === 'disconnected';
}
