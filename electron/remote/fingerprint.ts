import { createHash } from 'node:crypto';

/** `SHA256:` and the unpadded base64 of the hash, as `ssh-keygen -l` prints it. @param key In SSH wire format. */
export function hostKeyFingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The name that an SSH wire-format key starts with (RFC 4253 §6.6): `ssh-ed25519`. */
export function hostKeyType(key: Buffer): string {
  if (key.length < 4) return 'unknown';
  return key.toString('latin1', 4, Math.min(4 + key.readUInt32BE(0), key.length));
}
