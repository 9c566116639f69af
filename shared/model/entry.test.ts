import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Entry, isDirectoryLike, markUnusable } from './entry.ts';
import { isEntryName } from './remote-path.ts';

describe('markUnusable', () => {
  it.each([
    ['a/b', 'separator-in-name'],
    ['../../etc/passwd', 'separator-in-name'],
    ['/etc/passwd', 'separator-in-name'],
    ['/', 'separator-in-name'],
    ['..', 'dot-name'],
    ['.', 'dot-name'],
    ['', 'dot-name'],
    ['a\0b', 'nul-in-name'],
    ['../\0', 'nul-in-name'],
  ])('says of %j: %s', (name, unusable) => {
    expect(markUnusable({ name, type: 'file' })).toEqual({ name, type: 'file', unusable });
  });

  it.each(['a', '...', '.htaccess', 'a\\b', '..\\..\\x', 'a\r\nb', ' ', '\u202egpj.exe', '😀'])(
    'leaves %j as it is',
    (name) => {
      const entry = Entry.parse({ name, type: 'file', size: 1 });
      expect(markUnusable(entry)).toBe(entry);
    },
  );

  it('marks exactly the names that cannot be joined to a path', () => {
    const names = fc.oneof(fc.string(), fc.stringMatching(/^[./\0a]{0,4}$/));
    fc.assert(
      fc.property(names, (name) => {
        expect(markUnusable({ name, type: 'file' }).unusable === undefined).toBe(isEntryName(name));
      }),
    );
  });

  it('keeps what an adapter has found already', () => {
    const entry = Entry.parse({ name: 'caf\uFFFD', type: 'other', unusable: 'undecodable-name' });
    expect(markUnusable(entry)).toEqual(entry);
  });
});

describe('isDirectoryLike', () => {
  it.each([
    [{ type: 'directory' }, true],
    [{ type: 'symlink', targetType: 'directory' }, true],
    [{ type: 'symlink', targetType: 'file' }, false],
    [{ type: 'symlink', targetType: 'missing' }, false],
    [{ type: 'symlink' }, false],
    [{ type: 'file' }, false],
    [{ type: 'other' }, false],
  ] as const)('of %j: %j', (entry, expected) => {
    expect(isDirectoryLike({ name: 'a', ...entry })).toBe(expected);
  });
});
