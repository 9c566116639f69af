import { known, type LineEvent, type LineReader } from './line-event.ts';
import { isoTime, webLogTime } from './log-time.ts';
import { readSyslog } from './syslog.ts';

/** Pure-FTPd's lines in the system log: `(user@address) [LEVEL] text`. It writes none when a session is killed. */
export const readPureFtpdLine: LineReader = (line, now) => {
  const syslog = readSyslog(line, now);
  if (syslog?.program !== 'pure-ftpd') return undefined;
  const { time, processId, times } = syslog;
  const [, name = '?', address, text = syslog.text] = /^\((.*?)@([^@)]*)\) \[[A-Z]+\] (.*)$/.exec(syslog.text) ?? [];
  const session = known({
    time,
    processId,
    times,
    protocol: 'ftp' as const,
    address,
    user: name === '?' ? undefined : name,
  });
  return { ...session, ...readText(text) };
};

function readText(text: string): Omit<LineEvent, 'time'> {
  const [, user] = /^(.*) is now logged in$/.exec(text) ?? [];
  if (user !== undefined) return { kind: 'login', user };
  if (/^Anonymous user logged in/i.test(text)) return { kind: 'login', user: 'anonymous' };
  const [, refused] = /^Authentication failed for user \[(.*)\]$/.exec(text) ?? [];
  if (refused !== undefined) return { kind: 'login-failed', user: refused };
  const [, file, way, bytes] = /^(.*) (uploaded|downloaded) {2}\((\d+) bytes, .*\)$/.exec(text) ?? [];
  if (file !== undefined) {
    const kind = way === 'uploaded' ? 'upload' : 'download';
    return { kind, file: tidyPath(file), bytes: Number(bytes), complete: true };
  }
  const [, deleted] = /^Deleted (.*)$/.exec(text) ?? [];
  if (deleted !== undefined) return { kind: 'delete', file: tidyPath(deleted) };
  const [, from, to] = /^File successfully renamed or moved: \[(.*)\]->\[(.*)\]$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return { kind: 'rename', file: from, to };
  if (text.startsWith('New connection from ')) return { kind: 'connect' };
  if (text === 'Logout.') return { kind: 'logout' };
  if (/TLS: Enabled /.test(text)) return { kind: 'encrypted' };
  return { kind: 'other' };
}

/** It joins the home and the path with one slash too many. */
function tidyPath(path: string): string {
  return path.replace(/\/{2,}/g, '/');
}

/** Pure-FTPd's transfer log in the web servers' format, Debian's default: `altlog clf:`. */
export const readPureFtpdWebLog: LineReader = (line) => {
  const [, address = '', user = '', date = '', method, path = '', bytes] =
    /^(\S+) - (.+) \[([^\]]+)\] "(GET|PUT|DELETE) (.*)" \d+ (\d+)$/.exec(line) ?? [];
  const time = webLogTime(date);
  if (method === undefined || time === undefined) return undefined;
  return transfer({ time, address, user, path: decodePath(path), method, bytes: Number(bytes) });
};

/** `altlog w3c:`; the fields are always the same. */
export const readPureFtpdW3cLog: LineReader = (line) => {
  const [, date, time = '', address = '', method, path = '', user = '', bytes] =
    /^(\d{4}-\d\d-\d\d) (\S+) (\S+) \[\](created|sent|deleted) (\S+) \d+ (\S+) (\d+)$/.exec(line) ?? [];
  const utc = isoTime(`${date} ${time}Z`);
  if (method === undefined || utc === undefined) return undefined;
  return transfer({ time: utc, address, user, path: decodePath(path), method, bytes: Number(bytes) });
};

/** `altlog stats:`: time, session, user, address, U or D, bytes, seconds, path. */
export const readPureFtpdStatsLog: LineReader = (line) => {
  const [, seconds, user = '', address = '', method, bytes, path = ''] =
    /^(\d{9,11}) [\da-f]+\.[\da-f]+ (\S+) (\S+) ([UD]) (\d+) \d+ (.*)$/.exec(line) ?? [];
  if (method === undefined) return undefined;
  const time = { figures: Number(seconds) * 1_000, zone: 'utc' } as const;
  return transfer({ time, address, user, path, method, bytes: Number(bytes) });
};

interface Transfer {
  readonly time: LineEvent['time'];
  readonly address: string;
  readonly user: string;
  readonly path: string;
  readonly method: string;
  readonly bytes: number;
}

function transfer({ time, address, user, path, method, bytes }: Transfer): LineEvent {
  const session = { time, address, user, protocol: 'ftp', file: tidyPath(path) } as const;
  if (/^(?:DELETE|deleted)$/.test(method)) return { ...session, kind: 'delete' };
  const kind = /^(?:PUT|created|U)$/.test(method) ? 'upload' : 'download';
  return { ...session, kind, bytes, complete: true };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A name that is no UTF-8 stays as the log has it.
    return path;
  }
}
