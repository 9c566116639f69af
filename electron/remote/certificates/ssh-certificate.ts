import { WireReader, wireString } from '../sftp/keys/wire.ts';

/** A certificate of OpenSSH (PROTOCOL.certkeys): a key and whom it belongs to, signed by an authority. Taken apart, not checked. */
export interface SshCertificate {
  /** `ssh-ed25519-cert-v01@openssh.com` */
  readonly type: string;
  /** The certified key by itself, in SSH wire format. */
  readonly key: Buffer;
  readonly kind: 'user' | 'host';
  /** What the authority calls it, for people. */
  readonly keyId: string;
  /** The names of users or hosts that it is for. */
  readonly principals: readonly string[];
  /** Seconds since 1970, UTC: from the first on, and before the second. */
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  /** The names of conditions that whoever does not know them has to refuse. */
  readonly criticalOptions: readonly string[];
  /** The key of the authority, in SSH wire format. */
  readonly authority: Buffer;
  /** What the authority signed, and its signature (RFC 4253 §6.6). */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

const SUFFIX = '-cert-v01@openssh.com';
const KINDS: Readonly<Record<number, SshCertificate['kind']>> = { 1: 'user', 2: 'host' };
/** The fields of the key itself, by its type. Keys of security keys (FIDO) are left out: ssh2 cannot check their signatures. */
const KEY_FIELDS: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ssh-rsa': 2,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
};
/** OpenSSH's own limit (SSHKEY_CERT_MAX_PRINCIPALS). */
const MOST_PRINCIPALS = 256;

/** `ssh-ed25519` becomes `ssh-ed25519-cert-v01@openssh.com`; so do the names of signature algorithms. */
export function certificateName(plain: string): string {
  return `${plain}${SUFFIX}`;
}

/** The other way round. Undefined where the name is not that of a certificate. */
export function plainName(name: string): string | undefined {
  return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : undefined;
}

/** Undefined where the bytes are no certificate, or one that makes no sense. @param bytes SSH wire format. */
export function parseCertificate(bytes: Buffer): SshCertificate | undefined {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // cut short
    throw error;
  }
}

function read(bytes: Buffer): SshCertificate | undefined {
  const reader = new WireReader(bytes);
  const type = reader.text();
  const keyType = plainName(type);
  const fields = keyType === undefined || !Object.hasOwn(KEY_FIELDS, keyType) ? undefined : KEY_FIELDS[keyType];
  if (keyType === undefined || fields === undefined) return undefined;
  reader.bytes(); // a random number of the authority
  const key = Buffer.concat([keyType, ...Array.from({ length: fields }, () => reader.bytes())].map(wireString));
  reader.uint64(); // its serial number
  const kind = KINDS[reader.uint32()];
  const keyId = reader.text();
  const principals = readAll(reader.bytes(), (names) => names.text());
  const validAfter = reader.uint64();
  const validBefore = reader.uint64();
  const criticalOptions = readAll(reader.bytes(), readOption);
  readAll(reader.bytes(), readOption); // extensions, which may be unknown
  reader.bytes(); // reserved
  const authority = reader.bytes();
  const signed = bytes.subarray(0, reader.position);
  const signature = reader.bytes();
  if (kind === undefined || !reader.atEnd || principals.length > MOST_PRINCIPALS) return undefined;
  return {
    type,
    key,
    kind,
    keyId,
    principals,
    validAfter,
    validBefore,
    criticalOptions,
    authority,
    signed,
    signature,
  };
}

function readAll<T>(bytes: Buffer, one: (reader: WireReader) => T): T[] {
  const reader = new WireReader(bytes);
  const all: T[] = [];
  while (!reader.atEnd) all.push(one(reader));
  return all;
}

function readOption(reader: WireReader): string {
  const name = reader.text();
  reader.bytes(); // its value
  return name;
}
