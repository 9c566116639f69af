import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { changed, folderPerTest, readTree, writeTree } from '../transfer/testing/folders.ts';
import { renameEntry } from './rename-entry.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };

/** A server to which `a` and `A` are one name, as that of a Mac. @param refuses A name that it never gives. */
function caseless(refuses?: string) {
  return changed(local, {
    async rename(from: RemotePath, to: RemotePath) {
      const names = await readdir(parentPath(to));
      const isTaken = names.some((name) => name.toLowerCase() === baseName(to).toLowerCase());
      if (isTaken) throw new RemoteError('exists', `“${to}” already exists.`, { path: to });
      if (baseName(to) === refuses) throw new RemoteError('denied', `“${to}” was refused.`, { path: to });
      await local.rename(from, to, call);
    },
  });
}

describe('a new name that differs in its letters’ case alone', () => {
  const folder = folderPerTest();

  it('was taken, said a server that knows no case, by the file itself', async () => {
    await writeTree(folder, { 'readme.TXT': 'r', other: 'o' });
    await renameEntry(caseless(), folder.at('readme.TXT'), 'README.txt', call);
    expect(await readTree(folder)).toEqual({ 'README.txt': 'r', other: 'o' });
  });

  it('is taken where there are two files', async () => {
    await writeTree(folder, { readme: 'r', README: 'R' });
    await expect(renameEntry(local, folder.at('readme'), 'README', call)).rejects.toMatchObject({ kind: 'exists' });
    expect(await readTree(folder)).toEqual({ readme: 'r', README: 'R' });
  });

  it('that is refused leaves the old one', async () => {
    await writeTree(folder, { readme: 'r' });
    const renaming = renameEntry(caseless('README'), folder.at('readme'), 'README', call);
    await expect(renaming).rejects.toMatchObject({ kind: 'denied' });
    expect(await readTree(folder)).toEqual({ readme: 'r' });
  });

  it('another name is not tried twice', async () => {
    await writeTree(folder, { a: '1', B: '2' });
    await expect(renameEntry(caseless(), folder.at('a'), 'b', call)).rejects.toMatchObject({ kind: 'exists' });
    expect(await readTree(folder)).toEqual({ a: '1', B: '2' });
  });
});
