import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectionTarget, defaultPort } from './connection.ts';
import { formatConnectionUrl, parseConnectionUrl, withoutPassword } from './connection-url.ts';

const sftp = { protocol: 'sftp', encryption: 'auto', port: 22, user: '' };
const ftp = { protocol: 'ftp', encryption: 'auto', port: 21, user: '' };

describe('a typed address', () => {
  it.each([
    ['example.org', { ...sftp, host: 'example.org' }],
    ['  example.org  ', { ...sftp, host: 'example.org' }],
    ['ann@example.org', { ...sftp, host: 'example.org', user: 'ann' }],
    ['ann@example.org:2222', { ...sftp, host: 'example.org', user: 'ann', port: 2222 }],
    ['example.org:21', { ...ftp, host: 'example.org' }],
    ['example.org:990', { ...ftp, host: 'example.org', encryption: 'implicit', port: 990 }],
    ['ftp.example.org', { ...ftp, host: 'ftp.example.org' }],
    ['FTP.example.org', { ...ftp, host: 'FTP.example.org' }],
    ['ftp.example.org:22', { ...sftp, host: 'ftp.example.org' }],
    ['sftp://ann@example.org', { ...sftp, host: 'example.org', user: 'ann' }],
    ['SFTP://example.org', { ...sftp, host: 'example.org' }],
    ['ssh://example.org', { ...sftp, host: 'example.org' }],
    ['ftp://example.org', { ...ftp, host: 'example.org' }],
    ['ftps://example.org', { ...ftp, host: 'example.org', encryption: 'implicit', port: 990 }],
    ['ftpes://example.org', { ...ftp, host: 'example.org', encryption: 'explicit' }],
    ['sftp://example.org/', { ...sftp, host: 'example.org' }],
    ['sftp://example.org/srv/www/', { ...sftp, host: 'example.org', initialPath: '/srv/www' }],
    ['sftp://example.org/a%20b', { ...sftp, host: 'example.org', initialPath: '/a b' }],
    ['sftp://example.org/../../etc', { ...sftp, host: 'example.org', initialPath: '/etc' }],
    ['sftp://ann@corp.example@example.org', { ...sftp, host: 'example.org', user: 'ann@corp.example' }],
    ['sftp://ann;fingerprint=ssh-ed25519-Ab1@example.org/', { ...sftp, host: 'example.org', user: 'ann' }],
    ['sftp://[::1]:2222/a', { ...sftp, host: '::1', port: 2222, initialPath: '/a' }],
    ['sftp://[fe80::1%eth0]', { ...sftp, host: 'fe80::1%eth0' }],
    ['fe80::1', { ...sftp, host: 'fe80::1' }],
    ['sftp://example.org:', { ...sftp, host: 'example.org' }],
  ])('%j names its server', (typed, target) => {
    expect(parseConnectionUrl(typed)).toEqual({ ok: true, target });
    expect(ConnectionTarget.safeParse(target).success).toBe(true);
  });

  it.each([
    ['sftp://ann:secret@example.org', 'secret'],
    ['sftp://ann:a:b@c@example.org', 'a:b@c'],
    ['sftp://ann:p%40ss%2F@example.org', 'p@ss/'],
    ['sftp://ann:50%@example.org', '50%'],
    ['sftp://ann:@example.org', ''],
    ['sftp://ann:secret;fingerprint=ssh-ed25519-Ab1-_x=@example.org/', 'secret'],
    ['ftpes://ann:a;b;x-name=Shop@example.org/', 'a;b'],
  ])('%j holds a password, apart from the target', (typed, password) => {
    const parsed = parseConnectionUrl(typed);
    expect(parsed).toMatchObject({ ok: true, password, target: { user: 'ann', host: 'example.org' } });
    if (password) expect(JSON.stringify(parsed.ok && parsed.target)).not.toContain(password);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['http://example.org', 'unknown-scheme'],
    ['constructor://example.org', 'unknown-scheme'],
    ['sftp://', 'no-host'],
    ['ann@', 'no-host'],
    ['sftp://:22', 'no-host'],
    ['sftp:///etc', 'no-host'],
    ['sftp://a b', 'bad-host'],
    ['sftp://[nonsense]', 'bad-host'],
    ['x:y:z', 'bad-host'],
    ['example.org:0', 'bad-port'],
    ['example.org:65536', 'bad-port'],
    ['example.org:ssh', 'bad-port'],
    ['example.org:-1', 'bad-port'],
    ['sftp://example.org/%ff', 'bad-escape'],
    ['sftp://%ff@example.org', 'bad-escape'],
    ['sftp://ann%0d%0aDELE@example.org', 'bad-escape'],
    ['sftp://example.org/%00', 'bad-escape'],
  ])('%j is refused: %s', (typed, problem) => {
    expect(parseConnectionUrl(typed)).toEqual({ ok: false, problem });
  });

  it('is refused or names a server that a connection can be opened to, whatever is typed', () => {
    const parts = fc.array(
      fc.constantFrom('sftp://', 'ftp:', '//', '@', ':', '/', '[', ']', '%', '%0a', '%41', 'a', '.', '1'),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          parts.map((part) => part.join('')),
        ),
        (typed) => {
          const parsed = parseConnectionUrl(typed);
          if (!parsed.ok) return;
          expect(ConnectionTarget.safeParse(parsed.target), typed).toMatchObject({ success: true });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('an address as it is shown', () => {
  const target = fc.record({
    protocol: fc.constantFrom('sftp' as const, 'ftp' as const),
    host: fc.constantFrom('example.org', '::1', '192.0.2.1'),
    port: fc.integer({ min: 1, max: 65_535 }),
    user: fc.constantFrom('', 'ann', 'ann@corp.example', 'a:b', 'ä/ö', '50%'),
    initialPath: fc.constantFrom('/srv', '/a b/ü', '/50%', '/a?b#c', '/@:'),
  });

  it('is read back as the same target', () => {
    const lines = fc.constantFrom('auto' as const, 'explicit' as const, 'implicit' as const);
    fc.assert(
      fc.property(target, lines, (facts, encryption) => {
        const whole = { ...facts, encryption: facts.protocol === 'sftp' ? ('auto' as const) : encryption };
        const shown = formatConnectionUrl(whole);
        expect(parseConnectionUrl(shown), shown).toEqual({ ok: true, target: whole });
      }),
    );
  });

  it('leaves out what is usual', () => {
    const usual = { protocol: 'sftp' as const, encryption: 'auto' as const, host: 'example.org', user: '' };
    expect(formatConnectionUrl({ ...usual, port: defaultPort('sftp', 'auto') })).toBe('sftp://example.org');
    expect(formatConnectionUrl({ ...usual, port: 23, user: 'ann' })).toBe('sftp://ann@example.org:23');
  });
});

describe('withoutPassword', () => {
  it.each([
    ['sftp://ann:secret@example.org/a', 'sftp://ann@example.org/a'],
    ['ann:secret@example.org', 'ann@example.org'],
    ['sftp://ann:a:b@c@example.org', 'sftp://ann@example.org'],
    ['sftp://ann@example.org:22', 'sftp://ann@example.org:22'],
    ['example.org:22', 'example.org:22'],
    ['', ''],
  ])('makes %j into %j', (typed, shown) => {
    expect(withoutPassword(typed)).toBe(shown);
  });
});
