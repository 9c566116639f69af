import type { LineReader } from './line-event.ts';
import { ctimeTime } from './log-time.ts';

const LINE = /^(\w{3} \w{3} +\d+ [\d:]+ \d{4}) \d+ (\S+) (\d+) (.*) [ab] \S+ ([iod]) [arg] (.*) (\S+) [01] \S+ ([ci])$/;

/**
 * The transfer log of wu-ftpd that vsftpd, ProFTPD and Pure-FTPd can write too (xferlog(5)). Spaces of a path have become
 * `_` and stay so: nobody can tell them from real ones.
 */
export const readXferlogLine: LineReader = (line) => {
  const [, date = '', address = '', bytes, file = '', way, user = '', service, end] = LINE.exec(line) ?? [];
  const time = ctimeTime(date);
  if (way === undefined || time === undefined) return undefined;
  const session = { time, address, user, file, protocol: service === 'sftp' ? 'sftp' : 'ftp' } as const;
  if (way === 'd') return { ...session, kind: 'delete' };
  return { ...session, kind: way === 'i' ? 'upload' : 'download', bytes: Number(bytes), complete: end === 'c' };
};
