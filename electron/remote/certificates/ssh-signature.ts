import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { WireReader } from '../sftp/keys/wire.ts';

/** `weak`: of an algorithm that is not safe any more; whether it is right is then not looked at. */
export type SignatureVerdict = 'valid' | 'invalid' | 'weak';

/** What OpenSSH too leaves out of CASignatureAlgorithms: SHA-1 and DSA. */
const WEAK = new Set(['ssh-rsa', 'ssh-dss']);
const LEAST_RSA_BITS = 1024;
const CURVES: Readonly<Record<string, { readonly crv: string; readonly hash: string; readonly bytes: number }>> = {
  nistp256: { crv: 'P-256', hash: 'sha256', bytes: 32 },
  nistp384: { crv: 'P-384', hash: 'sha384', bytes: 48 },
  nistp521: { crv: 'P-521', hash: 'sha512', bytes: 66 },
};

/**
 * Checks a signature in SSH's format (RFC 4253 §6.6, RFC 5656 §3.1.2, RFC 8332 §3, RFC 8709 §6; PROTOCOL.u2f for keys that live
 * in a security key). Whatever makes no sense is `invalid`.
 *
 * @param key The signer's public key, in SSH wire format.
 */
export function checkSshSignature(key: Buffer, data: Buffer, signature: Buffer): SignatureVerdict {
  try {
    const reader = new WireReader(signature);
    const algorithm = reader.text();
    if (WEAK.has(algorithm)) return 'weak';
    const value = reader.bytes();
    return isValid(new WireReader(key), algorithm, data, value, reader.rest()) ? 'valid' : 'invalid';
  } catch {
    // A key or signature that cannot be read, or is no point of its curve, vouches for nothing.
    return 'invalid';
  }
}

/** @param appendix What follows the signature: nothing, but where a security key made it. */
function isValid(key: WireReader, algorithm: string, data: Buffer, value: Buffer, appendix: Buffer): boolean {
  const type = key.text();
  if (type === 'ssh-rsa') return appendix.length === 0 && rsaCheck(key, algorithm)(data, value);
  if (type !== algorithm) return false;
  const check = type.startsWith('sk-ecdsa-') || type.startsWith('ecdsa-') ? ecdsaCheck(key) : ed25519Check(key);
  if (!type.startsWith('sk-')) return appendix.length === 0 && check(data, value);
  // The device signs hashes, and in between what it was asked for and how often it has signed.
  const application = key.bytes();
  return appendix.length === 5 && check(Buffer.concat([sha256(application), appendix, sha256(data)]), value);
}

type Check = (data: Buffer, value: Buffer) => boolean;

function ed25519Check(key: WireReader): Check {
  const publicKey = keyOf({ kty: 'OKP', crv: 'Ed25519', x: key.bytes().toString('base64url') });
  return (data, value) => verify(null, data, publicKey, value);
}

function rsaCheck(key: WireReader, algorithm: string): Check {
  const hash = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' }[algorithm];
  const e = significant(key.bytes()).toString('base64url');
  const n = significant(key.bytes());
  if (hash === undefined || n.length * 8 < LEAST_RSA_BITS) return () => false;
  const publicKey = keyOf({ kty: 'RSA', e, n: n.toString('base64url') });
  // Some signers leave leading zeros out.
  return (data, value) => verify(hash, data, publicKey, fixedLength(value, n.length));
}

/** The point is not compressed (SEC 1 §2.3.3): 4, x, y. */
function ecdsaCheck(key: WireReader): Check {
  const curve = CURVES[key.text()];
  const point = key.bytes();
  if (curve === undefined || point[0] !== 4 || point.length !== 1 + 2 * curve.bytes) return () => false;
  const x = point.subarray(1, 1 + curve.bytes).toString('base64url');
  const y = point.subarray(1 + curve.bytes).toString('base64url');
  const publicKey = keyOf({ kty: 'EC', crv: curve.crv, x, y });
  return (data, value) => {
    const reader = new WireReader(value);
    const numbers = [fixedLength(reader.bytes(), curve.bytes), fixedLength(reader.bytes(), curve.bytes)];
    return (
      reader.atEnd && verify(curve.hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.concat(numbers))
    );
  };
}

function keyOf(key: JsonWebKey): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

/** An mpint without the zeros in front. */
function significant(number: Buffer): Buffer {
  const from = number.findIndex((byte) => byte !== 0);
  return from < 0 ? Buffer.alloc(0) : number.subarray(from);
}

function fixedLength(number: Buffer, bytes: number): Buffer {
  const value = significant(number);
  if (value.length > bytes) throw new RangeError('a number is too large');
  return Buffer.concat([Buffer.alloc(bytes - value.length), value]);
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
