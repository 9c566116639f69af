import type { VaultStatus } from '../../shared/model/site.ts';

/**
 * Seals secrets so that they can be kept in a file. `topic` says what a secret is for and is sealed with it: under another
 * topic it does not open, so that nobody who can write the file makes one site's password that of another.
 */
export interface SecretVault {
  readonly kind: VaultStatus['kind'];
  readonly state: VaultStatus['state'];
  /** @returns text that holds the sealed secret. Throws `denied` while the vault is locked or not set up. */
  seal(topic: string, secret: string): Promise<string>;
  /** Undefined where it was sealed elsewhere, for something else, or was tampered with. Throws `denied` while the vault is locked. */
  open(topic: string, sealed: string): Promise<string | undefined>;
}
