import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const renderer = join(import.meta.dirname, '..');
const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).map((path) => join(renderer, path));
const components = files.filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));

/** Which classes of a style sheet the components name; `'all'` where one is chosen by a value. */
const used = new Map<string, Set<string>>();
for (const component of components) {
  const source = readFileSync(component, 'utf8');
  const sheet = /import styles from '(.*\.module\.css)'/.exec(source)?.[1];
  if (sheet === undefined) continue;
  const path = join(dirname(component), sheet);
  const classes = used.get(path) ?? new Set();
  for (const [, name] of source.matchAll(/styles\.(\w+)/g)) if (name !== undefined) classes.add(name);
  if (/styles\[/.test(source)) classes.add('all');
  used.set(path, classes);
}

/** The compiler takes any class name for granted, so this looks after them. */
describe.each([...used].map(([path, classes]) => ({ path, sheet: path.slice(renderer.length + 1), classes })))(
  '$sheet',
  ({ path, classes }) => {
    const defined = new Set([...readFileSync(path, 'utf8').matchAll(/\.([a-z]\w*)/gi)].map(([, name]) => name));

    test('has every class that is used', () => {
      expect([...classes].filter((name) => name !== 'all' && !defined.has(name))).toEqual([]);
    });

    test('has no class that nobody uses', () => {
      if (!classes.has('all')) expect([...defined].filter((name) => name && !classes.has(name))).toEqual([]);
    });
  },
);

test('style sheets without a component are gone', () => {
  expect(files.filter((path) => path.endsWith('.module.css') && !used.has(path))).toEqual([]);
});
