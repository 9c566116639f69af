import { checkServerIdentity, type DetailedPeerCertificate } from 'node:tls';
import type { CertificateProblem } from '../../shared/model/prompt.ts';
import type { OfferedCertificate } from './host-trust.ts';

/** What a certificate says of itself, for a person to read. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly alternativeNames: string[];
  /** Milliseconds since 1970, UTC. */
  readonly validFrom: number;
  readonly validTo: number;
  readonly fingerprint: string;
  readonly problems: CertificateProblem[];
}

/** Node's names (OpenSSL's X509_V_ERR_…) for what only the check of the chain can find. */
const chainProblems: Readonly<Record<string, CertificateProblem>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-issuer',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-host',
};

/** Whether only the authority is missing that issued it; what signed itself has none. */
export function hasUnknownIssuer({ authorizationError = '' }: OfferedCertificate): boolean {
  return chainProblems[authorizationError] === 'unknown-issuer';
}

/** Reads a certificate that was not authorized. Node reports the first problem only; dates and name are looked at again. */
export function certificateFacts(offered: OfferedCertificate, now = Date.now()): CertificateFacts {
  const { certificate, host, authorizationError = '' } = offered;
  const validFrom = Date.parse(certificate.valid_from);
  const validTo = Date.parse(certificate.valid_to);
  const problems = new Set<CertificateProblem>();
  const told = chainProblems[authorizationError];
  if (told !== undefined) problems.add(told);
  if (isSelfSigned(certificate)) problems.add('self-signed');
  if (now > validTo) problems.add('expired');
  if (now < validFrom) problems.add('not-yet-valid');
  if (checkServerIdentity(host, certificate) !== undefined) problems.add('wrong-host');
  if (problems.size === 0) problems.add('other');
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    alternativeNames: alternativeNamesOf(certificate),
    validFrom,
    validTo,
    fingerprint: certificate.fingerprint256,
    problems: [...problems],
  };
}

function isSelfSigned(certificate: DetailedPeerCertificate): boolean {
  return certificate.issuerCertificate?.fingerprint256 === certificate.fingerprint256;
}

/** `CN=localhost, O=Example` */
function nameOf(name: object): string {
  return Object.entries(name)
    .flatMap(([attribute, value]) => [value].flat().map((each) => `${attribute}=${each}`))
    .join(', ');
}

/** Node gives `DNS:a.example, IP Address:127.0.0.1`, with quotes around what has a comma in it. */
function alternativeNamesOf({ subjectaltname = '' }: DetailedPeerCertificate): string[] {
  return (subjectaltname.match(/(?:[^,"]|"(?:\\.|[^"\\])*")+/g) ?? [])
    .map((part) => part.trim().replace(/^(?:DNS|IP Address|URI|email):/, ''))
    .filter((part) => part !== '');
}
