import type { PromptAnswer } from '../../shared/model/prompt.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import type { Ask } from '../remote/shared-questions.ts';
import { SharedWork } from '../remote/shared-work.ts';
import type { MasterPasswordVault } from './master-password-vault.ts';
import type { SecretVault } from './secret-vault.ts';

const MOST_TRIES = 5;

export interface UnlockingOptions {
  readonly vault: Pick<SecretVault, 'state'>;
  readonly unlock: MasterPasswordVault['unlock'];
  readonly ask: Ask;
}

/** Asks for the master password when a saved secret is needed: once, however many connections need one. */
export class Unlocking {
  readonly #options: UnlockingOptions;
  readonly #asking = new SharedWork<boolean>();
  #openedElsewhere = new AbortController();

  constructor(options: UnlockingOptions) {
    this.#options = options;
  }

  /** Whether the vault is open now. False where the user refuses, five tries were wrong, or no master password was chosen yet. */
  async opened(signal: AbortSignal): Promise<boolean> {
    const { state } = this.#options.vault;
    if (state !== 'locked') return state === 'ready';
    return this.#asking.run('master password', (signal) => this.#askUntilOpen(signal), signal);
  }

  /** The vault was opened or closed by other means: nobody needs to answer any more where it is open. */
  vaultChanged(): void {
    if (this.#options.vault.state === 'locked') return;
    this.#openedElsewhere.abort();
    this.#openedElsewhere = new AbortController();
  }

  async #askUntilOpen(signal: AbortSignal): Promise<boolean> {
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const answer = await this.#askOnce(attempt, signal);
      if (answer?.kind !== 'secret') break;
      if (await this.#fits(answer.secret)) return true;
    }
    return this.#options.vault.state === 'ready';
  }

  /** Undefined where the vault was opened meanwhile. */
  async #askOnce(attempt: number, signal: AbortSignal): Promise<PromptAnswer | undefined> {
    const elsewhere = this.#openedElsewhere.signal;
    try {
      const either = AbortSignal.any([signal, elsewhere]);
      return await this.#options.ask({ kind: 'master-password', wrong: attempt > 0 }, either);
    } catch (error) {
      if (elsewhere.aborted) return undefined;
      throw error;
    }
  }

  async #fits(password: string): Promise<boolean> {
    try {
      await this.#options.unlock(password);
      return true;
    } catch (error) {
      if (isRemoteError(error, 'denied')) return false;
      throw error;
    }
  }
}
