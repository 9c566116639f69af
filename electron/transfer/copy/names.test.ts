import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { NameRules } from '../../remote/name-rules.ts';
import { type CopyChanges, fileCopy } from '../testing/file-copy.ts';
import { changed, folderPerTest, readTree, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';

const call = { signal: new AbortController().signal };
const windows: NameRules = {
  alphabet: 'windows',
  caseSensitive: false,
  composition: 'distinguished',
  longest: { most: 20, unit: 'utf-16' },
};

/** This machine's disk, as if it were one with these rules. */
const diskWith = (rules: NameRules) => changed(new LocalFileSystem(), { nameRules: async () => rules });

describe('a single file whose name the target cannot hold', () => {
  const from = folderPerTest();
  const to = folderPerTest();

  const copyOf = (name: string, changes: CopyChanges = {}) =>
    fileCopy(
      { from, to },
      { target: diskWith(windows), sourcePath: from.at(name), targetPath: to.at(name), ...changes },
    );

  it.each(['a:b.txt', 'nul', 'what?', 'ends with a dot.', 'x'.repeat(21)])(
    '(%s) is refused before anything is written, with a name that fits',
    async (name) => {
      // A disk of this machine may not hold such a name either: the source's own name is another.
      await writeTree(from, { source: 'content' });
      const copy = copyOf(name, { sourcePath: from.at('source') });
      await expect(copyFile(copy, call)).rejects.toMatchObject({
        kind: 'denied',
        data: { hint: expect.stringContaining('would fit') },
      });
      expect(copy.hooks.onPartial).not.toHaveBeenCalled();
      expect(await readTree(to)).toEqual({});
    },
  );

  it('arrives under the name that was given to it instead', async () => {
    await writeTree(from, { 'a b.txt': 'content' });
    await copyFile(copyOf('a b.txt', { targetPath: to.at('a%3Ab.txt') }), call);
    expect(await readFile(join(to.path, 'a%3Ab.txt'), 'utf8')).toBe('content');
  });

  it('and one that is another’s unfinished copy by the user’s pattern is refused', async () => {
    await writeTree(from, { 'a.uploading': 'content' });
    const copy = copyOf('a.uploading', { order: { partialPattern: '{name}.uploading' } });
    await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'invalid-request' });
    expect(await readTree(to)).toEqual({});
    await copyFile(copyOf('a.uploading', { order: { partialPattern: '~{name}' } }), call);
    expect(await readTree(to)).toEqual({ 'a.uploading': 'content' });
  });
});
