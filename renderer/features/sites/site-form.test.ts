import { describe, expect, test } from 'vitest';
import { type Site, SiteDraft } from '../../../shared/model/site.ts';
import { emptyForm } from '../connections/connect-form.ts';
import {
  draftFromForm,
  emptySite,
  findSiteProblems,
  formFromSite,
  isSameForm,
  nameOf,
  pageOfProblems,
  type SiteForm,
} from './site-form.ts';

const typed: SiteForm = {
  ...emptySite,
  connect: { ...emptyForm, host: 'example.org', user: 'ann', password: 's3cret' },
};

const site: Site = {
  id: '1',
  name: 'Shop',
  folderId: 'work',
  colour: 'teal',
  notes: 'Ask first',
  target: { protocol: 'ftp', encryption: 'explicit', host: 'h', port: 21, user: 'ann', ftp: { charset: 'gbk' } },
  keeping: 'session',
  localPath: '/home/ann/shop',
  lastUsedAt: 7,
};

describe('the site editor', () => {
  test('brings a site back as it was', () => {
    const { lastUsedAt: _, ...draft } = site;
    const saved = draftFromForm(formFromSite(site, 'linux'), site.id, 'linux');
    expect(saved).toEqual({ draft });
    expect(SiteDraft.safeParse(saved.draft).success).toBe(true);
  });

  test('shows and takes local folders as Windows writes them', () => {
    const onWindows = { ...site, localPath: '/C:/Users/ann' };
    expect(formFromSite(onWindows, 'windows').localPath).toBe('C:\\Users\\ann');
    expect(draftFromForm(formFromSite(onWindows, 'windows'), '1', 'windows').draft.localPath).toBe('/C:/Users/ann');
    const onShare = formFromSite({ ...site, localPath: '/UNC/nas/www' }, 'windows');
    expect(onShare.localPath).toBe('\\\\nas\\www');
    expect(draftFromForm(onShare, '1', 'windows').draft.localPath).toBe('/UNC/nas/www');
  });

  test('calls a site like its host where it got no name', () => {
    expect(nameOf(typed)).toBe('example.org');
    expect(nameOf({ ...typed, name: '  Shop ' })).toBe('Shop');
  });

  test('never has the kept password, and leaves it where nothing was typed', () => {
    const form = formFromSite({ ...site, keeping: 'save' }, 'linux');
    expect(form.connect.password).toBe('');
    expect(draftFromForm(form, '1', 'linux')).not.toHaveProperty('password');
  });

  test.each([
    ['save', undefined, { password: 's3cret' }],
    ['session', undefined, { password: 's3cret' }],
    ['always', undefined, {}],
    ['always', '1', { password: null }],
  ] as const)('what was typed for keeping %s of site %s is saved as %o', (keeping, id, expected) => {
    const { draft, ...rest } = draftFromForm({ ...typed, keeping }, id, 'linux');
    expect(rest).toEqual(expected);
    expect(JSON.stringify(draft)).not.toContain('s3cret');
  });

  test('keeps no password of an anonymous login', () => {
    const connect = { ...typed.connect, line: 'ftp-none' as const, anonymous: true };
    expect(draftFromForm({ ...typed, connect }, undefined, 'linux')).toEqual({
      draft: expect.objectContaining({ keeping: 'always' }),
    });
  });

  test('leads to the page of the first problem', () => {
    expect(pageOfProblems(findSiteProblems(emptySite, 'linux'))).toBe('connection');
    const relative = findSiteProblems({ ...typed, localPath: 'www' }, 'linux');
    expect(relative).toEqual({ localPath: 'path-not-absolute' });
    expect(pageOfProblems(relative)).toBe('advanced');
  });

  test('knows what was changed from what was not', () => {
    expect(isSameForm(formFromSite(site, 'linux'), formFromSite(site, 'linux'))).toBe(true);
    expect(isSameForm(typed, { ...typed, colour: 'red' })).toBe(false);
  });
});
