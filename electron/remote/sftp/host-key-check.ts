import { RemoteError } from '../../../shared/model/remote-error.ts';
import { parseCertificate, plainName } from '../certificates/ssh-certificate.ts';
import { hostKeyFingerprint, hostKeyType } from '../fingerprint.ts';
import type { HostTrust, KeyedHost, TrustReason } from '../host-trust.ts';
import type { Transcript } from '../transcript.ts';

/** Why a host is trusted. */
export interface TrustedHost {
  readonly reason: TrustReason;
  /** As `ssh-keygen -l` prints them: of the host's key, and of the authority that vouches for it. */
  readonly fingerprint: string;
  readonly authority?: string;
}

/** What the host has shown cannot be checked, but it is known by keys of other types: it is to be asked for one of those. */
export class KnownByAnotherKey extends Error {}

export interface HostKeyContext {
  /** The types of the keys that the host is known by. */
  readonly knownTypes: readonly string[];
  readonly trust: HostTrust;
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
}

/**
 * Decides about what a host shows: its key, or a certificate of it. Every refusal throws `untrusted-host`.
 *
 * A certificate with a fault is worth no more, and no less, than the key in it, as in OpenSSH: the key may be known by itself, or
 * else the user is asked about it and told of the fault. That gives nothing away: whoever can show a bad certificate can show a
 * key without one as well. A forged or a revoked one ends it. Where the host is known by keys of other types than the certified one,
 * throws {@link KnownByAnotherKey}: an authority that is named for all hosts is not that of all.
 *
 * @param shown In SSH wire format (RFC 4253 §6.6, PROTOCOL.certkeys).
 */
export async function checkHostKey(
  shown: Buffer,
  host: KeyedHost,
  { knownTypes, trust, transcript, signal }: HostKeyContext,
): Promise<TrustedHost> {
  const isCertificate = plainName(hostKeyType(shown)) !== undefined;
  const certificate = isCertificate ? parseCertificate(shown) : undefined;
  if (isCertificate && (certificate === undefined || trust.hostCertificate === undefined)) throw notUnderstood(host);
  const key = certificate?.key ?? shown;
  const fingerprint = hostKeyFingerprint(key);
  transcript.write('received', `host key ${fingerprint}`);
  if (certificate === undefined || trust.hostCertificate === undefined) {
    return { reason: await trust.hostKey({ ...host, key }, signal), fingerprint };
  }
  const authority = hostKeyFingerprint(certificate.authority);
  const name = certificate.keyId.replace(/\p{C}/gu, '?');
  transcript.write('received', `host certificate “${name}” of CA ${authority}`);
  const verdict = await trust.hostCertificate({ ...host, certificate: shown });
  if (verdict === 'trusted') return { reason: 'certified', fingerprint, authority };
  transcript.write('info', `the certificate cannot be trusted: ${verdict.words}; what counts is the key`);
  if (knownTypes.length > 0 && !knownTypes.includes(hostKeyType(key))) {
    throw new KnownByAnotherKey(`known by ${knownTypes.join(', ')}`);
  }
  return { reason: await trust.hostKey({ ...host, key, certificateFault: verdict }, signal), fingerprint };
}

function notUnderstood({ host }: KeyedHost): RemoteError {
  return new RemoteError('untrusted-host', `${host} shows a certificate that makes no sense.`, {
    hint: 'No user name and no password was sent. Ask the administrator of the server.',
  });
}
