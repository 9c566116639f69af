import { describe, expect, test } from 'vitest';
import type { SessionLine, TableLine } from './arrange-sessions.ts';
import { holdLines } from './steady-lines.ts';

function line(key: string, user = key): SessionLine {
  const session = { identity: key, user, status: 'idle', protocol: 'ftp', own: false, canDisconnect: true } as const;
  return { type: 'session', key, row: { session } };
}

const rowsOf = (...lines: SessionLine[]) => new Map(lines.map(({ key, row }) => [key, row]));

describe('a table that is held', () => {
  const shown: TableLine[] = [line('a'), line('b')];

  test('keeps its order where another would come, with what is new about each line', () => {
    const wanted = [line('b', 'renamed'), line('a')];
    const held = holdLines(shown, wanted, rowsOf(...wanted));
    expect(held).toEqual({ lines: [line('a'), line('b', 'renamed')], waiting: 0 });
  });

  test('lets new lines wait and counts them', () => {
    const wanted = [line('new'), line('a'), line('b')];
    expect(holdLines(shown, wanted, rowsOf(...wanted))).toEqual({ lines: shown, waiting: 1 });
  });

  test('keeps a line that does not pass the filter any more, as it is now', () => {
    const changed = line('a', 'other');
    const held = holdLines(shown, [line('b')], rowsOf(changed, line('b')));
    expect(held).toEqual({ lines: [changed, line('b')], waiting: 1 });
  });

  test('drops what nobody knows any more', () => {
    expect(holdLines(shown, [line('b')], rowsOf(line('b'))).lines).toEqual([line('b')]);
  });

  test('keeps the headings of groups, with the members they have now', () => {
    const heading = (...members: SessionLine[]): TableLine => ({
      type: 'group',
      key: 'group user a',
      subject: 'a',
      rows: members.map(({ row }) => row),
    });
    const wanted = [heading(line('a'), line('new', 'a')), line('a'), line('new', 'a')];
    const held = holdLines([heading(line('a')), line('a')], wanted, rowsOf(line('a'), line('new', 'a')));
    expect(held).toEqual({ lines: [wanted[0], line('a')], waiting: 1 });
  });
});
