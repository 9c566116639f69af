import { describe, expect, it } from 'vitest';
import { parseUnixLine } from './unix-line.ts';

const context = { now: Date.UTC(2024, 5, 15, 12, 0), aheadMs: 0 };

describe('parseUnixLine', () => {
  it.each<[string, object]>([
    [
      '-rw-r--r--    1 1000     1000         1234 Jun 01 10:20 plain.txt',
      {
        name: 'plain.txt',
        type: 'file',
        size: 1234,
        modifiedAt: Date.UTC(2024, 5, 1, 10, 20),
        modifiedPrecision: 'minute',
        permissions: 0o644,
        owner: '1000',
        group: '1000',
      },
    ],
    [
      'drwxr-sr-t  2 ann  staff  4096 Jan 31  2019 folder',
      {
        name: 'folder',
        type: 'directory',
        modifiedAt: Date.UTC(2019, 0, 31),
        modifiedPrecision: 'day',
        permissions: 0o3755,
        owner: 'ann',
        group: 'staff',
      },
    ],
    ['-rwSr--r-T 1 a b 1 Jan 1 2019 x', { permissions: 0o5644 }],
    ['-rw-r--r--+ 1 a b 1 Jan 1 2019 access list', { name: 'access list', permissions: 0o644 }],
    ['lrwxrwxrwx 1 a b 7 Jan 1 2019 link -> /target/a b', { name: 'link', type: 'symlink', linkTarget: '/target/a b' }],
    ['lrwxrwxrwx 1 a b 7 Jan 1 2019 link without target', { name: 'link without target', type: 'symlink' }],
    ['-rw-r--r-- 1 a b 7 Jan 1 2019 no -> link', { name: 'no -> link', type: 'file' }],
    ['-rw-r--r-- 1 a b 7 Jan 1 2019  leading space', { name: ' leading space' }],
    ['-rw-r--r-- 1 a b 7 Jan 1 2019 trailing space ', { name: 'trailing space ' }],
    [
      '-rw-r--r-- 1 a b 12 Jan 3 2019 5 Feb 2020 11:00 name',
      { name: '5 Feb 2020 11:00 name', size: 12, modifiedAt: Date.UTC(2019, 0, 3) },
    ],
    ['crw-rw---- 1 root disk 8,   1 Jan 1 2019 sda', { name: 'sda', type: 'other', owner: 'root', group: 'disk' }],
    ['brw-rw---- 1 root disk 8,1 Jan 1 2019 sda', { name: 'sda', type: 'other', group: 'disk' }],
    ['prw-r--r-- 1 a b 0 Jan 1 2019 pipe', { type: 'other' }],
    ['-rw-r--r-- 1 ann 7 Jan 1 2019 no group', { owner: 'ann', name: 'no group', size: 7 }],
    ['-rw-r--r-- ann staff 7 Jan 1 2019 no links', { owner: 'ann', group: 'staff', name: 'no links' }],
    ['-rw-r--r-- 1 ann domain users 7 Jan 1 2019 x', { owner: 'ann', group: 'domain users' }],
    ['-rw-r--r-- 1 a b 7 1 Jan 2019 day first', { name: 'day first', modifiedAt: Date.UTC(2019, 0, 1) }],
    ['-rw-r--r-- 1 a b 7 15. Mär 2019 german', { name: 'german', modifiedAt: Date.UTC(2019, 2, 15) }],
    ['-rw-r--r-- 1 a b 7 févr. 28 2019 french', { name: 'french', modifiedAt: Date.UTC(2019, 1, 28) }],
    ['-rw-r--r-- 1 a b 7 3月 15日 2019年 chinese', { name: 'chinese', modifiedAt: Date.UTC(2019, 2, 15) }],
    [
      '-rw-r--r-- 1 a b 7 2019-03-15 11:12 iso',
      { name: 'iso', modifiedAt: Date.UTC(2019, 2, 15, 11, 12), modifiedPrecision: 'minute' },
    ],
    [
      '-rw-r--r-- 1 a b 7 2019-03-15 day only',
      { name: 'day only', modifiedAt: Date.UTC(2019, 2, 15), modifiedPrecision: 'day' },
    ],
    [
      '-rw-r--r-- 1 a b 7 2019-03-15 11:12:13.123456789 +0130 full iso',
      { name: 'full iso', modifiedAt: Date.UTC(2019, 2, 15, 9, 42, 13, 123), modifiedPrecision: 'ms' },
    ],
    [
      '-rw-r--r-- 1 a b 7 Jan 1 12:13:14 2019 seconds',
      { name: 'seconds', modifiedAt: Date.UTC(2019, 0, 1, 12, 13, 14), modifiedPrecision: 's' },
    ],
    ['-rw-r--r-- 1 a b 7 Jan  1 12:13 2019', { name: '2019', modifiedAt: Date.UTC(2024, 0, 1, 12, 13) }],
    [
      'd [RWCEAFMS] supervisor            512 Jan 16  2019 login',
      { name: 'login', type: 'directory', owner: 'supervisor' },
    ],
    [
      '- [RWCEAFMS] rhesus             214059 Oct 20  2019 cx.exe',
      { name: 'cx.exe', type: 'file', size: 214_059, owner: 'rhesus' },
    ],
    [
      'd [R----F--] supervisor            512       Jan 16 18:53    login',
      { name: 'login', type: 'directory', modifiedAt: Date.UTC(2024, 0, 16, 18, 53), owner: 'supervisor' },
    ],
    ['-[--------] 1 xxxxxxxx 17 Jan  1 1996 hellsoft', { name: 'hellsoft', type: 'file', size: 17 }],
    [
      '  1234    8 -rw-r--r-- 1 a b 7 Jan 1 2019 inode and blocks',
      { name: 'inode and blocks', owner: 'a', group: 'b' },
    ],
    ['-rw-r--r--. 1 a b 7 Jan 1 2019 SELinux', { name: 'SELinux', permissions: 0o644 }],
    ['-rw-r--r-- 1 a b 7 03-15 11:12 iso style', { name: 'iso style', modifiedAt: Date.UTC(2024, 2, 15, 11, 12) }],
    ['-rw-r--r-- 1 a b 7 мар 15 11:12 russian', { modifiedAt: Date.UTC(2024, 2, 15, 11, 12) }],
    ['-rw-r--r-- 1 a b 7 3月 15 11:12 japanese', { modifiedAt: Date.UTC(2024, 2, 15, 11, 12) }],
    [
      'drwxrwxr-x               folder        2 May 10  1996 network',
      { name: 'network', type: 'directory', modifiedAt: Date.UTC(1996, 4, 10) },
    ],
    ['-------r--         326  1391972  1392298 Nov 22  1995 MegaPhone.sit', { name: 'MegaPhone.sit', size: 1_392_298 }],
    ['lrwxrwxrwx 1 a b 1 Jan 1 2019 a -> b -> c', { name: 'a -> b', linkTarget: 'c' }],
    ['lrwxrwxrwx 1 a b 6 Jan 1 2019 a -> b -> c', { name: 'a', linkTarget: 'b -> c' }],
    ['lrwxrwxrwx 1 a b 0 Jan 1 2019 a -> b -> c', { name: 'a', linkTarget: 'b -> c' }],
    ['drwxr-xr-x 1 a b 0 Jan 1 2019 marked/', { name: 'marked', type: 'directory' }],
    ['-rw-r--r-- 1 a b 99999999999999999999 Jan 1 2019 beyond counting', { name: 'beyond counting' }],
  ])('understands %s', (line, expected) => {
    expect(parseUnixLine(line, context)).toMatchObject(expected);
  });

  it('takes no size from a directory or a link', () => {
    expect(parseUnixLine('drwxr-xr-x 2 a b 4096 Jan 1 2019 d', context)).not.toHaveProperty('size');
    expect(parseUnixLine('lrwxrwxrwx 1 a b 4 Jan 1 2019 l -> file', context)).not.toHaveProperty('size');
  });

  it('puts a date without a year into the past, with a day of grace', () => {
    const at = (date: string) =>
      (parseUnixLine(`-rw-r--r-- 1 a b 7 ${date} x`, context) as { modifiedAt: number }).modifiedAt;
    expect(at('Jun 15 23:00')).toBe(Date.UTC(2024, 5, 15, 23));
    expect(at('Jun 17 12:00')).toBe(Date.UTC(2023, 5, 17, 12));
    expect(at('Dec 31 12:00')).toBe(Date.UTC(2023, 11, 31, 12));
  });

  it.each([
    'total 12',
    'total 4.0K',
    'total: 8',
    'insgesamt 12',
    'итого 12',
    '总用量 12',
    '合計 12',
    '',
    '   ',
    'drwxr-xr-x 2 a b 4096 Jan 1 2019 .',
    'drwxr-xr-x 2 a b 4096 Jan 1 2019 ..',
    'lrwxrwxrwx 1 a b 1 Jan 1 2019 .. -> /x',
  ])('ignores %j', (line) => {
    expect(parseUnixLine(line, context)).toBe('ignored');
  });

  it.each([
    ['a month in a language that is not known', '-rw-r--r-- 1 a b 7 Foo 28 2019 x'],
    ['a month in another character set than the site has', '-rw-r--r-- 1 a b 7 28 ï\xad¢ 11:12 x'],
    ['a day that is none', '-rw-r--r-- 1 a b 7 Feb 30 2019 x'],
    ['an hour that is none', '-rw-r--r-- 1 a b 7 Jan 1 24:00 x'],
  ])('shows a file without its date that has %s', (_, line) => {
    expect(parseUnixLine(line, context)).toEqual({
      name: 'x',
      type: 'file',
      size: 7,
      permissions: 0o644,
      owner: 'a',
      group: 'b',
    });
  });

  it('takes no word of a name for a date while there is one that can be read', () => {
    const line = '-rw-r--r-- 1 a b 7 Jan 3 2019 5 Foo 2 2020 name';
    expect(parseUnixLine(line, context)).toMatchObject({ name: '5 Foo 2 2020 name', size: 7 });
  });

  it.each([
    'hello world',
    'total recall.txt',
    '-rw-r--r-- 1 a b seven Jan 1 2019 x',
    '-rw-r--r-- 1 a b 7 Jan 1 2019',
    '-rw-r--r-- 1 a b 7 Jan 1 2019  ',
    '-rw-r--r--',
    '01-16-24  11:14AM       <DIR>          folder',
  ])('does not understand %j', (line) => {
    expect(parseUnixLine(line, context)).toBe('unparsed');
  });
});
