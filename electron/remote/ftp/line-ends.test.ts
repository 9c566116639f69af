import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FromNetwork, fromNetwork, type LineEnds, ToNetwork } from './line-ends.ts';

const text = fc.array(fc.constantFrom('a', '\r', '\n', '\r\n', 'ü'), { maxLength: 40 }).map((parts) => parts.join(''));

/** Translated in pieces that end at the cuts. */
function translated(ends: LineEnds, input: string, cuts: readonly number[] = []): string {
  const bytes = Buffer.from(input);
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const pieces = edges.slice(1).map((end, index) => ends.translate(bytes.subarray(edges[index], end)));
  return Buffer.concat([...pieces, ends.end()]).toString();
}

describe('line ends', () => {
  it.each([
    ['a\nb\n', 'a\r\nb\r\n'],
    ['a\r\nb', 'a\r\nb'],
    ['a\rb\r', 'a\rb\r'],
    ['\n\n\r\n', '\r\n\r\n\r\n'],
    ['', ''],
  ])('of %j go out as %j', (local, wire) => {
    expect(translated(new ToNetwork(), local)).toBe(wire);
  });

  it.each([
    ['a\r\nb\r\n', 'a\nb\n'],
    ['a\nb', 'a\nb'],
    ['a\rb\r', 'a\rb\r'],
    ['\r\r\n', '\r\n'],
    ['', ''],
  ])('of %j come in as %j', (wire, local) => {
    expect(translated(new FromNetwork(), wire)).toBe(local);
  });

  it('are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 8 }), (input, cuts) => {
        expect(translated(new ToNetwork(), input, cuts)).toBe(translated(new ToNetwork(), input));
        expect(translated(new FromNetwork(), input, cuts)).toBe(translated(new FromNetwork(), input));
      }),
    );
  });

  it('come back as they were where a text has lines of Unix', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 8 }), (input, cuts) => {
        const unix = input.replaceAll('\r', '');
        expect(translated(new FromNetwork(), translated(new ToNetwork(), unix, cuts), cuts)).toBe(unix);
      }),
    );
  });

  it('stay those of the network on Windows', () => {
    expect(translated(fromNetwork('win32'), 'a\r\nb\n')).toBe('a\r\nb\n');
    expect(translated(fromNetwork('linux'), 'a\r\nb\n')).toBe('a\nb\n');
  });
});
