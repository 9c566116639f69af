import type { EventName, EventPayload } from '../shared/ipc/contract.ts';
import type { Caller } from '../shared/ipc/dispatch.ts';

/** The windows that are open now, and what all of them are told. */
export class WindowEvents {
  readonly #windows = new Map<string, Caller>();

  add(window: Caller): void {
    this.#windows.set(window.id, window);
  }

  remove(id: string): void {
    this.#windows.delete(id);
  }

  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    for (const window of this.#windows.values()) window.emit(event, payload);
  }
}
