import type { Client } from 'ssh2';
import { plainName } from '../../certificates/ssh-certificate.ts';
import { WireReader, wireNumber, wireString } from '../keys/wire.ts';

/** What is used of ssh2's inside (1.17: lib/protocol/Protocol.js). */
interface Protocol {
  authPK: (user: string, key: { readonly type: string }, algorithm: unknown, sign?: Sign) => void;
  readonly _packetRW: { readonly write: PacketWriter };
  readonly _cipher: { encrypt(packet: Buffer): void };
  readonly _authsQueue: unknown[];
  readonly _kexinit: unknown;
  _queue: Buffer[] | undefined;
}

interface PacketWriter {
  readonly allocStart: number;
  alloc(size: number): Buffer;
  finalize(packet: Buffer): Buffer;
}

type Sign = (data: Buffer, done: (signature: Buffer) => void) => void;

const ASN1_SEQUENCE = 0x30;

/**
 * Lets a client log in with certificates (PROTOCOL.certkeys): ssh2 would name the signature after the certificate, but it is one of
 * the key in it (RFC 4252 §7), and no server takes it under another name. So the request is completed here; all other keys go their
 * usual way. To be called after `connect()`. False where ssh2 does not look as expected: then a server refuses certificates.
 */
export function allowUserCertificates(client: Client): boolean {
  const protocol: unknown = Reflect.get(client, '_protocol');
  if (!isProtocol(protocol)) return false;
  const authPK = protocol.authPK.bind(protocol);
  protocol.authPK = (user, key, algorithm, sign) => {
    const signatureAlgorithm = plainName(key.type);
    if (signatureAlgorithm === undefined || sign === undefined) {
      authPK(user, key, algorithm, sign);
      return;
    }
    authPK(user, key, algorithm, (data) =>
      sign(data, (signature) => send(protocol, signedRequest(data, signatureAlgorithm, signature))),
    );
  };
  return true;
}

/** What is signed is the session's identifier and the request itself (RFC 4252 §7). */
function signedRequest(data: Buffer, algorithm: string, signature: Buffer): Buffer {
  const reader = new WireReader(data);
  reader.bytes(); // the identifier, which the server knows
  const value = algorithm.startsWith('ecdsa-') ? ecdsaValue(signature) : signature;
  return Buffer.concat([reader.rest(), wireString(Buffer.concat([wireString(algorithm), wireString(value)]))]);
}

/** Two numbers, from the way of OpenSSL (RFC 3279 §2.2.3) to that of SSH (RFC 5656 §3.1.2), which agents speak already. */
function ecdsaValue(signature: Buffer): Buffer {
  if (signature[0] !== ASN1_SEQUENCE) return signature;
  // Of P-521, the length of the whole takes two bytes.
  const first = signature[1] === 0x81 ? 3 : 2;
  const second = first + 2 + (signature[first + 1] ?? 0);
  return Buffer.concat(
    [first, second].map((at) => wireNumber(signature.subarray(at + 2, at + 2 + (signature[at + 1] ?? 0)))),
  );
}

function send(protocol: Protocol, payload: Buffer): void {
  const { write } = protocol._packetRW;
  const packet = write.alloc(payload.length);
  packet.set(payload, write.allocStart);
  const whole = write.finalize(packet);
  protocol._authsQueue.push('publickey');
  if (protocol._kexinit === undefined) {
    protocol._cipher.encrypt(whole);
  } else {
    // Between the key exchanges nothing else may be sent (RFC 4253 §7.1).
    protocol._queue ??= [];
    protocol._queue.push(whole);
  }
}

function isProtocol(value: unknown): value is Protocol {
  if (!isObject(value) || typeof value['authPK'] !== 'function' || !Array.isArray(value['_authsQueue'])) return false;
  const { _packetRW: packets, _cipher: cipher } = value;
  const write = isObject(packets) ? packets['write'] : undefined;
  return (
    '_kexinit' in value &&
    '_queue' in value &&
    isObject(cipher) &&
    typeof cipher['encrypt'] === 'function' &&
    isObject(write) &&
    typeof write['allocStart'] === 'number' &&
    typeof write['alloc'] === 'function' &&
    typeof write['finalize'] === 'function'
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
