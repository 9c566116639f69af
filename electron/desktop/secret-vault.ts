import { safeStorage } from 'electron';
import { z } from 'zod';
import type { Logger } from '../log/logger.ts';
import type { SecretVault } from '../sites/secret-vault.ts';

/** What is handed to the system: it knows no topics, so the topic is sealed with the secret and compared when it is opened. */
const Sealed = z.object({ topic: z.string(), secret: z.string() });

/**
 * The system's own vault (Keychain, DPAPI, Secret Service or KWallet). Undefined where it has none that protects anything:
 * Chromium's `basic_text` encrypts with a key that everybody knows. Electron has to be ready.
 */
export async function openSystemVault(logger: Logger): Promise<SecretVault | undefined> {
  if (process.platform === 'linux' && !hasRealBackend()) return undefined;
  try {
    return (await safeStorage.isAsyncEncryptionAvailable()) ? systemVault(logger) : undefined;
  } catch (error) {
    logger.error('the vault of this computer does not answer; a master password takes its place', error);
    return undefined;
  }
}

function hasRealBackend(): boolean {
  const backend = safeStorage.getSelectedStorageBackend();
  return backend !== 'basic_text' && backend !== 'unknown';
}

function systemVault(logger: Logger): SecretVault {
  return {
    kind: 'system',
    state: 'ready',
    async seal(topic, secret) {
      const sealed = await safeStorage.encryptStringAsync(JSON.stringify({ topic, secret }));
      return sealed.toString('base64');
    },
    async open(topic, sealed) {
      try {
        const { result } = await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'));
        const opened = Sealed.parse(JSON.parse(result));
        return opened.topic === topic ? opened.secret : undefined;
      } catch {
        // Sealed by another account or machine, or damaged. The error could quote what was opened, so it is not told.
        logger.info('a saved secret cannot be opened by the vault of this computer; it is asked for again');
        return undefined;
      }
    },
  };
}
