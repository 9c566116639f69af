import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Client } from 'ssh2';

/** Where ssh2's ciphers keep the keys that they give to node:crypto with every packet (ssh2 1.17, lib/protocol/crypto.js). */
const KEYS = ['_encKey', '_encKeyMain', '_encKeyPktLen', '_decipherKey', '_decKeyMain', '_decKeyPktLen', '_macKey'];

interface Ciphers {
  readonly _protocol?: { readonly _cipher?: object; readonly _decipher?: object };
}

/**
 * Gives node:crypto the keys of a line as `KeyObject`s, now and after every later key exchange (RFC 4253 §9). ssh2 makes a cipher
 * object for each packet and hands it the key as bytes; for those, Node 24.21 finds out that they are neither `KeyObject` nor
 * `CryptoKey` by catching two errors, which takes four times as long as all the rest of a small packet. Where ssh2 keeps its keys
 * elsewhere, nothing is changed.
 */
export function keepKeyObjects(client: Client): void {
  client.on('handshake', () => replaceKeys(client));
  replaceKeys(client);
}

function replaceKeys(client: Client): void {
  // ssh2 has no accessor for these.
  const { _protocol: protocol } = client as unknown as Ciphers;
  for (const cipher of [protocol?._cipher, protocol?._decipher]) {
    if (cipher === undefined) continue;
    for (const name of KEYS) {
      const key: unknown = Reflect.get(cipher, name);
      if (key instanceof Uint8Array) Reflect.set(cipher, name, createSecretKey(key) satisfies KeyObject);
    }
  }
}
