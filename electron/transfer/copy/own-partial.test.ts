import { randomBytes } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CopyHooks } from '../carrier.ts';
import { fileCopy, told } from '../testing/file-copy.ts';
import { folderPerTest, readTree, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';

const call = { signal: new AbortController().signal };
const content = randomBytes(200_000);

describe('a file under the target’s own name, where no partial names are wanted', () => {
  const from = folderPerTest();
  const to = folderPerTest();
  beforeEach(() => writeFile(join(from.path, 'a.txt'), content));

  async function copyOf(decide = vi.fn<CopyHooks['decide']>()) {
    const { size, mtimeMs } = await stat(join(from.path, 'a.txt'));
    const partial = { path: to.at('a.txt'), sourceSize: size, sourceModifiedAt: mtimeMs };
    return fileCopy({ from, to }, { decide, order: { partialName: 'a.txt', partial } });
  }

  it('is gone on with where an earlier attempt has left it', async () => {
    await writeFile(join(to.path, 'a.txt'), content.subarray(0, 150_000));
    const copy = await copyOf();
    expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', verified: 'size' });
    expect(copy.hooks.decide).not.toHaveBeenCalled();
    expect(told(copy.hooks.onResumed)).toEqual([[150_000]]);
  });

  it.each([
    ['shorter than the source', 10_000],
    ['longer than it', 300_000],
  ])('is asked about where somebody has put another there since, %s', async (_how, length) => {
    const theirs = 'x'.repeat(length);
    await writeTree(to, { 'a.txt': theirs });
    const copy = await copyOf(vi.fn(async () => ({ do: 'skip' })));
    expect(await copyFile(copy, call)).toEqual({ result: 'skipped' });
    expect(await readTree(to)).toEqual({ 'a.txt': theirs });
  });

  it('stays where the copy gets another name', async () => {
    await writeTree(to, { 'a.txt': 'theirs' });
    const copy = await copyOf(vi.fn(async () => ({ do: 'rename', name: 'b.txt', partialName: 'b.txt' })));
    expect(await copyFile(copy, call)).toMatchObject({ result: 'copied' });
    expect(Object.keys(await readTree(to)).toSorted()).toEqual(['a.txt', 'b.txt']);
    expect(await readTree(to)).toMatchObject({ 'a.txt': 'theirs' });
  });
});
