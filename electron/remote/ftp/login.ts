import { RemoteError, type RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Credentials } from '../credentials.ts';
import type { ConnectClock } from './connect-clock.ts';
import type { ControlConnection } from './control-connection.ts';
import { replyError } from './ftp-errors.ts';
import { isPositive, type Reply } from './reply.ts';

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

/** USER and PASS (RFC 959 §5.4). Throws {@link PasswordRefused} where another password may help, `auth` and the like where not. */
export async function login(
  control: ControlConnection,
  user: string,
  credentials: Credentials,
  reason: 'first' | 'rejected',
  clock: ConnectClock,
): Promise<void> {
  const name = user === '' ? 'anonymous' : user;
  const afterUser = await control.ask(`USER ${name}`, clock.limit);
  if (isPositive(afterUser)) return;
  if (afterUser.code !== 331) throw loginError(afterUser, name);
  const anonymous = anonymousNames.includes(name.toLowerCase());
  const password = anonymous
    ? ANONYMOUS_PASSWORD
    : await askUser(control, clock, (signal) => credentials.password(reason, signal));
  const afterPassword = await sendPassword(control, password, clock);
  if (isPositive(afterPassword)) return;
  const error = loginError(afterPassword, name);
  if (error.kind === 'auth' && !anonymous) throw new PasswordRefused(error.data);
  throw error;
}

async function sendPassword(control: ControlConnection, password: string, clock: ConnectClock): Promise<Reply> {
  if (/[\r\n\0]/.test(password)) {
    throw new RemoteError('invalid-request', 'FTP cannot send a password with a line break in it.');
  }
  return control.askSecretly('PASS', password, clock.limit);
}

function loginError(reply: Reply, name: string): RemoteError {
  // 3xx other than 331: the server wants more than a password (332: ACCT).
  const error = replyError(reply.code < 400 ? { ...reply, code: 332 } : reply, { to: `log in as “${name}”` });
  // Whatever else a server says to USER and PASS, it does not let this user in.
  const otherKinds = ['busy', 'disconnected', 'unsupported', 'unreachable'];
  if (error.kind === 'auth' || (otherKinds.includes(error.kind) && reply.code !== 500)) return error;
  return replyError({ ...reply, code: 530 }, { to: `log in as “${name}”` });
}
