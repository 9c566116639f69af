import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redact } from './redact.ts';

it.each([
  ['PASS geheim', 'PASS ****'],
  ['pass two words', 'pass ****'],
  ['ACCT 123', 'ACCT ****'],
  ['SITE PSWD old new', 'SITE PSWD ****'],
  ['ADAT dGVzdA==', 'ADAT ****'],
  ['connect to ftp://ann:s3cret@example.org/www', 'connect to ftp://ann:****@example.org/www'],
  ['sftp://ann:p@ss:word@[::1]:22/', 'sftp://ann:****@[::1]:22/'],
  ['open ftp://ann:pa/ss@host/x', 'open ftp://ann:****@host/x'],
  ['sftp://ann:pa ss@host', 'sftp://ann:****@host'],
  ['ftp://ann@example.org:s3cret@host/', 'ftp://ann@example.org:****@host/'],
  ['ftp://ann:a://b@host', 'ftp://ann:****@host'],
  ['ftp://ann:x ftp://y@host', 'ftp://ann:****@host'],
  ['https://:token@host and http://a:b@c', 'https://:****@host and http://a:****@c'],
])('hides the secret of %j', (line, shown) => {
  expect(redact(line)).toBe(shown);
});

it.each([
  'PASV',
  'PASS',
  'USER ann',
  '230 PASS accepted',
  'RETR pass word',
  'ftp://ann@example.org/a:b@c',
  'SITE CHMOD 644 a',
  'connected to ftp://example.org:2121/www',
])('leaves %j as it is', (line) => {
  expect(redact(line)).toBe(line);
});

it('shows nothing of a password in an address, whatever is in it', () => {
  const password = fc.string({ minLength: 1 }).filter((text) => !/[\r\n]|\s[a-z][a-z0-9+.-]*:\/\//i.test(text));
  fc.assert(
    fc.property(password, (secret) => {
      expect(redact(`open ftp://ann:${secret}@host/www`)).toBe('open ftp://ann:****@host/www');
    }),
  );
});

it('takes no long time for a line that is made to keep it busy', () => {
  const line = `@${'a://b:'.repeat(20_000)}`;
  expect(redact(line)).toBe(line);
  expect(redact(`${line}@`)).toBe('@a://b:****@');
});
