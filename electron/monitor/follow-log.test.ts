import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ServerEvent } from '../../shared/model/monitor.ts';
import type { Exec } from './exec.ts';
import { LogFollower } from './follow-log.ts';
import { readOpenSshLine } from './log-lines/openssh-lines.ts';
import { readProftpdLine } from './log-lines/proftpd-lines.ts';

const call = { signal: new AbortController().signal };

/** A line to a server that prints these lines each time that its log is followed, and is lost then. */
function lineThatPrints(...prints: string[][]): Exec {
  let next = 0;
  return {
    run: () => Promise.reject(new Error('nothing is run')),
    async *follow() {
      for (const line of prints[next++] ?? []) yield `${line}\n`;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function follower(exec: Exec, readers = [readOpenSshLine]): LogFollower {
  const rights = { root: true, account: 'root', programs: {}, maySudo: () => true, sudoKnowsPatterns: true };
  const files = [{ file: '/var/log/auth.log', reach: 'direct' } as const];
  return new LogFollower({ exec, rights, clock: { skewMs: 0, zoneMs: 0 }, files, readers });
}

async function read(log: LogFollower): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of log.follow(call)) events.push(event);
  return events;
}

/** Now, and so long ago. */
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const HOUR = 3_600_000;

afterEach(() => vi.useRealTimers());

describe('a log that is followed again', () => {
  test('what was written while the line was lost is news, not the past: its logins are told of', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const login = (pid: number, at: string) =>
      `${at} vm sshd[${pid}]: Accepted password for ann from 192.0.2.${pid} port 9`;
    const before = login(1, ago(HOUR));
    const lines: string[] = [before];
    const exec = lineThatPrints(lines, lines);
    const log = follower(exec);
    expect(await read(log)).toMatchObject([{ address: '192.0.2.1', past: true }]);
    lines.push(login(2, ago(-HOUR)));
    vi.setSystemTime(Date.now() + 8 * HOUR);
    expect(await read(log)).toMatchObject([{ address: '192.0.2.2', past: false }]);
  });

  test('whose session it was is still known of those that logged in before the line was lost', async () => {
    const first = [`${ago(HOUR)} vm proftpd[7]: vm (vm[192.0.2.1]) - USER ann: Login successful.`];
    const second = [...first, `${ago(0)} vm proftpd[7]: vm (vm[192.0.2.1]) - FTP session closed.`];
    const log = follower(lineThatPrints(first, second), [readProftpdLine]);
    await read(log);
    expect(await read(log)).toMatchObject([{ kind: 'logout', user: 'ann' }]);
  });
});
