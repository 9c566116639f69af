import type { ConnectionTarget } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { RecentConnection, Site, SiteBook, SiteDraft, SiteFolder } from '../../shared/model/site.ts';
import { targetKey } from '../remote/target-key.ts';

/** What is kept of the sites; their secrets are elsewhere. */
export type SiteShelf = Pick<SiteBook, 'folders' | 'sites' | 'recent'>;

const MOST_RECENT = 10;

/** Throws `not-found`. */
export function findSite(shelf: SiteShelf, id: string): Site {
  const site = shelf.sites.find((each) => each.id === id);
  if (!site) throw new RemoteError('not-found', 'This site has been removed.');
  return site;
}

/** The draft in the place of what it changes, or as a new site at the end. Throws `not-found` where site or folder is gone. */
export function withSite(shelf: SiteShelf, draft: SiteDraft, newId: string): { shelf: SiteShelf; site: Site } {
  refuseUnknownFolder(shelf, draft.folderId);
  const { id = newId, ...rest } = draft;
  const recent = shelf.recent.filter(({ target }) => targetKey(target) !== targetKey(draft.target));
  if (draft.id === undefined) {
    const site: Site = { ...rest, id };
    return { site, shelf: { ...shelf, sites: [...shelf.sites, site], recent } };
  }
  const { lastUsedAt } = findSite(shelf, id);
  const site: Site = { ...rest, id, ...(lastUsedAt === undefined ? {} : { lastUsedAt }) };
  return { site, shelf: { ...shelf, sites: shelf.sites.map((each) => (each.id === id ? site : each)), recent } };
}

/** Throws `not-found` where the folder or its parent is gone, `invalid-request` where a folder would lie in itself. */
export function withFolder(shelf: SiteShelf, folder: SiteFolder, kind: 'new' | 'changed'): SiteShelf {
  refuseUnknownFolder(shelf, folder.parentId);
  if (kind === 'new') return { ...shelf, folders: [...shelf.folders, folder] };
  refuseUnknownFolder(shelf, folder.id);
  refuseCycle(shelf, folder.id, folder.parentId);
  return { ...shelf, folders: shelf.folders.map((each) => (each.id === folder.id ? folder : each)) };
}

/** The sites that go when these sites and folders go. */
export function sitesAmong(shelf: SiteShelf, ids: readonly string[]): string[] {
  const gone = foldersBelow(shelf, ids);
  const named = new Set(ids);
  return shelf.sites.filter(({ id, folderId }) => named.has(id) || gone.has(folderId ?? '')).map(({ id }) => id);
}

/** Without these sites and folders, and without everything in the folders. */
export function without(shelf: SiteShelf, ids: readonly string[]): SiteShelf {
  const folders = foldersBelow(shelf, ids);
  const sites = new Set(sitesAmong(shelf, ids));
  return {
    ...shelf,
    folders: shelf.folders.filter(({ id }) => !folders.has(id)),
    sites: shelf.sites.filter(({ id }) => !sites.has(id)),
  };
}

export interface Move {
  readonly ids: readonly string[];
  /** Absent: the top. */
  readonly folderId?: string | undefined;
  /** They come ahead of it; absent: at the end. */
  readonly before?: string | undefined;
}

/** Puts sites and folders elsewhere; they keep the order among themselves. Throws `not-found` and `invalid-request`. */
export function moved(shelf: SiteShelf, { ids, folderId, before }: Move): SiteShelf {
  refuseUnknownFolder(shelf, folderId);
  const named = new Set(ids);
  for (const { id } of shelf.folders) if (named.has(id)) refuseCycle(shelf, id, folderId);
  const into = folderId === undefined ? {} : { folderId };
  const under = folderId === undefined ? {} : { parentId: folderId };
  const isNamed = ({ id }: { id: string }) => named.has(id);
  return {
    ...shelf,
    sites: reorder(shelf.sites, isNamed, before, ({ folderId: _, ...site }) => ({ ...site, ...into })),
    folders: reorder(shelf.folders, isNamed, before, ({ parentId: _, ...folder }) => ({ ...folder, ...under })),
  };
}

/** A copy right behind the original. Throws `not-found`. */
export function withDuplicate(shelf: SiteShelf, id: string, newId: string): { shelf: SiteShelf; site: Site } {
  const { lastUsedAt: _, ...original } = findSite(shelf, id);
  const site: Site = { ...original, id: newId, name: copyName(original.name, siblingsOf(shelf, original)) };
  const sites = shelf.sites.flatMap((each) => (each.id === id ? [each, site] : [each]));
  return { site, shelf: { ...shelf, sites } };
}

/** Notes a server that was connected to, unless it is saved: newest first, each once. */
export function withRecent(shelf: SiteShelf, target: ConnectionTarget, at: number): SiteShelf {
  const key = targetKey(target);
  if (shelf.sites.some((site) => targetKey(site.target) === key)) return shelf;
  const others = shelf.recent.filter((each: RecentConnection) => targetKey(each.target) !== key);
  return { ...shelf, recent: [{ target, at }, ...others].slice(0, MOST_RECENT) };
}

/** A site that was removed meanwhile stays removed. */
export function withUse(shelf: SiteShelf, id: string, at: number): SiteShelf {
  return { ...shelf, sites: shelf.sites.map((site) => (site.id === id ? { ...site, lastUsedAt: at } : site)) };
}

function siblingsOf(shelf: SiteShelf, { folderId }: Pick<Site, 'folderId'>): Set<string> {
  return new Set(shelf.sites.filter((site) => site.folderId === folderId).map(({ name }) => name));
}

/** `Shop copy`, then `Shop copy 2`; the copy of a copy counts on. */
function copyName(name: string, taken: ReadonlySet<string>): string {
  const longest = 180;
  const base = `${name.replace(/ copy(?: \d+)?$/, '').slice(0, longest)} copy`;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? base : `${base} ${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function foldersBelow(shelf: SiteShelf, ids: readonly string[]): Set<string> {
  const known = new Set(shelf.folders.map(({ id }) => id));
  const found = new Set(ids.filter((id) => known.has(id)));
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const { id, parentId } of shelf.folders) if (parentId !== undefined && found.has(parentId)) found.add(id);
  }
  return found;
}

function refuseUnknownFolder(shelf: SiteShelf, id: string | undefined): void {
  if (id === undefined || shelf.folders.some((folder) => folder.id === id)) return;
  throw new RemoteError('not-found', 'This folder has been removed.');
}

function refuseCycle(shelf: SiteShelf, id: string, parentId: string | undefined): void {
  if (parentId === undefined || !foldersBelow(shelf, [id]).has(parentId)) return;
  throw new RemoteError('invalid-request', 'A folder cannot lie in itself.');
}

/** `before` may name a row of the other list, or one that moves itself: then they go to the end of this one. */
function reorder<T extends { id: string }>(
  rows: readonly T[],
  isMoving: (row: T) => boolean,
  before: string | undefined,
  change: (row: T) => T,
): T[] {
  const staying = rows.filter((row) => !isMoving(row));
  const moving = rows.filter(isMoving).map(change);
  const at = staying.findIndex(({ id }) => id === before);
  return at < 0 ? [...staying, ...moving] : staying.toSpliced(at, 0, ...moving);
}
