import { describe, expect, test } from 'vitest';
import type { Site, SiteBook } from '../../../shared/model/site.ts';
import {
  arrangeable,
  contentsOf,
  dropOn,
  mayMoveInto,
  pathTo,
  RECENTS,
  stepFrom,
  type TreeRow,
  treeRows,
} from './site-tree.ts';

function site(id: string, folderId?: string, change: Partial<Site> = {}): Site {
  const target = {
    protocol: 'sftp' as const,
    encryption: 'auto' as const,
    host: `${id}.example.org`,
    port: 22,
    user: 'ann',
  };
  return {
    id,
    name: id.toUpperCase(),
    target,
    keeping: 'save',
    ...(folderId === undefined ? {} : { folderId }),
    ...change,
  };
}

const book: SiteBook = {
  folders: [
    { id: 'work', name: 'Work' },
    { id: 'home', name: 'Home' },
    { id: 'clients', name: 'Clients', parentId: 'work' },
  ],
  sites: [site('a'), site('b', 'work'), site('c', 'clients', { notes: 'Ask Marta first' }), site('d', 'work')],
  recent: [{ target: site('x').target, at: 5 }],
  withSecret: ['c'],
};
const all = { query: '', folded: new Set<string>() };

const outline = (rows: readonly TreeRow[]) => rows.map(({ id, level }) => `${'.'.repeat(level - 1)}${id}`);
const row = (id: string, rows = treeRows(book, all)) => {
  const found = rows.find((each) => each.id === id);
  if (!found) throw new Error(`no row ${id}`);
  return found;
};

describe('the tree of sites', () => {
  test('has folders before sites, and the recent servers at the end', () => {
    expect(outline(treeRows(book, all))).toEqual([
      'work',
      '.clients',
      '..c',
      '.b',
      '.d',
      'home',
      'a',
      RECENTS,
      `.${RECENTS}:0`,
    ]);
  });

  test('leaves out what is in closed folders', () => {
    const rows = treeRows(book, { query: '', folded: new Set(['work', RECENTS]) });
    expect(outline(rows)).toEqual(['work', 'home', 'a', RECENTS]);
  });

  test('numbers the rows of each folder, for screen readers', () => {
    const rows = treeRows(book, all);
    expect(rows.map(({ id, position, siblings }) => `${id} ${position}/${siblings}`)).toEqual([
      'work 1/4',
      'clients 1/3',
      'c 1/1',
      'b 2/3',
      'd 3/3',
      'home 2/4',
      'a 3/4',
      `${RECENTS} 4/4`,
      `${RECENTS}:0 1/1`,
    ]);
  });

  test.each([
    ['marta', ['work', '.clients', '..c']],
    ['B.EXAMPLE', ['work', '.b']],
    ['clients', ['work', '.clients', '..c']],
    ['ann d.', ['work', '.d']],
    ['x.example', [RECENTS, `.${RECENTS}:0`]],
    ['nobody', []],
  ])('searching %s finds %o, also in closed folders', (query, found) => {
    expect(outline(treeRows(book, { query, folded: new Set(['work']) }))).toEqual(found);
  });

  test('a thousand sites are arranged in a few milliseconds', () => {
    const folders = Array.from({ length: 50 }, (_, n) => ({ id: `f${n}`, name: `Folder ${n}` }));
    const sites = Array.from({ length: 1000 }, (_, n) => site(`s${n}`, `f${n % 50}`));
    const rows = treeRows({ folders, sites, recent: [], withSecret: [] }, { query: 's99', folded: new Set() });
    expect(rows.filter(({ kind }) => kind === 'site')).toHaveLength(11);
  });
});

describe('arranging', () => {
  test.each([
    ['b', 1, { folderId: 'work' }],
    ['d', -1, { folderId: 'work', before: 'b' }],
    ['b', -1, undefined],
    ['d', 1, undefined],
    ['work', 1, {}],
    ['home', -1, { before: 'work' }],
    ['clients', 1, undefined],
    ['nobody', 1, undefined],
  ] as const)('%s by %i goes to %o', (id, by, to) => {
    expect(stepFrom(book, id, by)).toEqual(to);
  });

  test.each([
    ['work', 0.5, { folderId: 'work' }],
    ['work', 0.1, { before: 'work' }],
    ['work', 0.9, { folderId: 'work' }],
    ['home', 0.9, { folderId: 'home' }],
    ['b', 0.2, { folderId: 'work', before: 'b' }],
    ['b', 0.8, { folderId: 'work', before: 'd' }],
    ['d', 0.8, { folderId: 'work' }],
    ['a', 0.8, {}],
    [RECENTS, 0.5, undefined],
  ] as const)('a drop on %s at %f goes to %o', (id, share, to) => {
    expect(dropOn(book, row(id), share)).toEqual(to);
  });

  test('below a closed folder is beside it', () => {
    const closed = row('work', treeRows(book, { query: '', folded: new Set(['work']) }));
    expect(dropOn(book, closed, 0.9)).toEqual({ before: 'home' });
  });

  test('a folder goes neither into itself nor into what is in it', () => {
    expect(mayMoveInto(book, ['work'], 'clients')).toBe(false);
    expect(mayMoveInto(book, ['work'], 'work')).toBe(false);
    expect(mayMoveInto(book, ['clients'], 'home')).toBe(true);
    expect(mayMoveInto(book, ['work'], undefined)).toBe(true);
  });

  test('a removal takes everything in its folders, each once', () => {
    const { folders, sites } = contentsOf(book, ['work', 'c', 'a']);
    expect(folders.map(({ id }) => id)).toEqual(['work', 'clients']);
    expect(sites.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('the way to a folder begins at the top', () => {
    expect(pathTo(book, 'clients').map(({ name }) => name)).toEqual(['Work', 'Clients']);
    expect(pathTo(book, undefined)).toEqual([]);
  });

  test('recent servers cannot be moved or removed', () => {
    expect(arrangeable(book, new Set([RECENTS, `${RECENTS}:0`, 'a']))).toEqual(['a']);
  });
});
