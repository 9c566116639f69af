import { createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPrivateKeyFile } from './private-key.ts';
import { wireString } from './wire.ts';

const { privateKey } = generateKeyPairSync('ed25519');

/** A key without passphrase as PuTTY writes it (PuTTY manual, appendix C), its comment in any bytes. */
function ppkWith(comment: Buffer): Buffer {
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  const type = 'ssh-ed25519';
  const open = Buffer.concat([wireString(type), wireString(Buffer.from(x, 'base64url'))]);
  const secret = wireString(Buffer.from(d, 'base64url'));
  const signed = Buffer.concat([type, 'none', comment, open, secret].map(wireString));
  const before = `PuTTY-User-Key-File-3: ${type}\r\nEncryption: none\r\nComment: `;
  const after = [
    '',
    'Public-Lines: 1',
    open.toString('base64'),
    'Private-Lines: 1',
    secret.toString('base64'),
    `Private-MAC: ${createHmac('sha256', '').update(signed).digest('hex')}`,
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(before), comment, Buffer.from(after)]);
}

it.each([
  ['UTF-8', Buffer.from('Schlüssel von Ännchen')],
  ['Windows-1252', Buffer.from('Schl\xfcssel von \xc4nnchen', 'latin1')],
  ['Shift-JIS', Buffer.from([0x8c, 0xae])],
])('a PuTTY key opens whose comment is in %s', async (_, comment) => {
  const folder = await mkdtemp(join(tmpdir(), 'portside-ppk-'));
  try {
    await writeFile(join(folder, 'key.ppk'), ppkWith(comment), { mode: 0o600 });
    const key = await (await readPrivateKeyFile(join(folder, 'key.ppk'))).open(() =>
      Promise.reject(new Error('asked')),
    );
    const data = Buffer.from('data');
    expect(verify(null, data, createPublicKey(privateKey), key.sign(data))).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
