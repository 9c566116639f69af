import { describe, expect, it } from 'vitest';
import { freeName } from './duplicate-entry.ts';

describe('the name of a copy', () => {
  it.each([
    ['report.pdf', [], 'report (2).pdf'],
    ['report.pdf', ['report (2).pdf', 'report (3).pdf'], 'report (4).pdf'],
    ['Makefile', [], 'Makefile (2)'],
    ['.htaccess', [], '.htaccess (2)'],
    ['a.tar.gz', [], 'a.tar (2).gz'],
  ])('of %s beside %j is %s', (name, taken, copy) => {
    expect(freeName(name, new Set(taken))).toBe(copy);
  });

  it('of a folder with a dot in its name was “v1 (2).2”: a folder has no ending', () => {
    expect(freeName('v1.2', new Set(), 'folder')).toBe('v1.2 (2)');
    expect(freeName('v1.2', new Set(['v1.2 (2)']), 'folder')).toBe('v1.2 (3)');
  });
});
