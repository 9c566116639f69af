import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { offeredAlgorithms } from './algorithms.ts';
import { ServerGreeting } from './server-greeting.ts';
import {
  atJumpHost,
  connectTimeout,
  dialError,
  forwardError,
  handshakeError,
  noSftp,
  notSsh,
  passwordExpired,
} from './ssh-errors.ts';

const address = { host: 'server.example', port: 22 };
const coded = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

/** What a server said before the line broke. */
function greetingOf(text: string): ServerGreeting {
  const greeting = new ServerGreeting();
  greeting.push(Buffer.from(text, 'latin1'));
  return greeting;
}
const openSsh = greetingOf('SSH-2.0-OpenSSH_9.2\r\n');

describe('why no SSH session came about', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable', 'Nothing accepts connections', 'port'],
    ['ENOTFOUND', 'unreachable', 'no host named “server.example”', 'spelling'],
    ['EAI_AGAIN', 'unreachable', 'no host named', 'network'],
    ['ETIMEDOUT', 'timeout', 'does not answer', 'firewall'],
    ['EHOSTUNREACH', 'unreachable', 'cannot be reached', 'network'],
    ['ENETUNREACH', 'unreachable', 'cannot be reached', 'network'],
  ] as const)('%s on dialling is %s', (code, kind, words, hint) => {
    const error = dialError(coded(code), address);
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(words);
    expect(error.data.hint).toContain(hint);
    expect(error.data.serverText).toContain(code);
  });

  it.each([
    ['nothing was said', undefined, greetingOf(''), 'busy', 'too many connections'],
    ['the address is blocked', undefined, greetingOf('Not allowed at this time\r\n'), 'busy', 'blocked your address'],
    ['the line was reset', coded('ECONNRESET'), openSsh, 'disconnected', 'blocked your address'],
    [
      'too many attempts were made',
      new Error('Too many authentication failures'),
      openSsh,
      'auth',
      'choose a key file',
    ],
    ['no more connections are allowed', new Error('Too many connections'), openSsh, 'busy', 'Try again later|later'],
    ['a packet makes no sense', new Error('Bad packet length'), openSsh, 'protocol', undefined],
    [
      'bytes were changed',
      new Error('Handshake failed: signature verification failed'),
      openSsh,
      'protocol',
      undefined,
    ],
    ['it speaks FTP', undefined, greetingOf('220 Welcome\r\n'), 'protocol', 'FTP'],
    ['it speaks HTTP', undefined, greetingOf('HTTP/1.1 400 Bad Request\r\n'), 'protocol', '22'],
    ['it speaks TLS', undefined, greetingOf('\x15\x03\x01\x00\x02'), 'protocol', '22'],
  ] as const)('where %s', (_, cause, greeting, kind, hint) => {
    const error = handshakeError(cause, greeting, offeredAlgorithms(), address);
    expect(error.kind).toBe(kind);
    if (hint !== undefined) expect(error.data.hint).toMatch(new RegExp(hint));
    expect(error.message).not.toMatch(/undefined/);
  });

  it('is told in the words of the server where it hangs up with a reason', () => {
    const tell = (said: string) => handshakeError(undefined, greetingOf(said), offeredAlgorithms(), address).message;
    expect(tell('Exceeded MaxStartups\r\n')).toBe('server.example, port 22 hung up and said: Exceeded MaxStartups');
    expect(tell('\0\x01\x02')).toContain('before it said anything');
    expect(tell('')).toContain('before it said anything');
  });

  it.each([
    [undefined, 'unreachable', 'The jump host bastion cannot reach server.example, port 22.'],
    [1, 'denied', 'does not pass connections on'],
    [2, 'unreachable', 'cannot reach'],
  ] as const)('a jump host that answers with reason %s', (reason, kind, words) => {
    const failure = Object.assign(new Error('(SSH) Channel open failure: open failed'), { reason });
    const error = forwardError(failure, address, 'bastion');
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(words);
    expect(error.data.hint).toBeDefined();
  });

  it('a jump host that has gone', () => {
    expect(forwardError(new Error('Not connected'), address, 'bastion').kind).toBe('disconnected');
  });

  it('an error of a jump host names it, and keeps its kind and hint', () => {
    const error = atJumpHost(new RemoteError('auth', 'Refused.', { hint: 'Check.', serverText: 'no' }), 'bastion');
    expect(error.data).toMatchObject({
      kind: 'auth',
      retry: 'never',
      message: 'At the jump host bastion: Refused.',
      hint: 'Check.',
      serverText: 'no',
    });
  });

  it.each([
    ['(SSH) Channel open failure: open failed', 'busy', 'Close another connection'],
    ['Unable to start subsystem: sftp', 'unsupported', 'SFTP subsystem'],
    ['Packet length 1702257011 exceeds max length of 262144', 'protocol', '.bashrc'],
  ] as const)('a login without SFTP: %s', (text, kind, hint) => {
    const error = noSftp(new Error(text));
    expect(error.kind).toBe(kind);
    expect(error.data.hint).toContain(hint);
    expect(error.data.serverText).toBe(text);
  });

  it('says the rest in sentences', () => {
    expect(connectTimeout(address)).toMatchObject({ kind: 'timeout' });
    expect(notSsh('FTP', address).message).toContain('speaks FTP, not SSH');
    expect(passwordExpired('ann', 'Change it.').message).toContain('“ann” has expired');
  });
});

describe('algorithms that do not meet', () => {
  /** A greeting and its name-lists, as a server sends them (RFC 4253 §7.1). */
  function offering(lists: { kex?: string; hostKey?: string; cipher?: string; mac?: string }): ServerGreeting {
    const { kex = 'curve25519-sha256', hostKey = 'ssh-ed25519', cipher = 'aes128-ctr', mac = 'hmac-sha2-256' } = lists;
    const names = [kex, hostKey, cipher, cipher, mac, mac, 'none', 'none', '', ''];
    const fields = names.map((name) => {
      const field = Buffer.alloc(4 + name.length);
      field.writeUInt32BE(name.length);
      field.write(name, 4, 'latin1');
      return field;
    });
    const payload = Buffer.concat([Buffer.from([20]), Buffer.alloc(16), ...fields, Buffer.alloc(5)]);
    const packet = Buffer.alloc(5);
    packet.writeUInt32BE(payload.length + 1);
    const greeting = new ServerGreeting();
    greeting.push(Buffer.concat([Buffer.from('SSH-2.0-old\r\n'), packet, payload]));
    return greeting;
  }

  it.each([
    ['no matching key exchange algorithm', { kex: 'diffie-hellman-group1-sha1' }, 'key exchange', 'curve25519-sha256'],
    ['no matching host key format', { hostKey: 'ssh-rsa' }, 'host key', 'ssh-ed25519'],
    ['no matching C->S cipher', { cipher: 'aes128-cbc' }, 'encryption', 'aes128-gcm'],
    ['no matching S->C MAC', { mac: 'hmac-sha1' }, 'integrity', 'hmac-sha2-256'],
  ] as const)('%s: both sides are named, and the switch that helps', (text, lists, what, ours) => {
    const error = handshakeError(new Error(`Handshake failed: ${text}`), offering(lists), offeredAlgorithms(), address);
    expect(error.kind).toBe('protocol');
    expect(error.data.retry).toBe('never');
    expect(error.message).toContain(`only ${what} algorithms`);
    expect(error.message).toContain(Object.values(lists)[0]);
    expect(error.data.hint).toContain('“Allow outdated algorithms”');
    expect(error.data.hint).toContain(ours);
  });

  it.each([
    ['that nobody should use', { cipher: 'arcfour' }, false],
    ['with the switch on already', { cipher: 'aes128-cbc,made-up' }, true],
  ] as const)('the switch is not named for algorithms %s', (_, lists, legacyAllowed) => {
    const failure = new Error('Handshake failed: no matching C->S cipher');
    const error = handshakeError(failure, offering(lists), offeredAlgorithms(), address, legacyAllowed);
    expect(error.data.hint).not.toContain('outdated algorithms');
  });
});
