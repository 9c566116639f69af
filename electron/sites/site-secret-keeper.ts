import type { Site } from '../../shared/model/site.ts';
import type { Logger } from '../log/logger.ts';
import type { SecretKeeper, SecretTopic } from '../remote/secret-keeper.ts';
import type { Secrets } from './secrets.ts';
import type { SessionSecrets } from './session-secrets.ts';
import type { SiteStore } from './site-store.ts';
import type { Unlocking } from './unlocking.ts';

export interface SiteSecretKeeperOptions {
  readonly site: Pick<Site, 'id' | 'name' | 'keeping'>;
  readonly secrets: Secrets;
  readonly session: SessionSecrets;
  readonly unlocking: Unlocking;
  readonly store: SiteStore;
  readonly logger: Logger;
}

/** The secrets of a saved site, kept as its user wants them kept. One for each connection. */
export class SiteSecretKeeper implements SecretKeeper {
  readonly maySave = true;
  readonly #options: SiteSecretKeeperOptions;
  /** Came out of the vault for this connection. */
  readonly #recalled = new Set<SecretTopic>();
  readonly #refused = new Set<SecretTopic>();
  /** The user did not want to open the vault for this connection, and is not asked again. */
  #leavesLocked = false;

  constructor(options: SiteSecretKeeperOptions) {
    this.#options = options;
  }

  async recall(topic: SecretTopic, signal: AbortSignal): Promise<string | undefined> {
    const { site, session } = this.#options;
    if (site.keeping === 'always' || this.#refused.has(topic)) return undefined;
    return session.get(site.id, topic) ?? (site.keeping === 'save' ? this.#fromVault(topic, signal) : undefined);
  }

  refused(topic: SecretTopic): void {
    this.#refused.add(topic);
    this.#options.session.remove(this.#options.site.id, topic);
  }

  async keep(topic: SecretTopic, secret: string, save: boolean | undefined): Promise<void> {
    const { site, secrets, logger } = this.#options;
    // Without the user's word, what was in the vault and turned out wrong is replaced.
    const replaces = this.#refused.delete(topic) && this.#recalled.has(topic);
    const saving = this.#keep(topic, secret, save ?? replaces).catch((error: unknown) =>
      logger.error(`a password of “${site.name}” could not be saved`, error),
    );
    // The connection does not wait for the master password to be typed.
    if (secrets.state !== 'locked') await saving;
  }

  async #keep(topic: SecretTopic, secret: string, save: boolean): Promise<void> {
    const { site, session, secrets, unlocking, store } = this.#options;
    if (site.keeping !== 'always') session.put(site.id, topic, secret);
    if (!save || !(await unlocking.opened(new AbortController().signal))) return;
    // Nothing is kept of a site that was removed meanwhile: this throws.
    await store.site(site.id);
    await secrets.put(site.id, topic, secret);
    if (site.keeping !== 'save') await store.keepSecrets(site.id);
  }

  async #fromVault(topic: SecretTopic, signal: AbortSignal): Promise<string | undefined> {
    const { site, secrets, unlocking } = this.#options;
    if (this.#leavesLocked || !(await secrets.has(site.id, topic))) return undefined;
    if (!(await unlocking.opened(signal))) {
      this.#leavesLocked = true;
      return undefined;
    }
    const secret = await secrets.get(site.id, topic);
    if (secret !== undefined) this.#recalled.add(topic);
    return secret;
  }
}
