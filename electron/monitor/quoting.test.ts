import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FixedCommand, quote, shell } from './quoting.ts';

/** The words that a real shell makes of a command line. */
function wordsOf(command: FixedCommand): string[] {
  const script = shell`printf '%s\\0' ${command}`.text;
  const printed = execFileSync('/bin/sh', ['-s'], { input: script, encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

/** Characters that mean something to a shell, mixed with any others. */
const value = fc
  .array(fc.oneof(fc.constantFrom(...'\'"\\$`!*?[]{}()<>|&;~# \t\n\r%=-é漢'), fc.string({ unit: 'binary' })))
  .map((parts) => parts.join('').replaceAll('\0', '').toWellFormed());

describe('quoting', () => {
  test('a shell reads every value back as the one word it was', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        expect(wordsOf(shell`${values}`)).toEqual(values);
      }),
      { numRuns: 150 },
    );
  });

  test('no value can end the command it stands in', () => {
    fc.assert(
      fc.property(value, (text) => {
        const script = shell`echo before >/dev/null; : ${text}; echo reached`;
        expect(execFileSync('/bin/sh', ['-s'], { input: script.text, encoding: 'utf8' })).toBe('reached\n');
      }),
      { numRuns: 150 },
    );
  });

  test('a command stands in another as it is, values around it quoted', () => {
    const inner = shell`ls ${'a b'}`;
    expect(shell`${inner} | grep ${"it's"} ${7}`.text).toBe(`ls 'a b' | grep 'it'\\''s' '7'`);
  });

  test('refuses what no argument can hold', () => {
    expect(() => quote('a\0b')).toThrow('NUL');
    expect(() => shell`kill ${1.5}`).toThrow('whole number');
    expect(() => shell`kill ${Number.NaN}`).toThrow('whole number');
  });
});
