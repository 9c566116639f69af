import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { wireNumber, wireString, wireUint32 } from '../sftp/keys/wire.ts';

/** Who signs. `key`: SSH wire format. */
export interface Signer {
  readonly key: Buffer;
  sign(data: Buffer): Buffer;
}

export interface CertificateFields {
  readonly type?: string;
  /** The fields of the certified key. */
  readonly keyFields?: readonly Buffer[];
  readonly kind?: number;
  readonly keyId?: string;
  readonly principals?: readonly string[];
  readonly validAfter?: bigint;
  readonly validBefore?: bigint;
  readonly criticalOptions?: readonly string[];
  readonly after?: Buffer;
}

/** A certificate of PROTOCOL.certkeys, for hosts and for ever unless told otherwise: also such as ssh-keygen would not make. */
export function madeCertificate(by: Signer, fields: CertificateFields = {}): Buffer {
  const {
    type = 'ssh-ed25519-cert-v01@openssh.com',
    keyFields = [Buffer.alloc(32, 7)],
    kind = 2,
    keyId = 'made',
  } = fields;
  const { principals = ['example.org'], validAfter = 0n, validBefore = 2n ** 64n - 1n, criticalOptions = [] } = fields;
  const signed = Buffer.concat([
    wireString(type),
    wireString(Buffer.alloc(32, 9)),
    ...keyFields.map(wireString),
    uint64(42n),
    wireUint32(kind),
    wireString(keyId),
    wireString(Buffer.concat(principals.map(wireString))),
    uint64(validAfter),
    uint64(validBefore),
    wireString(Buffer.concat(criticalOptions.flatMap((name) => [wireString(name), wireString('')]))),
    wireString(Buffer.concat([wireString('some-extension'), wireString('')])),
    wireString(''),
    wireString(by.key),
  ]);
  return Buffer.concat([signed, wireString(by.sign(signed)), fields.after ?? Buffer.alloc(0)]);
}

export function ed25519Signer(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    key: Buffer.concat([wireString('ssh-ed25519'), wireString(pointOf(publicKey))]),
    sign: (data) => signature('ssh-ed25519', sign(null, data, privateKey)),
  };
}

/** @param algorithm `rsa-sha2-512`, or `ssh-rsa` for SHA-1. */
export function rsaSigner(algorithm: 'rsa-sha2-256' | 'rsa-sha2-512' | 'ssh-rsa', modulusLength = 2048): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
  const hash = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512', 'ssh-rsa': 'sha1' }[algorithm];
  return {
    key: Buffer.concat([wireString('ssh-rsa'), ...[e, n].map((text) => wireNumber(Buffer.from(text, 'base64url')))]),
    sign: (data) => signature(algorithm, sign(hash, data, privateKey)),
  };
}

const CURVES = { nistp256: ['P-256', 'sha256'], nistp384: ['P-384', 'sha384'], nistp521: ['P-521', 'sha512'] } as const;

export function ecdsaSigner(curve: keyof typeof CURVES): Signer {
  const [namedCurve, hash] = CURVES[curve];
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const type = `ecdsa-sha2-${curve}`;
  return {
    key: Buffer.concat([wireString(type), wireString(curve), wireString(pointOf(publicKey))]),
    sign: (data) => signature(type, ecdsaValue(hash, data, privateKey)),
  };
}

const APPLICATION = 'ssh:';

/** A key in a security key (PROTOCOL.u2f): the device adds what it was asked for, and how often it has signed. */
export function securityKeySigner(kind: 'ed25519' | 'ecdsa'): Signer {
  const { publicKey, privateKey } =
    kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const type = kind === 'ed25519' ? 'sk-ssh-ed25519@openssh.com' : 'sk-ecdsa-sha2-nistp256@openssh.com';
  const curve = kind === 'ed25519' ? [] : [wireString('nistp256')];
  const appendix = Buffer.concat([Buffer.from([1]), wireUint32(17)]);
  return {
    key: Buffer.concat([wireString(type), ...curve, wireString(pointOf(publicKey)), wireString(APPLICATION)]),
    sign: (data) => {
      const told = Buffer.concat([sha256(APPLICATION), appendix, sha256(data)]);
      const value = kind === 'ed25519' ? sign(null, told, privateKey) : ecdsaValue('sha256', told, privateKey);
      return Buffer.concat([signature(type, value), appendix]);
    },
  };
}

function ecdsaValue(hash: string, data: Buffer, key: KeyObject): Buffer {
  const both = sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });
  const half = both.length / 2;
  return Buffer.concat([wireNumber(both.subarray(0, half)), wireNumber(both.subarray(half))]);
}

function signature(algorithm: string, value: Buffer): Buffer {
  return Buffer.concat([wireString(algorithm), wireString(value)]);
}

/** As SSH writes it: 32 bytes, or 4 and two coordinates. */
function pointOf(publicKey: KeyObject): Buffer {
  const { x = '', y } = publicKey.export({ format: 'jwk' });
  const parts = [x, ...(y === undefined ? [] : [y])].map((text) => Buffer.from(text, 'base64url'));
  return Buffer.concat(y === undefined ? parts : [Buffer.from([4]), ...parts]);
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
