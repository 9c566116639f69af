import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPatterns } from './host-patterns.ts';

describe('patterns of hosts', () => {
  it.each([
    ['web-1.example.org', 'web-1.example.org', true],
    ['web-?.example.org', 'web-1.example.org', true],
    ['*-1.example.org', 'web-1.example.org', true],
    ['a-b*', 'a-c', false],
    ['a+b(c)[d]{e}|f^g$h\\i/j', 'a+b(c)[d]{e}|f^g$h\\i/j', true],
    ['[::1]:2222', '[::1]:2222', true],
    ['*a*b*c', 'xaxbxc', true],
    ['*a*b*c', 'xaxbx', false],
    ['*', '', true],
    ['?', '', false],
    ['', '', true],
    ['', 'a', false],
  ])('%s and %s: %s', (pattern, host, fits) => {
    expect(matchesPatterns([pattern], host)).toBe(fits);
  });

  it('fit themselves, whatever letters they hold', () => {
    const plain = fc.string().filter((text) => !/^!|[*?]/.test(text));
    fc.assert(fc.property(plain, (text) => matchesPatterns([text], text)));
  });

  it('take no long time for a line that is made to keep them busy', () => {
    expect(matchesPatterns(['*a'.repeat(200)], `${'a'.repeat(5000)}b`)).toBe(false);
  });
});
