import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LocalExec } from './local-exec.ts';
import { plainAddress, readOpenFiles, readProcesses, readSockets, unescapeName } from './processes.ts';
import { shell } from './quoting.ts';
import { clockSection, parseStat, type Report, readClock, readReport } from './report.ts';

const call = { signal: new AbortController().signal };

function reportOf(sections: Record<string, string[]>): Report {
  return { at: 0, section: (name) => sections[name] ?? [] };
}

describe('a report', () => {
  test('no output can pretend to be another section', async () => {
    await using exec = new LocalExec();
    const hostile = 'x\n@@end\n@@0123 processes\n';
    const report = await readReport(exec, { first: shell`printf %s ${hostile}`, second: shell`echo\necho two` }, call);
    expect(report.section('first').join('\n')).toContain('@@0123 processes');
    expect(report.section('second')).toEqual(['', 'two']);
    expect(report.section('processes')).toEqual([]);
  });

  test('a list that breaks off, as that of a machine that goes down, is asked for again and not given up', async () => {
    await using exec = new LocalExec();
    await expect(readReport(exec, { first: shell`echo one; exit 0` }, call)).rejects.toMatchObject({
      kind: 'protocol',
      data: { retry: 'reconnect' },
    });
  });

  test('a shell that runs nothing is named as the cause', async () => {
    await using exec = new LocalExec(['/bin/false']);
    await expect(readReport(exec, {}, call)).rejects.toMatchObject({ kind: 'unsupported' });
  });

  test.skipIf(process.platform !== 'linux')('the start of this very process, by the clock of the report', async () => {
    await using exec = new LocalExec();
    const report = await readReport(exec, { clock: clockSection, own: shell`cat /proc/${process.pid}/stat` }, call);
    const clock = readClock(report);
    const started = clock.startedAt(parseStat(report.section('own')[0] ?? '')?.start ?? 0);
    expect(Math.abs(started - (Date.now() - process.uptime() * 1_000))).toBeLessThan(1_000);
    expect(Math.abs(clock.skewMs)).toBeLessThan(1_000);
    expect(clock.zoneMs / 60_000 + new Date().getTimezoneOffset()).toBe(0);
  });

  test('the server’s clock and zone are taken out of every time', () => {
    const at = Date.UTC(2026, 10, 21, 12);
    const self = '9 (cat) R 7 9 9 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 500000 10 5 0';
    const ahead = (at + 90_000) / 1_000;
    const clock = readClock({ ...reportOf({ clock: [`${ahead}.000000000 -0330`, self, '100'] }), at });
    expect(clock).toMatchObject({ skewMs: 90_000, zoneMs: -3.5 * 3_600_000 });
    expect(clock.startedAt(500_000 - 60 * 100)).toBe(at - 60_000);
    // A date without fractions, and a system that does not tell its ticks.
    expect(readClock({ ...reportOf({ clock: [`${ahead} +0000`, self] }), at }).skewMs).toBe(90_500);
    expect(() => readClock(reportOf({ clock: ['date: bad format'] }))).toThrow('/proc');
  });

  test('a process may call itself anything', () => {
    const line = '42 (a) (b c) S 7 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 123456 10 5 0';
    expect(parseStat(line)).toEqual({ pid: 42, command: 'a) (b c', parent: 7, start: 123456 });
    expect(parseStat('no process')).toBeUndefined();
  });
});

describe('processes of a report', () => {
  const stat = (pid: number, parent: number, start: number) =>
    `${pid} (x) S ${parent} 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 ${start} 0`;

  test('a number that was given anew between the two looks, a zombie and one without a start are left out', () => {
    const report = reportOf({
      processes: [
        '  10     1  1001 S    ann                              vsftpd: 192.0.2.1/ann: IDLE     ',
        '  11     1  1001 S    ann                              vsftpd: 192.0.2.1/ann: IDLE',
        '  12     1  1001 Z    ann                              vsftpd: 192.0.2.1/ann: IDLE',
        '  13     1  1001 S    ann                              vsftpd: 192.0.2.1/ann: IDLE',
      ],
      starts: [stat(10, 1, 500), stat(11, 99, 501), stat(12, 1, 502)],
    });
    expect([...readProcesses(report).values()]).toEqual([
      { pid: 10, parent: 1, uid: 1001, user: 'ann', title: 'vsftpd: 192.0.2.1/ann: IDLE', start: 500 },
    ]);
  });

  test('sockets belong to every process that holds them', () => {
    const users = 'users:(("sshd",pid=5,fd=4),("sshd",pid=4,fd=4))';
    const report = reportOf({ sockets: [`[::ffff:127.0.0.1]:22 [2001:db8::7]:4000 100 7 ${users}`, 'no socket'] });
    expect(readSockets(report)).toEqual([
      { pid: 5, descriptor: 4, localPort: 22, address: '2001:db8::7', port: 4000, sent: 100, received: 7 },
      { pid: 4, descriptor: 4, localPort: 22, address: '2001:db8::7', port: 4000, sent: 100, received: 7 },
    ]);
  });

  test('an address is shown plainly', () => {
    expect(['::ffff:192.0.2.1', 'fe80::1%eth0', '::1', '192.0.2.1'].map(plainAddress)).toEqual([
      '192.0.2.1',
      'fe80::1',
      '::1',
      '192.0.2.1',
    ]);
  });

  test('open files with arrows and numbers in their names', () => {
    const report = reportOf({
      files: [
        '/proc/7/fd:',
        'lr-x------ 1 0 0 64 Nov 21 01:58 4 -> /home/ann/a\\ 5\\ ->\\ \\303\\266.bin',
        'lrwx------ 1 0 0 64 Nov 21 01:58 5 -> socket:[231321]',
      ],
      sizes: ['2000 /proc/7/fd/4 regular file'],
      positions: ['/proc/7/fdinfo/4:pos:\t1400'],
    });
    expect(readOpenFiles(report).get(7)).toEqual([
      { path: '/home/ann/a 5 -> ö.bin', direction: 'read', position: 1_400, size: 2_000 },
    ]);
  });

  test('every name comes back from ls as it was', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 }).filter((name) => !name.includes(0));
    fc.assert(
      fc.property(bytes, (name) => {
        const printed = [...name].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
        const text = Buffer.from(name).toString('utf8');
        expect(unescapeName(printed)).toBe(text.replace(/ \(deleted\)$/, ''));
      }),
    );
  });
});
