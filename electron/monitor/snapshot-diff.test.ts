import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceSession } from './monitor-source.ts';
import { completeSnapshot, diffSnapshots, type Sessions } from './snapshot-diff.ts';

const nothingElse = { hostName: () => undefined, isOwn: () => false };

function session(facts: Partial<SourceSession> = {}): SourceSession {
  return { identity: '1/1/ann', status: 'idle', protocol: 'ftp', canDisconnect: true, ...facts };
}

interface Look {
  readonly at: number;
  readonly sessions: Sessions;
}

function look(at: number, sessions: SourceSession[], before?: Look): Look {
  return { at, sessions: completeSnapshot(before, { at, sessions }, nothingElse) };
}

describe('two snapshots', () => {
  test('differ by identity: new, changed, ended', () => {
    const first = look(0, [
      session({ identity: 'stays' }),
      session({ identity: 'changes' }),
      session({ identity: 'ends' }),
    ]);
    const second = look(
      2_000,
      [session({ identity: 'new' }), session({ identity: 'stays' }), session({ identity: 'changes', status: 'busy' })],
      first,
    );
    const third = look(4_000, [...second.sessions.values()], second);
    expect(diffSnapshots(first.sessions, second.sessions)).toMatchObject({
      added: [{ identity: 'new' }],
      changed: [{ identity: 'changes', status: 'busy' }],
      ended: ['ends'],
    });
    expect(diffSnapshots(second.sessions, third.sessions)).toEqual({ added: [], changed: [], ended: [] });
  });

  test('a login time that only jitters is no change', () => {
    const first = look(0, [session({ loginTime: 100_000, idleSince: 5 })]);
    const second = look(2_000, [session({ loginTime: 100_900, idleSince: 400 })], first);
    expect(diffSnapshots(first.sessions, second.sessions)).toEqual({ added: [], changed: [], ended: [] });
  });

  test('the rate is what has moved, smoothed, and starts over with another file', () => {
    const moving = { status: 'uploading', file: 'a' } as const;
    const first = look(0, [session({ ...moving, transferred: 1_000 })]);
    const second = look(2_000, [session({ ...moving, transferred: 5_000 })], first);
    const third = look(4_000, [session({ ...moving, transferred: 5_000 })], second);
    const other = look(6_000, [session({ ...moving, file: 'b', transferred: 9_000 })], third);
    const rates = [first, second, third, other].map(({ sessions }) => sessions.get('1/1/ann')?.rate);
    expect(rates).toEqual([undefined, 2_000, 1_000, undefined]);
  });

  test('a session is idle since it was first seen idle after it was not', () => {
    const first = look(0, [session({ status: 'uploading' })]);
    const second = look(2_000, [session()], first);
    const third = look(4_000, [session()], second);
    expect([first, second, third].map(({ sessions }) => sessions.get('1/1/ann')?.idleSince)).toEqual([
      undefined,
      2_000,
      2_000,
    ]);
  });

  test('the difference, applied to the earlier rows, gives the later ones', () => {
    const rows = fc.uniqueArray(
      fc.record({ identity: fc.constantFrom(...'abcdefgh'), status: fc.constantFrom('idle', 'busy', 'unknown') }),
      { selector: ({ identity }) => identity },
    );
    fc.assert(
      fc.property(rows, rows, (earlier, later) => {
        const first = look(
          0,
          earlier.map((facts) => session(facts as Partial<SourceSession>)),
        );
        const second = look(
          2_000,
          later.map((facts) => session(facts as Partial<SourceSession>)),
          first,
        );
        const { added, changed, ended } = diffSnapshots(first.sessions, second.sessions);
        const applied = new Map(first.sessions);
        for (const identity of ended) applied.delete(identity);
        for (const row of [...added, ...changed]) applied.set(row.identity, row);
        expect(applied).toEqual(new Map(second.sessions));
      }),
    );
  });
});
