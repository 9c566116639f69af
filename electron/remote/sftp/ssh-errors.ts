import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { type AlgorithmLists, legacyAlgorithms } from './algorithms.ts';
import type { ServerAlgorithms, ServerGreeting } from './server-greeting.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

const atAddress = ({ host, port }: Address) => `${host}, port ${port}`;

/** Why no TCP connection came about. */
export function dialError(error: unknown, address: Address): RemoteError {
  if (isRemoteError(error)) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const more = { cause: error, serverText: error instanceof Error ? error.message : String(error) };
  switch (code) {
    case 'ECONNREFUSED':
      return new RemoteError('unreachable', `Nothing accepts connections at ${atAddress(address)}.`, {
        ...more,
        hint: 'Check the port and that the SSH server is running.',
      });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return new RemoteError('unreachable', `There is no host named “${address.host}”.`, {
        ...more,
        hint: 'Check the spelling of the host name and your network.',
      });
    case 'ETIMEDOUT':
      return new RemoteError('timeout', `${atAddress(address)} does not answer.`, {
        ...more,
        hint: 'A firewall may be in between, or the host is down.',
      });
    default:
      return new RemoteError('unreachable', `${atAddress(address)} cannot be reached.`, {
        ...more,
        hint: 'Check your network, the host name and the port.',
      });
  }
}

/** RFC 4254 §5.1. */
const ADMINISTRATIVELY_PROHIBITED = 1;

/** What a jump host answered when it was asked for the next host (RFC 4254 §5.1). */
export function forwardError(error: unknown, to: Address, through: string): RemoteError {
  const serverText = error instanceof Error ? error.message : String(error);
  const more = { cause: error, serverText };
  const reason = error instanceof Error && 'reason' in error ? error.reason : undefined;
  if (reason === ADMINISTRATIVELY_PROHIBITED) {
    return new RemoteError('denied', `The jump host ${through} does not pass connections on to ${atAddress(to)}.`, {
      ...more,
      hint: 'Its administrator has to allow it (AllowTcpForwarding and PermitOpen of sshd_config).',
    });
  }
  if (/no response|not connected/i.test(serverText)) {
    return new RemoteError('disconnected', `The connection to the jump host ${through} was lost.`, more);
  }
  return new RemoteError('unreachable', `The jump host ${through} cannot reach ${atAddress(to)}.`, {
    ...more,
    hint: 'Check the name and the port as the jump host knows them; they need not be known here.',
  });
}

/** The same failure, told of the jump host it happened at. */
export function atJumpHost(error: RemoteError, alias: string): RemoteError {
  return RemoteError.from({ ...error.data, message: `At the jump host ${alias}: ${error.message}` });
}

/** SSH_MSG_USERAUTH_PASSWD_CHANGEREQ (RFC 4252 §8). */
export function passwordExpired(user: string, prompt: string): RemoteError {
  return new RemoteError('auth', `The password of “${user}” has expired; the server wants a new one.`, {
    serverText: prompt,
    hint: 'Change it in a terminal (ssh) or with the administrator of the server, then connect with the new one.',
  });
}

export function connectTimeout(address: Address): RemoteError {
  return new RemoteError('timeout', `${atAddress(address)} took too long to open an SSH session.`, {
    hint: 'The host may be down or overloaded, or the port may not be that of an SSH server.',
  });
}

/** The port answers, but in another language. */
export function notSsh(protocol: string, address: Address): RemoteError {
  const hint =
    protocol === 'FTP'
      ? 'Connect with FTP instead, or use the port of the SSH server (usually 22).'
      : 'Use the port of the SSH server (usually 22).';
  return new RemoteError('protocol', `${atAddress(address)} speaks ${protocol}, not SSH.`, { hint, retry: 'never' });
}

/** An error that ssh2 raised, or the end of the connection, before the session was open. */
export function handshakeError(
  error: Error | undefined,
  greeting: ServerGreeting,
  ours: AlgorithmLists,
  address: Address,
  legacyAllowed = false,
): RemoteError {
  const text = error?.message ?? '';
  const more = { cause: error, ...(text === '' ? {} : { serverText: text }) };
  if (greeting.otherProtocol !== undefined) return notSsh(greeting.otherProtocol, address);
  const mismatch = /no matching (key exchange|host key|C->S cipher|S->C cipher|C->S MAC|S->C MAC)/.exec(text)?.[1];
  if (mismatch !== undefined) return noCommonAlgorithm(mismatch, greeting.algorithms, ours, legacyAllowed, more);
  if (greeting.ident === undefined) {
    const { words } = greeting;
    const message =
      words === undefined
        ? `${atAddress(address)} hung up before it said anything.`
        : `${atAddress(address)} hung up and said: ${words}`;
    return new RemoteError('busy', message, {
      ...more,
      hint: 'An SSH server does so when too many connections are being opened at once, or when it has blocked your address. Try again later.',
    });
  }
  if (/too many authentication failures/i.test(text)) return tooManyFailures(more);
  if (/too many connections/i.test(text)) {
    return new RemoteError('busy', 'The server allows no further connection.', {
      ...more,
      hint: 'Close another connection or try again later.',
    });
  }
  if (/invalid|malformed|unexpected|bad packet|integrity|signature verification/i.test(text)) {
    return new RemoteError('protocol', `${atAddress(address)} does not keep to the SSH protocol: ${text}.`, more);
  }
  return new RemoteError('disconnected', `${atAddress(address)} closed the connection while it was being opened.`, {
    ...more,
    hint: 'The server may have blocked your address, not let this user in, or be overloaded. Its log tells why.',
  });
}

function tooManyFailures(more: { cause?: unknown; serverText?: string }): RemoteError {
  return new RemoteError('auth', 'The server ended the login after too many attempts.', {
    ...more,
    hint: 'Each key of your SSH agent counts as an attempt; choose a key file, or remove keys from the agent.',
  });
}

function noCommonAlgorithm(
  what: string,
  theirs: ServerAlgorithms | undefined,
  ours: AlgorithmLists,
  legacyAllowed: boolean,
  more: { cause: Error | undefined },
): RemoteError {
  const [list, name] = {
    'key exchange': ['kex', 'key exchange'] as const,
    'host key': ['serverHostKey', 'host key'] as const,
    'C->S cipher': ['cipher', 'encryption'] as const,
    'S->C cipher': ['cipher', 'encryption'] as const,
    'C->S MAC': ['hmac', 'integrity'] as const,
    'S->C MAC': ['hmac', 'integrity'] as const,
  }[what] ?? ['kex', what];
  const offered = theirs?.[list];
  const message =
    offered === undefined
      ? `The server and Portside have no ${name} algorithm in common.`
      : `The server offers only ${name} algorithms that Portside does not use: ${offered.join(', ')}.`;
  const wanted = `Portside offers: ${ours[list].join(', ')}.`;
  const known: readonly string[] = legacyAllowed ? [] : legacyAlgorithms()[list];
  const helps = offered?.some((algorithm) => known.includes(algorithm)) === true;
  return new RemoteError('protocol', message, {
    ...more,
    retry: 'never',
    hint: helps
      ? `They are not safe any more. To connect all the same, switch on “Allow outdated algorithms” for this site. ${wanted}`
      : `They are considered broken, or this computer cannot do them. ${wanted}`,
  });
}

/** The server accepts the login but gives no SFTP channel. */
export function noSftp(error: Error): RemoteError {
  const more = { cause: error, serverText: error.message };
  if (/packet length|unknown packet|expected version/i.test(error.message)) {
    return new RemoteError('protocol', 'The server sent text where SFTP should begin.', {
      ...more,
      retry: 'never',
      hint: 'The login scripts of this account (such as .bashrc) print something; they must be silent when there is no terminal.',
    });
  }
  if (/open failure/i.test(error.message)) {
    return new RemoteError('busy', 'The server refused to open one more channel.', {
      ...more,
      hint: 'Close another connection or try again later.',
    });
  }
  return new RemoteError('unsupported', 'The login worked, but this server or account has no SFTP.', {
    ...more,
    hint: 'Ask the administrator of the server to switch on the SFTP subsystem for this account.',
  });
}
