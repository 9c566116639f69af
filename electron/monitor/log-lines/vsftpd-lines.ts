import { known, type LineEvent, type LineReader } from './line-event.ts';
import { ctimeTime } from './log-time.ts';

const LINE = /^(\w{3} \w{3} +\d+ [\d:]+ \d{4}) \[pid (\d+)\] (?:\[(.*?)\] )?([A-Za-z ]+): Client "([^"]*)"(?:, (.*))?$/;

/**
 * vsftpd.log. A login carries the process id of the session's parent, transfers that of the child. Dates are local: use_localtime
 * (vsftpd.conf(5)) is about listings alone. There is no line for the end of a session, unless log_ftp_protocol shows the reply
 * to QUIT.
 */
export const readVsftpdLine: LineReader = (line) => {
  const [, date = '', processId, user, what = '', client = '', rest = ''] = LINE.exec(line) ?? [];
  const time = ctimeTime(date);
  if (processId === undefined || time === undefined) return undefined;
  const address = client.replace(/^::ffff:(?=\d+\.)/i, '');
  const session = known({ time, processId: Number(processId), protocol: 'ftp' as const, address, user });
  return { ...session, ...readWhat(what, rest) };
};

type Deed = Pick<LineEvent, 'kind' | 'file' | 'to' | 'bytes' | 'complete'>;

function readWhat(what: string, rest: string): Deed {
  if (what === 'CONNECT') return { kind: 'connect' };
  if (what === 'FTP response') return readReply(rest);
  const [, result, deed = ''] = /^(OK|FAIL) ([A-Z]+)$/.exec(what) ?? [];
  if (result === undefined) return { kind: 'other' };
  if (deed === 'LOGIN') return { kind: result === 'OK' ? 'login' : 'login-failed' };
  const [, file, bytes] = /^"(.*)"(?:, (\d+) bytes.*)?$/.exec(rest) ?? [];
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
