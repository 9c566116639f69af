import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import {
  type Attempt,
  denied,
  diskFull,
  existing,
  type Meaning,
  nameRefused,
  passiveBlocked,
  quotaFull,
  sessionNotResumed,
} from './meanings.ts';
import { type Reply, replyText } from './reply.ts';
import { meaningOfWords } from './sayings.ts';

/**
 * The error that a reply which is no success means (RFC 959 §4.2, RFC 2228 §5, RFC 4217). Codes alone say little (550
 * is "not found", "denied" and "not empty"), so the words of the servers in use decide first.
 */
export function replyError(reply: Reply, attempt: Attempt): RemoteError {
  const text = replyText(reply);
  const meaning = meaningOfWords(reply.code, text, attempt) ?? meaningOfCode(reply.code, text, attempt);
  return errorOf(meaning, attempt, reply);
}

/** True where a reply refuses without saying why: what is at the path must be looked at to know. */
export function isVague(reply: Reply): boolean {
  const vagueCode = [450, 451, 550, 553].includes(reply.code);
  return vagueCode && meaningOfWords(reply.code, replyText(reply), { to: '' }) === undefined;
}

/** The error of a meaning that was found out otherwise. @param reply the refusal that it explains. */
export function errorOf(meaning: Meaning, { path }: Attempt, reply?: Reply): RemoteError {
  const { kind, message, ...more } = meaning;
  return new RemoteError(kind, message, {
    ...more,
    ...(path === undefined ? {} : { path }),
    ...(reply === undefined ? {} : { serverCode: reply.code, serverText: replyText(reply) }),
  });
}

/** Any failure as a `RemoteError` that names the path it is about. */
export function errorAt(error: unknown, path: string): RemoteError {
  if (!isRemoteError(error)) {
    const words = error instanceof Error ? error.message : String(error);
    return new RemoteError('io', `“${path}”: ${words}`, { path, cause: error });
  }
  return error.data.path === undefined ? RemoteError.from({ ...error.data, path }) : error;
}

function meaningOfCode(code: number, text: string, attempt: Attempt): Meaning {
  const refused = `The server refused to ${attempt.to}: ${text}`;
  switch (code) {
    case 421:
      return { kind: 'disconnected', message: `The server ended the connection: ${text}` };
    case 425:
      return {
        kind: 'unreachable',
        message: 'The server refused the data connection.',
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
      return {
        kind: 'denied',
        message: `The server asks for an account (ACCT): ${text}`,
        hint: 'Enter the account in the settings of this site. It is not the user name; ask the operator of the server.',
      };
    case 431:
    case 533:
    case 534:
    case 535:
    case 536:
    case 537:
      return { kind: 'unsupported', message: `The server cannot protect the connection as asked: ${text}` };
    case 522:
      return sessionNotResumed();
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
      return diskFull(attempt);
    case 552:
      return quotaFull(attempt);
    case 521:
      return existing(attempt);
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
      return nameRefused(attempt);
    default:
      return { kind: code < 500 ? 'io' : 'denied', message: refused };
  }
}
