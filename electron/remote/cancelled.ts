import { RemoteError } from '../../shared/model/remote-error.ts';

/** The error of an operation that its caller gave up. */
export function cancelledError(path?: string): RemoteError {
  return new RemoteError('cancelled', 'Cancelled.', path === undefined ? {} : { path });
}

/** Throws `cancelled` where the signal has been aborted. */
export function refuseCancelled(signal: AbortSignal, path?: string): void {
  if (signal.aborted) throw cancelledError(path);
}

/** Waits for `work` or the abort, whichever comes first. Aborting does not stop the work, only the wait. */
export function untilCancelled<T>(work: Promise<T>, signal: AbortSignal, path?: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(cancelledError(path));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}

/** Resolves when `work` has ended, whichever way, and after so many milliseconds in any case. */
export async function endedWithin(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const patience = setTimeout(resolve, ms);
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(patience);
}
