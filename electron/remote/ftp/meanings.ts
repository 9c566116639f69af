import type { RemoteErrorData, RemoteErrorKind } from '../../../shared/model/remote-error.ts';

/** What was being done when the server refused. */
export interface Attempt {
  /** Completes "The server refused to …": `list “/pub”`. */
  readonly to: string;
  readonly path?: string;
}

/** An error in the user's words, before it is bound to a reply. */
export interface Meaning {
  readonly kind: RemoteErrorKind;
  readonly message: string;
  readonly hint?: string;
  readonly retry?: RemoteErrorData['retry'];
}

const freeSpace = 'Free some space on the server, or ask its operator for more.';

export function missing({ path }: Attempt): Meaning {
  return { kind: 'not-found', message: `${subject(path)} does not exist on the server.` };
}

export function existing({ path }: Attempt): Meaning {
  return { kind: 'exists', message: `${subject(path)} already exists on the server.` };
}

export function notEmpty({ path }: Attempt): Meaning {
  return { kind: 'not-empty', message: `${subject(path)} is a folder that is not empty.` };
}

/** @param is what it is: `a folder, not a file`. */
export function wrongType({ path }: Attempt, is: string): Meaning {
  return { kind: 'invalid-request', message: `${subject(path)} is ${is}.` };
}

export function denied({ to }: Attempt): Meaning {
  return {
    kind: 'denied',
    message: `The server does not let you ${to}.`,
    hint: 'Your account may lack the right to do this. Ask the operator of the server.',
  };
}

export function nameRefused(attempt: Attempt): Meaning {
  return { ...denied(attempt), hint: 'The server does not take such a name. Choose another.' };
}

export function diskFull({ to }: Attempt): Meaning {
  return { kind: 'no-space', message: `The server's disk is full: could not ${to}.`, hint: freeSpace };
}

export function quotaFull({ to }: Attempt): Meaning {
  return {
    kind: 'quota',
    message: `The storage that your account may use on the server is full: could not ${to}.`,
    hint: freeSpace,
  };
}

/** @param most as the server gives it, where it does. */
export function tooMany(most?: number): Meaning {
  const allowed = most === undefined ? '' : ` It allows ${most}.`;
  return {
    kind: 'busy',
    message: `The server has too many connections at the moment.${allowed}`,
    hint: 'Close other connections to it, allow fewer sessions in the settings of this site, or try again later.',
  };
}

export function tlsDemanded(): Meaning {
  return {
    kind: 'unsupported',
    message: 'The server accepts encrypted connections only.',
    hint: 'Choose “explicit TLS” as the encryption of this connection (or “implicit TLS”, port 990).',
  };
}

export function dataTlsDemanded(): Meaning {
  return {
    kind: 'unsupported',
    message: 'The server accepts encrypted data connections only (PROT P).',
    hint: 'Choose “explicit TLS” as the encryption of this connection.',
  };
}

export function tlsUnwanted(): Meaning {
  return {
    kind: 'unsupported',
    message: 'The server lets this user in without encryption only.',
    hint: 'Choose “none” as the encryption of this connection. Anybody on the way can then read it.',
  };
}

export function clientCertificateDemanded(): Meaning {
  return {
    kind: 'auth',
    message: 'The server demands a certificate of yours.',
    hint: 'Choose your client certificate in the settings of this site (Advanced). The operator of the server issues it.',
  };
}

export function homeMissing(): Meaning {
  return {
    kind: 'denied',
    message: 'The server knows the user, but cannot open their home directory.',
    hint: 'Ask the operator of the server to create it, or to correct its rights.',
  };
}

export function accountClosed(text: string): Meaning {
  return {
    kind: 'denied',
    message: `The server does not let this account in: ${text}`,
    hint: 'The account may be expired, disabled, or limited to certain times or addresses. Ask the operator of the server.',
  };
}

export function passwordExpired(): Meaning {
  return {
    kind: 'denied',
    message: 'The password of this account has expired.',
    hint: 'Ask the operator of the server for a new one, or change it where the account is managed.',
  };
}

export function addressRefused(text: string): Meaning {
  return {
    kind: 'denied',
    message: `The server does not take connections from your address: ${text}`,
    hint: 'Your address may be blocked after failed logins, or not be on the list of those let in. Ask the operator of the server.',
  };
}

export function hostNameWanted(): Meaning {
  return {
    kind: 'auth',
    message: 'The server serves several sites, and wants to know which.',
    hint: 'Enter the user as “site|user”, for example “www.example.org|ann”.',
  };
}

export function wrongCaller(): Meaning {
  return {
    kind: 'unreachable',
    message: 'The server refused the data connection: it came from another address than the control connection.',
    hint: 'A router or VPN with several ways to the Internet may be the cause. Try active mode, or another network.',
  };
}

export function slept(text: string): Meaning {
  return { kind: 'disconnected', message: `The server ended the connection, which was quiet for too long: ${text}` };
}

export function closingDown(text: string): Meaning {
  return {
    kind: 'disconnected',
    message: `The server is shutting down: ${text}`,
    hint: 'It may be restarted or maintained. Try again later.',
  };
}

export function inUse({ to }: Attempt): Meaning {
  return {
    kind: 'io',
    message: `The server could not ${to}: another program uses the file.`,
    retry: 'now',
    hint: 'Close the file on the server, or try again in a moment.',
  };
}

export function sessionNotResumed(): Meaning {
  return {
    kind: 'unsupported',
    message: 'The server refused the data connection: its TLS session was not resumed.',
    hint:
      'The server demands that data connections resume the TLS session of the control connection, and that failed. Its ' +
      'operator can turn the demand off (vsftpd: require_ssl_reuse=NO; ProFTPD: TLSOptions NoSessionReuseRequired). ' +
      'It may also help to set the highest TLS version of this site to 1.2.',
  };
}

export const passiveBlocked =
  'Its passive port range may be blocked by a firewall: try active mode (in the settings of the site), or ask its operator which ports must be open.';

function subject(path: string | undefined): string {
  return path === undefined ? 'What was asked for' : `“${path}”`;
}
