import { plainAddress } from '../processes.ts';
import { known, type LineEvent, type LineReader } from './line-event.ts';
import { ctimeTime } from './log-time.ts';

const HEAD = String.raw`^(\w{3} \w{3} +\d+ [\d:]+ \d{4}) \[pid (\d+)\] `;
const LOGIN = new RegExp(String.raw`${HEAD}\[(.*)\] (OK|FAIL) LOGIN: Client "([^"]*)"(?:, anon password "[^"]*")?$`);
const LINE = new RegExp(String.raw`${HEAD}(?:\[([^"\]]*)\] )?([A-Za-z ]+): Client "([^"]*)"(?:, (.*))?$`);
/** What a stranger writes who calls himself `ann] OK LOGIN: Client "192.0.2.1", `: a line within a line. */
const NESTED = /\] (?:OK|FAIL|FTP) [A-Za-z]+: Client "/;

/**
 * vsftpd.log. A login carries the process id of the session's parent, transfers that of the child. Dates are local: use_localtime
 * (vsftpd.conf(5)) is about listings alone. There is no line for the end of a session, unless log_ftp_protocol shows the reply
 * to QUIT.
 */
export const readVsftpdLine: LineReader = (line) => {
  const login = readLogin(line);
  if (login !== undefined) return login;
  const [, date = '', processId, user, what = '', client = '', rest = ''] = LINE.exec(line) ?? [];
  const time = ctimeTime(date);
  if (processId === undefined || time === undefined) return undefined;
  const written = { time, processId: Number(processId), protocol: 'ftp' } as const;
  if (what.endsWith(' LOGIN') || NESTED.test(rest)) return { ...written, kind: 'other' };
  return { ...written, ...known({ address: plainAddress(client), user }), ...readWhat(what, rest) };
};

/** Before the login the user is whatever a stranger says. No account has a quotation mark, which it takes to lie about the rest. */
function readLogin(line: string): LineEvent | undefined {
  const [, date = '', processId, user = '', result, client = ''] = LOGIN.exec(line) ?? [];
  const time = ctimeTime(date);
  if (processId === undefined || time === undefined || user.includes('"')) return undefined;
  const session = { time, processId: Number(processId), protocol: 'ftp', address: plainAddress(client), user } as const;
  return { ...session, kind: result === 'OK' ? 'login' : 'login-failed' };
}

type Deed = Pick<LineEvent, 'kind' | 'file' | 'to' | 'bytes' | 'complete'>;

function readWhat(what: string, rest: string): Deed {
  if (what === 'CONNECT') return { kind: 'connect' };
  if (what === 'FTP response') return readReply(rest);
  const [, result, deed = ''] = /^(OK|FAIL) ([A-Z]+)$/.exec(what) ?? [];
  if (result === undefined) return { kind: 'other' };
  const [, file, bytes] = /^"(.*)"(?:, (\d+) bytes)?(?:, [\d.]+Kbyte\/sec)?$/.exec(rest) ?? [];
  const complete = result === 'OK';
  if (deed === 'UPLOAD' || deed === 'DOWNLOAD') {
    const kind = deed === 'UPLOAD' ? 'upload' : 'download';
    return { kind, complete, ...known({ file, bytes: bytes === undefined ? undefined : Number(bytes) }) };
  }
  const kind = complete ? changes[deed] : undefined;
  if (kind === undefined || file === undefined) return { kind: 'other' };
  return kind === 'rename' ? readRename(file) : { kind, file };
}

const changes: Partial<Record<string, LineEvent['kind']>> = {
  DELETE: 'delete',
  RENAME: 'rename',
  MKDIR: 'make-directory',
  RMDIR: 'remove-directory',
};

/** The two paths stand side by side; the second starts with the last slash that follows a space. */
function readRename(paths: string): Deed {
  const [, file, to] = /^(.*) (\/.*)$/.exec(paths) ?? [];
  return file === undefined || to === undefined ? { kind: 'rename', file: paths } : { kind: 'rename', file, to };
}

function readReply(rest: string): Deed {
  if (rest.startsWith('"221 ')) return { kind: 'logout' };
  return { kind: rest.startsWith('"234 ') ? 'encrypted' : 'other' };
}
