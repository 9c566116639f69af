import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type DetailedPeerCertificate, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';

/** Reading what the system trusts takes a third of a second, which nothing else has to wait for. */
const READ = "require('node:worker_threads').parentPort.postMessage(require('node:tls').getCACertificates('system'))";

/** A store that does not answer is done without. */
const READ_WITHIN_MS = 10_000;

/** Of this thread: those that the system trusts and Node does not yet, in PEM. Read once. */
let waiting: Promise<readonly string[]> | undefined;

/**
 * Node knows the authorities of Mozilla's list; an office or a hoster may have told the system of more. Where one of these issued
 * the certificate at the end of a chain, all of them are admitted from then on, for every TLS connection of this thread. Whether
 * the chain holds is for the next handshake to say.
 *
 * @returns whether some were admitted just now: only then is another handshake worth while.
 * @throws where the system's store cannot be read.
 */
export async function admitSystemAuthorities(offered: DetailedPeerCertificate): Promise<boolean> {
  waiting ??= readSystemAuthorities();
  const authorities = await waiting;
  const last = new X509Certificate(endOfChain(offered).raw);
  if (!authorities.some((pem) => last.checkIssued(new X509Certificate(pem)))) return false;
  waiting = Promise.resolve([]);
  setDefaultCACertificates([...getCACertificates('default'), ...authorities]);
  return true;
}

async function readSystemAuthorities(): Promise<readonly string[]> {
  const reader = new Worker(READ, { eval: true, name: 'system authorities' });
  const signal = AbortSignal.timeout(READ_WITHIN_MS);
  // Its end is not waited for: a thread inside a store that hangs ends when the store lets go of it.
  const answer = once(reader, 'message', { signal }).finally(() => void reader.terminate());
  const [authorities] = (await answer) as [string[]];
  const known = new Set(getCACertificates('default').map(withoutSpace));
  return [...new Set(authorities)].filter((pem) => !known.has(withoutSpace(pem)));
}

const withoutSpace = (pem: string) => pem.replace(/\s/g, '');

function endOfChain(certificate: DetailedPeerCertificate): DetailedPeerCertificate {
  const { issuerCertificate: issuer } = certificate;
  return !issuer || issuer.fingerprint256 === certificate.fingerprint256 ? certificate : endOfChain(issuer);
}
