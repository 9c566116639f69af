import { describe, expect, it } from 'vitest';
import { parseDosLine } from './dos-line.ts';

const context = { now: Date.UTC(2024, 5, 15), aheadMs: 0 };

describe('parseDosLine', () => {
  it.each<[string, object]>([
    [
      '01-16-24  11:14AM       <DIR>          a folder',
      { name: 'a folder', type: 'directory', modifiedAt: Date.UTC(2024, 0, 16, 11, 14), modifiedPrecision: 'minute' },
    ],
    [
      '06-05-03  03:19PM                 1973 readme.txt',
      { name: 'readme.txt', type: 'file', size: 1973, modifiedAt: Date.UTC(2003, 5, 5, 15, 19) },
    ],
    ['12-31-99  12:00AM                 1 x', { modifiedAt: Date.UTC(1999, 11, 31, 0, 0) }],
    ['12-31-99  12:00PM                 1 x', { modifiedAt: Date.UTC(1999, 11, 31, 12, 0) }],
    ['01-16-2024  23:14       <DIR>          x', { modifiedAt: Date.UTC(2024, 0, 16, 23, 14) }],
    [
      '2024-01-16  23:14:15         1,234,567 x',
      { size: 1_234_567, modifiedAt: Date.UTC(2024, 0, 16, 23, 14, 15), modifiedPrecision: 's' },
    ],
    ['16.01.2024  23:14                    5 x', { modifiedAt: Date.UTC(2024, 0, 16, 23, 14) }],
    ['16/01/2024  23:14                    5 x', { modifiedAt: Date.UTC(2024, 0, 16, 23, 14) }],
    [
      '01-16-24  11:14AM       <SYMLINKD>     link [C:\\there]',
      { name: 'link', type: 'symlink', targetType: 'directory', linkTarget: 'C:\\there' },
    ],
    ['01-16-24  11:14AM       <JUNCTION>     old', { name: 'old', type: 'symlink', targetType: 'directory' }],
    ['16.01.2024  23:14         1.234.567 x', { name: 'x', size: 1_234_567 }],
    ['01-16-24  11:14AM                    5  leading space', { name: ' leading space' }],
    ['01-16-24  11:14AM       <DIR>           leading space', { name: ' leading space', type: 'directory' }],
    ['01-16-24  11:14AM       <DIR> little padding', { name: 'little padding', type: 'directory' }],
    ['01-16-24  11:14AM                    5 line\u2028separator', { name: 'line\u2028separator' }],
    ['01-16-24  11:14AM                    5 trailing space ', { name: 'trailing space ' }],
    ['01-16-24  11:14AM       <SYMLINK>      file link', { name: 'file link', type: 'symlink' }],
  ])('understands %s', (line, expected) => {
    expect(parseDosLine(line, context)).toMatchObject(expected);
  });

  it('takes the time for that of the clock of the server', () => {
    const ahead = { ...context, aheadMs: 120 * 60_000 };
    expect(parseDosLine('01-16-24  11:14AM  1 x', ahead)).toMatchObject({ modifiedAt: Date.UTC(2024, 0, 16, 9, 14) });
  });

  it('goes by the order of the other dates where a date fits several', () => {
    const line = '03-04-24  11:14AM                    5 x';
    expect(parseDosLine(line, { ...context, dateOrder: 'month-first' })).toMatchObject({
      modifiedAt: Date.UTC(2024, 2, 4, 11, 14),
    });
    expect(parseDosLine(line, { ...context, dateOrder: 'day-first' })).toMatchObject({
      modifiedAt: Date.UTC(2024, 3, 3, 11, 14),
    });
  });

  it('ignores the directory itself and its parent', () => {
    expect(parseDosLine('01-16-24  11:14AM       <DIR>          .', context)).toBe('ignored');
    expect(parseDosLine('01-16-24  11:14AM       <DIR>          ..', context)).toBe('ignored');
  });

  it.each([
    '13-32-24  11:14AM       <DIR>          x',
    '01-16-24  13:14AM       <DIR>          x',
    '01-16-24  11:14AM       <WHAT>         x',
    '01-16-24  11:14AM       <DIR>',
    '-rw-r--r-- 1 a b 7 Jan 1 2019 x',
    '',
  ])('does not understand %j', (line) => {
    expect(parseDosLine(line, context)).toBe('unparsed');
  });
});
