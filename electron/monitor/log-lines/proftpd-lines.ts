import { known, type LineEvent, type LineReader } from './line-event.ts';
import { isoTime } from './log-time.ts';
import { readSyslog } from './syslog.ts';

/** ProFTPD's SystemLog, or its lines in the system log; sessions name their client as `server (name[address])`. */
export const readProftpdLine: LineReader = (line, now) => {
  const head = readOwnLog(line) ?? readFromSyslog(line, now);
  if (head === undefined) return undefined;
  const [, address, text = head.text] = /^\S+ \(.*?\[([^\]]+)\]\)(?::| -) (.*)$/.exec(head.text) ?? [];
  const session = known({ time: head.time, processId: head.processId, times: head.times, address });
  return { ...session, ...readText(text) };
};

type Head = Pick<LineEvent, 'time' | 'processId' | 'times'> & { readonly text: string };

function readOwnLog(line: string): Head | undefined {
  const [, date = '', processId, text] = /^(\d{4}-\d\d-\d\d \S+) \S+ proftpd\[(\d+)\] (.*)$/.exec(line) ?? [];
  const time = isoTime(date);
  if (text === undefined || time === undefined) return undefined;
  return { time, processId: Number(processId), text };
}

function readFromSyslog(line: string, now: number): Head | undefined {
  const syslog = readSyslog(line, now);
  return syslog?.program === 'proftpd' ? syslog : undefined;
}

function readText(text: string): Omit<LineEvent, 'time'> {
  // To the end: a stranger may call himself `root: Login successful.`, and more follows where he is refused.
  const [, user] = /^(?:USER|ANON) (.*): Login successful\.?$/.exec(text) ?? [];
  if (user !== undefined) return { kind: 'login', user };
  const [, refused] = /^USER (.*?)(?: \(Login failed\)|: no such user found)/.exec(text) ?? [];
  if (refused !== undefined) return { kind: 'login-failed', user: refused };
  const [, protocol, what] = /^(FTP|FTPS|SSH2|SFTP) session (opened|closed)\.$/.exec(text) ?? [];
  if (what === undefined) return { kind: 'other' };
  return {
    kind: what === 'opened' ? 'connect' : 'logout',
    protocol: protocol?.startsWith('FTP') ? 'ftp' : 'sftp',
  };
}
