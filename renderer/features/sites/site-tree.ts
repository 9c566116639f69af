import type { RecentConnection, Site, SiteBook, SiteFolder } from '../../../shared/model/site.ts';

interface Row {
  readonly id: string;
  /** 1 at the top. */
  readonly level: number;
  /** Its place among its siblings, from 1 on, and how many these are. */
  readonly position: number;
  readonly siblings: number;
  /** Absent at the top. */
  readonly parentId: string | undefined;
  /** What type-ahead compares. */
  readonly folded: string;
}

export type FolderRow = Row & { readonly kind: 'folder'; readonly folder: SiteFolder; readonly isOpen: boolean };
type SiteRow = Row & { readonly kind: 'site'; readonly site: Site };
/** The servers that were connected to without being saved: a folder that Portside fills. */
type RecentsRow = Row & { readonly kind: 'recents'; readonly isOpen: boolean };
export type RecentRow = Row & { readonly kind: 'recent'; readonly recent: RecentConnection };
export type TreeRow = FolderRow | SiteRow | RecentsRow | RecentRow;

/** The id of the row of the recent servers; no site or folder is called so. */
export const RECENTS = ':recents';

export interface TreeView {
  /** What is typed into the search field. */
  readonly query: string;
  readonly folded: ReadonlySet<string>;
}

/**
 * The rows from top to bottom: in each folder its folders first, then its sites, in the order of the book. While something is
 * searched, only what matches, in its folders, all of them open.
 */
export function treeRows(book: SiteBook, { query, folded }: TreeView): TreeRow[] {
  const words = wordsOf(query);
  const isSearching = words.length > 0;
  const folders = groupBy(book.folders, ({ parentId }) => parentId);
  const sites = groupBy(book.sites, ({ folderId }) => folderId);
  const rows: TreeRow[] = [];

  /** @returns whether anything of the folder is shown. */
  function addFolder(parentId: string | undefined, level: number, all: boolean): boolean {
    const start = rows.length;
    const children: number[] = [];
    for (const folder of folders.get(parentId) ?? []) {
      const at = rows.length;
      const isOpen = isSearching || !folded.has(folder.id);
      const row = { id: folder.id, level, parentId, position: 0, siblings: 0, folded: folder.name.toLowerCase() };
      rows.push({ kind: 'folder', ...row, folder, isOpen });
      const matches = all || matchesAll(words, folder.name);
      const hasShown = isOpen && addFolder(folder.id, level + 1, matches);
      if (matches || hasShown) children.push(at);
      else rows.length = at;
    }
    for (const site of sites.get(parentId) ?? []) {
      if (!all && !matchesAll(words, textOf(site))) continue;
      children.push(rows.length);
      const row = { id: site.id, level, parentId, position: 0, siblings: 0, folded: site.name.toLowerCase() };
      rows.push({ kind: 'site', ...row, site });
    }
    number(rows, children);
    return rows.length > start;
  }

  addFolder(undefined, 1, !isSearching);
  addRecent(rows, book.recent, words, isSearching || !folded.has(RECENTS));
  return rows;
}

function addRecent(
  rows: TreeRow[],
  recent: readonly RecentConnection[],
  words: readonly string[],
  isOpen: boolean,
): void {
  const shown = recent.map((each, index) => ({ each, index })).filter(({ each }) => matchesAll(words, addressOf(each)));
  if (shown.length === 0) return;
  const top = rows.filter(({ level }) => level === 1).length;
  rows.push({
    kind: 'recents',
    id: RECENTS,
    level: 1,
    parentId: undefined,
    position: top + 1,
    siblings: 0,
    folded: '',
    isOpen,
  });
  const tops = rows.flatMap(({ level }, index) => (level === 1 ? [index] : []));
  number(rows, tops);
  if (!isOpen) return;
  const children = shown.map(({ each, index }) => {
    const row = { id: recentId(index), level: 2, parentId: RECENTS, position: 0, siblings: 0 };
    return rows.push({ kind: 'recent', ...row, folded: addressOf(each).toLowerCase(), recent: each }) - 1;
  });
  number(rows, children);
}

function recentId(index: number): string {
  return `${RECENTS}:${index}`;
}

function number(rows: TreeRow[], children: readonly number[]): void {
  for (const [position, at] of children.entries()) {
    const row = rows[at];
    if (row) rows[at] = { ...row, position: position + 1, siblings: children.length };
  }
}

/** `ann@example.org`. */
export function addressOf({ target }: Pick<Site, 'target'>): string {
  return target.user === '' ? target.host : `${target.user}@${target.host}`;
}

/** Whether a site has every word of what was typed in its name, host, user or notes. */
export function isFound(site: Site, query: string): boolean {
  return matchesAll(wordsOf(query), textOf(site));
}

function textOf(site: Site): string {
  return [site.name, site.target.host, site.target.user, site.notes ?? ''].join('\n');
}

function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/u).filter(Boolean);
}

function matchesAll(words: readonly string[], text: string): boolean {
  const folded = text.toLowerCase();
  return words.every((word) => folded.includes(word));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string | undefined, T[]> {
  const groups = new Map<string | undefined, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** What a removal of these rows takes: the folders and sites named, and everything in the folders. */
export function contentsOf(book: SiteBook, ids: readonly string[]): { folders: SiteFolder[]; sites: Site[] } {
  const inside = new Set<string>(ids);
  const folders = groupBy(book.folders, ({ parentId }) => parentId);
  const add = (id: string) => {
    inside.add(id);
    for (const folder of folders.get(id) ?? []) add(folder.id);
  };
  for (const { id } of book.folders) if (ids.includes(id)) add(id);
  return {
    folders: book.folders.filter(({ id }) => inside.has(id)),
    sites: book.sites.filter(({ id, folderId }) => inside.has(id) || (folderId !== undefined && inside.has(folderId))),
  };
}

/** The folders from the top down to this one, itself included. */
export function pathTo(book: SiteBook, folderId: string | undefined): SiteFolder[] {
  const byId = new Map(book.folders.map((folder) => [folder.id, folder]));
  const path: SiteFolder[] = [];
  for (let id = folderId; id !== undefined && path.length <= book.folders.length; ) {
    const folder = byId.get(id);
    if (!folder) break;
    path.unshift(folder);
    id = folder.parentId;
  }
  return path;
}

/** Where things go: into a folder (absent: the top), ahead of another row, or at its end. */
export interface Destination {
  readonly folderId?: string;
  readonly before?: string;
}

/** Whether these rows may go into a folder: not a folder into itself or what is in it. */
export function mayMoveInto(book: SiteBook, ids: readonly string[], folderId: string | undefined): boolean {
  return !pathTo(book, folderId).some(({ id }) => ids.includes(id));
}

/** One step up or down among the rows of its own kind in its folder; undefined where it is at the end already. */
export function stepFrom(book: SiteBook, id: string, by: -1 | 1): Destination | undefined {
  const folder = book.folders.find((each) => each.id === id);
  const site = book.sites.find((each) => each.id === id);
  const parentId = folder ? folder.parentId : site?.folderId;
  const siblings = folder
    ? book.folders.filter((each) => each.parentId === parentId)
    : book.sites.filter((each) => each.folderId === parentId);
  const at = siblings.findIndex((each) => each.id === id);
  if (at < 0 || !siblings[at + by]) return undefined;
  const before = by < 0 ? siblings[at - 1]?.id : siblings[at + 2]?.id;
  return { ...(parentId === undefined ? {} : { folderId: parentId }), ...(before === undefined ? {} : { before }) };
}

/** Where a drop on a row leads: a folder's middle takes things in; above or below a row, they come beside it. */
export function dropOn(book: SiteBook, row: TreeRow, share: number): Destination | undefined {
  if (row.kind === 'recents' || row.kind === 'recent') return undefined;
  if (row.kind === 'folder' && share > 0.25 && share < 0.75) return { folderId: row.id };
  if (row.kind === 'folder' && row.isOpen && share >= 0.75) return { folderId: row.id };
  const into = row.parentId === undefined ? {} : { folderId: row.parentId };
  if (share < 0.5) return { ...into, before: row.id };
  const rows = row.kind === 'folder' ? book.folders : book.sites;
  const siblings = rows.filter((each) => ('target' in each ? each.folderId : each.parentId) === row.parentId);
  const next = siblings[siblings.findIndex(({ id }) => id === row.id) + 1]?.id;
  return next === undefined ? into : { ...into, before: next };
}

/** What may be cut, moved and removed of what is selected: not the recent servers, which are Portside's own list. */
export function arrangeable(book: SiteBook, selected: ReadonlySet<string>): string[] {
  return [...book.folders, ...book.sites].map(({ id }) => id).filter((id) => selected.has(id));
}
