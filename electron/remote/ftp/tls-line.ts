import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, type SecureVersion, type TLSSocket } from 'node:tls';
import type { LineSecurity } from '../../../shared/model/connection.ts';
import type { OfferedCertificate, TrustReason } from '../host-trust.ts';
import type { Place } from './network-errors.ts';

export interface TlsVersions {
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
}

/**
 * The options of the control connection and, unchanged, of every data connection: Node resumes a session only for the
 * same host and name. Node does not judge the certificate here, {@link offeredCertificate} and `HostTrust` do.
 */
export function tlsOptions(host: string, versions: TlsVersions): ConnectionOptions {
  // An address is no server name (RFC 6066 §3).
  return { host, ...(isIP(host) === 0 ? { servername: host } : {}), rejectUnauthorized: false, ...versions };
}

/**
 * The certificate of a finished handshake. Node names only the first problem it meets, and a broken chain hides a wrong
 * name; both are told here, their codes divided by a comma.
 */
export function offeredCertificate(socket: TLSSocket, place: Place): OfferedCertificate {
  const certificate = socket.getPeerCertificate(true);
  const problems = new Set<string>();
  if (socket.authorizationError) problems.add(String(socket.authorizationError));
  const wrongName = checkServerIdentity(place.host, certificate);
  if (wrongName) problems.add('code' in wrongName && wrongName.code ? String(wrongName.code) : wrongName.message);
  const offered = { host: place.host, port: place.port, certificate };
  if (socket.authorized && problems.size === 0) return { ...offered, authorized: true };
  return { ...offered, authorized: false, authorizationError: [...problems].join(', ') || 'UNTRUSTED' };
}

export function encryptedLine(socket: TLSSocket, trust: TrustReason): LineSecurity {
  const protocol = socket.getProtocol();
  const { fingerprint256 } = socket.getPeerCertificate();
  return {
    level: 'encrypted',
    ...(protocol === null ? {} : { protocol }),
    cipher: socket.getCipher().standardName,
    trust,
    fingerprint: fingerprint256,
  };
}

export const plainLine: LineSecurity = { level: 'plain', trust: 'none' };
