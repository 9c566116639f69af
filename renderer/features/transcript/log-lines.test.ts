import { describe, expect, test } from 'vitest';
import { connectionsIn, filterLines, noFilter, reportText, transcriptText } from './log-lines.ts';
import { lineOf } from './testing/line-of.ts';

const lines = [
  lineOf(1, { text: 'USER ann' }),
  lineOf(2, { text: 'LIST' }),
  lineOf(3, { text: 'LIST', session: 'bob@example.org #2' }),
  lineOf(4, { text: '226 Done', session: 'bob@example.org #1', kind: 'received' }),
];
const shown = (filter: Partial<typeof noFilter>) => filterLines(lines, { ...noFilter, ...filter }).map(({ id }) => id);

describe('the log is filtered', () => {
  test('by every word, in the text or the session', () => {
    expect(shown({ words: 'list BOB' })).toEqual([3]);
    expect(shown({ words: 'nothing' })).toEqual([]);
  });

  test('by connections, with all their sessions', () => {
    expect(shown({ connections: ['bob@example.org'] })).toEqual([3, 4]);
    expect(shown({ connections: ['bob@example.org', 'ann@example.org'] })).toEqual([1, 2, 3, 4]);
  });

  test('by kinds, and by all of these together', () => {
    expect(shown({ kinds: ['received'] })).toEqual([4]);
    expect(shown({ kinds: ['received', 'sent'], connections: ['bob@example.org'], words: 'list' })).toEqual([3]);
  });

  test('not at all without a filter', () => {
    expect(filterLines(lines, { ...noFilter, words: '  ' })).toBe(lines);
  });
});

test('connections are told by their sessions, each once', () => {
  expect(connectionsIn([...lines, lineOf(5, { session: 'a #1 #12' })])).toEqual([
    'a #1',
    'ann@example.org',
    'bob@example.org',
  ]);
});

test('lines are copied with their time, session and direction', () => {
  expect(transcriptText([lineOf(1, { text: 'NOOP' }), lineOf(2, { text: '200 OK', kind: 'received' })])).toBe(
    '2026-01-02T03:04:05.067Z ann@example.org #1 > NOOP\n2026-01-02T03:04:05.067Z ann@example.org #1 < 200 OK',
  );
});

test('a report says which Portside and which servers, and quotes the lines', () => {
  const facts = { version: '1.2.3', platform: 'linux', host: 'loopback', at: Date.UTC(2026, 0, 2) };
  const connections = [{ label: 'ann@example.org', line: 'TLS 1.3' }];
  expect(reportText({ ...facts, connections }, [lineOf(1, { text: 'a ``` b' })])).toBe(
    [
      'Portside 1.2.3, linux, loopback, 2026-01-02T00:00:00.000Z',
      '',
      'Servers',
      '- ann@example.org: TLS 1.3',
      '',
      'Log, 1 lines (> sent, < received, * note, ! error; times are UTC)',
      '```',
      "2026-01-02T03:04:05.067Z ann@example.org #1 > a ''' b",
      '```',
      '',
    ].join('\n'),
  );
  expect(reportText({ ...facts, connections: [] }, [])).not.toContain('Servers');
});
