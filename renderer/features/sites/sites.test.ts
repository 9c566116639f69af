import { beforeEach, describe, expect, test, vi } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { Site, SiteBook, SiteDraft, VaultStatus } from '../../../shared/model/site.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { emptyForm } from '../connections/connect-form.ts';
import { emptySite, type SiteForm } from './site-form.ts';
import { nothingSelected, selectOnly } from './site-selection.ts';
import { lastUsed, Sites } from './sites.ts';
import { isDirty } from './sites-store.ts';

const target = { protocol: 'sftp' as const, encryption: 'auto' as const, host: 'h', port: 22, user: 'ann' };
const site = (id: string, change: Partial<Site> = {}): Site => ({ id, name: id, target, keeping: 'save', ...change });
const typed: SiteForm = { ...emptySite, connect: { ...emptyForm, host: 'new', user: 'ann', password: 's3cret' } };

let book: SiteBook;
let vault: VaultStatus;
let transport: FakeTransport;
let sites: Sites;
let failures: unknown[];

beforeEach(async () => {
  book = {
    folders: [{ id: 'work', name: 'Work' }],
    sites: [site('a', { notes: 'zebra' }), site('b', { folderId: 'work' })],
    recent: [],
    withSecret: ['a'],
  };
  vault = { kind: 'master-password', state: 'ready', autoLockMinutes: 0 };
  failures = [];
  transport = new FakeTransport({
    'sites.list': () => book,
    'vault.status': () => vault,
    'sites.save': ({ draft }) => ({ ...draft, id: draft.id ?? 'new' }),
    'sites.move': () => undefined,
    'sites.remove': () => undefined,
    'vault.setUp': () => undefined,
  });
  sites = new Sites({
    client: createClient(transport),
    platform: () => 'linux',
    report: (_message, error) => failures.push(error),
    errorDataOf: (error) => (error as RemoteError).data,
  });
  await sites.resnapshot();
});

const settle = () => new Promise((resolve) => setImmediate(resolve));
const state = () => sites.store.getState();
const rename = (name: string) => {
  const { editor } = state();
  if (editor) state().changeEditor({ form: { ...editor.form, name } });
};

describe('the sites of the window', () => {
  test('a site that is selected stands in the editor; a folder, or nothing, does not', () => {
    sites.select(selectOnly('a'));
    expect(state().editor?.siteId).toBe('a');
    sites.select(selectOnly('work'));
    expect(state().editor).toBeUndefined();
    sites.select(nothingSelected);
    expect(state().editor).toBeUndefined();
  });

  test('what was changed is asked about before another site takes its place', async () => {
    sites.select(selectOnly('a'));
    rename('changed');
    sites.select(selectOnly('b'));
    expect(state().editor?.siteId).toBe('a');
    expect(state().leaving).toBeDefined();
    await sites.settle('stay');
    expect([state().editor?.siteId, state().editor?.form.name, state().leaving]).toEqual(['a', 'changed', undefined]);
    sites.select(selectOnly('b'));
    await sites.settle('discard');
    expect([state().editor?.siteId, state().selection.focused]).toEqual(['b', 'b']);
    expect(transport.inputs('sites.save')).toEqual([]);
  });

  test('saving before another site takes its place goes on to that one, unless saving fails', async () => {
    sites.select(selectOnly('a'));
    rename('changed');
    transport.answers['sites.save'] = () => {
      throw new RemoteError('io', 'Disk full.');
    };
    sites.select(selectOnly('b'));
    await sites.settle('save');
    expect(state().editor).toMatchObject({ siteId: 'a', error: { kind: 'io' } });
    transport.answers['sites.save'] = ({ draft }) => ({ ...draft, id: draft.id ?? 'new' });
    sites.select(selectOnly('b'));
    await sites.settle('save');
    expect(transport.inputs('sites.save').at(-1)).toMatchObject({ draft: { id: 'a', name: 'changed' } });
    expect(state().editor?.siteId).toBe('b');
  });

  test('who connected to a site while it was still being saved was asked whether to save it', async () => {
    const answer = Promise.withResolvers<void>();
    transport.answers['sites.save'] = async ({ draft }) => {
      await answer.promise;
      return { ...draft, id: draft.id ?? 'new' };
    };
    sites.select(selectOnly('a'));
    rename('changed');
    const saving = sites.saveEditor();
    const goesOn = vi.fn();
    sites.leave(goesOn);
    expect([goesOn.mock.calls.length, state().leaving]).toEqual([0, undefined]);
    answer.resolve();
    await saving;
    await settle();
    expect([goesOn.mock.calls.length, state().leaving]).toEqual([1, undefined]);
  });

  test('what was being saved and could not be is asked about before it is left', async () => {
    const answer = Promise.withResolvers<never>();
    transport.answers['sites.save'] = () => answer.promise;
    sites.select(selectOnly('a'));
    rename('changed');
    const saving = sites.saveEditor();
    const goesOn = vi.fn();
    sites.leave(goesOn);
    answer.reject(new RemoteError('io', 'Disk full.'));
    await saving;
    await settle();
    expect(goesOn).not.toHaveBeenCalled();
    expect(state().leaving).toBe(goesOn);
  });

  test('an incomplete site is not saved; the editor shows the page of its problem', async () => {
    sites.startNew();
    expect(await sites.saveEditor()).toBeUndefined();
    expect(state().editor).toMatchObject({ isChecked: true, page: 'connection' });
    expect(transport.inputs('sites.save')).toEqual([]);
  });

  test('a new site is saved with its password, selected, and the password leaves the window', async () => {
    sites.startNew({ ...typed, folderId: 'work' });
    state().setFolded('work', 'closed');
    await sites.saveEditor();
    expect(transport.inputs('sites.save')).toMatchObject([
      { draft: { name: 'new', folderId: 'work' }, password: 's3cret' },
    ]);
    expect(state().selection.focused).toBe('new');
    expect(state().rows.map(({ id }) => id)).toContain('new');
    expect(isDirty(state().editor)).toBe(false);
    expect(JSON.stringify(state())).not.toContain('s3cret');
  });

  test('before the first password is saved a master password is chosen; without one nothing is saved', async () => {
    transport.emit('vault.changed', { ...vault, state: 'not-set-up' });
    sites.startNew(typed);
    const declined = sites.saveEditor();
    expect(sites.vault.store.getState().isSettingUp).toBe(true);
    sites.vault.declineSetUp();
    expect(await declined).toBeUndefined();
    expect(transport.inputs('sites.save')).toEqual([]);
    expect(state().editor?.form).toEqual(typed);

    const saved = sites.saveEditor();
    await sites.vault.setUp('a long sentence');
    expect(await saved).toMatchObject({ name: 'new' });
    expect(transport.inputs('sites.save')).toHaveLength(1);
  });

  test('a password that is not for the vault needs no master password', async () => {
    transport.emit('vault.changed', { ...vault, state: 'not-set-up' });
    sites.startNew({ ...typed, keeping: 'session' });
    expect(await sites.saveEditor()).toMatchObject({ keeping: 'session' });
  });

  test('what another window changed shows in the editor, but not over what is being typed', () => {
    sites.select(selectOnly('a'));
    transport.emit('sites.changed', { ...book, sites: [site('a', { name: 'renamed' }), site('b')] });
    expect(state().editor?.form.name).toBe('renamed');
    rename('mine');
    transport.emit('sites.changed', { ...book, sites: [site('a', { name: 'theirs' }), site('b')] });
    expect([state().editor?.form.name, state().editor?.saved.name]).toEqual(['mine', 'theirs']);
    transport.emit('sites.changed', { ...book, sites: [] });
    expect(state().editor).toBeUndefined();
  });

  test('what a search hides is not selected any more', () => {
    sites.select({ selected: new Set(['a', 'b']), focused: 'b', anchor: 'a' });
    state().setQuery('zebra');
    expect(state().selection.selected).toEqual(new Set(['a']));
  });

  test('forgetting a password saves the site as it is kept, not as it is being typed', async () => {
    sites.select(selectOnly('a'));
    rename('typed');
    sites.forgetPassword('a');
    await settle();
    const draft: SiteDraft = { id: 'a', name: 'a', notes: 'zebra', target, keeping: 'save' };
    expect(transport.inputs('sites.save')).toEqual([{ draft, password: null }]);
  });

  test('cut and paste move into the folder that is selected', async () => {
    sites.select(selectOnly('a'));
    sites.cut();
    sites.select(selectOnly('work'));
    sites.paste();
    await settle();
    expect(transport.inputs('sites.move')).toEqual([{ ids: ['a'], folderId: 'work' }]);
    expect(state().cut).toEqual([]);
  });

  test('a folder is not moved into itself', async () => {
    sites.move(['work'], { folderId: 'work' });
    await settle();
    expect(transport.inputs('sites.move')).toEqual([]);
    expect(failures).toEqual([]);
  });
});

test('the servers used last come first, saved or not', () => {
  const used = { ...book, sites: [site('never'), site('old', { lastUsedAt: 1 }), site('new', { lastUsedAt: 9 })] };
  const list = lastUsed({ ...used, recent: [{ target, at: 5 }] });
  expect(list.map((entry) => (entry.kind === 'site' ? entry.site.id : 'recent'))).toEqual([
    'new',
    'recent',
    'old',
    'never',
  ]);
});
