import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type * as Electron from 'electron';
import type { StandInApplication } from './application.ts';

type Part = Pick<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `safeStorage`: really encrypts, with a key that belongs to the user of the system, as `userKey` says. */
export class StandInSafeStorage implements Part {
  backend: ReturnType<Electron.SafeStorage['getSelectedStorageBackend']> = 'gnome_libsecret';
  isAvailable = true;
  /** The same over restarts where a test hands it on; another one is another user, or another machine. */
  userKey: Buffer = randomBytes(32);
  readonly #app: StandInApplication;

  constructor(app: StandInApplication) {
    this.#app = app;
  }

  /** Before `ready` Electron does not know yet. */
  getSelectedStorageBackend(): ReturnType<Electron.SafeStorage['getSelectedStorageBackend']> {
    return this.#app.isReady ? this.backend : 'unknown';
  }

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    this.#app.assertReady('safeStorage');
    return this.isAvailable;
  }

  async encryptStringAsync(plainText: string): Promise<Buffer> {
    this.#assertAvailable();
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.userKey, nonce);
    return Buffer.concat([nonce, cipher.update(plainText, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  async decryptStringAsync(encrypted: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> {
    this.#assertAvailable();
    const cipher = createDecipheriv('aes-256-gcm', this.userKey, encrypted.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    cipher.setAuthTag(encrypted.subarray(-TAG_BYTES));
    const text = Buffer.concat([cipher.update(encrypted.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()]);
    return { result: text.toString('utf8'), shouldReEncrypt: false };
  }

  #assertAvailable(): void {
    this.#app.assertReady('safeStorage');
    if (!this.isAvailable) throw new Error('Error while encrypting the text provided to safeStorage.');
  }
}
