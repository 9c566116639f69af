import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findKnownHost, readKnownHost } from './known-hosts.ts';

const one = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIAAA', 'base64');
const two = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIBBB', 'base64');
const line = (names: string, key = one) => `${names} ssh-ed25519 ${key.toString('base64')} a comment`;

/** As `ssh-keygen -H` writes it. */
function hashed(name: string): string {
  const salt = Buffer.from('0123456789abcdefghij');
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

describe('known_hosts', () => {
  it.each([
    ['a plain name', 'example.org', 'example.org', 22, true],
    ['any case', 'Example.ORG', 'example.org', 22, true],
    ['another host', 'example.org', 'example.com', 22, false],
    ['one of several names', 'other,example.org,192.0.2.1', 'example.org', 22, true],
    ['an address', '2001:db8::1', '2001:db8::1', 22, true],
    ['a port', '[example.org]:2222', 'example.org', 2222, true],
    ['another port', '[example.org]:2222', 'example.org', 2223, false],
    ['a port, asked for without', '[example.org]:2222', 'example.org', 22, false],
    ['a name with a hyphen', 'web-1.example.org', 'web-1.example.org', 22, true],
    ['a wildcard beside a hyphen', 'web-*.example.org', 'web-1.example.org', 22, true],
    ['a wildcard', '*.example.org', 'a.example.org', 22, true],
    ['a wildcard that does not cover the name itself', '*.example.org', 'example.org', 22, false],
    ['a wildcard for one character', 'web?.example.org', 'web1.example.org', 22, true],
    ['a wildcard for exactly one', 'web?.example.org', 'web10.example.org', 22, false],
    ['a negation', '*.example.org,!bad.example.org', 'bad.example.org', 22, false],
    ['a negation that does not apply', '*.example.org,!bad.example.org', 'good.example.org', 22, true],
    ['a dot that is no wildcard', 'a.example.org', 'axexample.org', 22, false],
    ['a hashed name', hashed('example.org'), 'example.org', 22, true],
    ['a hashed name with a port', hashed('[example.org]:2222'), 'example.org', 2222, true],
    ['another hashed name', hashed('example.com'), 'example.org', 22, false],
  ])('matches %s', (_, names, host, port, found) => {
    expect(findKnownHost(line(names), host, port).keys).toEqual(found ? [one] : []);
  });

  it('finds a host also where another one in the file has a hyphen in its name', () => {
    const text = `${line('web-1.example.org', two)}\n${line('example.org')}`;
    expect(findKnownHost(text, 'example.org', 22).keys).toEqual([one]);
  });

  it('keeps lines without a port apart when the port is another', () => {
    const known = findKnownHost(`${line('example.org')}\n${line('[example.org]:2222', two)}`, 'example.org', 2222);
    expect(known.keys).toEqual([two]);
    expect(known.portless).toEqual([one]);
  });

  it('tells revoked keys, of every port', () => {
    const text = `@revoked ${line('*')}\n${line('example.org', two)}`;
    expect(findKnownHost(text, 'example.org', 22)).toMatchObject({ keys: [two], portless: [], revoked: [one] });
    expect(findKnownHost(text, 'example.org', 2222).revoked).toContainEqual(one);
  });

  it('tells the authorities of certificates, of every port', () => {
    const text = `@cert-authority ${line('*.example.org,!bad.example.org')}\n@cert-authority ${line('[b.example.org]:2222', two)}`;
    expect(findKnownHost(text, 'b.example.org', 22).authorities).toEqual([one]);
    expect(findKnownHost(text, 'b.example.org', 2222).authorities).toEqual([two, one]);
    expect(findKnownHost(text, 'bad.example.org', 22).authorities).toEqual([]);
    expect(findKnownHost(text, 'b.example.org', 22).keys).toEqual([]);
  });

  it('passes over comments and lines that make no sense', () => {
    const text = [
      '# example.org ssh-ed25519 AAAA',
      '',
      `@cert-authority ${line('*')}`,
      'example.org ssh-ed25519',
      'example.org ssh-ed25519 !!!',
      '|1|broken ssh-ed25519 AAAA',
      `\t${line('example.org', two)}\r`,
    ].join('\n');
    expect(findKnownHost(text, 'example.org', 22)).toEqual({
      keys: [two],
      portless: [],
      revoked: [],
      authorities: [one],
    });
  });

  it('reads several files, and does without those that are missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portside-known-'));
    const file = join(folder, 'known_hosts');
    await writeFile(file, line('example.org'));
    const known = await readKnownHost({
      host: 'example.org',
      port: 22,
      knownHosts: { userFiles: [join(folder, 'missing'), file], globalFiles: [], hashNames: false },
    });
    expect(known.keys).toEqual([one]);
    await rm(folder, { recursive: true });
  });
});
