import {
  isRemoteError,
  RemoteError,
  type RemoteErrorData,
  type RemoteErrorKind,
} from '../../../shared/model/remote-error.ts';
import { type Reply, replyText } from './reply.ts';

/** What was being done when the server refused. */
export interface Attempt {
  /** Completes "The server refused to …": `list “/pub”`. */
  readonly to: string;
  readonly path?: string;
}

interface Meaning {
  readonly kind: RemoteErrorKind;
  readonly message: string;
  readonly hint?: string;
  readonly retry?: RemoteErrorData['retry'];
}

const freeSpace = 'Free some space on the server, or ask its operator for more.';
const chooseTls = 'Choose “explicit TLS” as the encryption of this connection (or “implicit TLS”, port 990).';
const passiveBlocked =
  "The server's passive port range may be blocked by a firewall or wrongly set up. Ask its operator which ports must be open.";
const sessionReuse =
  'The server demands that data connections resume the TLS session of the control connection, and that failed. Its operator ' +
  'can turn the demand off (vsftpd: require_ssl_reuse=NO; ProFTPD: TLSOptions NoSessionReuseRequired).';

/**
 * The error that a reply of 400 or more means (RFC 959 §4.2, RFC 2228 §5, RFC 4217). Codes alone say little (550 is
 * "not found", "denied" and "not empty"), so the words of the servers in use decide first.
 */
export function replyError(reply: Reply, attempt: Attempt): RemoteError {
  const text = replyText(reply);
  const meaning = meaningOfWords(reply.code, text, attempt) ?? meaningOfCode(reply.code, text, attempt);
  return errorOf(meaning, attempt, { serverCode: reply.code, serverText: text });
}

/** True where a reply refuses without saying why: what is at the path must be looked at to know. */
export function isVague(reply: Reply): boolean {
  const vagueCode = [450, 451, 550, 553].includes(reply.code);
  return vagueCode && meaningOfWords(reply.code, replyText(reply), { to: '' }) === undefined;
}

export function notFoundError(path: string, reply?: Reply): RemoteError {
  return errorOf(
    { kind: 'not-found', message: `There is no “${path}” on the server.` },
    { to: '', path },
    serverWords(reply),
  );
}

export function existsError(path: string, reply?: Reply): RemoteError {
  return errorOf(
    { kind: 'exists', message: `“${path}” already exists on the server.` },
    { to: '', path },
    serverWords(reply),
  );
}

export function notEmptyError(path: string, reply?: Reply): RemoteError {
  return errorOf(
    { kind: 'not-empty', message: `The folder “${path}” is not empty.` },
    { to: '', path },
    serverWords(reply),
  );
}

/** The path leads to something of another kind than the operation needs. */
export function wrongTypeError(path: string, is: string, reply?: Reply): RemoteError {
  return errorOf({ kind: 'invalid-request', message: `“${path}” is ${is}.` }, { to: '', path }, serverWords(reply));
}

export function deniedError(attempt: Attempt, reply?: Reply): RemoteError {
  return errorOf(denied(attempt), attempt, serverWords(reply));
}

/** Any failure as a `RemoteError` that names the path it is about. */
export function errorAt(error: unknown, path: string): RemoteError {
  if (!isRemoteError(error)) {
    const words = error instanceof Error ? error.message : String(error);
    return new RemoteError('io', `“${path}”: ${words}`, { path, cause: error });
  }
  return error.data.path === undefined ? RemoteError.from({ ...error.data, path }) : error;
}

function serverWords(reply: Reply | undefined): Pick<RemoteErrorData, 'serverCode' | 'serverText'> {
  return reply === undefined ? {} : { serverCode: reply.code, serverText: replyText(reply) };
}

function errorOf(
  meaning: Meaning,
  attempt: Attempt,
  words: Pick<RemoteErrorData, 'serverCode' | 'serverText'>,
): RemoteError {
  const { kind, message, hint, retry } = meaning;
  return new RemoteError(kind, message, {
    ...words,
    ...(attempt.path === undefined ? {} : { path: attempt.path }),
    ...(hint === undefined ? {} : { hint }),
    ...(retry === undefined ? {} : { retry }),
  });
}

function denied(attempt: Attempt): Meaning {
  return {
    kind: 'denied',
    message: `The server does not let you ${attempt.to}.`,
    hint: 'Your account may lack the right to do this. Ask the operator of the server.',
  };
}

/** The servers' own words, the more telling first. */
function meaningOfWords(code: number, text: string, attempt: Attempt): Meaning | undefined {
  const says = (words: RegExp) => words.test(text);
  const subject = attempt.path === undefined ? 'It' : `“${attempt.path}”`;
  // ProFTPD says "425 Unable to build data connection: Operation not permitted".
  const resumption = code === 522 || (code === 425 && says(/operation not permitted/i));
  if (resumption || says(/session[ -]?re-?use|reuse.*session|session.*(?:not|n't).*re(?:us|sum)|not resumed/i)) {
    return {
      kind: 'unsupported',
      message: 'The server refused the data connection: its TLS session was not resumed.',
      hint: sessionReuse,
    };
  }
  const lacksTls =
    /must use (?:encryption|tls|ssl)|(?:tls|ssl)[^.]*(?:required|needed|must)|require[sd]?[^.]*(?:tls|ssl|encrypt|secure)|cleartext|(?:use|send|need) auth(?:\b|enticat.* tls)|AUTH (?:TLS|SSL)? ?(?:first|required)/i;
  if ([421, 500, 503, 530, 534, 550].includes(code) && says(lacksTls)) {
    return { kind: 'unsupported', message: 'The server accepts encrypted connections only.', hint: chooseTls };
  }
  if (
    [421, 425, 430, 450, 530].includes(code) &&
    says(
      /too many|max(?:imum)?\b.*(?:connect|user|client|session|login)|(?:connect|user|client|session|login).*limit|limit.*(?:connect|user|client|session)|(?:server|system) (?:is )?(?:full|busy)|already logged/i,
    )
  ) {
    return {
      kind: 'busy',
      message: 'The server has too many connections at the moment.',
      hint: 'Close other connections to it, or try again later.',
    };
  }
  if (says(/quota|exceeded.*(?:storage|allocation)/i)) {
    return {
      kind: 'quota',
      message: `The storage that your account may use on the server is full: could not ${attempt.to}.`,
      hint: freeSpace,
    };
  }
  // vsftpd says "451 Failure writing to local file." when its disk is full, and for nothing else that is likely.
  if (
    says(/no space|disk (?:is )?full|space left|insufficient (?:storage|disk|space)/i) ||
    (code === 451 && says(/writing to local file/i))
  ) {
    return { kind: 'no-space', message: `The server's disk is full: could not ${attempt.to}.`, hint: freeSpace };
  }
  if (code < 450 || code === 530) return undefined;
  if (says(/not empty/i)) return { kind: 'not-empty', message: `The folder ${subject} is not empty.` };
  if (says(/exists?\b/i) && !says(/(?:not|n't) exist|exists? not/i))
    return { kind: 'exists', message: `${subject} already exists on the server.` };
  if (says(/(?:is|it's) a directory|not a (?:plain|regular) file|not a file/i))
    return { kind: 'invalid-request', message: `${subject} is a folder, not a file.` };
  if (says(/not a directory|not a folder/i)) return { kind: 'invalid-request', message: `${subject} is not a folder.` };
  if (says(/no such|not found|(?:not|n't) (?:exist|find)|cannot find|can't find|unknown file/i)) {
    return {
      kind: 'not-found',
      message: `There is no ${attempt.path === undefined ? 'such thing' : subject} on the server.`,
    };
  }
  if (
    says(
      /permission|denied|not allowed|not permitted|prohibited|forbidden|access|read[- ]only|not authori[sz]ed|privilege/i,
    )
  )
    return denied(attempt);
  return undefined;
}

function meaningOfCode(code: number, text: string, attempt: Attempt): Meaning {
  const refused = `The server refused to ${attempt.to}: ${text}`;
  switch (code) {
    case 421:
      return { kind: 'disconnected', message: `The server ended the connection: ${text}` };
    case 425:
      return {
        kind: 'unreachable',
        message: 'The server could not open the data connection.',
        hint: passiveBlocked,
        retry: 'now',
      };
    case 426:
      return { kind: 'disconnected', message: `The data connection broke before the end: ${text}`, retry: 'now' };
    case 430:
    case 530:
      return {
        kind: 'auth',
        message: `The server refused the login: ${text}`,
        hint: 'Check the user name and the password.',
      };
    case 332:
    case 532:
      return { kind: 'unsupported', message: 'The server asks for an account (ACCT), which Portside cannot give.' };
    case 431:
    case 533:
    case 534:
    case 535:
    case 536:
    case 537:
      return { kind: 'unsupported', message: `The server cannot protect the connection as asked: ${text}` };
    case 450:
      return {
        kind: 'io',
        message: refused,
        retry: 'now',
        hint: 'The file may be in use on the server. Try again in a moment.',
      };
    case 451:
      return {
        kind: 'io',
        message: refused,
        retry: 'now',
        hint: 'The server met a problem of its own. Try again, or ask its operator.',
      };
    case 452:
      return { kind: 'no-space', message: `The server's disk is full: could not ${attempt.to}.`, hint: freeSpace };
    case 552:
      return {
        kind: 'quota',
        message: `The storage that your account may use on the server is full: could not ${attempt.to}.`,
        hint: freeSpace,
      };
    case 521:
      return {
        kind: 'exists',
        message: `${attempt.path === undefined ? 'It' : `“${attempt.path}”`} already exists on the server.`,
      };
    case 503:
      return { kind: 'protocol', message: refused };
    case 500:
    case 501:
    case 502:
    case 504:
      return { kind: 'unsupported', message: refused, hint: 'This server does not offer what was asked of it.' };
    case 550:
      return denied(attempt);
    case 553:
      return { ...denied(attempt), hint: 'The name may not be allowed there, or your account may lack the right.' };
    default:
      return { kind: code < 500 ? 'io' : 'denied', message: refused };
  }
}
