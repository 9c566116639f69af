import { createSign, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';

/** A server certificate of its own, for one run. */
export interface SelfSignedCertificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly certificate: string;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint: string;
}

const DAY_MS = 86_400_000;

const Tag = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OBJECT_IDENTIFIER: 0x06,
  UTF8_STRING: 0x0c,
  UTC_TIME: 0x17,
  SEQUENCE: 0x30,
  SET: 0x31,
  VERSION: 0xa0,
  EXTENSIONS: 0xa3,
  DNS_NAME: 0x82,
  IP_ADDRESS: 0x87,
} as const;

/** Object identifiers, already encoded (RFC 5758 §3.2, RFC 5280 §4.2.1, X.520). */
const Oid = {
  ecdsaWithSha256: Buffer.from('2a8648ce3d040302', 'hex'),
  commonName: Buffer.from('550403', 'hex'),
  subjectAlternativeName: Buffer.from('551d11', 'hex'),
  basicConstraints: Buffer.from('551d13', 'hex'),
} as const;

/**
 * Makes a P-256 key and a self-signed X.509 certificate for this machine's loopback names (RFC 5280 §4.1). Node's crypto
 * can read certificates but not write them.
 * @param now ms since 1970, UTC; it is valid from a day before to 30 days after, or as `validity` says.
 */
export function selfSignedCertificate(
  now = Date.now(),
  validity = { from: now - DAY_MS, to: now + 30 * DAY_MS },
): SelfSignedCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(der(Tag.OBJECT_IDENTIFIER, Oid.ecdsaWithSha256));
  const name = sequence(
    der(
      Tag.SET,
      sequence(der(Tag.OBJECT_IDENTIFIER, Oid.commonName), der(Tag.UTF8_STRING, Buffer.from('Portside demo'))),
    ),
  );
  const toBeSigned = sequence(
    der(Tag.VERSION, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    algorithm,
    name,
    sequence(utcTime(validity.from), utcTime(validity.to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(Tag.EXTENSIONS, sequence(alternativeNames(), notAnAuthority())),
  );
  const signature = createSign('sha256').update(toBeSigned).sign(privateKey);
  const certificate = pem(sequence(toBeSigned, algorithm, bitString(signature)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate,
    fingerprint: new X509Certificate(certificate).fingerprint256,
  };
}

function alternativeNames(): Buffer {
  const ipv6Loopback = Buffer.alloc(16);
  ipv6Loopback[15] = 1;
  const names = sequence(
    der(Tag.DNS_NAME, Buffer.from('localhost')),
    der(Tag.IP_ADDRESS, Buffer.from([127, 0, 0, 1])),
    der(Tag.IP_ADDRESS, ipv6Loopback),
  );
  return sequence(der(Tag.OBJECT_IDENTIFIER, Oid.subjectAlternativeName), der(Tag.OCTET_STRING, names));
}

function notAnAuthority(): Buffer {
  const critical = der(Tag.BOOLEAN, Buffer.from([0xff]));
  return sequence(der(Tag.OBJECT_IDENTIFIER, Oid.basicConstraints), critical, der(Tag.OCTET_STRING, sequence()));
}

/** Tag, length, content (X.690 §8.1). */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(Tag.SEQUENCE, Buffer.concat(parts));
}

/** A positive number in as few bytes as it takes. */
function integer(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start === -1 ? Buffer.from([0]) : bytes.subarray(start);
  return der(Tag.INTEGER, (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

function bitString(bytes: Buffer): Buffer {
  return der(Tag.BIT_STRING, Buffer.concat([Buffer.from([0]), bytes]));
}

/** Good until 2049 (RFC 5280 §4.1.2.5.1). */
function utcTime(at: number): Buffer {
  const digits = new Date(at).toISOString().slice(2, 19).replace(/[-T:]/g, '');
  return der(Tag.UTC_TIME, Buffer.from(`${digits}Z`));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
