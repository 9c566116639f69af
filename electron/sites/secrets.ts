import { RemoteError } from '../../shared/model/remote-error.ts';
import type { SiteBook, VaultStatus } from '../../shared/model/site.ts';
import type { SecretTopic } from '../remote/secret-keeper.ts';
import type { JsonFile } from '../storage/atomic-json.ts';
import type { SecretVault } from './secret-vault.ts';
import { type SealedSecret, type SecretsFile, sealedFor } from './secrets-file.ts';

/** Nobody changes the master password as often as this in one moment. */
const MOST_SEALINGS = 3;

export interface SecretsOptions {
  readonly file: JsonFile<SecretsFile>;
  /** This host's: it seals what is put here, and what it cannot open is as if it were not there. */
  readonly vault: SecretVault;
  /** What is kept has changed. */
  readonly onChange: () => void;
}

/** The saved secrets of the sites. The vault has to be open: its errors are passed on. */
export class Secrets {
  readonly #options: SecretsOptions;

  constructor(options: SecretsOptions) {
    this.#options = options;
  }

  get state(): VaultStatus['state'] {
    return this.#options.vault.state;
  }

  /** Whether there is something that this host's vault sealed. Asks nothing of the vault. */
  async has(siteId: string, topic: SecretTopic): Promise<boolean> {
    return (await this.#find(siteId, topic)) !== undefined;
  }

  /** The sites whose password this host's vault keeps. */
  async sitesWithPassword(): Promise<SiteBook['withSecret']> {
    const { secrets } = await this.#options.file.read();
    return secrets.filter((secret) => this.#isOwn(secret) && secret.topic === 'password').map(({ siteId }) => siteId);
  }

  /** Undefined where nothing is kept, or what is kept cannot be opened here. */
  async get(siteId: string, topic: SecretTopic): Promise<string | undefined> {
    const found = await this.#find(siteId, topic);
    return found && this.#options.vault.open(sealedFor(found), found.sealed);
  }

  /** Throws `io`, and keeps nothing, where the vault does not open what it has just sealed. */
  async put(siteId: string, topic: SecretTopic, secret: string): Promise<void> {
    const { file, vault, onChange } = this.#options;
    const name = sealedFor({ siteId, topic });
    for (let attempt = 1; attempt <= MOST_SEALINGS; attempt += 1) {
      const sealed = await vault.seal(name, secret);
      const entry: SealedSecret = { siteId, topic, vault: vault.kind, sealed };
      await file.update((current) => ({
        ...current,
        secrets: [...current.secrets.filter((other) => !this.#isSame(other, siteId, topic)), entry],
      }));
      // The master password may have been changed between the two steps; then this was sealed under the old one.
      if ((await vault.open(name, sealed)) === undefined) continue;
      onChange();
      return;
    }
    await file.update((current) => ({
      ...current,
      secrets: current.secrets.filter((other) => !this.#isSame(other, siteId, topic)),
    }));
    onChange();
    throw new RemoteError('io', 'The vault of this computer does not give back what it was given to keep.', {
      hint: 'The password was not saved. See that the keychain or wallet of your account is unlocked and lets Portside in.',
    });
  }

  /** Takes them out of every vault's keeping, this host's or not. */
  async remove(siteIds: readonly string[], topic?: SecretTopic): Promise<void> {
    const gone = new Set(siteIds);
    const isGone = (secret: SealedSecret) => gone.has(secret.siteId) && (topic === undefined || secret.topic === topic);
    await this.#options.file.update((current) => ({
      ...current,
      secrets: current.secrets.filter((secret) => !isGone(secret)),
    }));
    this.#options.onChange();
  }

  /** Gives another site the same secrets, those that can be opened here. */
  async copy(fromSite: string, toSite: string): Promise<void> {
    const { secrets } = await this.#options.file.read();
    for (const found of secrets.filter((secret) => this.#isOwn(secret) && secret.siteId === fromSite)) {
      const secret = await this.#options.vault.open(sealedFor(found), found.sealed);
      if (secret !== undefined) await this.put(toSite, found.topic, secret);
    }
  }

  /** Takes out everything that this host's vault sealed. */
  async clear(): Promise<void> {
    await this.#options.file.update((current) => ({
      ...current,
      secrets: current.secrets.filter((secret) => !this.#isOwn(secret)),
    }));
    this.#options.onChange();
  }

  /** Whether a site has any secret that this host's vault sealed. */
  async hasAny(siteId: string): Promise<boolean> {
    const { secrets } = await this.#options.file.read();
    return secrets.some((secret) => this.#isOwn(secret) && secret.siteId === siteId);
  }

  async #find(siteId: string, topic: SecretTopic): Promise<SealedSecret | undefined> {
    const { secrets } = await this.#options.file.read();
    return secrets.find((secret) => this.#isSame(secret, siteId, topic));
  }

  #isOwn(secret: SealedSecret): boolean {
    return secret.vault === this.#options.vault.kind;
  }

  #isSame(secret: SealedSecret, siteId: string, topic: SecretTopic): boolean {
    return this.#isOwn(secret) && secret.siteId === siteId && secret.topic === topic;
  }
}
