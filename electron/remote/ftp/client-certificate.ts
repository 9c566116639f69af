import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { FtpOptions } from '../../../shared/model/connection-options.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { Credentials } from '../credentials.ts';

const MOST_PASSPHRASES = 3;
const inSettings = 'Check the client certificate in the settings of this site.';

/** Who the user is to the TLS of a server; nothing where the site names no certificate. */
export type ClientIdentity = Pick<SecureContextOptions, 'cert' | 'key' | 'pfx' | 'passphrase'>;

type CertificateFiles = NonNullable<FtpOptions['clientCertificate']>;

/**
 * Reads the client certificate and its key: PEM in one file or two, or PKCS#12 (RFC 7292). Asks for the passphrase where
 * the key is encrypted, and again where it is wrong. Throws `invalid-request` for files that are no such thing, and
 * `auth` after too many wrong passphrases.
 */
export async function readClientIdentity(
  files: CertificateFiles | undefined,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<ClientIdentity> {
  if (files === undefined) return {};
  const certificate = await readCertificateFile(files.file);
  if (!isPem(certificate)) return unlocked(files.file, { pfx: certificate }, credentials, signal);
  const keyFile = files.keyFile ?? files.file;
  const key = keyFile === files.file ? certificate : await readCertificateFile(keyFile);
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key.toString('latin1'))) {
    throw new RemoteError('invalid-request', `There is no private key in ${keyFile}.`, {
      hint: 'A PEM certificate needs its private key too, in the same file or in a file of its own.',
    });
  }
  return unlocked(keyFile, { cert: certificate, key }, credentials, signal);
}

/** The identity with the passphrase that opens it, if it needs one. Tried out here, so that no connection fails of it. */
async function unlocked(
  file: string,
  identity: ClientIdentity,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<ClientIdentity> {
  const problem = problemOf(identity);
  if (problem === undefined) return identity;
  if (!isLocked(identity) && !isWrongPassphrase(problem)) throw unusable(file, problem);
  for (let tries = 1; tries <= MOST_PASSPHRASES; tries += 1) {
    const passphrase = await credentials.passphrase(file, tries === 1 ? 'first' : 'rejected', signal);
    const opened = { ...identity, passphrase };
    const stillWrong = problemOf(opened);
    if (stillWrong === undefined) return opened;
    // Once in a few hundred times a wrong passphrase opens the lock, and what is behind it makes no sense.
    if (!isLocked(identity) && !isWrongPassphrase(stillWrong)) throw unusable(file, stillWrong);
    if (isOutdated(stillWrong) || isMismatch(stillWrong)) throw unusable(file, stillWrong);
  }
  throw new RemoteError('auth', `The passphrase does not open ${file}.`, { hint: inSettings });
}

function problemOf(identity: ClientIdentity): Error | undefined {
  try {
    createSecureContext(identity);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** RFC 5958 and, in OpenSSL's older form, RFC 1421 §4.6.1.1. PKCS#12 shows it only when it is opened. */
function isLocked({ key }: ClientIdentity): boolean {
  return key !== undefined && /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(String(key));
}

/** In the words of OpenSSL and of Electron's BoringSSL. */
function isWrongPassphrase({ message }: Error): boolean {
  return /mac verify|bad decrypt|incorrect_?password|bad_decrypt|mac_verify|cipherfinal|password|passphrase|interrupted or cancelled/i.test(
    message,
  );
}

function isOutdated({ message }: Error): boolean {
  return /unsupported/i.test(message);
}

function isMismatch({ message }: Error): boolean {
  return /values[ _]mismatch/i.test(message);
}

function unusable(file: string, problem: Error): RemoteError {
  if (isMismatch(problem)) {
    return new RemoteError('invalid-request', `The private key does not belong to the certificate in ${file}.`, {
      cause: problem,
      hint: inSettings,
    });
  }
  return new RemoteError('invalid-request', `The client certificate ${file} cannot be used: ${problem.message}`, {
    cause: problem,
    hint: isOutdated(problem)
      ? 'It may be encrypted in an outdated way. Export it again with AES, or convert it to PEM.'
      : `${inSettings} It must be PEM, or PKCS#12 (.p12, .pfx).`,
  });
}

async function readCertificateFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new RemoteError('invalid-request', `The client certificate ${file} cannot be read: ${words}`, {
      cause: error,
      hint: inSettings,
    });
  }
}

function isPem(content: Buffer): boolean {
  return content.includes('-----BEGIN ');
}
