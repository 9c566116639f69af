import { describe, expect, it } from 'vitest';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { rawCommandOf } from './raw-command.ts';

function refusalOf(line: string): { kind: string; hint: string } {
  try {
    rawCommandOf(line);
  } catch (error) {
    if (isRemoteError(error)) return { kind: error.kind, hint: error.data.hint ?? '' };
  }
  throw new Error(`“${line}” was not refused`);
}

describe('commands of the user’s own', () => {
  it.each(['NOOP', 'stat', 'SITE HELP', 'SITE CHMOD 644 a file', 'MLST /a', 'FEAT', 'CWD /x', 'XCRC /a', 'MDTM /a b'])(
    'takes %s',
    (line) => {
      expect(rawCommandOf(` ${line} `)).toMatchObject({ line, secrets: [] });
    },
  );

  it.each<[string, RegExp]>([
    ['LIST', /data connection/],
    ['nlst -la', /data connection/],
    ['MLSD /', /data connection/],
    ['RETR a', /Download/],
    ['STOR a', /Upload/],
    ['APPE a', /Upload/],
    ['PASV', /passive mode/],
    ['PORT 1,2,3,4,5,6', /passive mode/],
    ['QUIT', /Disconnect/],
    ['REIN', /Disconnect/],
    ['ABOR', /Disconnect/],
    ['USER bob', /other account/],
    ['PASS x', /other account/],
    ['ACCT x', /other account/],
    ['AUTH TLS', /encryption/],
    ['PROT C', /encryption/],
    ['CCC', /encryption/],
    ['TYPE A', /transfer type/],
    ['MODE Z', /stream mode/],
    ['STRU R', /stream mode/],
    ['REST 5', /Resume/],
    ['RNFR a', /Rename/],
    ['RNTO a', /Rename/],
    ['OPTS UTF8 OFF', /options/],
    ['SITE cpfr a', /Duplicate/],
    ['STAT /', /Open the folder/],
  ])('refuses %s and says what to do instead', (line, hint) => {
    const refusal = refusalOf(line);
    expect(refusal.kind).toBe('unsupported');
    expect(refusal.hint).toMatch(hint);
  });

  it.each(['', '  ', 'NOOP\r\nDELE /a', 'NOOP\nDELE', '/a', '12', 'NO', 'A\0B'])('takes %j for no command', (line) => {
    expect(refusalOf(line).kind).toBe('invalid-request');
  });

  it('knows which words are secret', () => {
    expect(rawCommandOf('site pswd old new').secrets).toEqual(['old new', 'old', 'new']);
  });
});
