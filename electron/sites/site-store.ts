import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import { RecentConnection, Site, type SiteDraft, SiteFolder } from '../../shared/model/site.ts';
import { JsonFile } from '../storage/atomic-json.ts';
import {
  findSite,
  type Move,
  moved,
  type SiteShelf,
  sitesAmong,
  withDuplicate,
  withFolder,
  without,
  withRecent,
  withSite,
  withUse,
} from './arrange-sites.ts';

const SitesFile = z.object({
  version: z.literal(1),
  folders: z.array(SiteFolder),
  sites: z.array(Site),
  recent: z.array(RecentConnection),
});
type SitesFile = z.infer<typeof SitesFile>;

export interface SiteStoreOptions {
  readonly file: string;
  readonly onSetAside: (message: string) => void;
  readonly onChange: () => void;
}

/** The saved sites, in `sites.json` of the data folder. Throws what `JsonFile` and arranging throw. */
export class SiteStore {
  readonly #file: JsonFile<SitesFile>;
  readonly #onChange: () => void;

  constructor({ file, onSetAside, onChange }: SiteStoreOptions) {
    const empty: SitesFile = { version: 1, folders: [], sites: [], recent: [] };
    this.#file = new JsonFile({ file, schema: SitesFile, empty, onSetAside });
    this.#onChange = onChange;
  }

  async shelf(): Promise<SiteShelf> {
    const { folders, sites, recent } = await this.#file.read();
    return { folders, sites, recent };
  }

  /** Throws `not-found`. */
  async site(id: string): Promise<Site> {
    return findSite(await this.#file.read(), id);
  }

  /** @param newId of a draft that has none. */
  async save(draft: SiteDraft, newId: string): Promise<Site> {
    let saved: Site | undefined;
    await this.#update((shelf) => {
      const { shelf: changed, site } = withSite(shelf, draft, newId);
      saved = site;
      return changed;
    });
    return saved as Site;
  }

  async saveFolder({ id, ...rest }: Omit<SiteFolder, 'id'> & { id?: string | undefined }): Promise<SiteFolder> {
    const folder: SiteFolder = { ...rest, id: id ?? randomUUID() };
    await this.#update((shelf) => withFolder(shelf, folder, id === undefined ? 'new' : 'changed'));
    return folder;
  }

  /** The sites that removing these sites and folders takes away. */
  async sitesAmong(ids: readonly string[]): Promise<string[]> {
    return sitesAmong(await this.#file.read(), ids);
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#update((shelf) => without(shelf, ids));
  }

  move(move: Move): Promise<void> {
    return this.#update((shelf) => moved(shelf, move));
  }

  async duplicate(id: string, newId: string): Promise<Site> {
    let copy: Site | undefined;
    await this.#update((shelf) => {
      const { shelf: changed, site } = withDuplicate(shelf, id, newId);
      copy = site;
      return changed;
    });
    return copy as Site;
  }

  noteUse(id: string): Promise<void> {
    return this.#update((shelf) => withUse(shelf, id, Date.now()));
  }

  noteRecent(target: ConnectionTarget): Promise<void> {
    return this.#update((shelf) => withRecent(shelf, target, Date.now()));
  }

  forgetRecent(): Promise<void> {
    return this.#update((shelf) => ({ ...shelf, recent: [] }));
  }

  /** From now on its secrets are kept in the vault. A site that was removed meanwhile stays removed. */
  keepSecrets(id: string): Promise<void> {
    return this.#update((shelf) => ({
      ...shelf,
      sites: shelf.sites.map((site) => (site.id === id ? { ...site, keeping: 'save' } : site)),
    }));
  }

  async #update(change: (shelf: SiteShelf) => SiteShelf): Promise<void> {
    await this.#file.update((file) => ({ version: file.version, ...change(file) }));
    this.#onChange();
  }
}
