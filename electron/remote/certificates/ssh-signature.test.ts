import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireString } from '../sftp/keys/wire.ts';
import { ecdsaSigner, ed25519Signer, rsaSigner, type Signer, securityKeySigner } from '../testing/made-certificate.ts';
import { checkSshSignature } from './ssh-signature.ts';

const data = Buffer.from('what was signed');
const signers: readonly (readonly [string, Signer])[] = [
  ['ssh-ed25519', ed25519Signer()],
  ['ecdsa-sha2-nistp256', ecdsaSigner('nistp256')],
  ['ecdsa-sha2-nistp384', ecdsaSigner('nistp384')],
  ['ecdsa-sha2-nistp521', ecdsaSigner('nistp521')],
  ['rsa-sha2-256', rsaSigner('rsa-sha2-256')],
  ['rsa-sha2-512', rsaSigner('rsa-sha2-512')],
  ['sk-ssh-ed25519@openssh.com', securityKeySigner('ed25519')],
  ['sk-ecdsa-sha2-nistp256@openssh.com', securityKeySigner('ecdsa')],
];

describe('a signature in the format of SSH', () => {
  it.for(signers)('counts when it is right: %s', ([_, signer]) => {
    expect(checkSshSignature(signer.key, data, signer.sign(data))).toBe('valid');
  });

  it.for(signers)('does not count for other data, another key or another algorithm: %s', ([name, signer]) => {
    expect(checkSshSignature(signer.key, Buffer.from('something else'), signer.sign(data))).toBe('invalid');
    for (const [other, { key }] of signers) {
      if (other !== name) expect(checkSshSignature(key, data, signer.sign(data))).toBe('invalid');
    }
  });

  it.for(signers)('does not count when any bit of it is another: %s', ([_, signer]) => {
    const signature = signer.sign(data);
    fc.assert(
      fc.property(fc.nat(signature.length * 8 - 1), (bit) => {
        const changed = Buffer.from(signature);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return checkSshSignature(signer.key, data, changed) !== 'valid';
      }),
      { numRuns: 50 },
    );
  });

  it('does not count when it is made with SHA-1, or by a key that is too short', () => {
    const old = rsaSigner('ssh-rsa');
    expect(checkSshSignature(old.key, data, old.sign(data))).toBe('weak');
    const short = rsaSigner('rsa-sha2-512', 1016);
    expect(checkSshSignature(short.key, data, short.sign(data))).toBe('invalid');
  });

  it('does not count with bytes behind it', () => {
    for (const [, signer] of signers) {
      const longer = Buffer.concat([signer.sign(data), Buffer.alloc(1)]);
      expect(checkSshSignature(signer.key, data, longer)).toBe('invalid');
    }
  });

  it('takes RSA signatures without their leading zeros, as some signers write them', () => {
    const signer = rsaSigner('rsa-sha2-256', 1024);
    for (let attempt = 0; ; attempt += 1) {
      const message = Buffer.from(`message ${attempt}`);
      const value = signer.sign(message).subarray(4 + 'rsa-sha2-256'.length + 4);
      if (value[0] !== 0) continue;
      const shorter = Buffer.concat([wireString('rsa-sha2-256'), wireString(value.subarray(1))]);
      expect(checkSshSignature(signer.key, message, shorter)).toBe('valid');
      return;
    }
  });

  it('never counts, and does no harm, where key or signature are arbitrary bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
    const named = fc
      .tuple(fc.constantFrom(...signers.map(([name]) => name), 'ssh-rsa', 'nistp256'), bytes)
      .map(([name, rest]) => Buffer.concat([wireString(name), rest]));
    const hostile = fc.oneof(bytes, named);
    fc.assert(fc.property(hostile, hostile, (key, signature) => checkSshSignature(key, data, signature) !== 'valid'));
  });
});
