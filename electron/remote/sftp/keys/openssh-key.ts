import { randomBytes } from 'node:crypto';
import { WireReader, wireString, wireUint32 } from './wire.ts';

const MAGIC = 'openssh-key-v1\0';
const BLOCK_BYTES = 8;

/** What the outside of a private key in OpenSSH's format (PROTOCOL.key) tells without its passphrase. */
export interface OpenSshKeyOutside {
  /** SSH wire format. */
  readonly publicKey: Buffer;
  readonly encrypted: boolean;
  /** The key alone, without what stands around it in the file. */
  readonly text: string;
}

/** Undefined where the text is no key of this format. */
export function readOutside(text: string): OpenSshKeyOutside | undefined {
  const [whole, body] =
    /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+)-----END OPENSSH PRIVATE KEY-----/.exec(text) ?? [];
  if (whole === undefined || body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  try {
    const reader = new WireReader(bytes.subarray(MAGIC.length));
    const cipher = reader.text();
    reader.text(); // key derivation
    reader.bytes(); // its salt and rounds
    if (reader.uint32() !== 1) return undefined;
    return { publicKey: reader.bytes(), encrypted: cipher !== 'none', text: whole };
  } catch {
    // Cut short: whoever reads the inside says so.
    return undefined;
  }
}

/**
 * A private key as text in OpenSSH's format (PROTOCOL.key), not encrypted: the form that every other format is brought to,
 * in memory only.
 *
 * @param type The key's type (`ssh-ed25519`). @param publicKey SSH wire format. @param privateFields The fields after the type.
 */
export function writeOpenSshKey(type: string, publicKey: Buffer, privateFields: Buffer, comment: string): string {
  const check = randomBytes(4);
  const inside = Buffer.concat([check, check, wireString(type), privateFields, wireString(comment)]);
  const padding = Buffer.from(
    Array.from({ length: (BLOCK_BYTES - (inside.length % BLOCK_BYTES)) % BLOCK_BYTES }, (_, index) => index + 1),
  );
  const bytes = Buffer.concat([
    Buffer.from(MAGIC, 'latin1'),
    wireString('none'),
    wireString('none'),
    wireString(''),
    wireUint32(1),
    wireString(publicKey),
    wireString(Buffer.concat([inside, padding])),
  ]);
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}
