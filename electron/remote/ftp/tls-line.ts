import { type ConnectionOptions, createSecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import type { LineSecurity } from '../../../shared/model/connection.ts';
import type { FtpOptions } from '../../../shared/model/connection-options.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { asciiHostName } from '../host-name.ts';
import type { OfferedCertificate, TrustReason } from '../host-trust.ts';
import type { Place } from './network-errors.ts';

/**
 * The options of the control connection and, unchanged, of every data connection: Node resumes a session only for the
 * same host and name. Node does not judge the certificate here, {@link offeredCertificate} and `HostTrust` do.
 *
 * @param identity the client certificate, if there is one.
 */
export function tlsOptions(host: string, options: FtpOptions, identity: SecureContextOptions): ConnectionOptions {
  const { lowestTls = '1.2', highestTls = '1.3' } = options;
  if (lowestTls > highestTls) {
    throw new RemoteError(
      'invalid-request',
      `No version of TLS is both ${lowestTls} or newer and ${highestTls} or older.`,
      {
        hint: 'Correct the lowest and the highest TLS version in the settings of this site.',
      },
    );
  }
  const secureContext = createSecureContext({
    ...identity,
    minVersion: `TLSv${lowestTls}`,
    maxVersion: `TLSv${highestTls}`,
  });
  const servername = asciiHostName(host);
  return { host, ...(servername === undefined ? {} : { servername }), secureContext, rejectUnauthorized: false };
}

/** The certificate of a finished handshake, judged by Node: the chain, and where that holds the name and the dates. */
export function offeredCertificate(socket: TLSSocket, place: Place): OfferedCertificate {
  const offered = { ...place, certificate: socket.getPeerCertificate(true) };
  if (socket.authorized) return { ...offered, authorized: true };
  // Declared as an error, yet it is the error's code or text.
  return { ...offered, authorized: false, authorizationError: String(socket.authorizationError) };
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
