import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { afterSilence } from '../after-silence.ts';
import { cancelledError } from '../cancelled.ts';

/** How long one answer is waited for. */
export interface Limit {
  /** Aborting ends the wait: with its reason where that is a `RemoteError`, else as `cancelled`. */
  readonly signal: AbortSignal;
  /** Milliseconds of silence. */
  readonly idleMs: number;
}

const never = new AbortController().signal;

/** Waits for nothing but the time. */
export function patientFor(idleMs: number): Limit {
  return { signal: never, idleMs };
}

export function shorter(limit: Limit, idleMs: number): Limit {
  return { signal: limit.signal, idleMs: Math.min(limit.idleMs, idleMs) };
}

/** The error that an abort means. */
export function reasonOf(signal: AbortSignal): RemoteError {
  return isRemoteError(signal.reason) ? signal.reason : cancelledError();
}

/**
 * A promise that `begin` settles, unless the limit ends the wait first. `begin` may return what undoes its listeners;
 * that runs in every case.
 *
 * @param awaited what did not come, for the message: `an answer to MLSD`.
 */
export function within<T>(
  limit: Limit,
  awaited: string,
  begin: (resolve: (value: T) => void, reject: (error: Error) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (limit.signal.aborted) {
      reject(reasonOf(limit.signal));
      return;
    }
    const undo: (() => void)[] = [];
    const settle = (done: () => void) => {
      for (const step of undo.splice(0)) step();
      done();
    };
    const onAbort = () => settle(() => reject(reasonOf(limit.signal)));
    limit.signal.addEventListener('abort', onAbort, { once: true });
    undo.push(() => limit.signal.removeEventListener('abort', onAbort));
    if (Number.isFinite(limit.idleMs)) {
      undo.push(afterSilence(limit.idleMs, () => settle(() => reject(silenceError(awaited, limit.idleMs)))));
    }
    let settled = false;
    const end = (done: () => void) => {
      settled = true;
      settle(done);
    };
    const undoBegun = begin(
      (value) => end(() => resolve(value)),
      (error) => end(() => reject(error)),
    );
    if (settled) undoBegun();
    else undo.push(undoBegun);
  });
}

export function silenceError(awaited: string, idleMs: number): RemoteError {
  const seconds = Math.max(1, Math.round(idleMs / 1000));
  return new RemoteError('timeout', `The server did not send ${awaited} within ${seconds} s.`, {
    hint: 'The server or the network is overloaded, or a firewall drops the connection without telling.',
  });
}
