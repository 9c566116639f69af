import { symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import { fileCopy, told } from '../testing/file-copy.ts';
import { changed, folderPerTest, readTree, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';

const call = { signal: new AbortController().signal };
const local = new LocalFileSystem();
const modifiedAt = Date.UTC(2020, 4, 17, 10, 20, 30);

describe.runIf(process.platform !== 'win32')('the file behind a link', () => {
  const from = folderPerTest();
  const to = folderPerTest();

  beforeEach(async () => {
    await writeTree(from, { 'a.txt': 'new content' });
    await writeTree(to, { 'real/old.txt': 'old', 'folder/': '' });
    await utimes(join(to.path, 'real/old.txt'), new Date(), new Date(modifiedAt));
  });

  const link = (target: string) => symlink(target, join(to.path, 'a.txt'));

  it('is what a rule about files that exist sees', async () => {
    await link('real/old.txt');
    const copy = fileCopy({ from, to });
    await copyFile(copy, call);
    expect(told(copy.hooks.decide)).toMatchObject([
      [{ target: { name: 'a.txt', type: 'file', size: 3, modifiedAt }, targetPath: to.at('a.txt') }],
    ]);
  });

  it('has its date and size taken over by a copy of the link', async () => {
    await link('real/old.txt');
    const changes = { sourcePath: to.at('a.txt'), targetPath: from.at('copy.txt') };
    const copy = fileCopy({ from: to, to: from }, changes);
    expect(await copyFile(copy, call)).toMatchObject({ bytes: 3 });
    expect(told(copy.hooks.onSource)).toEqual([[{ size: 3, modifiedAt }]]);
    expect(await local.stat(from.at('copy.txt'), call)).toMatchObject({ type: 'file', modifiedAt });
  });

  it('is not mixed with another in the same folder that is replaced through a link of the same name', async () => {
    await writeTree(to, { 'shared/one': 'old', 'shared/two': 'old', 'one/': '', 'two/': '' });
    await writeTree(from, { one: 'one of many', two: 'TWO OF MANY' });
    for (const name of ['one', 'two']) await symlink(`../shared/${name}`, join(to.path, name, 'settings'));
    const both = Promise.withResolvers<void>();
    let writing = 0;
    const target = changed(local, {
      async write(...write) {
        if (++writing === 2) both.resolve();
        await both.promise;
        return local.write(...write);
      },
    });
    const upload = (name: string) => {
      const way = { target, sourcePath: from.at(name), targetPath: to.at(`${name}/settings`) };
      return copyFile(fileCopy({ from, to }, way), call);
    };
    await Promise.all([upload('one'), upload('two')]);
    expect(await readTree(to)).toEqual({
      ...{ 'one/settings': '-> ../shared/one', 'two/settings': '-> ../shared/two' },
      ...{ 'shared/one': 'one of many', 'shared/two': 'TWO OF MANY' },
      ...{ 'real/old.txt': 'old', 'folder/': '' },
    });
  });

  it('stays where it is copied onto itself through a link to its folder, without partial names', async () => {
    await symlink(from.path, join(to.path, 'same'));
    const way = { targetPath: to.at('same/a.txt'), order: { partialName: 'a.txt' } };
    expect(await copyFile(fileCopy({ from, to }, way), call)).toMatchObject({ result: 'copied', bytes: 11 });
    expect(await readTree(from)).toEqual({ 'a.txt': 'new content' });
  });

  it('is no folder to be replaced', async () => {
    await link('folder');
    await expect(copyFile(fileCopy({ from, to }), call)).rejects.toMatchObject({ kind: 'exists' });
  });

  it.each([
    ['overwrite', 'not-found'],
    ['skip', 'skipped'],
    ['rename', 'copied'],
  ] as const)('is not found where links lead round in circles: %s', async (rule, end) => {
    await link('b.txt');
    await symlink('a.txt', join(to.path, 'b.txt'));
    const decide = async () => (rule === 'rename' ? { do: rule, name: 'c.txt' } : { do: rule });
    const ended = copyFile(fileCopy({ from, to }, { decide }), call).then(
      ({ result }) => result,
      (error) => error.kind,
    );
    expect(await ended).toBe(end);
    expect(await readTree(to)).toMatchObject({ 'a.txt': '-> b.txt', 'b.txt': '-> a.txt' });
  });
});
