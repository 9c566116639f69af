import { describe, expect, it } from 'vitest';
import { ServerGreeting } from './server-greeting.ts';

function nameList(names: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(names.length);
  return Buffer.concat([length, Buffer.from(names)]);
}

function keyExchangeInit(): Buffer {
  const lists = ['curve25519-sha256,ext-info-s,kex-strict-s-v00@openssh.com', 'ssh-ed25519', 'c1,c2', 's1', 'm1', 's2'];
  const payload = Buffer.concat([Buffer.from([20]), Buffer.alloc(16), ...lists.map(nameList), Buffer.alloc(9)]);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(payload.length + 1 + 4);
  header[4] = 4;
  return Buffer.concat([header, payload, Buffer.alloc(4)]);
}

describe('the greeting of a server', () => {
  const whole = Buffer.concat([Buffer.from('Welcome!\r\nSSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'), keyExchangeInit()]);

  it('tells its name and its algorithms, in whatever pieces it comes', () => {
    for (const size of [1, 7, 50, whole.length]) {
      const greeting = new ServerGreeting();
      for (let at = 0; at < whole.length; at += size) {
        expect(greeting.done).toBe(false);
        greeting.push(whole.subarray(at, at + size));
      }
      expect(greeting.done).toBe(true);
      expect(greeting.ident).toBe('OpenSSH_9.2p1 Debian-2');
      expect(greeting.algorithms).toEqual({
        kex: ['curve25519-sha256'],
        serverHostKey: ['ssh-ed25519'],
        cipher: ['c1', 'c2'],
        hmac: ['m1'],
      });
    }
  });

  it.each([
    ['220 ProFTPD ready\r\n', 'FTP'],
    ['220-Welcome\r\n', 'FTP'],
    ['HTTP/1.1 400 Bad Request\r\n', 'HTTP'],
    ['* OK IMAP4rev1 ready\r\n', 'IMAP'],
    ['+OK POP3 ready\r\n', 'POP3'],
    ['\x15\x03\x01\x00\x02', 'TLS'],
  ])('%j is no SSH but %s', (text, protocol) => {
    const greeting = new ServerGreeting();
    greeting.push(Buffer.from(text, 'latin1'));
    expect(greeting.otherProtocol).toBe(protocol);
    expect(greeting.done).toBe(true);
  });

  it('is given up when it does not end', () => {
    const greeting = new ServerGreeting();
    for (let sent = 0; sent < 70_000; sent += 1000) greeting.push(Buffer.alloc(1000, 'x'));
    expect(greeting.done).toBe(true);
    expect(greeting.ident).toBeUndefined();
  });
});
