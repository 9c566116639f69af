import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Access, isOwnHost, isOwnOrigin } from './access.ts';

function requestWith(headers: Record<string, string>): IncomingMessage {
  return { headers } as unknown as IncomingMessage;
}

describe('a token', () => {
  function accessAt(start: number) {
    const clock = { now: start };
    return { clock, access: new Access(8080, () => clock.now) };
  }

  it('works once', () => {
    const { access } = accessAt(0);
    const token = access.issueToken();
    expect(access.redeem(token)).toBe(true);
    expect(access.redeem(token)).toBe(false);
  });

  it.each([
    [0, true],
    [10 * 60_000 - 1, true],
    [10 * 60_000, false],
    [Number.MAX_SAFE_INTEGER / 2, false],
  ])('redeemed %d ms after it was issued: %j', (later, expected) => {
    const { access, clock } = accessAt(1_000);
    const token = access.issueToken();
    clock.now += later;
    expect(access.redeem(token)).toBe(expected);
  });

  it('that came too late does not come back when the clock is set back', () => {
    const { access, clock } = accessAt(1_000);
    const token = access.issueToken();
    clock.now += 20 * 60_000;
    expect(access.redeem(token)).toBe(false);
    clock.now = 1_000;
    expect(access.redeem(token)).toBe(false);
  });

  it('stops working when the next is issued', () => {
    const { access } = accessAt(0);
    const former = access.issueToken();
    const latter = access.issueToken();
    expect(latter).not.toBe(former);
    expect(access.redeem(former)).toBe(false);
    expect(access.redeem(latter)).toBe(true);
  });

  it('is not guessed, and a wrong guess does not spend it', () => {
    const { access } = accessAt(0);
    const token = access.issueToken();
    for (const guess of ['', 'x', token.slice(1), `${token} `, token.toUpperCase()]) {
      expect(access.redeem(guess)).toBe(false);
    }
    expect(access.redeem(token)).toBe(true);
  });
});

describe('the cookie', () => {
  it('is strict, hidden from scripts, and of this port and this run only', () => {
    const access = new Access(8080);
    const other = new Access(8080);
    expect(access.setCookie).toMatch(/^portside-8080=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    const cookie = access.setCookie.split(';')[0] ?? '';
    expect(access.hasCookie(requestWith({ cookie }))).toBe(true);
    expect(access.hasCookie(requestWith({ cookie: `a=1; ${cookie}` }))).toBe(true);
    expect(other.hasCookie(requestWith({ cookie }))).toBe(false);
    expect(access.hasCookie(requestWith({}))).toBe(false);
    expect(access.hasCookie(requestWith({ cookie: cookie.replace('8080', '8081') }))).toBe(false);
  });
});

describe('the origin', () => {
  it.each([
    ['http://127.0.0.1:8080', '127.0.0.1:8080', true],
    ['http://LOCALHOST:8080', 'localhost:8080', true],
    ['http://[::1]:80', '[::1]:80', true],
    ['https://127.0.0.1:8080', '127.0.0.1:8080', false],
    ['http://127.0.0.1:8081', '127.0.0.1:8080', false],
    ['http://127.0.0.1', '127.0.0.1:8080', false],
    ['http://evil.example', '127.0.0.1:8080', false],
    ['null', '127.0.0.1:8080', false],
  ])('%s of a request to %s is its own: %j', (origin, host, expected) => {
    expect(isOwnOrigin(requestWith({ origin, host }))).toBe(expected);
  });

  it('has to be named', () => {
    expect(isOwnOrigin(requestWith({ host: '127.0.0.1' }))).toBe(false);
    expect(isOwnOrigin(requestWith({ origin: 'http://127.0.0.1' }))).toBe(false);
    expect(isOwnOrigin(requestWith({}))).toBe(false);
  });
});

it('a request without a host is not for this one', () => {
  expect(isOwnHost(requestWith({}))).toBe(false);
  expect(isOwnHost(requestWith({ host: '' }))).toBe(false);
});
