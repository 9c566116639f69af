import { z } from 'zod';
import { VaultStatus } from '../../shared/model/site.ts';
import type { SecretTopic } from '../remote/secret-keeper.ts';
import { JsonFile } from '../storage/atomic-json.ts';

const Base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** The cost of scrypt (RFC 7914 §2), bounded so that a tampered file cannot take the machine's memory. */
export const ScryptCost = z.object({
  N: z
    .number()
    .int()
    .min(2)
    .max(2 ** 20),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
});
export type ScryptCost = z.infer<typeof ScryptCost>;

/** How the key comes out of the master password, and what proves that it is the right one. */
export const MasterKeyRecord = z.object({ cost: ScryptCost, salt: Base64, verifier: Base64 });
export type MasterKeyRecord = z.infer<typeof MasterKeyRecord>;

/** One secret of a site: its `password`, or a `passphrase` with the name of the key file. */
export const SealedSecret = z.object({
  siteId: z.string(),
  topic: z.custom<SecretTopic>(
    (topic) => typeof topic === 'string' && /^(?:password$|password .|passphrase .)/s.test(topic),
  ),
  /** Which vault sealed it. Each vault keeps its own: what one cannot open stays for the other. */
  vault: VaultStatus.shape.kind,
  sealed: Base64,
});
export type SealedSecret = z.infer<typeof SealedSecret>;

export const SecretsFile = z.object({
  version: z.literal(1),
  /** Absent until a master password was chosen. */
  master: MasterKeyRecord.optional(),
  autoLockMinutes: VaultStatus.shape.autoLockMinutes,
  secrets: z.array(SealedSecret),
});
export type SecretsFile = z.infer<typeof SecretsFile>;

const AUTO_LOCK_MINUTES = 15;

/** `secrets.json` of the data folder. */
export function openSecretsFile(file: string, onSetAside: (message: string) => void): JsonFile<SecretsFile> {
  const empty: SecretsFile = { version: 1, autoLockMinutes: AUTO_LOCK_MINUTES, secrets: [] };
  return new JsonFile({ file, schema: SecretsFile, empty, onSetAside });
}

/** What a secret is sealed for: no two secrets of the file have the same. */
export function sealedFor({ siteId, topic }: Pick<SealedSecret, 'siteId' | 'topic'>): string {
  return JSON.stringify([siteId, topic]);
}
