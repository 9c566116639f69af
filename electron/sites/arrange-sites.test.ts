import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import type { Site, SiteFolder } from '../../shared/model/site.ts';
import {
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

const target = (host: string): ConnectionTarget => ({
  protocol: 'sftp',
  encryption: 'auto',
  host,
  port: 22,
  user: 'ann',
});
const site = (id: string, folderId?: string): Site => ({
  id,
  name: id.toUpperCase(),
  target: target(`${id}.example`),
  keeping: 'save',
  ...(folderId === undefined ? {} : { folderId }),
});
const folder = (id: string, parentId?: string): SiteFolder => ({
  id,
  name: id.toUpperCase(),
  ...(parentId === undefined ? {} : { parentId }),
});

/** work { shop { c }, b }, home { d }, a */
const shelf: SiteShelf = {
  folders: [folder('work'), folder('shop', 'work'), folder('home')],
  sites: [site('a'), site('b', 'work'), site('c', 'shop'), site('d', 'home')],
  recent: [],
};
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).join(' ');

describe('saving a site', () => {
  it('puts a new one at the end', () => {
    const { id: _, ...draft } = site('x', 'work');
    const saved = withSite(shelf, draft, 'new');
    expect(saved.site).toEqual({ ...draft, id: 'new' });
    expect(ids(saved.shelf.sites)).toBe('a b c d new');
  });

  it('changes one in its place and keeps when it was last used', () => {
    const used = withUse(shelf, 'b', 5);
    const { site: saved, shelf: after } = withSite(used, { ...site('b'), name: 'New name' }, 'unused');
    expect(saved).toMatchObject({ id: 'b', name: 'New name', lastUsedAt: 5 });
    expect(saved.folderId).toBeUndefined();
    expect(ids(after.sites)).toBe('a b c d');
  });

  it('takes the server off the recent ones', () => {
    const after = withRecent(withRecent(shelf, target('x'), 1), target('y'), 2);
    const { id: _, ...draft } = { ...site('x'), target: target('X.') };
    expect(withSite(after, draft, 'new').shelf.recent.map(({ target }) => target.host)).toEqual(['y']);
  });

  it('fails where the site or the folder was removed meanwhile', () => {
    expect(() => withSite(shelf, site('gone'), 'x')).toThrow(expect.objectContaining({ kind: 'not-found' }));
    expect(() => withSite(shelf, site('a', 'gone'), 'x')).toThrow(expect.objectContaining({ kind: 'not-found' }));
  });
});

describe('folders', () => {
  it('are made and renamed', () => {
    const made = withFolder(shelf, folder('new', 'shop'), 'new');
    expect(ids(made.folders)).toBe('work shop home new');
    const renamed = withFolder(made, { ...folder('new', 'shop'), name: 'Renamed' }, 'changed');
    expect(renamed.folders.at(-1)).toEqual({ id: 'new', name: 'Renamed', parentId: 'shop' });
  });

  it.each([
    ['work', 'work'],
    ['work', 'shop'],
  ])('%s cannot lie in %s', (id, parentId) => {
    const refusal = expect.objectContaining({ kind: 'invalid-request' });
    expect(() => withFolder(shelf, folder(id, parentId), 'changed')).toThrow(refusal);
    expect(() => moved(shelf, { ids: [id], folderId: parentId })).toThrow(refusal);
  });

  it('that are gone are no place and cannot be changed', () => {
    const gone = expect.objectContaining({ kind: 'not-found' });
    expect(() => withFolder(shelf, folder('x', 'gone'), 'new')).toThrow(gone);
    expect(() => withFolder(shelf, folder('gone'), 'changed')).toThrow(gone);
    expect(() => moved(shelf, { ids: ['a'], folderId: 'gone' })).toThrow(gone);
  });
});

describe('removing', () => {
  it('a folder takes everything below it', () => {
    expect(sitesAmong(shelf, ['work'])).toEqual(['b', 'c']);
    const after = without(shelf, ['work']);
    expect(ids(after.folders)).toBe('home');
    expect(ids(after.sites)).toBe('a d');
  });

  it('sites and folders together, and what is gone already, takes each once', () => {
    expect(sitesAmong(shelf, ['c', 'work', 'gone', 'a'])).toEqual(['a', 'b', 'c']);
    expect(ids(without(shelf, ['c', 'work', 'gone', 'a']).sites)).toBe('d');
  });
});

describe('moving', () => {
  it.each([
    [{ ids: ['d'], before: 'b', folderId: 'work' }, 'a d b c'],
    [{ ids: ['a'] }, 'b c d a'],
    [{ ids: ['d', 'a'], before: 'c' }, 'b a d c'],
    [{ ids: ['b'], before: 'b', folderId: 'work' }, 'a c d b'],
    [{ ids: ['a'], before: 'gone' }, 'b c d a'],
  ])('%j orders the sites %s', (move, order) => {
    expect(ids(moved(shelf, move).sites)).toBe(order);
  });

  it('puts sites and folders into the folder, or to the top', () => {
    const into = moved(shelf, { ids: ['a', 'home'], folderId: 'shop' });
    expect(into.sites.at(-1)).toEqual(site('a', 'shop'));
    expect(into.folders.at(-1)).toEqual(folder('home', 'shop'));
    const top = moved(into, { ids: ['a', 'home'] });
    expect(top.sites.at(-1)).toEqual(site('a'));
    expect(top.folders.at(-1)).toEqual(folder('home'));
  });

  it('loses nothing and makes no folder unreachable, whatever is moved where', () => {
    const rowId = fc.constantFrom('work', 'shop', 'home', 'a', 'b', 'c', 'd', 'gone');
    const move = fc.record(
      { ids: fc.uniqueArray(rowId, { minLength: 1, maxLength: 4 }), folderId: rowId, before: rowId },
      { requiredKeys: ['ids'] },
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 8 }), (moves) => {
        let now = shelf;
        for (const each of moves) {
          try {
            now = moved(now, each);
          } catch (error) {
            expect(error).toMatchObject({ kind: expect.stringMatching(/not-found|invalid-request/) });
          }
        }
        expect(now.sites.map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c', 'd']);
        expect(now.folders.map(({ id }) => id).toSorted()).toEqual(['home', 'shop', 'work']);
        for (const { id } of now.folders) expect(pathToTop(now, id).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('a duplicate', () => {
  it('stands behind its original, under a name that is free there', () => {
    const first = withDuplicate(shelf, 'b', 'b2');
    expect(first.site).toEqual({ ...site('b', 'work'), id: 'b2', name: 'B copy' });
    expect(ids(first.shelf.sites)).toBe('a b b2 c d');
    const second = withDuplicate(first.shelf, 'b', 'b3');
    expect(second.site.name).toBe('B copy 2');
    expect(withDuplicate(second.shelf, 'b2', 'b4').site.name).toBe('B copy 3');
    expect(withDuplicate(second.shelf, 'a', 'a2').site.name).toBe('A copy');
  });

  it('has not been used yet', () => {
    expect(withDuplicate(withUse(shelf, 'a', 7), 'a', 'a2').site.lastUsedAt).toBeUndefined();
  });

  it('of a name at its longest is still one that can be saved', () => {
    const long = { ...shelf, sites: [{ ...site('a'), name: 'x'.repeat(200) }] };
    expect(withDuplicate(long, 'a', 'a2').site.name.length).toBeLessThanOrEqual(200);
  });
});

describe('recent servers', () => {
  it('are the newest ten, each once', () => {
    let now = shelf;
    for (let at = 1; at <= 12; at += 1) now = withRecent(now, target(`h${at}`), at);
    now = withRecent(now, target('H5.'), 13);
    expect(now.recent.map(({ target, at }) => `${target.host}@${at}`)).toEqual([
      'H5.@13',
      ...[12, 11, 10, 9, 8, 7, 6, 4, 3].map((at) => `h${at}@${at}`),
    ]);
  });

  it('are not those that are saved', () => {
    expect(withRecent(shelf, target('A.example'), 1)).toBe(shelf);
  });
});

function pathToTop(shelf: SiteShelf, id: string): string[] {
  const path: string[] = [];
  for (let at: string | undefined = id; at !== undefined && path.length < 10; ) {
    path.push(at);
    at = shelf.folders.find((each) => each.id === at)?.parentId;
  }
  return path;
}
