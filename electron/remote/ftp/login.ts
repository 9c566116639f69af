import { RemoteError, type RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Credentials } from '../credentials.ts';
import type { ConnectClock } from './connect-clock.ts';
import type { ControlConnection } from './control-connection.ts';
import { replyError } from './ftp-errors.ts';
import { isPositive, type Reply, replyText } from './reply.ts';

/** Names that log in without an account (RFC 1635); the password is by custom an address, and ours tells nothing. */
const anonymousNames = ['anonymous', 'ftp'];
const ANONYMOUS_PASSWORD = 'anonymous@';

/** The server refused this user and password together; another password may do. */
export class PasswordRefused extends RemoteError {
  constructor({ kind, message, ...more }: RemoteErrorData) {
    super(kind, message, more);
  }
}

/** The server hung up while the user was asked. The answer is known now, so that connecting again may succeed. */
export class HungUpMeanwhile extends RemoteError {
  constructor({ kind, message, ...more }: RemoteErrorData) {
    super(kind, message, more);
  }
}

/** Puts a question to the user while the clock stands still. Throws {@link HungUpMeanwhile}. */
export async function askUser<T>(
  control: ControlConnection,
  clock: ConnectClock,
  question: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const answer = await clock.whileAsking(question);
  if (control.lost) throw new HungUpMeanwhile(control.lost.data);
  return answer;
}

/** Who logs in. */
export interface Account {
  readonly user: string;
  /** The answer to 332, where the user has given one in advance. */
  readonly account?: string | undefined;
}

/** USER, PASS and, where the server wants it, ACCT (RFC 959 §5.4). Throws {@link PasswordRefused} where another password may help, `auth` and the like where not. */
export async function login(
  control: ControlConnection,
  who: Account,
  credentials: Credentials,
  reason: 'first' | 'rejected',
  clock: ConnectClock,
): Promise<void> {
  const name = who.user === '' ? 'anonymous' : who.user;
  const anonymous = anonymousNames.includes(name.toLowerCase());
  let reply = await control.ask(`USER ${name}`, clock.limit);
  const wantsPassword = reply.code === 331;
  if (wantsPassword) {
    const password = anonymous
      ? ANONYMOUS_PASSWORD
      : await askUser(control, clock, (signal) => credentials.password(reason, signal));
    reply = await sendPassword(control, password, clock);
  }
  if (reply.code === 332) {
    const ask = (signal: AbortSignal) => askForAccount(who, credentials, signal);
    const account = await askUser(control, clock, ask);
    reply = await control.askHiding(`ACCT ${account}`, [account], clock.limit);
    // The password was right by then.
    if (!isPositive(reply)) throw accountRefused(reply);
  }
  if (isPositive(reply)) return;
  const error = loginError(reply, name);
  if (error.kind === 'auth' && wantsPassword && !anonymous) throw new PasswordRefused(error.data);
  throw error;
}

/** What ACCT is to say: from the settings of the site, else from the user. Throws `cancelled`. */
export async function askForAccount(who: Account, credentials: Credentials, signal: AbortSignal): Promise<string> {
  const account = who.account ?? (await credentials.answer({ text: 'Account (ACCT):', echo: true }, signal));
  if (/[\r\n\0]/.test(account)) {
    throw new RemoteError('invalid-request', 'FTP cannot send an account with a line break in it.');
  }
  return account;
}

export function accountRefused(reply: Reply): RemoteError {
  return new RemoteError('auth', `The server refused the account: ${replyText(reply)}`, {
    serverCode: reply.code,
    serverText: replyText(reply),
    hint: 'Check the account in the settings of this site. It is not the user name; ask the operator of the server.',
  });
}

async function sendPassword(control: ControlConnection, password: string, clock: ConnectClock): Promise<Reply> {
  if (/[\r\n\0]/.test(password)) {
    throw new RemoteError('invalid-request', 'FTP cannot send a password with a line break in it.');
  }
  return control.askHiding(`PASS ${password}`, [password], clock.limit);
}

function loginError(reply: Reply, name: string): RemoteError {
  const attempt = { to: `log in as “${name}”` };
  if (reply.code < 400) {
    return new RemoteError(
      'unsupported',
      `The server asks for a kind of login that Portside does not know: ${replyText(reply)}`,
      {
        serverCode: reply.code,
        serverText: replyText(reply),
      },
    );
  }
  const error = replyError(reply, attempt);
  // Whatever else a server says to USER and PASS, it does not let this user in.
  const otherKinds = ['busy', 'disconnected', 'unsupported', 'unreachable'];
  if (error.kind === 'auth' || (otherKinds.includes(error.kind) && reply.code !== 500)) return error;
  // The password was right, and something else is in the way: no home directory, a locked account.
  if (error.kind === 'denied' && [421, 430, 500, 530].includes(reply.code)) return error;
  return replyError({ ...reply, code: 530 }, attempt);
}
