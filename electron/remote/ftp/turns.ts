import { RemoteError } from '../../../shared/model/remote-error.ts';
import { type Limit, within } from './limit.ts';

/** Lets one operation after the other use the control connection, first come, first served. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  get taken(): boolean {
    return this.#taken;
  }

  /**
   * Waits for the turn; the answer ends it. Throws `cancelled`, or `busy` where the one before does not end: a stream
   * that nobody reads would otherwise hold up its own reader for good.
   */
  async take(limit: Limit): Promise<() => void> {
    if (this.#taken) {
      try {
        await within<void>(limit, 'its turn', (resolve) => {
          this.#waiting.push(resolve);
          return () => {
            const at = this.#waiting.indexOf(resolve);
            if (at >= 0) this.#waiting.splice(at, 1);
          };
        });
      } catch (error) {
        if (!(error instanceof RemoteError) || error.kind !== 'timeout') throw error;
        throw new RemoteError('busy', 'The session is still busy with another operation.', {
          retry: 'now',
          cause: error,
        });
      }
    }
    this.#taken = true;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const next = this.#waiting.shift();
      // The turn passes on without a gap in which a third could take it.
      if (next) next();
      else this.#taken = false;
    };
  }
}
