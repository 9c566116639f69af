import type { ConnectionInfo, ConnectionTarget } from '../../../shared/model/connection.ts';
import type { RecentConnection, Site, SiteBook, SiteDraft, SiteFolder } from '../../../shared/model/site.ts';
import type { MessageId } from '../../app/messages.ts';
import type { Client } from '../../client/client.ts';
import { type Operation, openSite, type TestedConnection, testConnection } from '../../client/operation.ts';
import type { Platform } from '../files/commands.ts';
import {
  draftFromForm,
  emptySite,
  findSiteProblems,
  formFromRecent,
  formFromSite,
  pageOfProblems,
  type SiteForm,
} from './site-form.ts';
import { nothingSelected, type SiteSelection, selectOnly } from './site-selection.ts';
import { arrangeable, type Destination, mayMoveInto, stepFrom } from './site-tree.ts';
import { createSitesStore, isDirty, type SitesStore } from './sites-store.ts';
import { Vault } from './vault.ts';

export interface SitesOptions {
  readonly client: Client;
  readonly platform: () => Platform;
  /** Told what failed where nothing else would tell. */
  readonly report: (message: MessageId, error: unknown) => void;
  /** An error as data; throws what is none. */
  readonly errorDataOf: (error: unknown) => NonNullable<ReturnType<SitesStore['getState']>['editor']>['error'];
}

/** The saved sites as this window knows them: keeps the store true, and carries out what the user wants. */
export class Sites {
  readonly store: SitesStore = createSitesStore();
  readonly vault: Vault;
  readonly #options: SitesOptions;
  readonly #client: Client;
  /** Settled when what is being saved has been, or has not. */
  #saving: Promise<void> | undefined;

  constructor(options: SitesOptions) {
    this.#options = options;
    this.#client = options.client;
    this.vault = new Vault(options.client);
    this.#client.on('sites.changed', (book) => this.#setBook(book));
  }

  /** Takes stock, at the start and after the line was lost. */
  async resnapshot(): Promise<void> {
    const [book] = await Promise.all([this.#client.request('sites.list'), this.vault.resnapshot()]);
    this.#setBook(book);
  }

  site(id: string): Site | undefined {
    return this.store.getState().book.sites.find((site) => site.id === id);
  }

  /** Whether a saved site of this account puts its password into the vault. */
  keepsPasswordOf(host: string, user: string): boolean {
    const { sites } = this.store.getState().book;
    return sites.some(({ target, keeping }) => keeping === 'save' && target.host === host && target.user === user);
  }

  /** Selects rows. Where another site would take the editor and this one is changed, the user is asked first. */
  select(selection: SiteSelection): void {
    const { rows, editor } = this.store.getState();
    const row = rows.find(({ id }) => id === selection.focused);
    const alone = selection.selected.size <= 1;
    const siteId = alone && row?.kind === 'site' ? row.site.id : undefined;
    if (siteId !== undefined && siteId === editor?.siteId) {
      this.store.getState().select(selection);
      return;
    }
    this.leave(() => {
      this.store.getState().select(selection);
      if (siteId === undefined) this.store.getState().closeEditor();
      else this.#openEditor(siteId);
    });
  }

  /** Goes on with what comes next, once the user has decided about what was changed. */
  leave(next: () => void): void {
    // What is just being saved is not asked about.
    if (this.#saving) void this.#saving.then(() => this.leave(next));
    else if (isDirty(this.store.getState().editor)) this.store.getState().setLeaving(next);
    else next();
  }

  /** What was changed in the editor is saved, or thrown away, and what was wanted goes on; or nothing of it happens. */
  async settle(how: 'save' | 'discard' | 'stay'): Promise<void> {
    const { leaving, editor, setLeaving, changeEditor } = this.store.getState();
    setLeaving(undefined);
    if (how === 'stay' || !editor) return;
    if (how === 'discard') changeEditor({ form: editor.saved, error: undefined });
    else if (!(await this.saveEditor())) return;
    leaving?.();
  }

  /** Opens the editor for a new site in the folder that is selected. */
  startNew(form: SiteForm = { ...emptySite, folderId: this.folderInSight() }): void {
    this.leave(() => {
      this.store.getState().select(nothingSelected);
      this.store.getState().openEditor(undefined, form);
    });
  }

  startNewFrom(target: ConnectionTarget): void {
    this.startNew(formFromRecent(target, undefined));
  }

  /** Shows a site in the tree and in the editor. */
  reveal(id: string): void {
    const site = this.site(id);
    if (!site) return;
    this.store.getState().setQuery('');
    this.store.getState().reveal(site.folderId);
    this.select(selectOnly(id));
  }

  /** The folder that new things belong to: the selected one, or the one of the selected site. */
  folderInSight(): string | undefined {
    const { rows, selection } = this.store.getState();
    const row = rows.find(({ id }) => id === selection.focused);
    if (row?.kind === 'folder') return row.folder.id;
    return row?.kind === 'site' ? row.site.folderId : undefined;
  }

  /** Saves what stands in the editor. @returns undefined where it is not complete, the user declined, or it failed. */
  async saveEditor(): Promise<Site | undefined> {
    const { editor, changeEditor } = this.store.getState();
    if (!editor || editor.isSaving) return undefined;
    const platform = this.#options.platform();
    const problems = findSiteProblems(editor.form, platform);
    if (Object.keys(problems).length > 0) {
      changeEditor({ isChecked: true, page: pageOfProblems(problems) });
      return undefined;
    }
    changeEditor({ isSaving: true, error: undefined });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#saving = promise;
    const { draft, password } = draftFromForm(editor.form, editor.siteId, platform);
    try {
      const site = await this.save(draft, password);
      if (site) this.#saved(editor.key, site);
      else changeEditor({ isSaving: false });
      return site;
    } catch (failure) {
      changeEditor({ isSaving: false, error: this.#options.errorDataOf(failure) });
      return undefined;
    } finally {
      this.#saving = undefined;
      resolve();
    }
  }

  /**
   * Saves a site. @param password a string is put into the vault, null takes out what is there, undefined leaves it.
   * @returns undefined, and nothing is saved, where the user did not want to choose a master password.
   */
  async save(draft: SiteDraft, password: string | null | undefined): Promise<Site | undefined> {
    const isForVault = typeof password === 'string' && draft.keeping === 'save';
    if (isForVault && !(await this.vault.accepts())) return undefined;
    return this.#client.request('sites.save', { draft, ...(password === undefined ? {} : { password }) });
  }

  /** Takes a site's password out of the vault. */
  forgetPassword(id: string): void {
    const site = this.site(id);
    if (!site) return;
    const { lastUsedAt: _, ...draft } = site;
    this.#ask(this.#client.request('sites.save', { draft, password: null }), 'error.sites');
  }

  saveFolder(folder: Partial<Pick<SiteFolder, 'id'>> & Omit<SiteFolder, 'id'>): Promise<SiteFolder> {
    return this.#client.request('sites.saveFolder', folder);
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#client.request('sites.remove', { ids: [...ids] });
  }

  async duplicate(id: string): Promise<void> {
    try {
      const copy = await this.#client.request('sites.duplicate', { id });
      this.#setBook(await this.#client.request('sites.list'));
      this.reveal(copy.id);
    } catch (error) {
      this.#options.report('error.sites', error);
    }
  }

  /** Puts sites and folders elsewhere. Nothing where a folder would land in itself. */
  move(ids: readonly string[], to: Destination): void {
    const { book } = this.store.getState();
    const others = ids.filter((id) => id !== to.before);
    if (others.length === 0 || !mayMoveInto(book, others, to.folderId)) return;
    this.store.getState().setCut([]);
    this.store.getState().reveal(to.folderId);
    this.#ask(this.#client.request('sites.move', { ids: others, ...to }), 'error.sites');
  }

  /** One step up or down in its folder. */
  step(id: string, by: -1 | 1): void {
    const to = stepFrom(this.store.getState().book, id, by);
    if (to) this.move([id], to);
  }

  cut(): void {
    const { book, selection, setCut } = this.store.getState();
    setCut(arrangeable(book, selection.selected));
  }

  /** Moves what was cut into the folder that is selected, or to the top. */
  paste(): void {
    const { cut } = this.store.getState();
    const folderId = this.folderInSight();
    this.move(cut, folderId === undefined ? {} : { folderId });
  }

  forgetRecent(): void {
    this.#ask(this.#client.request('sites.forgetRecent'), 'error.sites');
  }

  open(siteId: string): Operation<ConnectionInfo> {
    return openSite(this.#client, siteId);
  }

  /** Tries what stands in the editor: with what was typed, else with what is kept of the site. */
  test(form: SiteForm, siteId: string | undefined): Operation<TestedConnection> {
    const { draft } = draftFromForm(form, siteId, this.#options.platform());
    const typed = form.connect.password;
    return testConnection(this.#client, {
      target: draft.target,
      ...(typed === '' ? {} : { password: typed }),
      ...(siteId === undefined ? {} : { siteId }),
    });
  }

  #openEditor(siteId: string): void {
    const site = this.site(siteId);
    if (site) this.store.getState().openEditor(siteId, formFromSite(site, this.#options.platform()));
  }

  #saved(key: number, site: Site): void {
    const { editor, changeEditor, reveal, select, book } = this.store.getState();
    if (editor?.key !== key) return;
    const form = formFromSite(site, this.#options.platform());
    changeEditor({ siteId: site.id, form, saved: form, isSaving: false, isChecked: false });
    const isNew = !book.sites.some(({ id }) => id === site.id);
    // The book arrives by event, maybe later than this answer.
    if (isNew) this.store.getState().setBook({ ...book, sites: [...book.sites, site] });
    reveal(site.folderId);
    select(selectOnly(site.id));
  }

  /** What is not being changed in the editor follows the book. */
  #setBook(book: SiteBook): void {
    const { setBook, editor, closeEditor, changeEditor } = this.store.getState();
    setBook(book);
    if (editor?.siteId === undefined) return;
    const site = book.sites.find(({ id }) => id === editor.siteId);
    if (!site) {
      closeEditor();
      return;
    }
    const saved = formFromSite(site, this.#options.platform());
    if (!isDirty(editor)) changeEditor({ form: saved, saved });
    else changeEditor({ saved, form: { ...editor.form, folderId: saved.folderId } });
  }

  #ask(request: Promise<unknown>, message: MessageId): void {
    request.catch((error: unknown) => this.#options.report(message, error));
  }
}

/** What Enter and a double click connect to. */
export type Connectable =
  | { readonly kind: 'site'; readonly site: Site }
  | { readonly kind: 'recent'; readonly recent: RecentConnection };

/** Saved sites that were used, and servers that were not saved, as one list: the newest first, then the sites never used. */
export function lastUsed(book: SiteBook): Connectable[] {
  const sites = book.sites.map((site) => ({ at: site.lastUsedAt ?? 0, entry: { kind: 'site' as const, site } }));
  const recent = book.recent.map((recent) => ({ at: recent.at, entry: { kind: 'recent' as const, recent } }));
  return [...sites, ...recent].sort((one, other) => other.at - one.at).map(({ entry }) => entry);
}
