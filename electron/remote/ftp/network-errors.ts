import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';

/** The other end of a connection. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** How far the control connection had come. */
export type Stage = 'dialling' | 'securing' | 'greeting' | 'open';

/** Errors of the system and of TLS as the user can understand them. A `RemoteError` passes through unchanged. */
export function networkError(error: unknown, place: Place, stage: Stage): RemoteError {
  if (isRemoteError(error)) return error;
  const code = codeOf(error);
  const cause = { cause: error, serverText: error instanceof Error ? error.message : String(error) };
  const where = `${place.host}:${place.port}`;
  switch (code) {
    case 'ECONNREFUSED':
      return new RemoteError('unreachable', `Nothing listens on port ${place.port} of ${place.host}.`, {
        ...cause,
        hint: 'Is the FTP service running, and is the port right? FTP uses 21, implicit TLS 990, SFTP 22.',
      });
    case 'ENOTFOUND':
    case 'EAI_NONAME':
      // A computer that is off the network for a moment says the same, so that waiting may help.
      return new RemoteError('unreachable', `There is no host named “${place.host}”.`, {
        ...cause,
        hint: 'Check the spelling of the host name.',
      });
    case 'EAI_AGAIN':
      return new RemoteError('unreachable', `The name “${place.host}” could not be looked up.`, {
        ...cause,
        hint: 'The name server does not answer. Is this computer connected to the network?',
      });
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return new RemoteError('unreachable', `There is no way to ${place.host} through the network.`, {
        ...cause,
        hint: 'Is this computer connected to the network, or is a VPN needed?',
      });
    case 'ETIMEDOUT':
      return stage === 'dialling' ? dialTimeout(place, cause) : lostLine(where, cause);
    default:
      if (isTlsError(code)) return tlsError(place, stage, { ...cause, retry: 'never' });
      // Broken off without a word: the server may want something else of us, or the network has failed.
      if (stage === 'securing') return tlsError(place, stage, cause);
      if (stage === 'greeting') return closedBeforeGreeting(where, cause);
      return lostLine(where, cause);
  }
}

export function dialTimeout(place: Place, more: { cause?: unknown } = {}): RemoteError {
  return new RemoteError('timeout', `${place.host} does not answer on port ${place.port}.`, {
    ...more,
    hint: 'A firewall may drop the connection, or the host may be off. Check the host and the port.',
  });
}

/** It took the connection and says nothing. */
export function silentServer(place: Place, cause: unknown): RemoteError {
  return new RemoteError('timeout', `${place.host} took the connection on port ${place.port} but says nothing.`, {
    cause,
    hint: 'The server may be overloaded, may look up your address for long, or may expect TLS from the first byte (choose “implicit TLS”).',
  });
}

/** The first bytes of the server are no FTP greeting. */
export function notFtpError(first: string, place: Place): RemoteError {
  const where = `port ${place.port} of ${place.host}`;
  if (first.startsWith('SSH-')) {
    return new RemoteError('protocol', `There is an SSH server on ${where}, not an FTP server.`, {
      retry: 'never',
      hint: 'Choose SFTP as the protocol.',
    });
  }
  // A TLS alert or handshake record (RFC 8446 §5.1).
  if (/^[\x15\x16]\x03/.test(first)) {
    return new RemoteError('protocol', `The server on ${where} speaks TLS from the first byte.`, {
      retry: 'never',
      hint: 'Choose “implicit TLS” as the encryption.',
    });
  }
  return new RemoteError('protocol', `What answers on ${where} is not an FTP server.`, {
    retry: 'never',
    serverText: first.slice(0, 100).replace(/[^\x20-\x7e]/g, '.'),
    hint: 'Check the port. FTP uses 21, implicit TLS 990, SFTP 22.',
  });
}

interface Cause {
  readonly cause: unknown;
  readonly serverText: string;
  readonly retry?: 'never';
}

function tlsError(place: Place, stage: Stage, { retry, ...cause }: Cause): RemoteError {
  // In TLS 1.3 the server looks at our certificate after our side of the handshake is done, so its alert comes late.
  const about = aboutCertificate(place, cause);
  if (about) return about;
  if (stage === 'open') {
    return new RemoteError('disconnected', `The TLS connection to ${place.host} broke.`, cause);
  }
  if (/wrong.version|packet.length|unknown.protocol|http.request|record.layer/i.test(cause.serverText)) {
    return new RemoteError(
      'protocol',
      `The server on port ${place.port} of ${place.host} does not speak TLS from the first byte.`,
      {
        ...cause,
        retry: 'never',
        hint: 'Choose “explicit TLS” as the encryption, or check the port (implicit TLS uses 990).',
      },
    );
  }
  if (/protocol.version|unsupported.protocol/i.test(cause.serverText)) {
    return new RemoteError('protocol', `${place.host} does not speak any of the TLS versions that are allowed.`, {
      ...cause,
      retry: 'never',
      hint: 'Change the lowest or highest TLS version in the settings of this site. Versions before 1.2 are not safe, and not offered.',
    });
  }
  return new RemoteError('protocol', `No TLS connection with ${place.host} could be agreed on: ${cause.serverText}`, {
    ...cause,
    ...(retry === undefined ? {} : { retry }),
    hint: 'The server may offer outdated versions of TLS only, or demand a client certificate, which the settings of this site can name.',
  });
}

/** Alerts about a certificate of ours (RFC 8446 §6.2), in OpenSSL's words or BoringSSL's. */
function aboutCertificate(place: Place, cause: { cause: unknown; serverText: string }): RemoteError | undefined {
  if (/certificate.required|alert.no.certificate/i.test(cause.serverText)) {
    return new RemoteError('auth', `${place.host} demands a client certificate.`, {
      ...cause,
      hint: 'Choose your client certificate in the settings of this site. The operator of the server issues it.',
    });
  }
  if (/alert.(?:bad.certificate|unsupported.certificate|certificate.\w+|unknown.ca)/i.test(cause.serverText)) {
    return new RemoteError('auth', `${place.host} does not accept the client certificate.`, {
      ...cause,
      hint: 'It may be expired, revoked or from an issuer that the server does not know. Check it in the settings of this site.',
    });
  }
  return undefined;
}

function closedBeforeGreeting(where: string, cause: { cause: unknown; serverText: string }): RemoteError {
  return new RemoteError('disconnected', `${where} accepted the connection and closed it before saying anything.`, {
    ...cause,
    hint: 'The server may block your address, be full, or expect implicit TLS on this port.',
  });
}

function lostLine(where: string, cause: { cause?: unknown }): RemoteError {
  return new RemoteError('disconnected', `The connection to ${where} was lost.`, cause);
}

function isTlsError(code: string | undefined): boolean {
  return code !== undefined && (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS'));
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
