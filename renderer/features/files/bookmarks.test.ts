import { expect, test } from 'vitest';
import type { Bookmark } from '../../../shared/model/settings.ts';
import { bookmarkTitle } from './bookmarks.ts';

const bookmark = (path: string): Bookmark => ({ id: path, name: path.slice(path.lastIndexOf('/') + 1), path });

test('two bookmarks of one name could not be told from each other', () => {
  const all = ['/www/one/public', '/www/two/public', '/www/logs'].map(bookmark);
  expect(all.map((each) => bookmarkTitle(each, all))).toEqual(['/www/one/public', '/www/two/public', 'logs']);
});
