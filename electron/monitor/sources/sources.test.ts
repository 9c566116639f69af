import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FoundSession } from '../process-source.ts';
import type { ServerProcess } from '../processes.ts';
import type { ServerClock } from '../report.ts';
import { OpenSshMachine } from './openssh.ts';
import { titledSession } from './proftpd.ts';
import { listedSession, titledSessions } from './pure-ftpd.ts';
import { VsftpdMachine } from './vsftpd.ts';

const fixtures = join(import.meta.dirname, '../../../test/fixtures/monitor');
const clock: ServerClock = { skewMs: 0, zoneMs: 0, startedAt: (ticks) => ticks };

/** Processes as captured: pid, parent, anything, user, and the title after the branches of the tree. */
function processesOf(file: string, columns: RegExp): Map<number, ServerProcess> {
  const found = new Map<number, ServerProcess>();
  for (const line of readFileSync(join(fixtures, file), 'utf8').split('\n')) {
    const { pid, parent, user = '', title = '' } = columns.exec(line)?.groups ?? {};
    if (pid === undefined) continue;
    found.set(Number(pid), { pid: Number(pid), parent: Number(parent), uid: 0, user, title, start: Number(pid) });
  }
  return found;
}

function titledProcess(title: string, facts: Partial<ServerProcess> = {}): ServerProcess {
  return { pid: 7, parent: 1, uid: 0, user: 'root', start: 99, title, ...facts };
}

const brief = ({ process, facts }: FoundSession) =>
  [process.pid, facts.user, facts.address, facts.status, facts.file].filter((fact) => fact !== undefined).join(' ');

describe('vsftpd', () => {
  test('reads the captured process tree', () => {
    const processes = processesOf(
      'vsftpd/ps-forest.txt',
      /^ *(?<pid>\d+) +(?<parent>\d+) (?<user>\S+) +\S+ +[\\_| ]*(?<title>vsftpd.*)$/,
    );
    const machine = new VsftpdMachine(processes, [], new Map(), clock);
    expect(machine.sessions().map(brief)).toEqual([
      '16700 127.0.0.1 logging-in',
      '16709 monalice 127.0.0.2 downloading big.bin',
      '16708 monbob 127.0.0.3 uploading up load.bin',
      '16710 monalice 127.0.0.1 idle',
      '16767 monbob 127.0.0.6 listing',
    ]);
    expect(machine.untitled).toBe(false);
  });

  test.for([
    ['vsftpd: ::1/ann: RETR a: b', { user: 'ann', address: '::1', file: 'a: b', status: 'downloading' }],
    ['vsftpd: ::ffff:192.0.2.1/ann: IDLE', { user: 'ann', address: '192.0.2.1', status: 'idle' }],
    ['vsftpd: 192.0.2.1/anonymous/me@example.org: IDLE', { user: 'anonymous', status: 'idle' }],
    ['vsftpd: 192.0.2.1: not logged in', { address: '192.0.2.1', status: 'logging-in' }],
  ] as const)('reads the title %s', ([title, facts]) => {
    const machine = new VsftpdMachine(new Map([[7, titledProcess(title)]]), [], new Map(), clock);
    expect(machine.sessions().map((session) => session.facts)).toMatchObject([facts]);
  });

  test('where guests share an account, a process without a title does not tell who it serves', () => {
    const [served] = [titledProcess('/usr/sbin/vsftpd /etc/vsftpd.conf', { user: 'ftp' })];
    const machine = new VsftpdMachine(new Map([[7, served]]), [], new Map(), clock, true);
    expect(machine.sessions()[0]?.facts).toMatchObject({ user: 'ftp', sharedAccount: true });
  });

  test('a session whose parent was killed is still one', () => {
    const orphan = titledProcess('vsftpd: 192.0.2.1/ann: STOR big.bin', { parent: 1 });
    expect(new VsftpdMachine(new Map([[7, orphan]]), [], new Map(), clock).sessions()).toHaveLength(1);
  });
});

describe('OpenSSH', () => {
  test('tells SFTP from shells, commands and scp in the captured process tree', () => {
    const processes = processesOf(
      'openssh/ps.txt',
      /^ *(?<pid>\d+) +(?<parent>\d+) \w+ \w+ +\d+ [\d:]+ \d+ +\d+ (?<user>\S+) +[\\_| ]*(?<title>\S.*)$/,
    );
    const machine = new OpenSshMachine(processes, [], new Map(), clock, () => true);
    expect(machine.sessions().map(brief)).toEqual([
      '18013 monalice idle',
      '18003 monalice idle',
      '17997 monalice idle', // two channels over one connection
      '17962 logging-in',
    ]);
  });

  test('a login that only forwards ports is no session that is for ever logging in', () => {
    const tree: [number, number, string][] = [
      [2, 1, 'sshd: ann [priv]'],
      [3, 2, 'sshd: ann'],
      [4, 1, 'sshd: bob [priv]'],
      [5, 4, 'sshd: bob [net]'],
    ];
    const processes = new Map(tree.map(([pid, parent, title]) => [pid, titledProcess(title, { pid, parent })]));
    const machine = new OpenSshMachine(processes, [], new Map(), clock, () => true);
    expect(machine.sessions().map(brief)).toEqual(['4 logging-in']);
  });

  test('the address is that of the caller, not of a host that the connection forwards a port to', () => {
    const tree: [number, number, string][] = [
      [2, 1, 'sshd: ann [priv]'],
      [3, 2, 'sshd: ann@notty'],
      [4, 3, '/usr/lib/openssh/sftp-server'],
    ];
    const processes = new Map(tree.map(([pid, parent, title]) => [pid, titledProcess(title, { pid, parent })]));
    const socket = { localPort: 40_000, sent: 0, received: 0 };
    const sockets = [
      { ...socket, pid: 3, descriptor: 9, address: '198.51.100.1', port: 5_432 },
      { ...socket, pid: 3, descriptor: 4, localPort: 22, address: '192.0.2.1', port: 51_000 },
    ];
    const [session] = new OpenSshMachine(processes, sockets, new Map(), clock, () => true).sessions();
    expect(session?.facts).toMatchObject({ address: '192.0.2.1', port: 51_000 });
  });

  test('knows the names of OpenSSH 9.8 and later, users with @, and a login shell in between', () => {
    const tree: [number, number, string][] = [
      [1, 0, 'sshd: /usr/sbin/sshd [listener] 0 of 10-100 startups'],
      [2, 1, 'sshd-session: ann@example.org [priv]'],
      [3, 2, 'sshd-session: ann@example.org@notty'],
      [4, 3, 'fish -c /usr/lib/openssh/sftp-server'],
      [5, 4, '/usr/lib/openssh/sftp-server'],
      [6, 1, 'sshd-session: unknown [priv]'],
      [7, 6, 'sshd-auth: unknown [net]'],
    ];
    const processes = new Map(tree.map(([pid, parent, title]) => [pid, titledProcess(title, { pid, parent })]));
    const machine = new OpenSshMachine(processes, [], new Map(), clock, () => false);
    expect(machine.sessions().map(brief)).toEqual(['3 ann@example.org unknown', '6 logging-in']);
  });
});

describe('Pure-FTPd', () => {
  test('reads the captured list, names with bars and quotes included', () => {
    const lines = readFileSync(join(fixtures, 'pure-ftpd/ftpwho-s-weirdname.txt'), 'utf8').split('\n');
    const pids = lines.map((line) => Number(line.split('|')[0]));
    const processes = new Map(pids.map((pid) => [pid, titledProcess('pure-ftpd (IDLE)', { pid })]));
    const rows = lines.flatMap(
      (line) => listedSession(line, processes, new Map([['10029 21100', 5_555]]), clock) ?? [],
    );
    expect(rows.map(brief)).toEqual([
      '10029 alice 127.0.0.2 downloading big.bin',
      '10032 127.0.0.1 logging-in',
      '10030 bob 127.0.0.3 uploading up load.bin',
      '11980 alice 127.0.0.1 downloading we"ird|na&me é.bin',
      '10035 alice 127.0.0.1 idle',
    ]);
    expect(rows[0]?.facts).toMatchObject({ transferred: 16_640 * 1_024, size: 204_800 * 1_024, port: 5_555 });
    expect(rows[2]?.facts.size).toBeUndefined();
  });

  test('a file whose name ends with a backslash does not hide its session', () => {
    const line = '7|ann|21| DL |back\\slash\\|192.0.2.1|192.0.2.9|21|1|2|50|1';
    const [row] = [listedSession(line, new Map([[7, titledProcess('pure-ftpd (DOWNLOAD)')]]), new Map(), clock)];
    expect(row && brief(row)).toBe('7 ann 192.0.2.1 downloading back\\slash\\');
  });

  test('a row without a process of Pure-FTPd is a leftover; a refusal is no row', () => {
    const line = '10029|alice|21| DL |big.bin|127.0.0.2|127.0.0.1|21100|16640|204800|8|2080';
    expect(listedSession(line, new Map(), new Map(), clock)).toBeUndefined();
    const refusal = readFileSync(join(fixtures, 'pure-ftpd/ftpwho-nonroot.txt'), 'utf8');
    expect(refusal.split('\n').flatMap((said) => listedSession(said, new Map(), new Map(), clock) ?? [])).toEqual([]);
  });

  test('helpers with privileges are no sessions', () => {
    const processes = new Map([
      [1, titledProcess('pure-ftpd (SERVER)', { pid: 1 })],
      [2, titledProcess('pure-ftpd (UPLOAD)', { pid: 2, user: 'ann' })],
      [3, titledProcess('pure-ftpd (PRIV)', { pid: 3 })],
      [4, titledProcess('pure-ftpd (IDLE)', { pid: 4 })],
    ]);
    expect(titledSessions(processes, clock).map(brief)).toEqual(['2 ann uploading', '4 logging-in']);
  });
});

describe('ProFTPD', () => {
  test.for([
    ['proftpd: alice - 127.0.0.2: RETR big file.bin', '7 alice 127.0.0.2 downloading big file.bin'],
    ['proftpd: alice - 127.0.0.4: IDLE', '7 alice 127.0.0.4 idle'],
    ['proftpd: connected: 127.0.0.1 (127.0.0.1:55068)', '7 127.0.0.1 logging-in'],
    ['proftpd: 127.0.0.1:55086: PASS (hidden)', '7 127.0.0.1 logging-in'],
    ['proftpd: (accepting connections)', undefined],
  ] as const)('reads the title %s', ([title, expected]) => {
    const session = titledSession(titledProcess(title), clock);
    expect(session && brief(session)).toBe(expected);
  });

  test('with UseReverseDNS the address is read from the connection, for the title has a name', () => {
    const control = { localPort: 21, sent: 0, received: 0, descriptor: 0, address: '192.0.2.1', port: 50_000 };
    const data = { ...control, localPort: 20, descriptor: 17, port: 50_001 };
    const sockets = [data, control].map((socket) => ({ ...socket, pid: 7 }));
    const session = titledSession(titledProcess('proftpd: ann - host.example.org: IDLE'), clock, sockets);
    expect(session && brief(session)).toBe('7 ann 192.0.2.1 idle');
  });
});
