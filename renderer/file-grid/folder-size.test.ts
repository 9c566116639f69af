import { describe, expect, test } from 'vitest';
import { createFileRow } from './file-row.ts';
import { countRows, type FolderSizes, noSizes, sumOf } from './folder-size.ts';

const row = (name: string, type: 'file' | 'directory', size?: number) =>
  createFileRow({ name, type, ...(size === undefined ? {} : { size }) }, (text) => text);

const rows = [row('blog', 'directory', 4096), row('css', 'directory', 4096), row('a', 'file', 10), row('b', 'file')];
const sizes: FolderSizes = new Map([['blog', { bytes: 700, state: 'whole' }]]);
const counting: FolderSizes = new Map([['blog', { bytes: 300, state: 'counting' }]]);

describe('what is selected', () => {
  test.each([
    ['nothing', [], noSizes, { rows: 0, bytes: 0, uncounted: 0 }],
    ['files: what they have, where the server says', ['a', 'b'], noSizes, { rows: 2, bytes: 10, uncounted: 0 }],
    ['folders: nothing before they are counted', ['blog', 'css'], noSizes, { rows: 2, bytes: 0, uncounted: 2 }],
    ['folders: what was counted', ['blog', 'css', 'a'], sizes, { rows: 3, bytes: 710, uncounted: 1 }],
    [
      'folders: what is being counted passed for all that they hold',
      ['blog'],
      counting,
      { rows: 1, bytes: 0, uncounted: 1 },
    ],
    ['a name that is not in view', ['gone'], sizes, { rows: 0, bytes: 0, uncounted: 0 }],
  ])('%s', (_what, selected, sizes, sum) => {
    expect(sumOf(rows, new Set(selected), sizes)).toEqual(sum);
  });
});

test('a folder is summed up as its files, its folders and the bytes of the files', () => {
  expect(countRows(rows)).toEqual({ files: 2, folders: 2, bytes: 10 });
});
