import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import type { Site, SiteBook, SiteDraft, VaultStatus } from '../../shared/model/site.ts';
import type { Logger } from '../log/logger.ts';
import type { Credentials } from '../remote/credentials.ts';
import { InteractiveCredentials } from '../remote/interactive-credentials.ts';
import type { SecretKeeper } from '../remote/secret-keeper.ts';
import type { Ask } from '../remote/shared-questions.ts';
import { MasterPasswordVault, vaultClosed } from './master-password-vault.ts';
import type { SecretVault } from './secret-vault.ts';
import { Secrets } from './secrets.ts';
import { openSecretsFile, type ScryptCost } from './secrets-file.ts';
import { SessionSecrets } from './session-secrets.ts';
import { SiteSecretKeeper } from './site-secret-keeper.ts';
import { SiteStore } from './site-store.ts';
import { Unlocking } from './unlocking.ts';

export interface SitesOptions {
  readonly dataDirectory: string;
  /** The system's own, where this host has one; else a master password protects the secrets. */
  readonly systemVault?: SecretVault | undefined;
  readonly ask: Ask;
  readonly onSites: (book: SiteBook) => void;
  readonly onVault: (status: VaultStatus) => void;
  readonly logger: Logger;
  /** What a guess at the master password costs. */
  readonly cost?: ScryptCost;
}

const PASSWORD = 'password';
/** For questions that no operation waits for. */
const uncancelled = new AbortController().signal;

/** The saved sites and their secrets. */
export class Sites implements Disposable {
  readonly store: SiteStore;
  /** Unused where the system has a vault of its own. */
  readonly master: MasterPasswordVault;
  readonly #options: SitesOptions;
  readonly #vault: SecretVault;
  readonly #secrets: Secrets;
  readonly #session = new SessionSecrets();
  readonly #unlocking: Unlocking;

  private constructor(options: SitesOptions, file: ReturnType<typeof openSecretsFile>, master: MasterPasswordVault) {
    this.#options = options;
    this.master = master;
    this.#vault = options.systemVault ?? master;
    const onChange = () => this.#tellSites();
    const onSetAside = (message: string) => options.logger.info(message);
    this.store = new SiteStore({ file: join(options.dataDirectory, 'sites.json'), onSetAside, onChange });
    this.#secrets = new Secrets({ file, vault: this.#vault, onChange });
    this.#unlocking = new Unlocking({
      vault: this.#vault,
      unlock: (password) => master.unlock(password),
      ask: options.ask,
    });
  }

  /** Throws what reading the file of secrets throws: `unsupported` where a newer Portside wrote it. */
  static async open(options: SitesOptions): Promise<Sites> {
    const file = openSecretsFile(join(options.dataDirectory, 'secrets.json'), (message) =>
      options.logger.info(message),
    );
    const { cost } = options;
    const onChange = () => sites.#vaultChanged();
    const master = await MasterPasswordVault.load({ file, onChange, ...(cost ? { cost } : {}) });
    const sites = new Sites(options, file, master);
    return sites;
  }

  async book(): Promise<SiteBook> {
    const shelf = await this.store.shelf();
    return { ...shelf, withSecret: await this.#secrets.sitesWithPassword() };
  }

  vaultStatus(): VaultStatus {
    const { kind, state } = this.#vault;
    return { kind, state, autoLockMinutes: this.master.autoLockMinutes };
  }

  /**
   * @param password a string is kept the way the site wants it, null forgets what was kept.
   * Throws `denied`, and saves nothing, where the password is for the vault and that stays locked.
   */
  async save(draft: SiteDraft, password?: string | null): Promise<Site> {
    const isForVault = typeof password === 'string' && draft.keeping === 'save';
    if (isForVault && !(await this.#unlocking.opened(uncancelled))) throw vaultClosed(this.#vault.state);
    const site = await this.store.save(draft, randomUUID());
    if (password !== undefined) this.#session.remove(site.id, PASSWORD);
    if (password === null) await this.#secrets.remove([site.id], PASSWORD);
    if (site.keeping !== 'save') await this.#secrets.remove([site.id]);
    if (site.keeping === 'always') this.#session.remove(site.id);
    if (typeof password !== 'string') return site;
    if (site.keeping === 'save') await this.#secrets.put(site.id, PASSWORD, password);
    if (site.keeping === 'session') this.#session.put(site.id, PASSWORD, password);
    return site;
  }

  /** Removes sites, and folders with everything in them; their secrets first, so that none is left without a site. */
  async remove(ids: readonly string[]): Promise<void> {
    const gone = await this.store.sitesAmong(ids);
    for (const id of gone) this.#session.remove(id);
    if (gone.length > 0) await this.#secrets.remove(gone);
    await this.store.remove(ids);
  }

  /** A copy with the same secrets; without them where the vault stays locked. */
  async duplicate(id: string): Promise<Site> {
    const hasSecrets = await this.#secrets.hasAny(id);
    const isOpen = hasSecrets && (await this.#unlocking.opened(uncancelled));
    const copy = await this.store.duplicate(id, randomUUID());
    if (isOpen) await this.#secrets.copy(id, copy.id);
    return copy;
  }

  /** Throws away every secret that this host's vault keeps, and the master password. */
  async resetVault(): Promise<void> {
    if (this.#vault === this.master) await this.master.reset();
    else await this.#secrets.clear();
    this.#tellSites();
  }

  /** The secrets of a saved site, for one connection. */
  credentials(site: Site): Credentials {
    return new InteractiveCredentials(site.target, this.#options.ask, { keeper: this.#keeper(site) });
  }

  /** For a try: what was typed, else what is kept of the site as long as it is the same account; nothing is saved. */
  async credentialsForTest(
    target: ConnectionTarget,
    password: string | undefined,
    siteId: string | undefined,
  ): Promise<Credentials> {
    const site = siteId === undefined ? undefined : await this.store.site(siteId);
    const isSameAccount = site?.target.host === target.host && site.target.user === target.user;
    const keeper = isSameAccount ? readOnly(this.#keeper(site)) : undefined;
    return new InteractiveCredentials(target, this.#options.ask, { password, keeper });
  }

  /** Notes that a site, or a server that is none, was connected to. A list that cannot be written breaks no connection. */
  async noteUse(used: Pick<Site, 'id'> | { readonly target: ConnectionTarget }): Promise<void> {
    try {
      await ('id' in used ? this.store.noteUse(used.id) : this.store.noteRecent(used.target));
    } catch (error) {
      this.#options.logger.error('the use of a site could not be noted', error);
    }
  }

  /** Forgets the key of the vault. */
  [Symbol.dispose](): void {
    this.master.lock();
  }

  #keeper(site: Site): SecretKeeper {
    const { logger } = this.#options;
    return new SiteSecretKeeper({
      site,
      logger,
      secrets: this.#secrets,
      session: this.#session,
      unlocking: this.#unlocking,
      store: this.store,
    });
  }

  #vaultChanged(): void {
    this.#unlocking.vaultChanged();
    this.#options.onVault(this.vaultStatus());
  }

  #tellSites(): void {
    const { onSites, logger } = this.#options;
    this.book().then(onSites, (error: unknown) => logger.error('the sites could not be read', error));
  }
}

/** Recalls, and keeps nothing. */
function readOnly(keeper: SecretKeeper): SecretKeeper {
  return {
    maySave: false,
    recall: (topic, signal) => keeper.recall(topic, signal),
    refused: () => undefined,
    keep: async () => undefined,
  };
}
