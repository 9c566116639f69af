import type { Client } from 'ssh2';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { certificateName, parseCertificate, plainName } from '../certificates/ssh-certificate.ts';

/** What is used of ssh2's inside (1.17: lib/protocol/Protocol.js and kex.js). */
interface Protocol {
  _offer: Offer;
  _kex: KeyExchange | undefined;
}

/** The lists of our SSH_MSG_KEXINIT. */
interface Offer {
  readonly lists: OfferedLists;
}

interface OfferedLists {
  readonly kex: List;
  readonly serverHostKey: List;
  readonly cs: Readonly<Record<string, List>>;
  readonly sc: Readonly<Record<string, List>>;
}

interface List {
  readonly array: readonly string[];
}

interface KeyExchange {
  readonly negotiated: { serverHostKey: string };
  _hostKey: Buffer | undefined;
  getPublicKey(): Buffer;
}

/** SHA-1 and DSA are not asked for in certificates, whatever the site allows of plain keys. */
const NEVER_CERTIFIED = new Set(['ssh-rsa', 'ssh-dss']);

/**
 * Makes a client ask for host certificates (OpenSSH's PROTOCOL.certkeys) before plain keys; its `hostVerifier` is then given what
 * the server shows, certificate or key, in every key exchange. To be called right after `connect()`, before anything has been sent.
 *
 * ssh2 knows no certificates, so what it does with host keys is led round three corners, each on the objects of this client alone:
 * the algorithms are put into its offer; a key exchange expects the type that the certificate has; and when the certificate has
 * gone into the exchange hash (RFC 4253 §8, K_S), the key in it takes its place, to check the signature of that hash. Were one of
 * these steps left out or in another order, the signature would not fit and ssh2 would end the connection. Throws `unsupported`
 * where ssh2 does not look as expected.
 */
export function askForHostCertificates(client: Client): void {
  const protocol: unknown = Reflect.get(client, '_protocol');
  if (!isProtocol(protocol)) throw unexpectedInside();
  protocol._offer = certificatesFirst(protocol._offer);
  let current = protocol._kex;
  Object.defineProperty(protocol, '_kex', {
    get: () => current,
    set: (kex: unknown) => {
      if (!isKeyExchange(kex)) throw unexpectedInside();
      expectCertificate(kex);
      current = kex;
    },
  });
}

function certificatesFirst(offer: Offer): Offer {
  const { kex, serverHostKey, cs, sc } = offer.lists;
  const certified = serverHostKey.array.filter((name) => !NEVER_CERTIFIED.has(name)).map(certificateName);
  const lists = {
    kex: kex.array,
    serverHostKey: [...certified, ...serverHostKey.array],
    cs: arrays(cs),
    sc: arrays(sc),
  };
  // KexInit is not exported; an offer of the client's own knows its class.
  const made: unknown = Reflect.construct(offer.constructor, [lists]);
  if (!isOffer(made)) throw unexpectedInside();
  return made;
}

function expectCertificate(kex: KeyExchange): void {
  const signatureAlgorithm = plainName(kex.negotiated.serverHostKey);
  if (signatureAlgorithm === undefined) return;
  // Signatures of RSA keys are of several algorithms, their certificates of one type.
  const keyType = signatureAlgorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : signatureAlgorithm;
  kex.negotiated.serverHostKey = certificateName(keyType);
  const getPublicKey = kex.getPublicKey.bind(kex);
  // finish() asks for it once, between hashing what the server showed and checking the signature.
  kex.getPublicKey = () => {
    const certificate = kex._hostKey === undefined ? undefined : parseCertificate(kex._hostKey);
    if (certificate !== undefined) {
      kex._hostKey = certificate.key;
      kex.negotiated.serverHostKey = signatureAlgorithm;
    }
    return getPublicKey();
  };
}

function isProtocol(value: unknown): value is Protocol {
  return isObject(value) && isOffer(value['_offer']) && '_kex' in value && value['_kex'] === undefined;
}

function isOffer(value: unknown): value is Offer {
  const lists = isObject(value) ? value['lists'] : undefined;
  if (!isObject(lists)) return false;
  const { kex, serverHostKey, cs, sc } = lists;
  return [kex, serverHostKey, ...valuesOf(cs), ...valuesOf(sc)].every(isList) && isObject(cs) && isObject(sc);
}

function isKeyExchange(value: unknown): value is KeyExchange {
  if (!isObject(value) || !isObject(value['negotiated'])) return false;
  const algorithm = value['negotiated']['serverHostKey'];
  return typeof algorithm === 'string' && '_hostKey' in value && typeof value['getPublicKey'] === 'function';
}

function isList(value: unknown): value is List {
  return isObject(value) && Array.isArray(value['array']);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function valuesOf(value: unknown): unknown[] {
  return isObject(value) ? Object.values(value) : [];
}

function arrays(lists: Readonly<Record<string, List>>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, { array }]) => [name, array]));
}

function unexpectedInside(): RemoteError {
  return new RemoteError('unsupported', 'This version of Portside cannot check the certificate of the host.', {
    hint: 'known_hosts names an authority for this host (@cert-authority). Use a version of Portside that fits, or take that line out and check the fingerprint of the host key yourself.',
  });
}
