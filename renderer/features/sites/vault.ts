import { createStore, type StoreApi } from 'zustand/vanilla';
import type { VaultStatus } from '../../../shared/model/site.ts';
import type { Client } from '../../client/client.ts';

interface VaultState {
  /** Absent until the main process has told. */
  readonly status: VaultStatus | undefined;
  /** Something waits for a first master password. */
  readonly isSettingUp: boolean;
}

/** Where saved passwords are, as this window knows it. */
export class Vault {
  readonly store: StoreApi<VaultState> = createStore<VaultState>(() => ({ status: undefined, isSettingUp: false }));
  readonly #client: Client;
  #waiting: ((isReady: boolean) => void)[] = [];

  constructor(client: Client) {
    this.#client = client;
    client.on('vault.changed', (status) => this.#setStatus(status));
  }

  async resnapshot(): Promise<void> {
    this.#setStatus(await this.#client.request('vault.status'));
  }

  /**
   * Whether a password can be put into the vault; where no master password was chosen yet, the user is asked to choose one.
   * A vault that is locked is no matter: the main process asks for the master password itself.
   */
  accepts(): Promise<boolean> {
    if (this.store.getState().status?.state !== 'not-set-up') return Promise.resolve(true);
    this.store.setState({ isSettingUp: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async setUp(masterPassword: string): Promise<void> {
    await this.#client.request('vault.setUp', { masterPassword });
    this.#answer(true);
  }

  /** The user does not want to choose a master password now. */
  declineSetUp(): void {
    this.#answer(false);
  }

  unlock(masterPassword: string): Promise<void> {
    return this.#client.request('vault.unlock', { masterPassword });
  }

  lock(): Promise<void> {
    return this.#client.request('vault.lock');
  }

  change(current: string, next: string): Promise<void> {
    return this.#client.request('vault.changePassword', { current, next });
  }

  setAutoLock(autoLockMinutes: number): Promise<void> {
    return this.#client.request('vault.setAutoLock', { autoLockMinutes });
  }

  /** Throws every saved password away. */
  reset(): Promise<void> {
    return this.#client.request('vault.reset');
  }

  /** Set up in another window meanwhile: nobody has to answer any more. */
  #setStatus(status: VaultStatus): void {
    this.store.setState({ status });
    if (status.state === 'ready') this.#answer(true);
  }

  #answer(isReady: boolean): void {
    this.store.setState({ isSettingUp: false });
    for (const resolve of this.#waiting.splice(0)) resolve(isReady);
  }
}
