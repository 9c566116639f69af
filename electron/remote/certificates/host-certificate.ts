import type { HostCertificateProblem } from '../../../shared/model/prompt.ts';
import { matchesPatterns } from '../host-patterns.ts';
import type { SshCertificate } from './ssh-certificate.ts';
import { checkSshSignature } from './ssh-signature.ts';

/** Why the certificate of a host is not good enough. */
export interface HostCertificateFault {
  readonly problem: HostCertificateProblem;
  /** The end of a sentence about the certificate: `it expired on 2026-11-01`. */
  readonly words: string;
  readonly hint: string;
  /** The hosts that it is for. */
  readonly names?: readonly string[];
  /** When it expired, or will begin to be valid; milliseconds since 1970, UTC. */
  readonly time?: number;
}

/** What a certificate is held against. */
export interface CertifiedHost {
  /** The host's name or address as the user gives it, or its HostKeyAlias. */
  readonly name: string;
  /** The keys of those who may vouch for it, in SSH wire format. */
  readonly authorities: readonly Buffer[];
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
}

/** Seconds since 1970 that a `Date` still holds (ECMA-262 §21.4.1.1). */
const LATEST_DATE = 8_640_000_000_000n;
const MOST_SHOWN = 5;

/**
 * Checks the certificate of a host as ssh does (PROTOCOL.certkeys; sshkey_cert_check_host() in sshkey.c, in sshconnect.c
 * check_host_key()): signed by one of the authorities, and not with SHA-1; for hosts, for this one, for now, and without
 * conditions, of which none is defined for hosts. One that names no host is for none, as since OpenSSH 10.3, and in names `*` and
 * `?` stand for others.
 *
 * @returns `forged` where the signature is not the authority's, which no honest server shows.
 */
export function checkHostCertificate(
  certificate: SshCertificate,
  { name, authorities, now }: CertifiedHost,
): 'trusted' | 'forged' | HostCertificateFault {
  const { authority, signed, signature, kind, validAfter, validBefore, principals, criticalOptions } = certificate;
  if (!authorities.some((each) => each.equals(authority))) return FAULTS.unknownAuthority;
  const verdict = checkSshSignature(authority, signed, signature);
  if (verdict === 'weak') return FAULTS.weakSignature;
  if (verdict === 'invalid') return 'forged';
  if (kind !== 'host') return FAULTS.notForHosts;
  const seconds = BigInt(Math.floor(now / 1000));
  if (seconds < validAfter) return FAULTS.notYetValid(validAfter);
  if (seconds >= validBefore) return FAULTS.expired(validBefore);
  if (!principals.some((each) => matchesPatterns([each.toLowerCase()], name.toLowerCase()))) {
    return FAULTS.otherHost(principals);
  }
  return criticalOptions.length === 0 ? 'trusted' : FAULTS.unknownConditions(criticalOptions);
}

const FAULTS = {
  unknownAuthority: {
    problem: 'unknown-authority',
    words: 'it is of an authority that known_hosts does not name for this host',
    hint: 'Ask the administrator of the server for the key of the authority, and add it to known_hosts with @cert-authority.',
  },
  weakSignature: {
    problem: 'weak-signature',
    words: 'its authority signed it with an algorithm that is not safe any more (SHA-1 or DSA)',
    hint: 'Ask the administrator of the server to sign the certificate anew with “ssh-keygen -t rsa-sha2-512”.',
  },
  notForHosts: {
    problem: 'not-for-hosts',
    words: 'it is for users, not for hosts',
    hint: 'Ask the administrator of the server to sign its key with “ssh-keygen -h”.',
  },
  notYetValid: (from: bigint) => ({
    problem: 'not-yet-valid',
    words: `it is not valid before ${dateOf(from)}`,
    hint: 'Check the clock of this computer, or ask the administrator of the server.',
    ...timeOf(from),
  }),
  expired: (until: bigint) => ({
    problem: 'expired',
    words: `it expired on ${dateOf(until)}`,
    hint: 'Ask the administrator of the server to renew the certificate, and check the clock of this computer.',
    ...timeOf(until),
  }),
  otherHost: (names: readonly string[]) => ({
    problem: 'other-host',
    words: names.length === 0 ? 'it names no host' : `it is for other hosts (${printable(names).join(', ')})`,
    hint: 'Connect by a name that the certificate is for, or ask the administrator of the server to have this name added.',
    names: printable(names),
  }),
  unknownConditions: (options: readonly string[]) => ({
    problem: 'unknown-conditions',
    words: `it has conditions that Portside does not know (${printable(options).join(', ')})`,
    hint: 'Ask the administrator of the server for a certificate without critical options.',
  }),
} as const satisfies Record<string, HostCertificateFault | ((detail: never) => HostCertificateFault)>;

function timeOf(seconds: bigint): { time?: number } {
  return seconds > LATEST_DATE ? {} : { time: Number(seconds) * 1000 };
}

function dateOf(seconds: bigint): string {
  const { time } = timeOf(seconds);
  if (time === undefined) return 'a day that no calendar has';
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Names as a certificate has them may hold anything, and be many. */
function printable(names: readonly string[]): string[] {
  const shown = names.slice(0, MOST_SHOWN).map((name) => name.replace(/\p{C}/gu, '?'));
  return names.length > MOST_SHOWN ? [...shown, '…'] : shown;
}
