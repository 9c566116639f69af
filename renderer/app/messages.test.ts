import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIntl } from 'react-intl';
import { describe, expect, test } from 'vitest';
import { RemoteErrorKind } from '../../shared/model/remote-error.ts';
import { english } from './messages.ts';

const renderer = join(import.meta.dirname, '..');
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|messages\.ts$|languages\/german\//.test(path))
  .map((path) => readFileSync(join(renderer, path), 'utf8'))
  .join('\n');

describe('the catalogue', () => {
  test('is well formed', () => {
    const intl = createIntl({
      locale: 'en',
      messages: english,
      onError: (error) => {
        throw error;
      },
    });
    for (const [id, text] of Object.entries(english)) {
      const values = Object.fromEntries([...text.matchAll(/\{(\w+)/g)].map(([, name]) => [name, 1]));
      expect(() => intl.formatMessage({ id }, values), id).not.toThrow();
    }
  });

  test('has a heading for every kind of error', () => {
    for (const kind of RemoteErrorKind.options) expect(english).toHaveProperty([`error.kind.${kind}`]);
  });

  test('holds nothing that the window does not say', () => {
    const unused = Object.keys(english).filter((id) => !sources.includes(`'${id}'`) && !isBuilt(id));
    expect(unused).toEqual([]);
  });
});

/** Ids put together from a value, as in `error.kind.${kind}`: the fixed start must stand in a template. */
function isBuilt(id: string): boolean {
  const parts = id.split('.');
  return parts.some((_, index) => {
    const [before, after] = [parts.slice(0, index).join('.'), parts.slice(index + 1).join('.')];
    return before !== '' && sources.includes(`${before}.\${`) && (after === '' || sources.includes(`}.${after}`));
  });
}
