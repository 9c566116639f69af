import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ServerEvent } from '../../../shared/model/monitor.ts';
import type { LineReader } from './line-event.ts';
import { resolveTime, syslogTime } from './log-time.ts';
import { readOpenSshLine } from './openssh-lines.ts';
import { readProftpdLine } from './proftpd-lines.ts';
import { readPureFtpdLine, readPureFtpdStatsLog, readPureFtpdW3cLog, readPureFtpdWebLog } from './pure-ftpd-lines.ts';
import { ServerLog } from './server-log.ts';
import { readVsftpdLine } from './vsftpd-lines.ts';
import { readXferlogLine } from './xferlog.ts';

const fixtures = join(import.meta.dirname, '../../../test/fixtures/monitor');
const now = Date.UTC(2026, 10, 21, 12);
const utc = { skewMs: 0, zoneMs: 0 };

function eventsOf(file: string, reader: LineReader): ServerEvent[] {
  const log = new ServerLog([reader], utc, now);
  const lines = readFileSync(join(fixtures, file), 'utf8').split('\n').filter(Boolean);
  return lines.flatMap((line) => log.read(line, now) ?? []);
}

/** `kind user address file bytes`, without what only happened around it. */
function deedsOf(file: string, reader: LineReader): string[] {
  return eventsOf(file, reader)
    .filter(({ kind }) => kind !== 'other' && kind !== 'connect')
    .map(({ kind, user, address, file: path, to, bytes, complete }) =>
      [kind, user, address, path, to, bytes, complete === false ? 'broken off' : undefined]
        .filter((fact) => fact !== undefined)
        .join(' '),
    );
}

describe('server logs', () => {
  test.for(['log-syslog-iso8601.txt', 'log-syslog-traditional.txt'])('Pure-FTPd in %s', (file) => {
    expect(deedsOf(`pure-ftpd/${file}`, readPureFtpdLine)).toEqual([
      'login-failed alice 127.0.0.1',
      'logout 127.0.0.1',
      'login-failed nosuch 127.0.0.1',
      'logout 127.0.0.1',
      'login alice 127.0.0.1',
      'upload alice 127.0.0.1 /srv/lab/data/alice/docs/up one.sh 1058',
      'logout alice 127.0.0.1',
      'login alice 127.0.0.1',
      'download alice 127.0.0.1 /srv/lab/data/alice/docs/hello world.txt 6',
      'logout alice 127.0.0.1',
      'login alice 127.0.0.1',
      'rename alice 127.0.0.1 newdir newdir2',
      'delete alice 127.0.0.1 /srv/lab/data/alice/docs/up one.sh',
      'logout alice 127.0.0.1',
      'login alice 127.0.0.1',
      'logout alice 127.0.0.1',
    ]);
  });

  test.for<[string, LineReader]>([
    ['altlog-clf.txt', readPureFtpdWebLog],
    ['altlog-w3c.txt', readPureFtpdW3cLog],
    ['altlog-stats.txt', readPureFtpdStatsLog],
  ])('Pure-FTPd transfers in %s', ([file, reader]) => {
    expect(deedsOf(`pure-ftpd/${file}`, reader)).toEqual([
      'upload alice 127.0.0.1 /srv/lab/data/alice/docs/up one.sh 1058',
      'download alice 127.0.0.1 /srv/lab/data/alice/docs/hello world.txt 6',
    ]);
  });

  test('ProFTPD', () => {
    expect(deedsOf('proftpd/log-system.log.txt', readProftpdLine).slice(0, 6)).toEqual([
      'login-failed alice 127.0.0.1',
      'logout 127.0.0.1',
      'login-failed nosuch 127.0.0.1',
      'logout 127.0.0.1',
      'login alice 127.0.0.1',
      'logout alice 127.0.0.1',
    ]);
  });

  test('ProFTPD through the system log', () => {
    const line = 'Nov 21 00:07:51 vm proftpd[16147]: 127.0.0.1 (client[192.0.2.7]) - USER alice: Login successful.';
    expect(readProftpdLine(line, now)).toMatchObject({
      kind: 'login',
      user: 'alice',
      address: '192.0.2.7',
      processId: 16147,
    });
  });

  test('xferlog', () => {
    expect(deedsOf('proftpd/log-xferlog.txt', readXferlogLine).slice(0, 4)).toEqual([
      'upload alice 127.0.0.1 /srv/lab/data/alice/docs/up_one.sh 1058',
      'download alice 127.0.0.1 /srv/lab/data/alice/docs/hello_world.txt 6',
      'delete alice 127.0.0.1 /srv/lab/data/alice/docs/up_one.sh',
      'download alice 127.0.0.1 /srv/lab/data/alice/big.bin 4345695 broken off',
    ]);
    expect(eventsOf('proftpd/log-xferlog.txt', readXferlogLine)[5]).toMatchObject({ protocol: 'sftp' });
    expect(deedsOf('vsftpd/log-xferlog.txt', readXferlogLine)).toHaveLength(3);
  });

  test('vsftpd', () => {
    expect(deedsOf('vsftpd/log-vsftpd.log.txt', readVsftpdLine)).toEqual([
      'login-failed monalice 127.0.0.1',
      'login-failed nosuch 127.0.0.1',
      'login monalice 127.0.0.1',
      'upload monalice 127.0.0.1 /docs/up one.sh 1058',
      'login monalice 127.0.0.1',
      'download monalice 127.0.0.1 /docs/hello world.txt 6',
      'login monalice 127.0.0.1',
      'make-directory monalice 127.0.0.1 /newdir',
      'rename monalice 127.0.0.1 /newdir /newdir2',
      'remove-directory monalice 127.0.0.1 /newdir2',
      'delete monalice 127.0.0.1 /docs/up one.sh',
      'login monalice 127.0.0.1',
      'login monalice 127.0.0.1',
      'download monalice 127.0.0.1 /big.bin 15250991 broken off',
    ]);
    expect(deedsOf('vsftpd/log-vsftpd-log_ftp_protocol.txt', readVsftpdLine)).toContain('logout monalice 127.0.0.1');
  });

  test.for(['log-auth-INFO-iso8601.txt', 'log-auth-INFO-traditional.txt'])('OpenSSH in %s', (file) => {
    expect(deedsOf(`openssh/${file}`, readOpenSshLine)).toEqual([
      'login-failed monbob 127.0.0.1',
      'login-failed nosuch 127.0.0.1',
      'login monbob 127.0.0.1',
      'make-directory monbob 127.0.0.1 /srv/lab/data/bob/nd',
      'upload monbob 127.0.0.1 /srv/lab/data/bob/nd/up one.sh 1058',
      'download monbob 127.0.0.1 /srv/lab/data/bob/nd/up one.sh 1058',
      'rename monbob 127.0.0.1 /srv/lab/data/bob/nd/up one.sh /srv/lab/data/bob/nd/b.sh',
      'delete monbob 127.0.0.1 /srv/lab/data/bob/nd/b.sh',
      'remove-directory monbob 127.0.0.1 /srv/lab/data/bob/nd',
      'logout monbob 127.0.0.1',
      'login monalice 127.0.0.1',
      'logout monalice 127.0.0.1',
      'download monalice 127.0.0.1 /srv/lab/data/alice/big.bin 783360 broken off',
      'login monalice 127.0.0.1',
      'download monalice 127.0.0.1 /srv/lab/data/alice/big.bin 783360 broken off',
      'logout monalice 127.0.0.1',
    ]);
  });

  test('lines of other programs are none of ours', () => {
    for (const reader of [readPureFtpdLine, readProftpdLine, readVsftpdLine, readOpenSshLine, readXferlogLine]) {
      expect(reader('Nov 21 00:02:13 vm cron[1]: (root) CMD (true)', now)).toBeUndefined();
      expect(reader('', now)).toBeUndefined();
    }
  });

  test('a system log without host names, and one of BusyBox', () => {
    const words = 'pure-ftpd[41]: (?@192.0.2.1) [INFO] New connection from 192.0.2.1';
    for (const head of [
      'Nov 21 01:57:35',
      'Nov 21 01:57:35 vm ftp.info',
      'Nov 21 01:57:35 vm',
      '2026-11-21T01:57:35+0000 vm',
    ]) {
      expect(readPureFtpdLine(`${head} ${words}`, now)).toMatchObject({
        kind: 'connect',
        address: '192.0.2.1',
        processId: 41,
      });
    }
  });

  test('what rsyslog gathers in one line is read as what was said, and how often', () => {
    const line =
      'Nov 21 11:59:59 vm sshd[9]: message repeated 4 times: [ Failed password for root from 192.0.2.1 port 22 ssh2]';
    expect(readOpenSshLine(line, now)).toMatchObject({
      kind: 'login-failed',
      user: 'root',
      address: '192.0.2.1',
      times: 4,
    });
  });

  test('a stranger whose user name reads like a line of the log logs nobody in, neither at vsftpd nor at ProFTPD', () => {
    const head = 'Sat Nov 21 17:53:03 2026 [pid 47]';
    const names = [
      'root] OK LOGIN: Client "9.9.9.9", x',
      'ftp] OK LOGIN: Client "9.9.9.9", anon password "x',
      'ann] OK UPLOAD: Client "9.9.9.9", "/f", 5 bytes, z',
      'ann] OK DELETE: Client "9.9.9.9", "/f',
    ];
    const kinds = names.flatMap((name) =>
      [
        `${head} [${name}] FAIL LOGIN: Client "192.0.2.1"`,
        `${head} [${name}] FTP response: Client "192.0.2.1", "530 Login incorrect."`,
        `${head} FTP command: Client "192.0.2.1", "USER ${name}"`,
        `${head} [bob] OK MKDIR: Client "192.0.2.1", "/${name}"`,
      ].map((line) => readVsftpdLine(line, now)?.kind),
    );
    expect(new Set(kinds)).toEqual(new Set(['other']));
    expect(readVsftpdLine(`${head} [a]b] FAIL LOGIN: Client "::ffff:192.0.2.1"`, now)).toMatchObject({
      kind: 'login-failed',
      user: 'a]b',
      address: '192.0.2.1',
    });
    const refused = 'USER root: Login successful.: no such user found from 192.0.2.1 [192.0.2.1] to 192.0.2.9:21';
    const line = `2026-11-21 17:53:03,719 vm proftpd[46] 192.0.2.9 (192.0.2.1[192.0.2.1]): ${refused}`;
    expect(readProftpdLine(line, now)?.kind).toBe('login-failed');
  });

  test('an anonymous login of vsftpd is one, and a download that was refused has a name', () => {
    const head = 'Sat Nov 21 17:53:03 2026 [pid 47]';
    expect(readVsftpdLine(`${head} [ftp] OK LOGIN: Client "192.0.2.1", anon password "me@"`, now)).toMatchObject({
      kind: 'login',
      user: 'ftp',
    });
    const refused = `${head} [ann] FAIL DOWNLOAD: Client "192.0.2.1", "/nothing", 0.00Kbyte/sec`;
    expect(readVsftpdLine(refused, now)).toMatchObject({ kind: 'download', file: '/nothing', complete: false });
  });

  test('an IPv4 address that travels as IPv6 is one address in every log', () => {
    const log = new ServerLog([readVsftpdLine, readXferlogLine], utc, now);
    const lines = [
      'Sat Nov 21 11:00:00 2026 [pid 7] [ann] OK LOGIN: Client "::ffff:192.0.2.1"',
      'Sat Nov 21 11:00:01 2026 1 ::ffff:192.0.2.1 6 /a b _ o r ann ftp 0 * c',
    ];
    expect(lines.map((line) => log.read(line.replace('/a b', '/a_b b'), now)?.address)).toEqual([
      '192.0.2.1',
      '192.0.2.1',
    ]);
  });

  test('the clock of the server may change while its log is followed: summer time ends', () => {
    const hour = 3_600_000;
    const log = new ServerLog([readProftpdLine], { skewMs: 0, zoneMs: 2 * hour }, now - hour);
    const line = '2026-11-21 13:00:00,000 vm proftpd[7] vm (vm[192.0.2.1]): USER ann: Login successful.';
    expect(log.read(line, now)?.at).toBe(now - hour);
    log.setClock({ skewMs: 0, zoneMs: hour });
    expect(log.read(line, now)).toMatchObject({ at: now, past: false });
  });

  test('what was written before watching began is past', () => {
    const log = new ServerLog([readVsftpdLine], utc, now);
    const line = (time: string) => `Sat Nov 21 ${time} 2026 [pid 7] [ann] OK LOGIN: Client "192.0.2.1"`;
    expect(log.read(line('11:59:58'), now)?.past).toBe(true);
    expect(log.read(line('12:00:00'), now)?.past).toBe(false);
  });
});

describe('times of log lines', () => {
  const hour = 3_600_000;

  test('the skew and the zone of the server are taken out', () => {
    const clock = { skewMs: 90_000, zoneMs: 2 * hour };
    expect(resolveTime({ figures: now + 2 * hour + 90_000, zone: 'server' }, clock)).toBe(now);
    expect(resolveTime({ figures: now + 90_000, zone: 'utc' }, clock)).toBe(now);
  });

  test.for([-5, 2, 9])('a line of vsftpd from yesterday has the right hour, on a server at UTC%i', (hours) => {
    const log = new ServerLog([readVsftpdLine], { skewMs: 0, zoneMs: hours * hour }, now);
    const written = Date.UTC(2026, 10, 20, 12);
    const local = new Date(written + hours * hour).toISOString().slice(11, 19);
    const line = `Fri Nov 20 ${local} 2026 [pid 7] [ann] OK LOGIN: Client "192.0.2.1"`;
    expect(log.read(line, now)?.at).toBe(written);
  });

  test('a date without a year is the latest that has come', () => {
    const january = Date.UTC(2027, 0, 1, 0, 5);
    expect(syslogTime('Dec 31 23:59:00', january)?.figures).toBe(Date.UTC(2026, 11, 31, 23, 59));
    expect(syslogTime('Jan  1 00:04:00', january)?.figures).toBe(Date.UTC(2027, 0, 1, 0, 4));
  });

  test('a line of the new year is of the new year, also while Greenwich still has the old one', () => {
    const lastEvening = Date.UTC(2026, 11, 31, 16);
    expect(syslogTime('Jan  1 01:00:00', lastEvening)?.figures).toBe(Date.UTC(2027, 0, 1, 1));
    expect(syslogTime('Dec 31 16:00:00', lastEvening)?.figures).toBe(Date.UTC(2026, 11, 31, 16));
  });
});
