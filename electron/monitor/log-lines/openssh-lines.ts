import { known, type LineEvent, type LineReader } from './line-event.ts';
import { readSyslog } from './syslog.ts';

/**
 * OpenSSH in the system log: sshd (from 9.8 on sshd-session) says who logs in, sftp-server or internal-sftp what they do, the
 * latter only with `-l INFO` (sftp-server(8)). A refused public key is no failed login: clients offer several in turn.
 */
export const readOpenSshLine: LineReader = (line, now) => {
  const syslog = readSyslog(line, now);
  if (syslog === undefined) return undefined;
  const { time, processId, program, text, times } = syslog;
  const session = known({ time, processId, times, protocol: 'sftp' as const });
  if (/^sshd(?:-session|-auth)?$/.test(program)) return { ...session, ...readLogin(text) };
  if (/^(?:internal-sftp|sftp-server)$/.test(program)) return { ...session, ...readFileDeed(text) };
  return undefined;
};

function readLogin(text: string): Omit<LineEvent, 'time'> {
  const [, user, address] = /^Accepted \S+ for (.*) from (\S+) port \d+/.exec(text) ?? [];
  if (user !== undefined) return known({ kind: 'login' as const, user, address });
  const [, refused, from] =
    /^Failed (?:password|keyboard-interactive\S*) for (?:invalid user )?(.*) from (\S+) port \d+/.exec(text) ?? [];
  if (refused !== undefined) return known({ kind: 'login-failed' as const, user: refused, address: from });
  const [, leaving] = /^pam_unix\(sshd:session\): session closed for user (.*)$/.exec(text) ?? [];
  if (leaving !== undefined) return { kind: 'logout', user: leaving };
  return { kind: 'other' };
}

function readFileDeed(text: string): Omit<LineEvent, 'time'> {
  const [, user, address] = /^session opened for local user (.*) from \[(.*)\]$/.exec(text) ?? [];
  if (user !== undefined) return known({ kind: 'other' as const, user, address });
  const [, forced, file, read, written] = /^(forced )?close "(.*)" bytes read (\d+) written (\d+)$/.exec(text) ?? [];
  if (file !== undefined) {
    const kind = Number(written) > 0 ? 'upload' : 'download';
    return { kind, file, bytes: Number(written) || Number(read), complete: forced === undefined };
  }
  const [, from, to] = /^(?:posix-)?rename old "(.*)" new "(.*)"$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return { kind: 'rename', file: from, to };
  const [, verb = '', name] = /^(remove|mkdir|rmdir) name "(.*)"/.exec(text) ?? [];
  const kind = deeds[verb];
  return kind === undefined || name === undefined ? { kind: 'other' } : { kind, file: name };
}

const deeds: Partial<Record<string, LineEvent['kind']>> = {
  remove: 'delete',
  mkdir: 'make-directory',
  rmdir: 'remove-directory',
};
