import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEntryName } from '../../shared/model/remote-path.ts';
import { clashKey, fitName, type NameRules, nameRulesOf } from './name-rules.ts';
import type { RemoteFileSystem } from './remote-file-system.ts';

const linux: NameRules = {
  alphabet: 'any',
  longest: { most: 255, unit: 'bytes' },
  caseSensitive: true,
  composition: 'distinguished',
};
const windows: NameRules = {
  alphabet: 'windows',
  longest: { most: 255, unit: 'utf-16' },
  caseSensitive: false,
  composition: 'distinguished',
};
const macos: NameRules = { ...linux, caseSensitive: false, composition: 'ignored' };
const short: NameRules = { ...windows, longest: { most: 40, unit: 'bytes' } };
const call = { signal: new AbortController().signal };

const pieces = [
  'a',
  'B',
  '.',
  ' ',
  ':',
  '%',
  '%3A',
  '\\',
  '/',
  '\0',
  '\n',
  'ü',
  'e\u0301',
  '😀',
  '\ud83d',
  'CON',
  'x'.repeat(90),
];
const anyName = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => parts.join(''));
const anyRules = fc.constantFrom(linux, windows, macos, short);

describe('a name', () => {
  it.each([
    ['a:b', 'a%3Ab'],
    ['what?', 'what%3F'],
    ['a\\b', 'a%5Cb'],
    ['50%: done', '50%25%3A done'],
    ['line\nbreak', 'line%0Abreak'],
    ['\x7f\x85', '%7F%85'],
    ['CON', '%43ON'],
    ['nul.txt', '%6Eul.txt'],
    ['com1', '%63om1'],
    ['LPT¹.log', '%4CPT¹.log'],
    ['con .txt', '%63on .txt'],
    ['CON. ', '%43ON.%20'],
    ['CONIN$', '%43ONIN$'],
    ['ends.', 'ends%2E'],
    ['ends. .', 'ends. %2E'],
    ['ends ', 'ends%20'],
    ['..', '.%2E'],
    ['../../etc/passwd', '..%2F..%2Fetc%2Fpasswd'],
  ])('%j does not fit on Windows; %j does', (name, suggestion) => {
    expect(fitName(name, windows)).toEqual({ fits: false, problem: expect.stringMatching(/\w/), suggestion });
  });

  it.each(['console', 'com10', 'com', '.htaccess', 'ünï', '100%25.txt', 'a.b.c', ' leading', 'x'.repeat(255)])(
    '%j fits on Windows',
    (name) => {
      expect(fitName(name, windows)).toEqual({ fits: true });
    },
  );

  it.each(['a:b', 'con', 'ends.', 'line\nbreak', 'a\\b', '...'])('%j fits where Windows has no say', (name) => {
    expect(fitName(name, linux)).toEqual({ fits: true });
    expect(fitName(name, macos)).toEqual({ fits: true });
  });

  it('that is too long is cut before its extension', () => {
    const fit = fitName(`${'ü'.repeat(200)}.jpeg`, linux);
    expect(fit).toMatchObject({ fits: false, problem: 'it is longer than 255 bytes' });
    expect(fit.fits || fit.suggestion).toMatch(/^ü+~[0-9a-f]{16}\.jpeg$/);
    expect(Buffer.byteLength(fit.fits ? '' : fit.suggestion)).toBeGreaterThan(250);
  });

  it('is offered one that fits', () => {
    fc.assert(
      fc.property(anyName, anyRules, (name, rules) => {
        const fit = fitName(name, rules);
        if (fit.fits) expect(isEntryName(name)).toBe(true);
        else expect(fitName(fit.suggestion, rules)).toEqual({ fits: true });
      }),
    );
  });

  it('is never offered the same as another', () => {
    fc.assert(
      fc.property(anyName, anyName, anyRules, (one, other, rules) => {
        fc.pre(one !== other);
        const [first, second] = [fitName(one, rules), fitName(other, rules)];
        if (first.fits || second.fits) return;
        expect(first.suggestion).not.toBe(second.suggestion);
      }),
      { numRuns: 1_000 },
    );
  });

  it('can be read back from what is offered for it, unless it had to be cut', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const fit = fitName(name, { ...windows, longest: { most: 10_000, unit: 'utf-16' } });
        if (fit.fits || name === '' || !name.isWellFormed()) return;
        const decoded = fit.suggestion
          .replace(/%([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
        expect(decoded).toBe(name);
      }),
    );
  });
});

describe('two names', () => {
  it.each([
    ['README', 'readme', windows],
    ['README', 'readme', macos],
    ['Ünï', 'üNÏ', windows],
    ['caf\u00e9', 'cafe\u0301', macos],
    ['CAF\u00c9', 'cafe\u0301', macos],
    ['σ', 'ς', macos],
  ])('%j and %j clash', (one, other, rules) => {
    expect(clashKey(one, rules)).toBe(clashKey(other, rules));
  });

  it.each([
    ['README', 'readme', linux],
    ['caf\u00e9', 'cafe\u0301', linux],
    ['caf\u00e9', 'cafe\u0301', windows],
    ['a', 'b', macos],
  ])('%j and %j do not', (one, other, rules) => {
    expect(clashKey(one, rules)).not.toBe(clashKey(other, rules));
  });
});

describe('the rules of a directory', () => {
  it('are those of the file system, where it knows them', async () => {
    const asked: string[] = [];
    const fs = {
      facts: { caseSensitive: true },
      nameRules: async (directory: string) => {
        asked.push(directory);
        return windows;
      },
    } as unknown as RemoteFileSystem;
    expect(await nameRulesOf(fs, '/C:/x', call)).toBe(windows);
    expect(asked).toEqual(['/C:/x']);
  });

  it('of a server that does not say forbid nothing but what leads elsewhere', async () => {
    const fs = { facts: { caseSensitive: false } } as unknown as RemoteFileSystem;
    const rules = await nameRulesOf(fs, '/', call);
    expect(fitName(`con:${'x'.repeat(1_000)}`, rules)).toEqual({ fits: true });
    expect(fitName('a/b', rules)).toMatchObject({ fits: false });
    expect(clashKey('A', rules)).toBe(clashKey('a', rules));
  });
});
