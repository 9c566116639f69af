import { createPrivateKey, type KeyObject } from 'node:crypto';
import { writeOpenSshKey } from './openssh-key.ts';
import { wireNumber, wireString } from './wire.ts';

/** PKCS#1, SEC1 and PKCS#8, plain and encrypted (RFC 7468, RFC 1421 §4.6). */
const PEM = /-----BEGIN (?:(?:RSA|EC|DSA) |ENCRYPTED )?PRIVATE KEY-----/;
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^DEK-Info:/m;

export function isPemKey(text: string): boolean {
  return PEM.test(text);
}

export function isEncryptedPem(text: string): boolean {
  return ENCRYPTED.test(text);
}

/** The key in OpenSSH's format. Throws what Node's cryptography throws: for a wrong passphrase, or a kind that it lacks. */
export function pemToOpenSsh(text: string, passphrase: string | undefined): string {
  const key = createPrivateKey({ key: text, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  return keyToOpenSsh(key);
}

const curveNames: Readonly<Record<string, string>> = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' };

const usable: readonly (string | undefined)[] = ['rsa', 'ec', 'ed25519'];

function keyToOpenSsh(key: KeyObject): string {
  const { asymmetricKeyType: kind } = key;
  if (!usable.includes(kind)) throw new Error(`SSH has no keys of the kind “${kind ?? 'unknown'}” any more`);
  const fields = key.export({ format: 'jwk' });
  const field = (name: 'n' | 'e' | 'd' | 'p' | 'q' | 'qi' | 'x' | 'y'): Buffer =>
    Buffer.from(fields[name] ?? '', 'base64url');
  if (fields.kty === 'RSA') {
    const publicKey = Buffer.concat([wireString('ssh-rsa'), wireNumber(field('e')), wireNumber(field('n'))]);
    const inside = (['n', 'e', 'd', 'qi', 'p', 'q'] as const).map((name) => wireNumber(field(name)));
    return writeOpenSshKey('ssh-rsa', publicKey, Buffer.concat(inside), '');
  }
  if (fields.kty === 'OKP' && fields.crv === 'Ed25519') {
    const publicKey = Buffer.concat([wireString('ssh-ed25519'), wireString(field('x'))]);
    const inside = [wireString(field('x')), wireString(Buffer.concat([field('d'), field('x')]))];
    return writeOpenSshKey('ssh-ed25519', publicKey, Buffer.concat(inside), '');
  }
  const curve = curveNames[fields.crv ?? ''];
  if (curve === undefined) throw new Error(`SSH has no keys on the curve “${fields.crv ?? 'unknown'}”`);
  const type = `ecdsa-sha2-${curve}`;
  const point = wireString(Buffer.concat([Buffer.from([4]), field('x'), field('y')])); // SEC 1 §2.3.3, uncompressed
  const publicKey = Buffer.concat([wireString(type), wireString(curve), point]);
  return writeOpenSshKey(type, publicKey, Buffer.concat([wireString(curve), point, wireNumber(field('d'))]), '');
}
