import { describe, expect, it } from 'vitest';
import { parseMlsdLine } from './mlsd-line.ts';

describe('parseMlsdLine', () => {
  it.each<[string, object]>([
    [
      'type=file;size=1234;modify=20240131101112;UNIX.mode=0644;UNIX.owner=1000;UNIX.group=100; a b;c',
      {
        name: 'a b;c',
        type: 'file',
        size: 1234,
        modifiedAt: Date.UTC(2024, 0, 31, 10, 11, 12),
        modifiedPrecision: 's',
        permissions: 0o644,
        owner: '1000',
        group: '100',
      },
    ],
    [
      'Type=DIR;Modify=20240131101112.5;UNIX.ownername=ann;UNIX.owner=0; folder',
      {
        name: 'folder',
        type: 'directory',
        modifiedAt: Date.UTC(2024, 0, 31, 10, 11, 12, 500),
        modifiedPrecision: 'ms',
        owner: 'ann',
      },
    ],
    ['type=OS.unix=slink:/a target;size=3; link', { name: 'link', type: 'symlink', linkTarget: '/a target' }],
    ['type=OS.unix=symlink; link', { name: 'link', type: 'symlink' }],
    ['type=OS.unix=chr-8/1; device', { name: 'device', type: 'other' }],
    ['type=file;size=5 no last semicolon', { name: 'no last semicolon', size: 5 }],
    [' no facts', { name: 'no facts', type: 'other' }],
    ['type=file;  leading space', { name: ' leading space' }],
    ['type=file;size=abc;modify=yesterday;UNIX.mode=999; x', { name: 'x', type: 'file' }],
  ])('understands %s', (line, expected) => {
    expect(parseMlsdLine(line)).toMatchObject(expected);
  });

  it('leaves out facts that make no sense', () => {
    expect(parseMlsdLine('type=file;size=abc;modify=20241301000000;UNIX.mode=999; x')).toEqual({
      name: 'x',
      type: 'file',
    });
  });

  it.each(['type=cdir; /here', 'type=pdir; /', 'type=dir; .', 'type=dir; ..', ''])('ignores %j', (line) => {
    expect(parseMlsdLine(line)).toBe('ignored');
  });

  it.each(['garbage', 'garbage with words', 'type=file;', 'type=file; ', '=x; name'])(
    'does not understand %j',
    (line) => {
      expect(parseMlsdLine(line)).toBe('unparsed');
    },
  );
});
