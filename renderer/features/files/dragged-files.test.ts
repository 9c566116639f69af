import { expect, test } from 'vitest';
import { areApart, canCopy, type DraggedFiles, outermost, sourcesOf } from './dragged-files.ts';

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

const foundFiles: DraggedFiles = {
  directory: { fs: 'server', path: '/www' },
  entries: [
    { name: 'logs', type: 'directory' },
    { name: 'logs/a.log', type: 'file', size: 3 },
    { name: 'logs/old/b.log', type: 'file' },
    { name: 'logs2/c.log', type: 'file' },
    { name: 'd.log', type: 'file' },
  ],
};

test('what was found in a folder that goes along goes with it, once', () => {
  expect(outermost(foundFiles.entries).map(({ name }) => name)).toEqual(['logs', 'logs2/c.log', 'd.log']);
  expect(sourcesOf(foundFiles).map(({ path }) => path)).toEqual(['/www/logs', '/www/logs2/c.log', '/www/d.log']);
});

test.each([
  ['the folder below which it was found', '/www', false],
  ['a folder that holds some of it', '/www/logs2', false],
  ['a folder that holds none of it', '/www/images', true],
])('what was found goes to %s', (_where, path, accepted) => {
  expect(canCopy(foundFiles, { fs: 'server', path })).toBe(accepted);
});

test('files of one folder stand together', () => {
  expect(areApart(sourcesOf(dragged))).toBe(false);
  expect(areApart(sourcesOf(foundFiles))).toBe(true);
});
