import { createDiffieHellmanGroup, generateKeyPairSync, getCiphers, getCurves, getHashes } from 'node:crypto';
import type { CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';

/** What the runtime's cryptography can do. Electron's BoringSSL lacks things that Node's OpenSSL has. */
export interface CryptoOffer {
  readonly ciphers: readonly string[];
  readonly hashes: readonly string[];
  readonly curves: readonly string[];
  readonly curve25519: boolean;
  readonly ed25519: boolean;
  /** Groups of RFC 2409 and RFC 3526, by Node's names (`modp2`, `modp14`). */
  readonly hasGroup: (group: string) => boolean;
}

export interface AlgorithmLists {
  readonly kex: KexAlgorithm[];
  readonly serverHostKey: ServerHostKeyAlgorithm[];
  readonly cipher: CipherAlgorithm[];
  readonly hmac: MacAlgorithm[];
}

interface Choice<Name> {
  readonly name: Name;
  readonly available: (offer: CryptoOffer) => boolean;
}

const onCurve = (curve: string) => (offer: CryptoOffer) => offer.curves.includes(curve);
const inGroup = (group: string, hash: string) => (offer: CryptoOffer) =>
  offer.hasGroup(group) && offer.hashes.includes(hash);
const withCipher = (cipher: string) => (offer: CryptoOffer) => offer.ciphers.includes(cipher);
const withHash = (hash: string) => (offer: CryptoOffer) => offer.hashes.includes(hash);
const on25519 = (offer: CryptoOffer) => offer.curve25519;

/** `legacy` adds what is not safe any more and what old servers have nothing else of. */
export type AlgorithmSafety = 'safe' | 'legacy';

/**
 * Best first. What is neither here nor among the legacy ones (RC4, MD5) is broken.
 *
 * Group exchange (RFC 4419) is left out: the server chooses the group, and OpenSSL checks its prime with the thread held,
 * for 28 seconds with 8192 bits (measured). Servers too old for all the others have group 14 with SHA-1.
 */
const KEY_EXCHANGES: readonly Choice<KexAlgorithm>[] = [
  { name: 'curve25519-sha256', available: on25519 },
  { name: 'curve25519-sha256@libssh.org', available: on25519 },
  { name: 'ecdh-sha2-nistp256', available: onCurve('prime256v1') },
  { name: 'ecdh-sha2-nistp384', available: onCurve('secp384r1') },
  { name: 'ecdh-sha2-nistp521', available: onCurve('secp521r1') },
  { name: 'diffie-hellman-group14-sha256', available: inGroup('modp14', 'sha256') },
  { name: 'diffie-hellman-group15-sha512', available: inGroup('modp15', 'sha512') },
  { name: 'diffie-hellman-group16-sha512', available: inGroup('modp16', 'sha512') },
  { name: 'diffie-hellman-group17-sha512', available: inGroup('modp17', 'sha512') },
  { name: 'diffie-hellman-group18-sha512', available: inGroup('modp18', 'sha512') },
];
const LEGACY_KEY_EXCHANGES: readonly Choice<KexAlgorithm>[] = [
  { name: 'diffie-hellman-group14-sha1', available: inGroup('modp14', 'sha1') },
  { name: 'diffie-hellman-group1-sha1', available: inGroup('modp2', 'sha1') },
];

const HOST_KEYS: readonly Choice<ServerHostKeyAlgorithm>[] = [
  { name: 'ssh-ed25519', available: (offer) => offer.ed25519 },
  { name: 'ecdsa-sha2-nistp256', available: onCurve('prime256v1') },
  { name: 'ecdsa-sha2-nistp384', available: onCurve('secp384r1') },
  { name: 'ecdsa-sha2-nistp521', available: onCurve('secp521r1') },
  { name: 'rsa-sha2-512', available: withHash('sha512') },
  { name: 'rsa-sha2-256', available: withHash('sha256') },
];
const LEGACY_HOST_KEYS: readonly Choice<ServerHostKeyAlgorithm>[] = [{ name: 'ssh-rsa', available: withHash('sha1') }];

/** AES-GCM first: done by the processor, and one pass less in JavaScript than a cipher with its own MAC. */
const CIPHERS: readonly Choice<CipherAlgorithm>[] = [
  { name: 'aes128-gcm@openssh.com', available: withCipher('aes-128-gcm') },
  { name: 'aes256-gcm@openssh.com', available: withCipher('aes-256-gcm') },
  { name: 'aes128-ctr', available: withCipher('aes-128-ctr') },
  { name: 'aes192-ctr', available: withCipher('aes-192-ctr') },
  { name: 'aes256-ctr', available: withCipher('aes-256-ctr') },
  { name: 'chacha20-poly1305@openssh.com', available: withCipher('chacha20') },
];
const LEGACY_CIPHERS: readonly Choice<CipherAlgorithm>[] = [
  { name: 'aes256-cbc', available: withCipher('aes-256-cbc') },
  { name: 'aes192-cbc', available: withCipher('aes-192-cbc') },
  { name: 'aes128-cbc', available: withCipher('aes-128-cbc') },
  { name: '3des-cbc', available: withCipher('des-ede3-cbc') },
];

const MACS: readonly Choice<MacAlgorithm>[] = [
  { name: 'hmac-sha2-256-etm@openssh.com', available: withHash('sha256') },
  { name: 'hmac-sha2-512-etm@openssh.com', available: withHash('sha512') },
  { name: 'hmac-sha2-256', available: withHash('sha256') },
  { name: 'hmac-sha2-512', available: withHash('sha512') },
];
const LEGACY_MACS: readonly Choice<MacAlgorithm>[] = [
  { name: 'hmac-sha1-etm@openssh.com', available: withHash('sha1') },
  { name: 'hmac-sha1', available: withHash('sha1') },
];

/**
 * The algorithms to offer, best first, without any that this runtime lacks: ssh2 throws for a name that it cannot serve.
 *
 * @param knownKeyTypes The types of the host's keys that are known already; they go first, so that a server with several
 * keys shows the one that can be checked.
 * @param safety What is not safe comes last of each list.
 */
export function offeredAlgorithms(
  knownKeyTypes: readonly string[] = [],
  safety: AlgorithmSafety = 'safe',
  offer = runtimeOffer(),
): AlgorithmLists {
  const lists = choose(SAFE, offer);
  const { kex, serverHostKey, cipher, hmac } = safety === 'safe' ? lists : join(lists, choose(LEGACY, offer));
  const known = serverHostKey.filter((name) => knownKeyTypes.includes(keyTypeOf(name)));
  return { kex, serverHostKey: [...known, ...serverHostKey.filter((name) => !known.includes(name))], cipher, hmac };
}

/** What the switch for old servers adds, as far as this runtime has it. */
export function legacyAlgorithms(): AlgorithmLists {
  return choose(LEGACY, runtimeOffer());
}

/** `rsa-sha2-512` is a way to sign with an `ssh-rsa` key (RFC 8332 §3). */
function keyTypeOf(algorithm: ServerHostKeyAlgorithm): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

type Choices = { readonly [List in keyof AlgorithmLists]: readonly Choice<AlgorithmLists[List][number]>[] };

const SAFE: Choices = { kex: KEY_EXCHANGES, serverHostKey: HOST_KEYS, cipher: CIPHERS, hmac: MACS };
const LEGACY: Choices = {
  kex: LEGACY_KEY_EXCHANGES,
  serverHostKey: LEGACY_HOST_KEYS,
  cipher: LEGACY_CIPHERS,
  hmac: LEGACY_MACS,
};

function choose({ kex, serverHostKey, cipher, hmac }: Choices, offer: CryptoOffer): AlgorithmLists {
  return {
    kex: available(kex, offer),
    serverHostKey: available(serverHostKey, offer),
    cipher: available(cipher, offer),
    hmac: available(hmac, offer),
  };
}

function available<Name>(choices: readonly Choice<Name>[], offer: CryptoOffer): Name[] {
  return choices.filter((choice) => choice.available(offer)).map(({ name }) => name);
}

function join(first: AlgorithmLists, second: AlgorithmLists): AlgorithmLists {
  return {
    kex: [...first.kex, ...second.kex],
    serverHostKey: [...first.serverHostKey, ...second.serverHostKey],
    cipher: [...first.cipher, ...second.cipher],
    hmac: [...first.hmac, ...second.hmac],
  };
}

let measured: CryptoOffer | undefined;

/** Found out once, by trying: a name in a list of BoringSSL's does not always mean that it works. */
function runtimeOffer(): CryptoOffer {
  measured ??= {
    ciphers: getCiphers(),
    hashes: getHashes().map((name) => name.toLowerCase()),
    curves: getCurves(),
    curve25519: works(() => generateKeyPairSync('x25519')),
    ed25519: works(() => generateKeyPairSync('ed25519')),
    hasGroup,
  };
  return measured;
}

const groups = new Map<string, boolean>();

/** Asked for one by one: OpenSSL checks the prime of `modp2`, which old servers alone need, for 40 ms (measured). */
function hasGroup(group: string): boolean {
  const known = groups.get(group);
  if (known !== undefined) return known;
  const isThere = works(() => createDiffieHellmanGroup(group));
  groups.set(group, isThere);
  return isThere;
}

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    // Not being able to is the answer.
    return false;
  }
}
