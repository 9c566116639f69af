import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const renderer = join(import.meta.dirname, '..');
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(css|tsx?)$/.test(path) && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(renderer, path), 'utf8'));
const namesIn = (texts: readonly string[], pattern: RegExp) =>
  new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)));

const used = namesIn(sources, /var\((--[\w-]+)/g);
/** React Aria Components sets this one. */
const given = ['--trigger-width'];

/** A colour that does not exist is none: what should have it shows what lies below. */
describe('the tokens of the look', () => {
  test('are all there that something is drawn with', () => {
    // What names another value for its want can do without; those of one element are set where it is drawn.
    const needed = namesIn(sources, /var\((--[\w-]+)\)/g);
    const defined = new Set([...namesIn(sources, /(--[\w-]+)\s*:/g), ...namesIn(sources, /'(--[\w-]+)'/g)]);
    expect([...needed].filter((name) => !defined.has(name) && !given.includes(name))).toEqual([]);
  });

  test('hide nothing by a colour that is none: forced colours would show it, and tick every box', () => {
    expect(sources.filter((text) => /(?:^|[\s;{])color:\s*transparent/.test(text))).toEqual([]);
  });

  test('are all of use', () => {
    const tokens = namesIn([readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')], /(--[\w-]+):/g);
    expect([...tokens].filter((name) => !used.has(name))).toEqual([]);
  });
});
