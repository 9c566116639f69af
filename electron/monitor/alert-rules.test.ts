import { describe, expect, test } from 'vitest';
import type { ServerEvent, ServerSession } from '../../shared/model/monitor.ts';
import { AlertRules, type KnownGood } from './alert-rules.ts';

const MINUTE = 60_000;

/** A server that Portside knows, or sees for the first time. */
function rulesFor({ isNew = false, keys = new Set<string>(), sessionsPerUser = 3 } = {}) {
  const known: KnownGood = {
    isNew,
    has: (key) => keys.has(key),
    add: (fresh) => {
      for (const key of fresh) keys.add(key);
    },
  };
  return { rules: new AlertRules({ watchId: 'w', sessionsPerUser }, known), keys };
}

let made = 0;
function session(facts: Partial<ServerSession> = {}): ServerSession {
  made++;
  return {
    identity: `${made}/1/ann`,
    user: 'ann',
    address: '192.0.2.1',
    status: 'idle',
    protocol: 'ftp',
    own: false,
    canDisconnect: true,
    ...facts,
  };
}

function failure(at: number, facts: Partial<ServerEvent> = {}): ServerEvent {
  return { kind: 'login-failed', at, user: 'root', address: '198.51.100.9', raw: '', past: false, ...facts };
}

const reasons = (rules: AlertRules) => rules.list().map(({ rule, reason }) => `${rule}: ${reason}`);

describe('alerts', () => {
  test('the first look at a server teaches what is usual; an address that comes later is told of, once', () => {
    const { rules } = rulesFor({ isNew: true });
    const usual = session();
    expect(rules.look([usual], 0, true)).toBe(false);
    const stranger = session({ address: '203.0.113.5' });
    expect(rules.look([usual, stranger], 1, true)).toBe(true);
    expect(rules.look([usual, stranger], 2, true)).toBe(false);
    expect(reasons(rules)).toEqual([
      'new-address: ann is logged in from 203.0.113.5, an address that was not seen before for this user.',
    ]);
    expect(rules.list()[0]).toMatchObject({ sessions: [stranger.identity], count: 1, notify: true, at: 1 });
  });

  test('at a server it knows, also the first look tells', () => {
    const { rules } = rulesFor();
    expect(rules.look([session()], 0, true)).toBe(true);
  });

  test('the past of the log teaches; a login between two looks is told of', () => {
    const { rules } = rulesFor({ isNew: true });
    const login = { kind: 'login', user: 'ann', address: '192.0.2.1', raw: '' } as const;
    rules.look([], 0, true);
    rules.hear({ ...login, at: 0, past: true }, 0, true);
    expect(rules.hear({ ...login, at: 1, past: false }, 1, true)).toBe(false);
    expect(rules.hear({ ...login, address: '192.0.2.66', at: 2, past: false }, 2, true)).toBe(true);
  });

  test('known good is for ever, dismissed until the next time', () => {
    const { rules, keys } = rulesFor();
    rules.look([session()], 0, true);
    const [first] = rules.list();
    expect(rules.dismiss(first?.id ?? '')).toBe(true);
    expect(rules.list()).toEqual([]);
    expect(rules.look([session()], 1, true)).toBe(true);
    const [again] = rules.list();
    expect(rules.accept(again?.id ?? '')).toBe(true);
    expect(rules.look([session()], 2, true)).toBe(false);
    expect(rulesFor({ keys }).rules.look([session()], 3, true)).toBe(false);
    expect(rules.accept('unknown')).toBe(false);
  });

  test('Portside’s own sessions raise nothing', () => {
    const { rules } = rulesFor();
    expect(rules.look([session({ own: true, encrypted: false })], 0, true)).toBe(false);
  });

  test('clear text and anonymous logins, each user once', () => {
    const { rules } = rulesFor({ isNew: true });
    const plain = [session({ encrypted: false }), session({ encrypted: false })];
    rules.look(
      [...plain, session({ encrypted: true, user: 'eve' }), session({ user: 'bob' }), session({ user: 'ftp' })],
      0,
      true,
    );
    expect(rules.list().map(({ rule, user, count }) => [rule, user, count])).toEqual([
      ['clear-text-login', 'ann', 2],
      ['anonymous-login', 'ftp', 1],
    ]);
  });

  test('virtual users who share the account ftp are neither anonymous nor one user with many sessions', () => {
    const { rules } = rulesFor({ isNew: true, sessionsPerUser: 1 });
    const guest = () => session({ user: 'ftp', sharedAccount: true });
    expect(rules.look([guest(), guest(), guest()], 0, true)).toBe(false);
  });

  test('a session whose lack of encryption is learned later is told of then', () => {
    const { rules } = rulesFor({ isNew: true });
    const row = session();
    expect(rules.look([row], 0, true)).toBe(false);
    expect(rules.look([{ ...row, encrypted: false }], 1, true)).toBe(true);
  });

  test('more sessions of one user than usual, counted anew at each look', () => {
    const { rules } = rulesFor({ isNew: true, sessionsPerUser: 3 });
    const four = [session(), session(), session(), session()];
    expect(rules.look(four.slice(1), 0, true)).toBe(false);
    expect(rules.look(four, 1, true)).toBe(true);
    expect(rules.look(four, 2, true)).toBe(false);
    expect(rules.look([...four, session()], 3, true)).toBe(true);
    expect(rules.list()).toMatchObject([{ rule: 'too-many-sessions', user: 'ann', count: 5 }]);
  });

  test('too many sessions, dismissed, are not told of again at the next look, but are when they become more or come back', () => {
    const { rules } = rulesFor({ isNew: true, sessionsPerUser: 3 });
    const four = [session(), session(), session(), session()];
    rules.look(four, 0, true);
    expect(rules.dismiss(rules.list()[0]?.id ?? '')).toBe(true);
    expect(rules.look(four, 1, true)).toBe(false);
    expect(rules.list()).toEqual([]);
    expect(rules.look([...four, session()], 2, true)).toBe(true);
    expect(rules.dismiss(rules.list()[0]?.id ?? '')).toBe(true);
    rules.look(four.slice(1), 3, true);
    expect(rules.look(four, 4, true)).toBe(true);
  });

  test('failed logins, dismissed, are not told of again at the very next attempt', () => {
    const { rules } = rulesFor();
    for (let attempt = 0; attempt < 5; attempt++) rules.hear(failure(attempt), 0, true);
    rules.dismiss(rules.list()[0]?.id ?? '');
    expect(rules.hear(failure(6), 0, true)).toBe(false);
    for (let attempt = 7; attempt < 11; attempt++) rules.hear(failure(attempt), 0, true);
    expect(rules.list()).toMatchObject([{ rule: 'failed-logins', count: 5 }]);
  });

  test('failures that the log gathers in one line count as many times as it says', () => {
    const { rules } = rulesFor();
    rules.hear(failure(0), 0, true);
    expect(rules.hear(failure(1, { times: 4 }), 0, true)).toBe(true);
    expect(rules.list()).toMatchObject([{ count: 5 }]);
  });

  test('a login of Portside’s own in the log raises nothing, and one that was taken for a stranger’s is taken back', () => {
    const { rules } = rulesFor();
    const login = { kind: 'login', user: 'ann', address: '192.0.2.1', at: 1, raw: '', past: false } as const;
    expect(rules.hear({ ...login, own: true }, 1, true)).toBe(false);
    expect(rules.hear(login, 1, true)).toBe(true);
    expect(rules.look([session({ own: true })], 2, true)).toBe(true);
    expect(rules.list()).toEqual([]);
  });

  test('five failures from one address within ten minutes, and not four, and not over hours', () => {
    const { rules } = rulesFor();
    for (let attempt = 0; attempt < 4; attempt++) expect(rules.hear(failure(attempt * MINUTE), 0, true)).toBe(false);
    expect(rules.hear(failure(20 * MINUTE), 0, true)).toBe(false);
    expect(rules.hear(failure(20 * MINUTE, { past: true }), 0, true)).toBe(false);
    for (let attempt = 1; attempt < 4; attempt++) rules.hear(failure(20 * MINUTE + attempt), 0, true);
    expect(rules.list()).toEqual([]);
    expect(rules.hear(failure(21 * MINUTE, { user: 'admin' }), 0, true)).toBe(true);
    expect(rules.hear(failure(21 * MINUTE), 0, true)).toBe(true);
    expect(reasons(rules)).toEqual([
      'failed-logins: 6 failed logins from 198.51.100.9 within 10 minutes, the last as root.',
    ]);
  });

  test('while alerts are paused they are listed, and nobody is called', () => {
    const { rules } = rulesFor();
    rules.look([session()], 0, false);
    expect(rules.list()).toMatchObject([{ notify: false }]);
  });
});
