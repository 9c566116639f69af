import { expect, test } from 'vitest';
import { canCopy, type DraggedFiles } from './dragged-files.ts';

const dragged: DraggedFiles = {
  directory: { fs: 'server', path: '/www' },
  entries: [
    { name: 'css', type: 'directory' },
    { name: 'a.txt', type: 'file' },
  ],
};

test.each([
  ['another file system', { fs: 'local', path: '/www' }, true],
  ['another directory', { fs: 'server', path: '/backup' }, true],
  ['a directory beside them', { fs: 'server', path: '/www/img' }, true],
  ['where they are', { fs: 'server', path: '/www' }, false],
  ['one of them', { fs: 'server', path: '/www/css' }, false],
  ['inside one of them', { fs: 'server', path: '/www/css/deep' }, false],
  ['one whose name only begins so', { fs: 'server', path: '/www/css2' }, true],
])('a drag onto %s', (_where, target, accepted) => {
  expect(canCopy(dragged, target)).toBe(accepted);
});
