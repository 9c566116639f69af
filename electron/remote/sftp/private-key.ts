import { readFile } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import { RemoteError } from '../../../shared/model/remote-error.ts';

const MOST_ATTEMPTS = 3;

/** @param reason `rejected` where the last passphrase did not fit. */
export type AskPassphrase = (reason: 'first' | 'rejected') => Promise<string>;

/**
 * Reads a private key, asking for its passphrase where it has one. Throws `auth` with the way out where the file is
 * missing, is the public half, or is of a kind that cannot be used.
 */
export async function readPrivateKey(file: string, askPassphrase: AskPassphrase): Promise<ParsedKey> {
  const text = await readKeyFile(file);
  refuseUnusable(file, text);
  let parsed = parse(text);
  for (let attempt = 0; parsed instanceof Error && wantsPassphrase(parsed); attempt += 1) {
    if (attempt === MOST_ATTEMPTS) throw unusable(file, 'the passphrase does not fit', parsed);
    parsed = parse(text, await askPassphrase(attempt === 0 ? 'first' : 'rejected'));
  }
  if (parsed instanceof Error) {
    throw unusable(file, parsed.message, parsed, 'Convert it with “ssh-keygen -p -f” to the format of OpenSSH.');
  }
  if (!parsed.isPrivateKey()) throw publicHalf(file);
  return parsed;
}

async function readKeyFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unusable(file, error instanceof Error ? error.message : String(error), error, 'Choose another key file.');
  }
}

function refuseUnusable(file: string, text: string): void {
  if (text.startsWith('PuTTY-User-Key-File-3')) {
    const hint = 'Save it with PuTTYgen as “PPK file version 2” or, better, export it as an OpenSSH key.';
    throw unusable(file, 'it is a PuTTY key of version 3', undefined, hint);
  }
  if (/^(?:ssh-|ecdsa-|sk-)\S+ AAAA|^---- BEGIN SSH2 PUBLIC KEY/.test(text)) throw publicHalf(file);
}

function publicHalf(file: string): RemoteError {
  return unusable(
    file,
    'it is the public half of a key',
    undefined,
    'Choose the file of the same name without “.pub”.',
  );
}

function unusable(file: string, why: string, cause: unknown, hint?: string): RemoteError {
  return new RemoteError('auth', `The key file “${file}” cannot be used: ${why}.`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}

function parse(text: string, passphrase?: string): ParsedKey | Error {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  return Array.isArray(parsed) ? (parsed[0] ?? new Error('the file holds no key')) : parsed;
}

/** ssh2 has no codes for this, but its texts are stable since 1.0. */
function wantsPassphrase(error: Error): boolean {
  return /passphrase|integrity check failed|bad decrypt/i.test(error.message);
}
