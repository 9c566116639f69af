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

export function tooMany(): Meaning {
  return {
    kind: 'busy',
    message: 'The server has too many connections at the moment.',
    hint: 'Close other connections to it, or try again later.',
  };
}

export function tlsDemanded(): Meaning {
  return {
    kind: 'unsupported',
    message: 'The server accepts encrypted connections only.',
    hint: 'Choose “explicit TLS” as the encryption of this connection (or “implicit TLS”, port 990).',
  };
}

export function sessionNotResumed(): Meaning {
  return {
    kind: 'unsupported',
    message: 'The server refused the data connection: its TLS session was not resumed.',
    hint:
      'The server demands that data connections resume the TLS session of the control connection, and that failed. Its ' +
      'operator can turn the demand off (vsftpd: require_ssl_reuse=NO; ProFTPD: TLSOptions NoSessionReuseRequired).',
  };
}

export const passiveBlocked =
  'Its passive port range may be blocked by a firewall: try active mode (in the settings of the site), or ask its operator which ports must be open.';

function subject(path: string | undefined): string {
  return path === undefined ? 'What was asked for' : `“${path}”`;
}
