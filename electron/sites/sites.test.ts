import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import type { PromptAnswer, PromptQuestion } from '../../shared/model/prompt.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { SiteBook, SiteDraft, VaultStatus } from '../../shared/model/site.ts';
import type { SecretVault } from './secret-vault.ts';
import { Sites } from './sites.ts';

const cost = { N: 2 ** 10, r: 8, p: 1 };
const master = 'correct horse';
const { signal } = new AbortController();
const target: ConnectionTarget = { protocol: 'sftp', encryption: 'auto', host: 'shop.example', port: 22, user: 'ann' };
const draft = (changes: Partial<SiteDraft> = {}): SiteDraft => ({ name: 'Shop', target, keeping: 'save', ...changes });

describe('saved sites', () => {
  let folder: string;
  let sites: Sites;
  let questions: PromptQuestion[];
  let answers: PromptAnswer[];
  let told: { books: SiteBook[]; vault: VaultStatus[]; errors: unknown[] };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-sites-'));
    questions = [];
    answers = [];
    told = { books: [], vault: [], errors: [] };
    sites = await start();
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async (question: PromptQuestion): Promise<PromptAnswer> => {
    questions.push(question);
    return answers.shift() ?? { kind: 'refuse' };
  };
  /** As after a start of Portside, on the same data folder. */
  const start = (systemVault?: SecretVault) =>
    Sites.open({
      dataDirectory: folder,
      ask,
      systemVault,
      onSites: (book) => told.books.push(book),
      onVault: (status) => told.vault.push(status),
      logger: { info() {}, error: (_text, error) => told.errors.push(error) },
      cost,
    });
  const secret = (text: string, save?: boolean): PromptAnswer => ({
    kind: 'secret',
    secret: text,
    ...(save === undefined ? {} : { save }),
  });
  const credentialsOf = async (id: string) => sites.credentials(await sites.store.site(id));
  const passwordOf = async (id: string) => (await credentialsOf(id)).password('first', signal);

  /** A vault of the system that belongs to `user`. */
  function systemVault(user: string): SecretVault {
    const seal = (topic: string, text: string) => Buffer.from(JSON.stringify([user, topic, text])).toString('base64');
    return {
      kind: 'system',
      state: 'ready',
      seal: async (topic, text) => seal(topic, text),
      open: async (topic, sealed) => {
        const [owner, name, text] = JSON.parse(Buffer.from(sealed, 'base64').toString()) as string[];
        return owner === user && name === topic ? text : undefined;
      },
    };
  }

  it('survive a restart, with their passwords behind the master password', async () => {
    await sites.master.setUp(master);
    const { id } = await sites.save(draft(), 'hunter2');
    expect(await passwordOf(id)).toBe('hunter2');
    expect(questions).toEqual([]);

    sites = await start();
    expect(await sites.book()).toEqual({
      folders: [],
      sites: [{ ...draft(), id }],
      recent: [],
      withSecret: [id],
    });
    answers = [secret(master)];
    expect(await passwordOf(id)).toBe('hunter2');
    expect(questions).toEqual([{ kind: 'master-password', wrong: false }]);
    // Open now.
    expect(await passwordOf(id)).toBe('hunter2');
    expect(questions).toHaveLength(1);
  });

  it('are told to the windows after every change, with what the vault holds', async () => {
    await sites.master.setUp(master);
    const { id } = await sites.save(draft(), 'hunter2');
    await expect.poll(() => told.books.at(-1)).toMatchObject({ sites: [{ id }], withSecret: [id] });
    await sites.save({ ...draft(), id }, null);
    await expect.poll(() => told.books.at(-1)).toMatchObject({ sites: [{ id }], withSecret: [] });
    expect(told.vault.at(-1)).toEqual({ kind: 'master-password', state: 'ready', autoLockMinutes: 15 });
  });

  it('are not saved at all where their password cannot be kept', async () => {
    await expect(sites.save(draft(), 'hunter2')).rejects.toMatchObject({ kind: 'denied' });
    await sites.master.setUp(master);
    sites.master.lock();
    await expect(sites.save(draft(), 'hunter2')).rejects.toMatchObject({ kind: 'denied' });
    expect((await sites.book()).sites).toEqual([]);
    answers = [secret(master)];
    await sites.save(draft(), 'hunter2');
    expect((await sites.book()).withSecret).toHaveLength(1);
  });

  it('are saved without a password whatever the vault says', async () => {
    expect(await sites.save(draft())).toMatchObject({ name: 'Shop' });
    expect(questions).toEqual([]);
  });

  describe('while the vault is locked', () => {
    let id: string;
    beforeEach(async () => {
      await sites.master.setUp(master);
      ({ id } = await sites.save(draft(), 'hunter2'));
      sites = await start();
    });

    it('ask for their own password where the user refuses the master password, once in a connection', async () => {
      answers = [{ kind: 'refuse' }, secret('typed')];
      const credentials = await credentialsOf(id);
      expect(await credentials.password('first', signal)).toBe('typed');
      expect(questions).toMatchObject([
        { kind: 'master-password' },
        { kind: 'password', reason: 'first', maySave: true },
      ]);
      answers = [secret('phrase')];
      expect(await credentials.passphrase('/key', 'first', signal)).toBe('phrase');
      expect(questions.slice(2)).toMatchObject([{ kind: 'password', reason: 'passphrase' }]);
    });

    it('give five tries, then ask for their own password', async () => {
      vi.spyOn(sites.master, 'unlock').mockRejectedValue(new RemoteError('denied', 'The master password is wrong.'));
      answers = [...Array.from({ length: 5 }, () => secret('wrong')), secret('typed')];
      expect(await passwordOf(id)).toBe('typed');
      expect(questions).toEqual([
        ...[false, true, true, true, true].map((wrong) => ({ kind: 'master-password', wrong })),
        expect.objectContaining({ kind: 'password' }),
      ]);
    });

    it('ask once for the master password, however many connect at once', async () => {
      answers = [secret(master)];
      expect(await Promise.all([passwordOf(id), passwordOf(id), passwordOf(id)])).toEqual(Array(3).fill('hunter2'));
      expect(questions).toHaveLength(1);
    });

    it('go on without an answer when the vault is opened elsewhere', async () => {
      const asked = Promise.withResolvers<void>();
      const waiting = await Sites.open({
        dataDirectory: folder,
        ask: (_question, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new RemoteError('cancelled', 'Taken back.')));
            asked.resolve();
          }),
        onSites() {},
        onVault() {},
        logger: { info() {}, error() {} },
        cost,
      });
      const password = waiting.credentials(await waiting.store.site(id)).password('first', signal);
      await asked.promise;
      await waiting.master.unlock(master);
      expect(await password).toBe('hunter2');
    });

    it('give up with their connection', async () => {
      const giveUp = new AbortController();
      const waiting = await Sites.open({
        dataDirectory: folder,
        ask: (_question, signal) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new RemoteError('cancelled', 'Taken back.'))),
          ),
        onSites() {},
        onVault() {},
        logger: { info() {}, error() {} },
        cost,
      });
      const password = waiting.credentials(await waiting.store.site(id)).password('first', giveUp.signal);
      giveUp.abort();
      await expect(password).rejects.toMatchObject({ kind: 'cancelled' });
    });

    it('that have nothing in the vault do not ask for it to be opened', async () => {
      const other = await sites.save(draft({ name: 'Other' }));
      answers = [secret('typed')];
      expect(await passwordOf(other.id)).toBe('typed');
      expect(questions).toMatchObject([{ kind: 'password' }]);
    });

    it('are copied without their password where the user does not open it', async () => {
      const copy = await sites.duplicate(id);
      expect(questions).toEqual([{ kind: 'master-password', wrong: false }]);
      expect((await sites.book()).withSecret).toEqual([id]);
      answers = [secret(master)];
      const second = await sites.duplicate(id);
      expect([copy.name, second.name]).toEqual(['Shop copy', 'Shop copy 2']);
      expect((await sites.book()).withSecret).toEqual([id, second.id]);
      expect(await passwordOf(second.id)).toBe('hunter2');
    });
  });

  describe('with a password that is typed while connecting', () => {
    beforeEach(() => sites.master.setUp(master));

    it('keep it where the user wants it, when the login succeeded', async () => {
      const { id } = await sites.save(draft());
      answers = [secret('hunter2', true)];
      const credentials = await credentialsOf(id);
      await credentials.password('first', signal);
      expect((await sites.book()).withSecret).toEqual([]);
      await credentials.accepted?.();
      expect((await sites.book()).withSecret).toEqual([id]);
      sites = await start();
      await sites.master.unlock(master);
      expect(await passwordOf(id)).toBe('hunter2');
    });

    it('replace the saved one that the server refused, and only by one that it took', async () => {
      const { id } = await sites.save(draft(), 'old');
      const failing = await credentialsOf(id);
      answers = [secret('typo', true)];
      expect(await failing.password('first', signal)).toBe('old');
      expect(await failing.password('rejected', signal)).toBe('typo');
      // The connection fails; the next one starts with what is saved.
      const next = await credentialsOf(id);
      answers = [secret('new', true)];
      expect(await next.password('first', signal)).toBe('old');
      expect(await next.password('rejected', signal)).toBe('new');
      await next.accepted?.();
      expect(await passwordOf(id)).toBe('new');
    });

    it('replace a wrong one without being told to, and save nothing else unasked', async () => {
      const { id } = await sites.save(draft(), 'old');
      const other = await sites.save(draft({ name: 'Other' }));
      answers = [secret('new'), secret('typo'), secret('right')];
      const credentials = await credentialsOf(id);
      await credentials.password('first', signal);
      await credentials.password('rejected', signal);
      await credentials.accepted?.();
      const others = await credentialsOf(other.id);
      await others.password('first', signal);
      await others.password('rejected', signal);
      await others.accepted?.();
      expect((await sites.book()).withSecret).toEqual([id]);
      sites = await start();
      await sites.master.unlock(master);
      expect(await passwordOf(id)).toBe('new');
    });

    it('do not replace it where the user does not want it', async () => {
      const { id } = await sites.save(draft(), 'old');
      answers = [secret('new', false)];
      const credentials = await credentialsOf(id);
      await credentials.password('first', signal);
      await credentials.password('rejected', signal);
      await credentials.accepted?.();
      sites = await start();
      await sites.master.unlock(master);
      expect(await passwordOf(id)).toBe('old');
    });

    it('do not send a refused one again on the same connection', async () => {
      const { id } = await sites.save(draft(), 'old');
      const credentials = await credentialsOf(id);
      expect(await credentials.password('first', signal)).toBe('old');
      await expect(credentials.password('rejected', signal)).rejects.toMatchObject({ kind: 'cancelled' });
      answers = [secret('new')];
      expect(await credentials.password('first', signal)).toBe('new');
    });

    it('keep a passphrase for each key file the same way', async () => {
      const { id } = await sites.save(draft());
      const credentials = await credentialsOf(id);
      answers = [secret('a', true), secret('b', true)];
      await credentials.passphrase('/key-a', 'first', signal);
      await credentials.passphrase('/key-b', 'first', signal);
      await credentials.accepted?.();
      sites = await start();
      await sites.master.unlock(master);
      questions.length = 0;
      const later = await credentialsOf(id);
      expect(await later.passphrase('/key-b', 'first', signal)).toBe('b');
      expect(await later.passphrase('/key-a', 'first', signal)).toBe('a');
      expect(questions).toEqual([]);
      expect((await sites.book()).withSecret).toEqual([]);
    });

    it('connect without waiting for the master password, and keep the answer when it came', async () => {
      const { id } = await sites.save(draft());
      sites.master.lock();
      const credentials = await credentialsOf(id);
      answers = [secret('hunter2', true), secret(master)];
      await credentials.password('first', signal);
      await credentials.accepted?.();
      await expect.poll(async () => (await sites.book()).withSecret).toEqual([id]);
    });

    it('of a site that was removed meanwhile keep nothing', async () => {
      const { id } = await sites.save(draft());
      const credentials = await credentialsOf(id);
      answers = [secret('hunter2', true)];
      await credentials.password('first', signal);
      await sites.remove([id]);
      await credentials.accepted?.();
      expect((await sites.book()).withSecret).toEqual([]);
      expect(told.errors).toMatchObject([{ kind: 'not-found' }]);
    });
  });

  describe('that ask once in a run of Portside', () => {
    it('hold the password over closing and opening, and not over a restart', async () => {
      const { id } = await sites.save(draft({ keeping: 'session' }));
      const credentials = await credentialsOf(id);
      answers = [secret('hunter2')];
      await credentials.password('first', signal);
      await credentials.accepted?.();
      expect(await passwordOf(id)).toBe('hunter2');
      expect(questions).toHaveLength(1);
      sites = await start();
      await expect(passwordOf(id)).rejects.toMatchObject({ kind: 'cancelled' });
    });

    it('do not hold one that was not accepted', async () => {
      const { id } = await sites.save(draft({ keeping: 'session' }));
      answers = [secret('typo')];
      await passwordOf(id);
      await expect(passwordOf(id)).rejects.toMatchObject({ kind: 'cancelled' });
    });

    it('take the one that was typed in the editor, and write it nowhere', async () => {
      const { id } = await sites.save(draft({ keeping: 'session' }), 'hunter2');
      expect(await passwordOf(id)).toBe('hunter2');
      for (const name of await readdir(folder)) {
        expect(await readFile(join(folder, name), 'utf8')).not.toContain('hunter2');
      }
    });
  });

  it('that always ask do so at every connection, and hold the answer for its further sessions', async () => {
    await sites.master.setUp(master);
    const { id } = await sites.save(draft({ keeping: 'always' }), 'ignored');
    const credentials = await credentialsOf(id);
    answers = [secret('one'), secret('two')];
    expect(await credentials.password('first', signal)).toBe('one');
    await credentials.accepted?.();
    expect(await credentials.password('first', signal)).toBe('one');
    expect(await passwordOf(id)).toBe('two');
    expect((await sites.book()).withSecret).toEqual([]);
  });

  it('that always asked are saved from now on where the user wants it', async () => {
    await sites.master.setUp(master);
    const { id } = await sites.save(draft({ keeping: 'always' }));
    const credentials = await credentialsOf(id);
    answers = [secret('one', true)];
    await credentials.password('first', signal);
    await credentials.accepted?.();
    expect(await sites.store.site(id)).toMatchObject({ keeping: 'save' });
    expect(await passwordOf(id)).toBe('one');
  });

  it('take their secrets out of the vault when these shall not be kept any more', async () => {
    await sites.master.setUp(master);
    const { id } = await sites.save(draft(), 'hunter2');
    await sites.save({ ...draft({ keeping: 'always' }), id });
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).not.toContain(id);
  });

  it('take their secrets with them when they are removed, with their folder too', async () => {
    await sites.master.setUp(master);
    const { id: folderId } = await sites.store.saveFolder({ name: 'Work' });
    const inside = await sites.save(draft({ folderId }), 'hunter2');
    const outside = await sites.save(draft(), 'hunter3');
    await sites.remove([folderId]);
    expect(await sites.book()).toMatchObject({ folders: [], sites: [{ id: outside.id }], withSecret: [outside.id] });
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).not.toContain(inside.id);
  });

  it('leave nothing behind when the vault is reset', async () => {
    await sites.master.setUp(master);
    const { id } = await sites.save(draft(), 'hunter2');
    await sites.resetVault();
    expect(sites.vaultStatus().state).toBe('not-set-up');
    expect((await sites.book()).withSecret).toEqual([]);
    await expect(passwordOf(id)).rejects.toMatchObject({ kind: 'cancelled' });
    expect(questions).toMatchObject([{ kind: 'password' }]);
  });

  describe('on two hosts with different vaults', () => {
    it('are asked for again where this one cannot open what the other sealed, which keeps its own', async () => {
      await sites.master.setUp(master);
      const { id } = await sites.save(draft(), 'from the browser');
      const before = await readFile(join(folder, 'secrets.json'), 'utf8');

      sites = await start(systemVault('ann'));
      expect(sites.vaultStatus()).toMatchObject({ kind: 'system', state: 'ready' });
      expect((await sites.book()).withSecret).toEqual([]);
      await expect(passwordOf(id)).rejects.toMatchObject({ kind: 'cancelled' });
      expect(questions).toMatchObject([{ kind: 'password', reason: 'first' }]);
      expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toBe(before);

      answers = [secret('from the desktop', true)];
      const credentials = await credentialsOf(id);
      await credentials.password('first', signal);
      await credentials.accepted?.();
      expect(await passwordOf(id)).toBe('from the desktop');

      sites = await start();
      await sites.master.unlock(master);
      expect(await passwordOf(id)).toBe('from the browser');
    });

    it('are asked for again where the vault of the system is that of another user', async () => {
      sites = await start(systemVault('ann'));
      const { id } = await sites.save(draft(), 'hunter2');
      expect(await passwordOf(id)).toBe('hunter2');
      const before = await readFile(join(folder, 'secrets.json'), 'utf8');
      sites = await start(systemVault('bob'));
      await expect(passwordOf(id)).rejects.toMatchObject({ kind: 'cancelled' });
      expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toBe(before);
    });

    it('lose on a reset only what this host keeps', async () => {
      await sites.master.setUp(master);
      const { id } = await sites.save(draft(), 'hunter2');
      sites = await start(systemVault('ann'));
      await sites.save({ ...draft(), id }, 'other');
      await sites.resetVault();
      sites = await start();
      expect((await sites.book()).withSecret).toEqual([id]);
    });
  });

  describe('a try of the editor', () => {
    it('takes the saved password of the same account, and saves nothing', async () => {
      await sites.master.setUp(master);
      const { id } = await sites.save(draft(), 'hunter2');
      const before = await readFile(join(folder, 'secrets.json'), 'utf8');
      const saved = await sites.credentialsForTest({ ...target, port: 2222 }, undefined, id);
      expect(await saved.password('first', signal)).toBe('hunter2');
      answers = [secret('typed', true)];
      expect(await saved.password('rejected', signal)).toBe('typed');
      expect(questions.at(-1)).not.toHaveProperty('maySave');
      await saved.accepted?.();
      expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toBe(before);
      expect(await passwordOf(id)).toBe('hunter2');
      expect(await (await sites.credentialsForTest(target, 'typed', id)).password('first', signal)).toBe('typed');
    });

    it.each([{ host: 'evil.example' }, { user: 'bob' }])('sends no saved password to %j', async (changes) => {
      await sites.master.setUp(master);
      const { id } = await sites.save(draft(), 'hunter2');
      const credentials = await sites.credentialsForTest({ ...target, ...changes }, undefined, id);
      await expect(credentials.password('first', signal)).rejects.toMatchObject({ kind: 'cancelled' });
      expect(questions).toMatchObject([{ kind: 'password' }]);
    });
  });

  it('note when they were used, and which servers were used without being saved', async () => {
    const { id } = await sites.save(draft());
    await sites.noteUse({ id });
    await sites.noteUse({ target });
    await sites.noteUse({ target: { ...target, host: 'other.example' } });
    const { sites: saved, recent } = await sites.book();
    expect(saved[0]?.lastUsedAt).toBeGreaterThan(Date.now() - 60_000);
    expect(recent.map(({ target }) => target.host)).toEqual(['other.example']);
    await sites.store.forgetRecent();
    expect((await sites.book()).recent).toEqual([]);
  });
});
