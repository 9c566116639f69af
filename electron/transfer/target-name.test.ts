import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEntryName } from '../../shared/model/remote-path.ts';
import { platforms } from '../remote/local/local-platform.ts';
import type { NameRules } from '../remote/name-rules.ts';
import { assertNotInto, guardNames, numberedName, partialName, reservedNameProblem, targetKey } from './target-name.ts';

const name = fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }).filter(isEntryName);

describe('a partial name', () => {
  it.each([
    ['a.txt', 'a.txt.portside-part'],
    ['.htaccess', '.htaccess.portside-part'],
    ['a b', 'a b.portside-part'],
    ['a'.repeat(241), `${'a'.repeat(241)}.portside-part`],
  ])('of %j is %j', (name, partial) => {
    expect(partialName(name)).toBe(partial);
  });

  it('is a name that a disk can hold, recognisable, the same every time, and another for another file', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const partial = partialName(one);
        expect(isEntryName(partial)).toBe(true);
        expect(Buffer.byteLength(partial)).toBeLessThanOrEqual(255);
        expect(partial.endsWith('.portside-part')).toBe(true);
        expect(partialName(one)).toBe(partial);
        if (one !== other) expect(partialName(other)).not.toBe(partial);
      }),
    );
  });
});

describe('a numbered name', () => {
  it.each([
    ['report.pdf', 2, 'report (2).pdf'],
    ['report.pdf', 13, 'report (13).pdf'],
    ['archive.tar.gz', 2, 'archive.tar (2).gz'],
    ['README', 2, 'README (2)'],
    ['.htaccess', 2, '.htaccess (2)'],
    ['trailing.', 2, 'trailing (2).'],
  ])('%j, %d: %j', (name, number, expected) => {
    expect(numberedName(name, number)).toBe(expected);
  });

  it('is a name still, never too long where the extension leaves room, and another for each number', () => {
    const short = name.filter((one) => Buffer.byteLength(one) <= 255 && one.length - one.lastIndexOf('.') < 20);
    fc.assert(
      fc.property(short, fc.integer({ min: 2, max: 9_999 }), (one, number) => {
        const numbered = numberedName(one, number);
        expect(isEntryName(numbered)).toBe(true);
        expect(Buffer.byteLength(numbered)).toBeLessThanOrEqual(255);
        expect(numbered).not.toBe(numberedName(one, number + 1));
        expect(numbered).not.toBe(one);
      }),
    );
  });
});

describe('names that come into one folder', () => {
  const { windows, macos, linux } = platforms;
  const guarded = (rules: NameRules, ...names: string[]) => {
    const assertName = guardNames(rules);
    return names.filter((each) => {
      try {
        assertName(each);
        return true;
      } catch (error) {
        expect(error).toMatchObject({ name: 'RemoteError', data: { hint: expect.any(String) } });
        return false;
      }
    });
  };

  it('are let through where the folder can hold them', () => {
    expect(guarded(linux.names, 'README', 'readme', 'con', 'a:b')).toEqual(['README', 'readme', 'con', 'a:b']);
  });

  it('that it cannot hold are not refused here: they are asked about when their turn comes', () => {
    expect(guarded(windows.names, 'a.txt', 'con', 'a:b')).toEqual(['a.txt', 'con', 'a:b']);
  });

  it('are refused where it takes them for an earlier one; that one may come again', () => {
    expect(guarded(windows.names, 'README', 'readme', 'README')).toEqual(['README', 'README']);
    expect(guarded(macos.names, 'caf\u00e9', 'cafe\u0301')).toEqual(['caf\u00e9']);
    const assertName = guardNames(windows.names);
    assertName('README');
    expect(() => assertName('readme')).toThrow(expect.objectContaining({ kind: 'exists' }));
  });
});

describe('a copy', () => {
  const place = (path: string, fs = 'a') => ({ fs, path });

  it.each([
    ['/x/f', '/x', 'is in this folder already'],
    ['/f', '/', 'is in this folder already'],
    ['/x', '/x', 'cannot be copied into itself'],
    ['/x', '/x/y/z', 'cannot be copied into itself'],
    ['/', '/x', 'has no name'],
  ])('of %s into %s is refused: it %s', (source, directory, reason) => {
    expect(() => assertNotInto(place(source), place(directory))).toThrow(
      expect.objectContaining({ kind: 'invalid-request', message: expect.stringContaining(reason) }),
    );
  });

  it.each([
    ['/x/f', '/', 'a'],
    ['/x', '/xy', 'a'],
    ['/x/f', '/x', 'b'],
    ['/x', '/x/y', 'b'],
  ])('of %s into %s on %s is allowed', (source, directory, fs) => {
    expect(() => assertNotInto(place(source), place(directory, fs))).not.toThrow();
  });

  it('of a root is refused on other file systems too', () => {
    expect(() => assertNotInto(place('/'), place('/x', 'b'))).toThrow(
      expect.objectContaining({ kind: 'invalid-request' }),
    );
  });
});

it('two spellings that some disk takes for one have one key', () => {
  const key = (path: string, fs = 'a') => targetKey({ fs, path });
  expect(key('/A/ß')).toBe(key('/a/ß'));
  expect(key('/caf\u00e9')).toBe(key('/cafe\u0301'));
  expect(key('/a')).not.toBe(key('/b'));
  expect(key('/a')).not.toBe(key('/a', 'b'));
});

describe('names of unfinished copies', () => {
  it.each([
    ['{name}.part', 'a.txt.part', true],
    ['{name}.part', 'A.TXT.PART', true],
    ['{name}.part', '.part', false],
    ['{name}.part', 'a.part.txt', false],
    ['.up-{name}', '.up-a', true],
    ['.in.{name}.up', '.in.up', false],
    // Says too little: people call files so.
    ['_{name}', '_config.yml', false],
  ])('by the pattern %s: %s is one: %s', (pattern, name, isOne) => {
    expect(reservedNameProblem(name, pattern) !== undefined).toBe(isOne);
  });

  it.each([
    ['{name}.part', 'a.txt.part'],
    ['.up-{name}', '.up-a.txt'],
    // Says too little: a file that is called so could be another's on its way.
    ['{name}~', 'a.txt.portside-part'],
    ['_{name}', 'a.txt.portside-part'],
  ])('by the pattern %s a.txt travels as %s', (pattern, partial) => {
    expect(partialName('a.txt', pattern)).toBe(partial);
    expect(reservedNameProblem(partial, pattern)).toBeDefined();
    expect(Buffer.byteLength(partialName('ü'.repeat(127), pattern))).toBeLessThanOrEqual(255);
  });

  it('are Portside’s own whatever the pattern', () => {
    expect(reservedNameProblem('a.portside-part', '{name}.part')).toContain('Portside');
  });
});
