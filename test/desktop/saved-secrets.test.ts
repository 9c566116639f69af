import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../electron/data-lock.ts';
import { startDemoServer } from '../../electron/demo-server/demo-server.ts';
import type { PromptQuestion } from '../../shared/model/prompt.ts';
import { Desktop, type DesktopOptions } from './desktop.ts';

const PASSWORD = 'correct horse battery staple';

let dataDirectory: string;
let userKey: Buffer;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'portside-saved-'));
  userKey = randomBytes(32);
});
afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

/** On the same data folder, for the same user of the system. */
function start(options: DesktopOptions = {}): Promise<Desktop> {
  return Desktop.start({
    dataDirectory,
    ...options,
    prepare: (electron) => {
      electron.safeStorage.userKey = userKey;
      options.prepare?.(electron);
    },
  });
}

/** Trusts every host; answers for everything else with what `secrets` gives, or refuses. */
function answering(desktop: Desktop, secrets: (question: PromptQuestion) => string | undefined): PromptQuestion[] {
  const asked: PromptQuestion[] = [];
  desktop.bridge.on('prompts.changed', (payload) => {
    for (const { id, question } of (payload as { prompts: { id: string; question: PromptQuestion }[] }).prompts) {
      const isSecret = question.kind === 'password' || question.kind === 'master-password';
      if (isSecret) asked.push(question);
      const secret = isSecret ? secrets(question) : undefined;
      void desktop.request('prompts.answer', {
        id,
        answer:
          secret !== undefined
            ? { kind: 'secret', secret }
            : isSecret
              ? { kind: 'refuse' }
              : { kind: 'trust', remember: false },
      });
    }
  });
  return asked;
}

async function saveShop(desktop: Desktop, port: number) {
  const target = { protocol: 'sftp', host: '127.0.0.1', port, user: 'demo' } as const;
  return desktop.request('sites.save', { draft: { name: 'Shop', target, keeping: 'save' }, password: PASSWORD });
}

const file = () => readFile(join(dataDirectory, 'secrets.json'), 'utf8');

describe('a saved password on the desktop', () => {
  it('is sealed by the vault of the system and used after a restart without a question', async () => {
    await using server = await startDemoServer({ password: PASSWORD });
    let siteId: string;
    {
      await using desktop = await start();
      expect(await desktop.request('vault.status')).toMatchObject({ kind: 'system', state: 'ready' });
      ({ id: siteId } = await saveShop(desktop, server.sftp.port));
      expect(await desktop.request('sites.list')).toMatchObject({ withSecret: [siteId] });
    }
    const { secrets } = JSON.parse(await file()) as { secrets: { sealed: string }[] };
    expect(secrets).toMatchObject([{ siteId, topic: 'password', vault: 'system' }]);
    expect(Buffer.from(secrets[0]?.sealed ?? '', 'base64').toString('latin1')).not.toContain(PASSWORD);

    await using desktop = await start();
    const asked = answering(desktop, () => undefined);
    expect(await desktop.request('connections.openSite', { operationId: '1', siteId })).toMatchObject({
      id: `site:${siteId}`,
      label: 'Shop',
      state: 'open',
    });
    expect(asked).toEqual([]);
    expect(await desktop.request('sites.list')).toMatchObject({ sites: [{ lastUsedAt: expect.any(Number) }] });
  });

  it('is asked for again by another user of the system, and kept for the first', async () => {
    await using server = await startDemoServer({ password: PASSWORD });
    let siteId: string;
    {
      await using desktop = await start();
      ({ id: siteId } = await saveShop(desktop, server.sftp.port));
    }
    const before = await file();
    {
      await using desktop = await start({ prepare: (electron) => (electron.safeStorage.userKey = randomBytes(32)) });
      const asked = answering(desktop, () => PASSWORD);
      await desktop.request('connections.openSite', { operationId: '1', siteId });
      expect(asked).toMatchObject([{ kind: 'password', reason: 'first', maySave: true }]);
    }
    expect(await file()).toBe(before);
    await using desktop = await start();
    const asked = answering(desktop, () => undefined);
    await desktop.request('connections.openSite', { operationId: '1', siteId });
    expect(asked).toEqual([]);
  });

  it.each([
    ['encrypts with a key that everybody knows', 'basic_text', true],
    ['is not there', 'gnome_libsecret', false],
  ] as const)('is behind a master password where the vault of the system %s', async (_, backend, isAvailable) => {
    await using server = await startDemoServer({ password: PASSWORD });
    const withoutVault: DesktopOptions = {
      platform: 'linux',
      prepare: (electron) => Object.assign(electron.safeStorage, { backend, isAvailable }),
    };
    let siteId: string;
    {
      await using desktop = await start(withoutVault);
      expect(await desktop.request('vault.status')).toMatchObject({ kind: 'master-password', state: 'not-set-up' });
      await expect(saveShop(desktop, server.sftp.port)).rejects.toMatchObject({ kind: 'denied' });
      await desktop.request('vault.setUp', { masterPassword: 'open sesame' });
      ({ id: siteId } = await saveShop(desktop, server.sftp.port));
    }
    expect(JSON.parse(await file())).toMatchObject({ secrets: [{ vault: 'master-password' }] });
    await using desktop = await start(withoutVault);
    const asked = answering(desktop, ({ kind }) => (kind === 'master-password' ? 'open sesame' : undefined));
    await desktop.request('connections.openSite', { operationId: '1', siteId });
    expect(asked).toEqual([{ kind: 'master-password', wrong: false }]);
  });

  it('has no master password where the system has a vault', async () => {
    await using desktop = await start();
    for (const [name, input] of [
      ['vault.setUp', { masterPassword: 'open sesame' }],
      ['vault.unlock', { masterPassword: 'open sesame' }],
      ['vault.lock', undefined],
    ] as const) {
      await expect(desktop.request(name, input)).rejects.toMatchObject({ kind: 'unsupported' });
    }
  });

  it('on systems whose backend cannot be asked for relies on what Electron says of it', async () => {
    for (const platform of ['win32', 'darwin'] as const) {
      await using desktop = await start({
        platform,
        prepare: (electron) => Object.assign(electron.safeStorage, { backend: 'basic_text' }),
      });
      expect(await desktop.request('vault.status')).toMatchObject({ kind: 'system' });
    }
  });
});

describe('the data folder of the desktop', () => {
  it('that another Portside holds is left alone: the app says who, and ends with a code of its own', async () => {
    await using _held = await lockDataFolder(dataDirectory, 'loopback');
    await using desktop = await start({ isPackaged: true });
    expect(desktop.electron.app.exitCode).toBe(3);
    const [error = ''] = desktop.electron.dialog.errors;
    expect(error).toContain(`process ${process.pid}`);
    expect(error).toContain('for a browser tab');
    expect(error).toContain('PORTSIDE_DATA');
    expect(desktop.electron.app.windows.size).toBe(0);
  });

  it('is free again when the app has quit', async () => {
    {
      await using _desktop = await start();
      await expect(lockDataFolder(dataDirectory, 'loopback')).rejects.toMatchObject({ holder: { host: 'desktop' } });
    }
    await using _lock = await lockDataFolder(dataDirectory, 'loopback');
  });
});
