import type { DeepLink } from '../../../shared/model/desktop.ts';
import type { DialogsStore } from '../../app/dialogs-store.ts';
import type { Client } from '../../client/client.ts';

/**
 * Links that other programs opened Portside with. Each shows where it leads, one after the other, and only while no other
 * dialog is open; connecting stays the user's word. They wait in the main process, which bounds their number.
 */
export class WaitingLinks {
  readonly #client: Client;
  readonly #dialogs: DialogsStore;
  readonly #onError: (error: unknown) => void;
  /** Taken, but another dialog was opened meanwhile. */
  #taken: DeepLink | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(client: Client, dialogs: DialogsStore, onError: (error: unknown) => void) {
    this.#client = client;
    this.#dialogs = dialogs;
    this.#onError = onError;
  }

  /** From now on; resolves when the first is shown, or none waits. */
  listen(): Promise<void> {
    this.#client.on('desktop.linksWaiting', () => void this.#next());
    this.#dialogs.subscribe(({ open }, before) => {
      if (before.open && !open) void this.#next();
    });
    return this.#next();
  }

  /** One at a time: a link that arrives while another is being taken gets its own turn. */
  #next(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#show()).catch(this.#onError);
    return this.#turn;
  }

  async #show(): Promise<void> {
    if (this.#isBusy) return;
    this.#taken ??= await this.#client.request('desktop.takeLink');
    if (!this.#taken || this.#isBusy) return;
    const { target, password } = this.#taken;
    this.#taken = undefined;
    const secret = password === undefined ? {} : { password };
    this.#dialogs.getState().show({ kind: 'connect', target, ...secret, start: 'later', from: 'link' });
  }

  get #isBusy(): boolean {
    return this.#dialogs.getState().open !== undefined;
  }
}
