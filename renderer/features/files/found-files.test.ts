import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { lookAgain } from './found-files.ts';
import { Listing } from './listing.ts';

const file = (name: string, size = 1): Entry => ({ name, type: 'file', size });
const folder = (name: string): Entry => ({ name, type: 'directory' });
const asked = { search: { named: '*.log' } };

function found(...names: string[]): Listing {
  const listing = new Listing('en', 'search');
  listing.add(names.map((name) => file(name)));
  return listing;
}

const shown = (listing: Listing) =>
  listing
    .show({ sort: { column: 'folder', direction: 'ascending' }, filter: '', showHidden: true })
    .map(({ entry }) => `${entry.name} ${entry.size}`);

describe('what was found, where something changed', () => {
  test.each([
    ['what is gone goes', '/www', [folder('a')], ['a/deep/x.log 1', 'a/y.log 1']],
    [
      'what is new comes',
      '/www',
      [folder('a'), file('z.log'), file('new.log', 5)],
      ['new.log 5', 'z.log 1', 'a/deep/x.log 1', 'a/y.log 1'],
    ],
    ['what does not fit any more goes', '/www/a', [folder('deep'), file('y.txt')], ['z.log 1', 'a/deep/x.log 1']],
    [
      'what is different is shown so',
      '/www/a',
      [folder('deep'), file('y.log', 7)],
      ['z.log 1', 'a/deep/x.log 1', 'a/y.log 7'],
    ],
    ['what was in a folder that is gone goes with it', '/www', [file('z.log')], ['z.log 1']],
    ['a file in place of a folder holds nothing', '/www/a', [file('deep'), file('y.log')], ['z.log 1', 'a/y.log 1']],
    ['a folder that is gone holds nothing', '/www/a', [], ['z.log 1']],
  ])('%s', (_name, directory, entries, left) => {
    const listing = found('z.log', 'a/y.log', 'a/deep/x.log');
    lookAgain(listing, { asked, top: '/www', directory }, entries);
    expect(shown(listing).toSorted()).toEqual(left.toSorted());
  });

  test('below the root of a server, names begin without a slash', () => {
    const listing = found('z.log', 'a/y.log');
    lookAgain(listing, { asked, top: '/', directory: '/a' }, [file('other.log')]);
    expect(shown(listing)).toEqual(['z.log 1', 'a/other.log 1']);
  });

  test('a folder whose name only begins like that of the changed one keeps what was found in it', () => {
    const listing = found('a/y.log', 'ab/y.log');
    lookAgain(listing, { asked, top: '/', directory: '/a' }, []);
    expect(shown(listing)).toEqual(['ab/y.log 1']);
  });
});
