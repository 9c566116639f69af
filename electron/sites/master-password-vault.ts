import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { VaultStatus } from '../../shared/model/site.ts';
import type { JsonFile } from '../storage/atomic-json.ts';
import type { SecretVault } from './secret-vault.ts';
import {
  type MasterKeyRecord,
  type ScryptCost,
  type SealedSecret,
  type SecretsFile,
  sealedFor,
} from './secrets-file.ts';

/** What OWASP's password storage guide asks of scrypt; some 130 MB and a good part of a second for each guess. */
const USUAL_COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 32;
/** NIST SP 800-38D §8.2: 96 bits, drawn at random for each secret. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERIFIER_TOPIC = 'portside master password';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

export interface MasterPasswordVaultOptions {
  readonly file: JsonFile<SecretsFile>;
  readonly onChange: () => void;
  /** For a master password chosen from now on. */
  readonly cost?: ScryptCost;
  /** Passes the time after a wrong master password. */
  readonly delay?: (ms: number) => Promise<unknown>;
}

/** Keeps secrets in a file that a master password opens: AES-256-GCM under a key that scrypt makes of it. */
export class MasterPasswordVault implements SecretVault {
  readonly kind = 'master-password';
  readonly #options: MasterPasswordVaultOptions;
  #isSetUp: boolean;
  #autoLockMinutes: number;
  #key: Buffer | undefined;
  #wrongInARow = 0;
  #restTimer: NodeJS.Timeout | undefined;
  /** Attempts come one after the other, so that many at once are no way around the delay. */
  #turns: Promise<unknown> = Promise.resolve();

  private constructor(options: MasterPasswordVaultOptions, { master, autoLockMinutes }: SecretsFile) {
    this.#options = options;
    this.#isSetUp = master !== undefined;
    this.#autoLockMinutes = autoLockMinutes;
  }

  /** Locked, or not set up. */
  static async load(options: MasterPasswordVaultOptions): Promise<MasterPasswordVault> {
    return new MasterPasswordVault(options, await options.file.read());
  }

  get state(): VaultStatus['state'] {
    if (!this.#isSetUp) return 'not-set-up';
    return this.#key ? 'ready' : 'locked';
  }

  get autoLockMinutes(): number {
    return this.#autoLockMinutes;
  }

  /** Chooses the first master password and leaves the vault open. Throws `exists` where there is one. */
  setUp(password: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isSetUp) throw new RemoteError('exists', 'A master password has been chosen already.');
      const { key, record } = await this.#newKey(password);
      await this.#options.file.update((file) => ({
        ...file,
        master: record,
        // Without their key these can never be opened again.
        secrets: file.secrets.filter(({ vault }) => vault !== this.kind),
      }));
      this.#isSetUp = true;
      this.#hold(key);
    });
  }

  /** Throws `denied` where the password is wrong, later each time. */
  unlock(password: string): Promise<void> {
    return this.#inTurn(async () => this.#hold(await this.#keyOf(password)));
  }

  /** Forgets the key. */
  lock(): void {
    clearTimeout(this.#restTimer);
    if (!this.#key) return;
    this.#key.fill(0);
    this.#key = undefined;
    this.#options.onChange();
  }

  /** Seals every secret anew, all of them or none. Throws `denied` where `current` is wrong. */
  change(current: string, next: string): Promise<void> {
    return this.#inTurn(async () => {
      const old = await this.#keyOf(current);
      try {
        const { key, record } = await this.#newKey(next);
        const anew = (secret: SealedSecret): SealedSecret => {
          if (secret.vault !== this.kind) return secret;
          const topic = sealedFor(secret);
          const text = decrypt(old, topic, secret.sealed);
          // What did not open before does not open now; it is kept as it is.
          return text === undefined ? secret : { ...secret, sealed: encrypt(key, topic, text) };
        };
        await this.#options.file.update((file) => ({ ...file, master: record, secrets: file.secrets.map(anew) }));
        this.#hold(key);
      } finally {
        old.fill(0);
      }
    });
  }

  /** Throws away the master password and every secret that it sealed. */
  reset(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#options.file.update(({ master: _, ...file }) => ({
        ...file,
        secrets: file.secrets.filter(({ vault }) => vault !== this.kind),
      }));
      this.#isSetUp = false;
      this.#wrongInARow = 0;
      this.lock();
      this.#options.onChange();
    });
  }

  /** @param minutes of rest; 0 never locks. */
  async setAutoLock(minutes: number): Promise<void> {
    await this.#options.file.update((file) => ({ ...file, autoLockMinutes: minutes }));
    this.#autoLockMinutes = minutes;
    this.#rest();
    this.#options.onChange();
  }

  async seal(topic: string, secret: string): Promise<string> {
    return encrypt(this.#openKey(), topic, secret);
  }

  async open(topic: string, sealed: string): Promise<string | undefined> {
    return decrypt(this.#openKey(), topic, sealed);
  }

  #openKey(): Buffer {
    if (!this.#key) throw vaultClosed(this.state);
    this.#rest();
    return this.#key;
  }

  #hold(key: Buffer): void {
    this.#key?.fill(0);
    this.#key = key;
    this.#rest();
    this.#options.onChange();
  }

  /** From now on the vault rests, until it is used again. */
  #rest(): void {
    clearTimeout(this.#restTimer);
    if (!this.#key || this.#autoLockMinutes === 0) return;
    this.#restTimer = setTimeout(() => this.lock(), this.#autoLockMinutes * 60_000);
    this.#restTimer.unref();
  }

  async #keyOf(password: string): Promise<Buffer> {
    const { master } = await this.#options.file.read();
    if (!master) throw vaultClosed('not-set-up');
    const key = await deriveKey(password, Buffer.from(master.salt, 'base64'), master.cost);
    if (decrypt(key, VERIFIER_TOPIC, master.verifier) !== undefined) {
      this.#wrongInARow = 0;
      return key;
    }
    key.fill(0);
    await (this.#options.delay ?? wait)(Math.min(FIRST_DELAY_MS * 2 ** this.#wrongInARow++, LONGEST_DELAY_MS));
    throw new RemoteError('denied', 'The master password is wrong.', {
      hint: 'Check the keyboard layout and caps lock. A forgotten master password cannot be recovered, only reset.',
    });
  }

  async #newKey(password: string): Promise<{ key: Buffer; record: MasterKeyRecord }> {
    const cost = this.#options.cost ?? USUAL_COST;
    const salt = randomBytes(SALT_BYTES);
    const key = await deriveKey(password, salt, cost);
    const record = { cost, salt: salt.toString('base64'), verifier: encrypt(key, VERIFIER_TOPIC, '') };
    return { key, record };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(work);
    // The failure is the caller's.
    this.#turns = turn.catch(() => undefined);
    return turn;
  }
}

/** The error of a vault that cannot be used now. */
export function vaultClosed(state: VaultStatus['state']): RemoteError {
  return state === 'not-set-up'
    ? new RemoteError('denied', 'No master password has been chosen yet.', {
        hint: 'Choose one; it protects the passwords that Portside keeps.',
      })
    : new RemoteError('denied', 'The saved passwords are locked.', { hint: 'Unlock them with the master password.' });
}

/** scrypt (RFC 7914) in a thread of its own. The same characters typed on another system make the same key: NFC. */
function deriveKey(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const bytes = Buffer.from(password.normalize('NFC'), 'utf8');
  const maxmem = 128 * cost.r * (cost.N + cost.p + 2);
  return new Promise<Buffer>((resolve, reject) => {
    scrypt(bytes, salt, KEY_BYTES, { ...cost, maxmem }, (error, key) => (error ? reject(error) : resolve(key)));
  }).finally(() => bytes.fill(0));
}

/** @returns nonce, ciphertext and tag as base64. The topic is authenticated, not kept. */
function encrypt(key: Buffer, topic: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(topic, 'utf8'));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64');
}

function decrypt(key: Buffer, topic: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const options = { authTagLength: TAG_BYTES };
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), options);
  cipher.setAAD(Buffer.from(topic, 'utf8')).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = Buffer.concat([cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()]);
    const opened = text.toString('utf8');
    text.fill(0);
    return opened;
  } catch {
    // Another key, another topic or other bytes: GCM does not tell which.
    return undefined;
  }
}
