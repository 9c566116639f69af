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
])('leaves %j as it is', (line) => {
  expect(redact(line)).toBe(line);
});
