import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { isRemoteError, RemoteError } from '../../../../shared/model/remote-error.ts';
import { readOutside } from './openssh-key.ts';
import { isEncryptedPem, isPemKey, pemToOpenSsh } from './pem-key.ts';
import { PpkMacError, parsePpk, ppkToOpenSsh } from './ppk.ts';

const MOST_ATTEMPTS = 3;
/** A key of 16,384 bits takes 13 KiB. */
const LARGEST_FILE = 1024 * 1024;
const READABLE_BY_OTHERS = 0o077;

/** @param reason `rejected` where the last passphrase did not fit. */
type AskPassphrase = (reason: 'first' | 'rejected') => Promise<string>;

/** A private key file that was read and not opened yet. */
export interface PrivateKeyFile {
  readonly path: string;
  readonly encrypted: boolean;
  /** Known before the passphrase in most formats; undefined where only the inside or a missing `.pub` file tells it. */
  readonly publicKey: ParsedKey | undefined;
  /** The key, asking for its passphrase where it has one: three times. Throws `auth` where it cannot be opened. */
  open(askPassphrase: AskPassphrase): Promise<ParsedKey>;
}

/** One format: what it tells without the passphrase, and how it is brought to a form that ssh2 reads. */
interface Format {
  readonly encrypted: boolean;
  /** SSH wire format. */
  readonly publicKey: Buffer | undefined;
  /** Throws `WrongPassphrase`, or an error that says why the key is of no use. */
  toOpenSsh(passphrase: string | undefined): string | Promise<string>;
}

class WrongPassphrase extends Error {}

/**
 * Reads a private key: OpenSSH's own format, PEM (PKCS#1, SEC1, PKCS#8) and PuTTY's PPK, versions 2 and 3. Throws `auth` with
 * the way out where the file is missing, is the public half, is open to others, or is of a kind that cannot be used.
 */
export async function readPrivateKeyFile(path: string): Promise<PrivateKeyFile> {
  const format = formatOf(path, await readKeyFile(path));
  const beside = await publicKeyBeside(path);
  const own = format.publicKey === undefined ? undefined : publicKeyOf(path, format.publicKey);
  return {
    path,
    encrypted: format.encrypted,
    publicKey: own ?? beside,
    open: (askPassphrase) => open(path, format, askPassphrase),
  };
}

/** The public half in a `.pub` file. Undefined where there is none, or it makes no sense. */
export async function readPublicKeyFile(path: string): Promise<ParsedKey | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined || !isPublicHalf(text)) return undefined;
  const parsed = parsedKey(text);
  return parsed instanceof Error ? undefined : parsed;
}

function publicKeyBeside(path: string): Promise<ParsedKey | undefined> {
  return readPublicKeyFile(`${path}.pub`);
}

async function readKeyFile(path: string): Promise<Buffer> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw unusable(path, 'it is a folder', undefined, 'Choose the key file inside it.');
    if (facts.size > LARGEST_FILE) throw unusable(path, 'it is far too large for a key', undefined, CHOOSE_ANOTHER);
    const bytes = withoutByteOrderMark(await readFile(path));
    const isMine = process.getuid?.() === facts.uid;
    if (isMine && (facts.mode & READABLE_BY_OTHERS) !== 0 && !isPublicHalf(String(bytes))) {
      throw openToOthers(path, facts.mode);
    }
    return bytes;
  } catch (error) {
    if (isRemoteError(error)) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw unusable(path, 'there is no such file', error, CHOOSE_ANOTHER);
    if (code === 'EACCES') throw unusable(path, 'you may not read it', error, 'Give yourself the right to read it.');
    throw unusable(path, error instanceof Error ? error.message : String(error), error, CHOOSE_ANOTHER);
  }
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.toString('latin1', 0, 3) === '\xef\xbb\xbf' ? bytes.subarray(3) : bytes;
}

const CHOOSE_ANOTHER = 'Choose another key file.';

/** OpenSSH ignores such a key too (ssh(1), FILES). Windows has no such bits. */
function openToOthers(path: string, mode: number): RemoteError {
  const bits = (mode & 0o777).toString(8).padStart(3, '0');
  return unusable(
    path,
    `other users of this computer can read it (its permissions are ${bits})`,
    undefined,
    `Take that right away, for example with “chmod 600 ${path}”.`,
  );
}

function isPublicHalf(text: string): boolean {
  return /^(?:ssh-|ecdsa-|sk-)\S+ AAAA|^---- BEGIN SSH2 PUBLIC KEY/.test(text);
}

function formatOf(path: string, bytes: Buffer): Format {
  const text = bytes.toString();
  if (isPublicHalf(text)) throw publicHalf(path);
  const outside = readOutside(text);
  if (outside !== undefined) return { ...outside, toOpenSsh: () => outside.text };
  try {
    const ppk = parsePpk(bytes);
    if (ppk !== undefined) return { ...ppk, toOpenSsh: (passphrase) => openPpk(ppk, passphrase ?? '') };
  } catch (error) {
    throw unusable(path, messageOf(error), error, EXPORT_AS_OPENSSH);
  }
  if (isPemKey(text)) {
    return {
      encrypted: isEncryptedPem(text),
      publicKey: undefined,
      toOpenSsh: (passphrase) => openPem(text, passphrase),
    };
  }
  if (/-----BEGIN CERTIFICATE-----/.test(text)) {
    throw unusable(path, 'it is a certificate, not a key', undefined, CHOOSE_ANOTHER);
  }
  throw unusable(path, 'it is not a private key that Portside knows', undefined, CHOOSE_ANOTHER);
}

const EXPORT_AS_OPENSSH = 'Open it with PuTTYgen and export it as an OpenSSH key.';

async function openPpk(ppk: Parameters<typeof ppkToOpenSsh>[0], passphrase: string): Promise<string> {
  try {
    return await ppkToOpenSsh(ppk, passphrase);
  } catch (error) {
    if (!(error instanceof PpkMacError)) throw error;
    if (ppk.encrypted) throw new WrongPassphrase();
    throw new Error('it was changed since it was made: its check sum is wrong', { cause: error });
  }
}

function openPem(text: string, passphrase: string | undefined): string {
  try {
    return pemToOpenSsh(text, passphrase);
  } catch (error) {
    if (isEncryptedPem(text) && !isCipherMissing(text, error)) throw new WrongPassphrase();
    throw error;
  }
}

/** Tells a cipher that this runtime lacks from a wrong passphrase, which shows as bad padding, or once in 256 as nonsense: “unsupported” too. */
function isCipherMissing(text: string, error: unknown): boolean {
  if (!saysUnsupported(error)) return false;
  // Nonsense comes out of few passphrases; a cipher that is missing is missing for all.
  return [1, 2, 3].every(() => {
    try {
      pemToOpenSsh(text, randomUUID());
      return false;
    } catch (other) {
      return saysUnsupported(other);
    }
  });
}

function saysUnsupported(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /UNSUPPORTED|UNKNOWN_CIPHER/.test(code);
}

async function open(path: string, format: Format, askPassphrase: AskPassphrase): Promise<ParsedKey> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const passphrase = format.encrypted ? await askPassphrase(attempt === 0 ? 'first' : 'rejected') : undefined;
    try {
      return await tryToOpen(path, format, passphrase);
    } catch (error) {
      if (error instanceof WrongPassphrase) continue;
      if (isRemoteError(error)) throw error;
      throw unusable(path, messageOf(error), error, 'Convert it with “ssh-keygen -p -f” to the format of OpenSSH.');
    }
  }
  throw unusable(path, 'the passphrase does not fit', undefined, 'Check the passphrase, or choose another key file.');
}

async function tryToOpen(path: string, format: Format, passphrase: string | undefined): Promise<ParsedKey> {
  const text = await format.toOpenSsh(passphrase);
  const parsed = parsedKey(text, passphrase);
  if (!(parsed instanceof Error)) return parsed;
  // ssh2 has no codes for this, but its texts are stable since 1.0.
  if (
    format.encrypted &&
    /passphrase|integrity check failed|bad decrypt|unable to authenticate/i.test(parsed.message)
  ) {
    throw new WrongPassphrase();
  }
  throw unsupportedKind(path, parsed) ?? parsed;
}

function publicKeyOf(path: string, bytes: Buffer): ParsedKey {
  const parsed = parsedKey(bytes);
  if (!(parsed instanceof Error)) return parsed;
  const type = bytes.length > 4 ? bytes.toString('latin1', 4, 4 + bytes.readUInt32BE(0)) : 'unknown';
  throw (
    unsupportedKind(path, new Error(type)) ??
    unusable(path, `keys of the kind “${type}” are not supported`, parsed, 'Make an Ed25519, ECDSA or RSA key.')
  );
}

/** Keys of security keys (FIDO) sign with the help of the device, which ssh2 cannot ask. */
function unsupportedKind(path: string, error: Error): RemoteError | undefined {
  if (!/sk-(?:ssh|ecdsa)/.test(error.message)) return undefined;
  return unusable(path, 'it needs a security key (FIDO), which is not supported', error, 'Use a key without one.');
}

function parsedKey(key: string | Buffer, passphrase?: string): ParsedKey | Error {
  const parsed = ssh2.utils.parseKey(key, passphrase);
  return Array.isArray(parsed) ? (parsed[0] ?? new Error('the file holds no key')) : parsed;
}

function publicHalf(path: string): RemoteError {
  return unusable(
    path,
    'it is the public half of a key',
    undefined,
    'Choose the file of the same name without “.pub”, or load the private key into your SSH agent.',
  );
}

function unusable(path: string, why: string, cause: unknown, hint: string): RemoteError {
  return new RemoteError('auth', `The key file “${path}” cannot be used: ${why}.`, { cause, hint });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
