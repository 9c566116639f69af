import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { argon2d, argon2i, argon2id } from 'hash-wasm';
import { writeOpenSshKey } from './openssh-key.ts';
import { WireReader, wireNumber, wireString } from './wire.ts';

/** A PuTTY private key file (PuTTY manual, appendix C), taken apart but not opened. */
export interface PpkFile {
  readonly version: 2 | 3;
  readonly type: string;
  readonly encrypted: boolean;
  /** SSH wire format. */
  readonly publicKey: Buffer;
  /** In whatever character set: older PuTTYs on Windows write that of the system. The MAC is over the bytes. */
  readonly comment: Buffer;
  readonly privateBlob: Buffer;
  readonly mac: Buffer;
  readonly derivation: Derivation | undefined;
}

interface Derivation {
  readonly algorithm: keyof typeof argon2;
  readonly memoryKibibytes: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
}

/** The passphrase does not fit, or the file was changed: its MAC tells no difference. */
export class PpkMacError extends Error {}

const argon2 = { Argon2id: argon2id, Argon2i: argon2i, Argon2d: argon2d };

const CIPHER = 'aes256-cbc';
const KEY_BYTES = 32;
const IV_BYTES = 16;
const MAC_BYTES = 32;
/** PuTTYgen takes 8 MiB and some dozen passes; a file that wants far more than that wants to harm. */
const MOST_MEMORY_KIBIBYTES = 1024 * 1024;
const MOST_PASSES = 100_000;

/** Undefined where the bytes are no PPK file. Throws `Error` where they are one that cannot be understood. */
export function parsePpk(bytes: Buffer): PpkFile | undefined {
  // Latin-1 gives every byte back as it was.
  const text = bytes.toString('latin1');
  const version = /^PuTTY-User-Key-File-(\d+):/.exec(text)?.[1];
  if (version === undefined) return undefined;
  if (version !== '2' && version !== '3') throw new Error(`it is a PuTTY key of version ${version}`);
  const fields = readFields(text);
  const field = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) throw new Error(`the PuTTY key lacks its line “${name}”`);
    return value;
  };
  const encryption = field('Encryption');
  if (encryption !== 'none' && encryption !== CIPHER) throw new Error(`it is encrypted with ${encryption}`);
  const encrypted = encryption === CIPHER;
  return {
    version: version === '2' ? 2 : 3,
    type: field(`PuTTY-User-Key-File-${version}`),
    encrypted,
    publicKey: Buffer.from(field('Public-Lines'), 'base64'),
    comment: Buffer.from(field('Comment'), 'latin1'),
    privateBlob: Buffer.from(field('Private-Lines'), 'base64'),
    mac: Buffer.from(field('Private-MAC'), 'hex'),
    derivation: version === '3' && encrypted ? readDerivation(field) : undefined,
  };
}

/** Name and value of each line; for `…-Lines` the value is the lines that follow, as one. */
function readFields(text: string): Map<string, string> {
  const lines = text.split(/\r\n|\n|\r/);
  const fields = new Map<string, string>();
  for (let at = 0; at < lines.length; at += 1) {
    const [, name, value] = /^([^:]+): ?(.*)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || value === undefined) continue;
    if (!name.endsWith('-Lines')) {
      fields.set(name, value);
      continue;
    }
    const count = Number(value);
    fields.set(name, lines.slice(at + 1, at + 1 + count).join(''));
    at += count;
  }
  return fields;
}

function readDerivation(field: (name: string) => string): Derivation {
  const algorithm = field('Key-Derivation');
  if (!isArgon2(algorithm)) throw new Error(`its passphrase is derived with ${algorithm}`);
  const memoryKibibytes = Number(field('Argon2-Memory'));
  const passes = Number(field('Argon2-Passes'));
  const parallelism = Number(field('Argon2-Parallelism'));
  if (!(memoryKibibytes > 0 && memoryKibibytes <= MOST_MEMORY_KIBIBYTES && passes > 0 && passes <= MOST_PASSES)) {
    throw new Error('deriving its passphrase would take more memory or time than is sensible');
  }
  return { algorithm, memoryKibibytes, passes, parallelism, salt: Buffer.from(field('Argon2-Salt'), 'hex') };
}

function isArgon2(name: string): name is keyof typeof argon2 {
  return name in argon2;
}

/** The key in OpenSSH's format. Throws `PpkMacError` where the passphrase does not fit. */
export async function ppkToOpenSsh(file: PpkFile, passphrase: string): Promise<string> {
  const secrets = file.version === 2 ? secretsOfVersion2(file, passphrase) : await secretsOfVersion3(file, passphrase);
  const inside = file.encrypted ? decrypt(file.privateBlob, secrets) : file.privateBlob;
  const macBytes = Buffer.concat(
    [file.type, file.encrypted ? CIPHER : 'none', file.comment, file.publicKey, inside].map(wireString),
  );
  const mac = createHmac(file.version === 2 ? 'sha1' : 'sha256', secrets.macKey)
    .update(macBytes)
    .digest();
  if (mac.length !== file.mac.length || !timingSafeEqual(mac, file.mac)) throw new PpkMacError();
  return writeOpenSshKey(file.type, file.publicKey, privateFields(file, inside), file.comment.toString());
}

interface Secrets {
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly macKey: Buffer;
}

function secretsOfVersion2({ encrypted }: PpkFile, passphrase: string): Secrets {
  const used = encrypted ? passphrase : '';
  const sha1 = (...parts: (string | Buffer)[]): Buffer =>
    parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest();
  const key = Buffer.concat([0, 1].map((sequence) => sha1(Buffer.from([0, 0, 0, sequence]), used)));
  return {
    key: key.subarray(0, KEY_BYTES),
    iv: Buffer.alloc(IV_BYTES),
    macKey: sha1('putty-private-key-file-mac-key', used),
  };
}

async function secretsOfVersion3({ derivation }: PpkFile, passphrase: string): Promise<Secrets> {
  const none = Buffer.alloc(0);
  if (derivation === undefined) return { key: none, iv: none, macKey: none };
  const derived = Buffer.from(
    await argon2[derivation.algorithm]({
      // An empty passphrase is refused by the library; no file is encrypted with one.
      password: passphrase === '' ? '\0' : passphrase,
      salt: derivation.salt,
      iterations: derivation.passes,
      parallelism: derivation.parallelism,
      memorySize: derivation.memoryKibibytes,
      hashLength: KEY_BYTES + IV_BYTES + MAC_BYTES,
      outputType: 'binary',
    }),
  );
  return {
    key: derived.subarray(0, KEY_BYTES),
    iv: derived.subarray(KEY_BYTES, KEY_BYTES + IV_BYTES),
    macKey: derived.subarray(KEY_BYTES + IV_BYTES),
  };
}

function decrypt(bytes: Buffer, { key, iv }: Secrets): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

/** PuTTY keeps only what the public half lacks; OpenSSH's format repeats the public fields before it. */
function privateFields({ type, publicKey }: PpkFile, inside: Buffer): Buffer {
  const known = new WireReader(publicKey);
  const secret = new WireReader(inside);
  known.text(); // the type again
  if (type === 'ssh-rsa') {
    const [e, n] = [known.bytes(), known.bytes()];
    const [d, p, q, inverse] = [secret.bytes(), secret.bytes(), secret.bytes(), secret.bytes()];
    return Buffer.concat([n, e, d, inverse, p, q].map(wireNumber));
  }
  if (type === 'ssh-ed25519') {
    const point = known.bytes();
    const seed = secret.bytes();
    return Buffer.concat([wireString(point), wireString(Buffer.concat([seed, point]))]);
  }
  if (type.startsWith('ecdsa-sha2-nistp')) {
    const [curve, point] = [known.bytes(), known.bytes()];
    return Buffer.concat([wireString(curve), wireString(point), wireNumber(secret.bytes())]);
  }
  throw new Error(`keys of the kind “${type}” are not supported`);
}
