import { link, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import { type CopyChanges, fileCopy, told } from '../testing/file-copy.ts';
import { changed, folderPerTest, readTree, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };
const PART = 'a.txt.portside-part';
const modifiedAt = 1_600_000_000_000;

describe('a copy that was killed between link and unlink of the last rename', () => {
  const from = folderPerTest();
  const to = folderPerTest();
  const inTarget = (name: string) => join(to.path, name);
  const partial = () => ({ path: to.at(PART), sourceSize: 11, sourceModifiedAt: modifiedAt });
  const copyOf = (changes?: CopyChanges) => fileCopy({ from, to }, changes);

  beforeEach(async () => {
    await writeTree(from, { 'a.txt': 'new content' });
    await writeTree(to, { [PART]: 'new content' });
    for (const file of [join(from.path, 'a.txt'), inTarget(PART)]) await utimes(file, new Date(), new Date(modifiedAt));
    await link(inTarget(PART), inTarget('a.txt'));
  });

  it('is done, and its partial file goes, without a question', async () => {
    const copy = copyOf({ order: { partial: partial() } });
    expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: 11 });
    expect(copy.hooks.decide).not.toHaveBeenCalled();
    expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
  });

  it('is done also where the journal did not hear of the partial file', async () => {
    const copy = copyOf({ order: { mayHaveArrived: true } });
    expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: 11 });
    expect(copy.hooks.decide).not.toHaveBeenCalled();
    expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
  });

  describe('and whose source has changed since', () => {
    beforeEach(() => writeFile(join(from.path, 'a.txt'), 'quite different, and longer'));

    it.each([
      ['the journal knows the partial file', () => ({ partial: partial() })],
      ['the journal knows nothing', () => ({})],
    ])('keeps the whole file under its name until the new one is whole (%s)', async (_name, order) => {
      const seen: string[] = [];
      const target = changed(local, {
        async write(path, body, options, call) {
          const written = await local.write(path, body, options, call);
          seen.push(await readFile(inTarget('a.txt'), 'utf8'));
          return written;
        },
      });
      await copyFile(copyOf({ target, order: order() }), call);
      expect(seen).toEqual(['new content']);
      expect(await readTree(to)).toEqual({ 'a.txt': 'quite different, and longer' });
    });

    it('keeps it where the line is lost on the way', async () => {
      const target = changed(local, {
        async write(path, body, options, call) {
          await local.write(path, Readable.from([Buffer.from('qui')]), options, call);
          body.destroy();
          throw new RemoteError('disconnected', 'Gone.');
        },
      });
      await expect(copyFile(copyOf({ target, order: { partial: partial() } }), call)).rejects.toThrow('Gone.');
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content', [PART]: 'qui' });
    });
  });

  it('goes on with nothing that has another name by now', async () => {
    await local.rename(to.at('a.txt'), to.at('renamed'), call);
    await writeFile(join(from.path, 'a.txt'), 'new content and more');
    await copyFile(copyOf({ order: { partial: { ...partial(), sourceSize: 20 } } }), call);
    expect(await readTree(to)).toEqual({ renamed: 'new content', 'a.txt': 'new content and more' });
    expect((await stat(inTarget('renamed'))).nlink).toBe(1);
  });

  it('does not have its small file written over by the next of that name', async () => {
    const finish = { moveTo: to.at('b.txt') };
    await local.whole.store(to.at(PART), Buffer.from('other'), finish, call);
    expect(await readTree(to)).toEqual({ 'a.txt': 'new content', 'b.txt': 'other' });
  });
});

describe('a partial file that may not be written to', () => {
  const from = folderPerTest();
  const to = folderPerTest();
  const denied = (path: string) => new RemoteError('denied', 'Overwrite permission denied.', { path });

  it('is begun anew where the server refuses to write to files that are there', async () => {
    await writeTree(from, { 'a.txt': 'new content' });
    await writeTree(to, { [PART]: 'new' });
    const target = changed(local, {
      async write(path, body, options, call) {
        if (Object.hasOwn(await readTree(to), PART)) throw denied(path);
        return local.write(path, body, options, call);
      },
    });
    const { mtimeMs } = await stat(join(from.path, 'a.txt'));
    const partial = { path: to.at(PART), sourceSize: 11, sourceModifiedAt: Math.round(mtimeMs) };
    const copy = fileCopy({ from, to }, { target, order: { partial } });
    expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: 11 });
    expect(told(copy.hooks.onResumed)).toEqual([[3], [0]]);
    expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
  });

  it('is the end of it where nothing may be written at all', async () => {
    await writeTree(from, { 'a.txt': 'new content' });
    const write = vi.fn(async (path: string) => Promise.reject(denied(path)));
    await expect(copyFile(fileCopy({ from, to }, { target: changed(local, { write }) }), call)).rejects.toThrow(
      'Overwrite',
    );
    expect(write).toHaveBeenCalledOnce();
  });
});

describe('a partial file that could not be looked at', () => {
  const from = folderPerTest();
  const to = folderPerTest();

  it('stays: only one that differs is removed', async () => {
    await writeTree(from, { 'a.txt': 'new content' });
    const target = changed(local, {
      async stat(path, call) {
        if (path.endsWith(PART)) throw new RemoteError('io', 'The server met a problem of its own.', { retry: 'now' });
        return local.stat(path, call);
      },
    });
    await expect(copyFile(fileCopy({ from, to }, { target }), call)).rejects.toThrow('a problem of its own');
    expect(await readTree(to)).toEqual({ [PART]: 'new content' });
  });
});

describe('a copy to a place that was free when its folder was listed, and is taken now', () => {
  const from = folderPerTest();
  const to = folderPerTest();

  beforeEach(async () => {
    await writeTree(from, { 'a.txt': 'new content' });
    await writeTree(to, { 'a.txt': 'theirs' });
  });

  const copyOf = (changes: CopyChanges) => ({ ...fileCopy({ from, to }, changes), targetIsFree: true });

  it.each([
    [
      { do: 'rename', name: 'b.txt', partialName: 'b.txt.portside-part' },
      { 'a.txt': 'theirs', 'b.txt': 'new content' },
    ],
    [{ do: 'overwrite' }, { 'a.txt': 'new content' }],
  ] as const)('leaves no partial file behind: %j', async (decision, tree) => {
    const copy = copyOf({ decide: async () => decision });
    expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: 11 });
    expect(await readTree(to)).toEqual(tree);
  });

  it('asks before it writes, where no partial names are wanted', async () => {
    const copy = copyOf({ decide: async () => ({ do: 'skip' }), order: { partialName: 'a.txt' } });
    expect(await copyFile(copy, call)).toEqual({ result: 'skipped' });
    expect(await readTree(to)).toEqual({ 'a.txt': 'theirs' });
  });
});

describe('a partial file of an earlier attempt', () => {
  const from = folderPerTest();
  const to = folderPerTest();

  it('goes where the user has the file continued that stands there by now', async () => {
    await writeTree(from, { 'a.txt': 'new content' });
    await writeTree(to, { 'a.txt': 'new con', [PART]: 'new' });
    const partial = { path: to.at(PART), sourceSize: 11 };
    const decide = async () => ({ do: 'resume' }) as const;
    await copyFile(fileCopy({ from, to }, { order: { partial }, decide }), call);
    expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
  });
});
