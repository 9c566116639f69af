import type { Caller } from '../shared/ipc/dispatch.ts';
import { RemoteError } from '../shared/model/remote-error.ts';

/** Work that a window started and may cancel. Ids are the window's own, so two windows cannot cancel each other's. */
export class Operations {
  readonly #running = new Map<string, AbortController>();

  /** Runs `work` until it ends or is cancelled. An id that is in use is refused. */
  async run<T>(caller: Caller, operationId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const key = `${caller.id} ${operationId}`;
    if (this.#running.has(key)) {
      throw new RemoteError('invalid-request', 'This operation is running already.');
    }
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.#running.delete(key);
    }
  }

  /** Does nothing where the operation has ended: its end and the cancel may cross on the way. */
  cancel(caller: Caller, operationId: string): void {
    this.#running.get(`${caller.id} ${operationId}`)?.abort(cancelled());
  }

  /** A window that went away takes its work with it. */
  cancelAllOf(callerId: string): void {
    for (const [key, controller] of this.#running) {
      if (key.startsWith(`${callerId} `)) controller.abort(cancelled());
    }
  }
}

function cancelled(): RemoteError {
  return new RemoteError('cancelled', 'Cancelled.');
}
