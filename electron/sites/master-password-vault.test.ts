import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonFile } from '../storage/atomic-json.ts';
import { MasterPasswordVault } from './master-password-vault.ts';
import { openSecretsFile, type SecretsFile } from './secrets-file.ts';

const cost = { N: 2 ** 10, r: 8, p: 1 };
const password = 'correct horse';

describe('a vault with a master password', () => {
  let folder: string;
  let file: JsonFile<SecretsFile>;
  let waited: number[];
  const onChange = vi.fn();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-vault-'));
    file = openSecretsFile(join(folder, 'secrets.json'), () => {});
    waited = [];
    onChange.mockClear();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await rm(folder, { recursive: true, force: true });
  });

  /** As after a start of Portside. */
  const load = () => MasterPasswordVault.load({ file, onChange, cost, delay: async (ms) => void waited.push(ms) });
  async function setUp(): Promise<MasterPasswordVault> {
    const vault = await load();
    await vault.setUp(password);
    return vault;
  }
  async function put(vault: MasterPasswordVault, siteId: string, secret: string): Promise<void> {
    const sealed = await vault.seal(JSON.stringify([siteId, 'password']), secret);
    const entry = { siteId, topic: 'password', vault: 'master-password', sealed } as const;
    await file.update((current) => ({ ...current, secrets: [...current.secrets, entry] }));
  }
  const opened = async (vault: MasterPasswordVault) => {
    const { secrets } = await file.read();
    return Promise.all(secrets.map(({ siteId, sealed }) => vault.open(JSON.stringify([siteId, 'password']), sealed)));
  };

  it('is not set up, then open, then locked after a restart, and open again with the same password', async () => {
    const vault = await load();
    expect(vault.state).toBe('not-set-up');
    await expect(vault.seal('a', 'x')).rejects.toMatchObject({ kind: 'denied' });
    await vault.setUp(password);
    expect(vault.state).toBe('ready');
    await put(vault, 'one', 'hunter2');

    const later = await load();
    expect(later.state).toBe('locked');
    await expect(opened(later)).rejects.toMatchObject({ kind: 'denied' });
    await later.unlock(password);
    expect(later.state).toBe('ready');
    expect(await opened(later)).toEqual(['hunter2']);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  it('keeps no secret and no master password in its file', async () => {
    const vault = await setUp();
    await put(vault, 'one', 'hunter2');
    const text = await readFile(join(folder, 'secrets.json'), 'utf8');
    expect(text).toContain('"vault": "master-password"');
    for (const secret of ['hunter2', password]) {
      for (const encoding of ['utf8', 'base64', 'hex'] as const) {
        expect(text).not.toContain(Buffer.from(secret).toString(encoding));
      }
    }
  });

  it('seals the same secret differently each time', async () => {
    const vault = await setUp();
    expect(await vault.seal('a', 'x')).not.toBe(await vault.seal('a', 'x'));
  });

  it('opens a secret only under the topic for which it was sealed, and untouched', async () => {
    const vault = await setUp();
    const sealed = await vault.seal('one', 'hunter2');
    expect(await vault.open('one', sealed)).toBe('hunter2');
    expect(await vault.open('other', sealed)).toBeUndefined();
    const bytes = Buffer.from(sealed, 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      expect(await vault.open('one', changed.toString('base64'))).toBeUndefined();
    }
    for (let length = 0; length < bytes.length; length += 1) {
      expect(await vault.open('one', bytes.subarray(0, length).toString('base64'))).toBeUndefined();
    }
  });

  it('says that a master password is wrong, later each time, and stays locked', async () => {
    await setUp();
    const vault = await load();
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await expect(vault.unlock('wrong')).rejects.toMatchObject({
        kind: 'denied',
        message: 'The master password is wrong.',
      });
    }
    expect(vault.state).toBe('locked');
    expect(waited).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    await vault.unlock(password);
    await expect(vault.change('wrong', 'something else')).rejects.toMatchObject({ kind: 'denied' });
    expect(waited.at(-1)).toBe(500);
  });

  it('takes guesses one after the other, however many come at once', async () => {
    await setUp();
    let running = 0;
    let most = 0;
    const delay = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    const vault = await MasterPasswordVault.load({ file, onChange, cost, delay });
    await Promise.allSettled(Array.from({ length: 5 }, () => vault.unlock('wrong')));
    expect(most).toBe(1);
  });

  it('takes the same characters however the system composes them', async () => {
    const vault = await load();
    await vault.setUp('Ärger und Übermut');
    const later = await load();
    await later.unlock('A\u0308rger und U\u0308bermut');
    expect(later.state).toBe('ready');
  });

  it('keeps the first master password until it is changed by who knows it', async () => {
    const vault = await setUp();
    await expect(vault.setUp('another one')).rejects.toMatchObject({ kind: 'exists' });
    await put(vault, 'one', 'hunter2');
    await vault.change(password, 'something else');
    expect(await opened(vault)).toEqual(['hunter2']);
    const later = await load();
    await expect(later.unlock(password)).rejects.toMatchObject({ kind: 'denied' });
    await later.unlock('something else');
    expect(await opened(later)).toEqual(['hunter2']);
  });

  it('changes the password of all secrets or of none', async () => {
    const vault = await setUp();
    for (const id of ['one', 'two', 'three']) await put(vault, id, `secret of ${id}`);
    const other = { siteId: 'x', topic: 'password', vault: 'system', sealed: 'AAAA' } as const;
    const broken = { siteId: 'y', topic: 'password', vault: 'master-password', sealed: 'AAAA' } as const;
    await file.update((current) => ({ ...current, secrets: [...current.secrets, other, broken] }));
    const before = await file.read();

    const update = vi.spyOn(file, 'update').mockRejectedValueOnce(new Error('the disk is full'));
    await expect(vault.change(password, 'something else')).rejects.toThrow('the disk is full');
    update.mockRestore();
    expect(await file.read()).toEqual(before);
    const still = await load();
    await still.unlock(password);

    await still.change(password, 'something else');
    const { secrets } = await file.read();
    expect(secrets.slice(0, 3).every(({ sealed }, at) => sealed !== before.secrets[at]?.sealed)).toBe(true);
    // What cannot be opened here is kept as it is.
    expect(secrets.slice(3)).toEqual([other, broken]);
    expect((await opened(still)).slice(0, 3)).toEqual(['secret of one', 'secret of two', 'secret of three']);
  });

  it('locks at once, and by itself after a rest', async () => {
    const vault = await setUp();
    vault.lock();
    expect(vault.state).toBe('locked');
    await expect(vault.open('a', 'AAAA')).rejects.toMatchObject({ kind: 'denied' });

    await vault.setAutoLock(10);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await vault.unlock(password);
    vi.advanceTimersByTime(9 * 60_000);
    await vault.seal('a', 'x');
    vi.advanceTimersByTime(9 * 60_000);
    expect(vault.state).toBe('ready');
    onChange.mockClear();
    vi.advanceTimersByTime(60_000);
    expect(vault.state).toBe('locked');
    expect(onChange).toHaveBeenCalledExactlyOnceWith();
  });

  it('never locks by itself where the user does not want it, also after a restart', async () => {
    await (await setUp()).setAutoLock(0);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const vault = await load();
    expect(vault.autoLockMinutes).toBe(0);
    await vault.unlock(password);
    vi.advanceTimersByTime(1_000 * 60_000);
    expect(vault.state).toBe('ready');
  });

  it('forgets everything that it sealed when it is reset, and nothing of another vault', async () => {
    const vault = await setUp();
    await put(vault, 'one', 'hunter2');
    const other = { siteId: 'x', topic: 'password', vault: 'system', sealed: 'AAAA' } as const;
    await file.update((current) => ({ ...current, secrets: [...current.secrets, other] }));
    await vault.reset();
    expect(vault.state).toBe('not-set-up');
    expect(await file.read()).toMatchObject({ secrets: [other] });
    expect((await file.read()).master).toBeUndefined();
    expect((await load()).state).toBe('not-set-up');
    await vault.setUp('a new beginning');
    expect(vault.state).toBe('ready');
  });

  it('does not hold the thread while it works on a guess', async () => {
    const slow = await MasterPasswordVault.load({ file, onChange, cost: { N: 2 ** 15, r: 8, p: 1 } });
    let turns = 0;
    let done = false;
    const turn = () => {
      turns += 1;
      if (!done) setImmediate(turn);
    };
    turn();
    await slow.setUp(password);
    done = true;
    // A derivation on this thread would let a handful through.
    expect(turns).toBeGreaterThan(50);
  });

  it('costs a guess what OWASP asks for, and says in the file how it was made', async () => {
    const vault = await MasterPasswordVault.load({ file, onChange });
    await vault.setUp(password);
    expect((await file.read()).master?.cost).toEqual({ N: 131_072, r: 8, p: 1 });
    // Another default of a later version opens it all the same.
    const later = await load();
    await later.unlock(password);
    expect(later.state).toBe('ready');
  });

  it('zeroes the key when it forgets it', async () => {
    const made: Buffer[] = [];
    const crypto = await import('node:crypto');
    const alloc = vi.spyOn(Buffer.prototype, 'fill');
    const vault = await setUp();
    vault.lock();
    made.push(...(alloc.mock.contexts as Buffer[]).filter((buffer) => buffer.length === 32));
    alloc.mockRestore();
    expect(made.length).toBeGreaterThan(0);
    for (const key of made) expect(crypto.timingSafeEqual(key, Buffer.alloc(32))).toBe(true);
  });
});
