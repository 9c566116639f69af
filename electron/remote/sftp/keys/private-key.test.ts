import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeOpenSshKey } from './openssh-key.ts';
import { pemToOpenSsh } from './pem-key.ts';
import { readPrivateKeyFile } from './private-key.ts';
import { wireString } from './wire.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const openSsh = pemToOpenSsh(pem, undefined);
const data = Buffer.from('data');

describe('a private key file', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-key-'));
    file = join(folder, 'key');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (content: string) => writeFile(file, content, { mode: 0o600 });
  const unasked = async (): Promise<string> => {
    throw new Error('no passphrase was to be asked for');
  };

  it.each([
    ['in PEM', pem],
    ['in the format of OpenSSH', openSsh],
    ['with the line ends of Windows', openSsh.replaceAll('\n', '\r\n')],
    ['in PEM with the line ends of Windows', pem.replaceAll('\n', '\r\n')],
    ['behind a byte order mark', `\uFEFF${openSsh}`],
    ['with text around it', `Bag Attributes\n  friendlyName: key\n${openSsh}\nThe end.\n`],
    ['with text around its PEM', `Bag Attributes\n  friendlyName: key\n${pem}\nThe end.\n`],
    ['without a last line end', openSsh.trimEnd()],
  ])('is read %s', async (_, content) => {
    await write(content);
    const key = await (await readPrivateKeyFile(file)).open(unasked);
    expect(verify(null, data, createPublicKey(privateKey), key.sign(data))).toBe(true);
  });

  it.each([
    ['is empty', '', 'not a private key'],
    ['is cut short', openSsh.slice(0, 100), 'not a private key'],
    [
      'has a kind that nobody knows',
      writeOpenSshKey('new-kind', wireString('new-kind'), Buffer.alloc(0), ''),
      'new-kind',
    ],
    [
      'needs a security key',
      writeOpenSshKey('sk-ssh-ed25519@openssh.com', wireString('sk-ssh-ed25519@openssh.com'), Buffer.alloc(0), ''),
      'security key',
    ],
    [
      'is on a curve that SSH does not use',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
        .privateKey.export({ type: 'sec1', format: 'pem' })
        .toString(),
      'curve',
    ],
    ['is damaged PEM', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'cannot be used'],
    ['is a PuTTY key of the future', 'PuTTY-User-Key-File-9: ssh-rsa\n', 'version 9'],
  ])('that %s is refused in a sentence', async (_, content, words) => {
    await write(content);
    const opening = readPrivateKeyFile(file).then((key) => key.open(unasked));
    await expect(opening).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringContaining(words),
      data: { hint: expect.any(String) },
    });
  });
});
