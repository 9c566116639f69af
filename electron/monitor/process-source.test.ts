import { describe, expect, test } from 'vitest';
import type { Exec } from './exec.ts';
import type { Probe } from './probe.ts';
import { createProftpdSource } from './sources/proftpd.ts';

const call = { signal: new AbortController().signal };
const TICKS = 500_000;

const stat = (pid: number, start: number) => `${pid} (proftpd) S 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 ${start} 0`;

/** A machine whose commands print these sections. */
function machine(sections: Record<string, string[]>): Exec {
  const seconds = Math.floor(Date.now() / 1_000);
  const all = { clock: [`${seconds}.000000000 +0000`, stat(1, TICKS), '100'], ...sections, end: [] };
  return {
    async run({ text }) {
      const [mark = ''] = /@@[\da-f]{18}/.exec(text) ?? [];
      const lines = Object.entries(all).flatMap(([name, printed]) => [`${mark} ${name}`, ...printed]);
      return { stdout: `${lines.join('\n')}\n`, stderr: '', code: 0 };
    },
    follow: () => {
      throw new Error('nothing is followed');
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function probed(): Probe {
  const rights = { root: true, account: 'root', programs: {}, maySudo: () => false, sudoKnowsPatterns: true };
  const clock = { skewMs: 0, zoneMs: 0, startedAt: () => 0 };
  const logs = { 'pure-ftpd': [], proftpd: [], vsftpd: [], openssh: [] };
  return { rights, clock, running: [], seesOthers: true, configuration: new Map(), logs, ownAddress: undefined };
}

describe('ProFTPD', () => {
  test('two of them on one machine: the sessions of the other, whose scoreboard is not read, are not left out', async () => {
    const connected = Math.floor(Date.now() / 1_000) * 1_000;
    const row = { pid: 7, connected_since_ms: connected, remote_address: '192.0.2.1', user: 'ann', idling: true };
    const exec = machine({
      who: [JSON.stringify({ connections: [row] })],
      processes: [
        '7 1 1000 S ann proftpd: ann - 192.0.2.1: IDLE',
        '8 1 1001 S bob proftpd: bob - 192.0.2.2: RETR big.bin',
        '9 1 0 S root proftpd: (accepting connections)',
      ],
      starts: [stat(7, TICKS), stat(8, TICKS), stat(9, 0)],
    });
    const source = createProftpdSource(exec, probed(), {});
    const { sessions } = await source.snapshot(call);
    expect(sessions.map(({ processId, user, status }) => [processId, user, status])).toEqual([
      [7, 'ann', 'idle'],
      [8, 'bob', 'downloading'],
    ]);
  });

  test('the address that the server sees this computer at is read with every look: it may have moved', async () => {
    const at = (address: string) => machine({ who: ['{"connections":[]}'], connection: [`${address} 5 192.0.2.9 22`] });
    const source = createProftpdSource(at('198.51.100.7'), probed(), {});
    await source.snapshot(call);
    expect(source.facts.seenFrom).toBe('198.51.100.7');
  });
});
