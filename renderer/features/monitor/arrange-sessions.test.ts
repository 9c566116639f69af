import { describe, expect, test } from 'vitest';
import type { ServerSession } from '../../../shared/model/monitor.ts';
import { arrangeSessions, type Layout, progressOf } from './arrange-sessions.ts';

function session(identity: string, facts: Partial<ServerSession> = {}): ServerSession {
  return { identity, status: 'idle', protocol: 'ftp', own: false, canDisconnect: true, ...facts };
}

const layout: Layout = { filter: '', sort: { column: 'user', direction: 'ascending' }, grouping: 'none' };

function keys(sessions: readonly ServerSession[], change: Partial<Layout> = {}): string[] {
  const rows = new Map(sessions.map((each) => [each.identity, { session: each }]));
  return arrangeSessions(rows, { ...layout, ...change }).map(({ key }) => key);
}

describe('the order of sessions', () => {
  const sessions = [
    session('1', { user: 'bob', address: '192.0.2.10', loginTime: 3, rate: 5 }),
    session('2', { user: 'alice', address: '192.0.2.9', loginTime: 1 }),
    session('3', { address: '198.51.100.1', loginTime: 2, rate: 90 }),
  ];

  test('is that of the column, either way, with what is unknown last', () => {
    expect(keys(sessions)).toEqual(['2', '1', '3']);
    expect(keys(sessions, { sort: { column: 'user', direction: 'descending' } })).toEqual(['1', '2', '3']);
    expect(keys(sessions, { sort: { column: 'loginTime', direction: 'descending' } })).toEqual(['1', '3', '2']);
    expect(keys(sessions, { sort: { column: 'rate', direction: 'descending' } })).toEqual(['3', '1', '2']);
  });

  test('counts addresses as numbers', () => {
    expect(keys(sessions, { sort: { column: 'address', direction: 'ascending' } })).toEqual(['2', '1', '3']);
  });

  test('puts the longest idle first where the column descends', () => {
    const idle = [session('short', { idleSince: 500 }), session('long', { idleSince: 100 })];
    expect(keys(idle, { sort: { column: 'idle', direction: 'descending' } })).toEqual(['long', 'short']);
  });

  test('stays the same among equals', () => {
    const equals = [session('b', { user: 'eve' }), session('a', { user: 'eve' })];
    expect(keys(equals)).toEqual(['a', 'b']);
    expect(keys(equals, { sort: { column: 'user', direction: 'descending' } })).toEqual(['a', 'b']);
  });

  test('keeps only what has every word of the filter, wherever it stands', () => {
    const found = [
      session('1', { user: 'alice', file: '/www/Photo.JPG', status: 'uploading' }),
      session('2', { user: 'alice', file: '/www/index.html' }),
      session('3', { user: 'bob', hostName: 'photo.example.org' }),
    ];
    expect(keys(found, { filter: 'photo' })).toEqual(['1', '3']);
    expect(keys(found, { filter: ' ALICE upload ' })).toEqual(['1']);
    expect(keys(found, { filter: 'nobody' })).toEqual([]);
  });

  test('goes by user or by address where that is asked for, each group under its heading', () => {
    const grouped = [
      session('1', { user: 'bob', address: '192.0.2.1' }),
      session('2', { user: 'alice', address: '192.0.2.1' }),
      session('3', { user: 'bob' }),
      session('4', {}),
    ];
    expect(keys(grouped, { grouping: 'user' })).toEqual([
      ...['group user alice', '2'],
      ...['group user bob', '1', '3'],
      ...['group user ', '4'],
    ]);
    expect(keys(grouped, { grouping: 'address' })).toEqual([
      ...['group address 192.0.2.1', '2', '1'],
      ...['group address ', '3', '4'],
    ]);
  });
});

test.each([
  { facts: { progress: 0.25, transferred: 9, size: 10 }, share: 0.25 },
  { facts: { transferred: 5, size: 10 }, share: 0.5 },
  { facts: { transferred: 20, size: 10 }, share: 1 },
  { facts: { transferred: 5 }, share: undefined },
  { facts: { transferred: 0, size: 0 }, share: undefined },
  { facts: {}, share: undefined },
])('$facts is $share of the way', ({ facts, share }) => {
  expect(progressOf(session('1', facts))).toBe(share);
});
