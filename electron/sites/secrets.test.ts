import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SecretVault } from './secret-vault.ts';
import { Secrets } from './secrets.ts';
import { openSecretsFile } from './secrets-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portside-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('saving a password ends with an error where the keychain takes it and does not give it back', async () => {
  const file = join(folder, 'secrets.json');
  const vault: SecretVault = {
    kind: 'system',
    state: 'ready',
    seal: async (_topic, secret) => Buffer.from(secret).toString('base64'),
    open: async () => undefined,
  };
  const secrets = new Secrets({ file: openSecretsFile(file, () => {}), vault, onChange: () => {} });
  await expect(secrets.put('shop', 'password', 'geheim')).rejects.toMatchObject({
    kind: 'io',
    data: { hint: expect.stringContaining('keychain') },
  });
  expect(await secrets.sitesWithPassword()).toEqual([]);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ secrets: [] });
});
