import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from './entry.ts';
import { type FileSearch, matcherOf, nameMatcher } from './file-search.ts';

const entry: Entry = { name: 'Größe [1].tar.gz', type: 'file', size: 1_000, modifiedAt: 5_000 };
const fits = (search: FileSearch, of: Entry = entry) => matcherOf(search)(of);

describe('a search for files', () => {
  it.each(['', 'größe', 'GRÖSSE'.replace('SS', 'ß'), '[1]', '*.tar.gz', '*.gz', '?röße*', 'größe [1].tar.g?'])(
    'finds by %j',
    (name) => expect(fits({ named: name })).toBe(true),
  );

  it.each(['grosse', '*.zip', '*.tar', '?.tar.gz', 'größe.*.gz', '*[2]*'])('does not find by %j', (name) => {
    expect(fits({ named: name })).toBe(false);
  });

  it('takes names for the same that differ in how accents are composed', () => {
    expect(fits({ named: 'o\u0308' }, { ...entry, name: 'gr\u00f6n' })).toBe(true);
  });

  it('knows sizes and dates from both sides, ends included', () => {
    expect(fits({ smallest: 1_000, largest: 1_000, after: 5_000, before: 5_000 })).toBe(true);
    expect(fits({ smallest: 1_001 })).toBe(false);
    expect(fits({ largest: 999 })).toBe(false);
    expect(fits({ after: 5_001 })).toBe(false);
    expect(fits({ before: 4_999 })).toBe(false);
  });

  it('leaves out what the server does not tell enough of', () => {
    const { size: _size, modifiedAt: _modifiedAt, ...bare } = entry;
    expect(fits({ largest: 5_000 }, bare)).toBe(false);
    expect(fits({ before: 9_000 }, bare)).toBe(false);
    expect(fits({ named: 'tar' }, bare)).toBe(true);
    // The size of a folder says nothing about what is in it.
    expect(fits({ smallest: 0 }, { name: 'a', type: 'directory', size: 4096 })).toBe(false);
  });

  it('tells files from folders; links count as files', () => {
    expect(fits({ type: 'directory' })).toBe(false);
    expect(fits({ type: 'file' }, { name: 'a', type: 'symlink' })).toBe(true);
    expect(fits({ type: 'directory' }, { name: 'a', type: 'directory' })).toBe(true);
  });

  it('takes `*` for any run of characters and `?` for any one, however many code units it has', () => {
    const letters = fc.constantFrom('a', 'b', '.', '😀', '😁', '\u{1f600}\ufe0f');
    const words = fc.array(letters, { maxLength: 6 }).map((parts) => parts.join(''));
    const patterns = fc
      .array(fc.oneof(letters, fc.constantFrom('*', '?')), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join(''))
      .filter((pattern) => /[*?]/.test(pattern));
    fc.assert(
      fc.property(patterns, words, (pattern, name) => {
        const whole = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(nameMatcher(pattern)(name)).toBe(new RegExp(`^${whole}$`, 'su').test(name));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is not slowed down by a pattern of many stars', () => {
    const name = `${'*a'.repeat(100)}*b`;
    expect(fits({ named: name }, { name: 'a'.repeat(255), type: 'file' })).toBe(false);
    expect(fits({ named: name }, { name: `${'a'.repeat(254)}b`, type: 'file' })).toBe(true);
  });
});
