import { randomBytes } from 'node:crypto';
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { PartialFile } from '../carrier.ts';
import { fileCopy, told } from '../testing/file-copy.ts';
import { changed, folderPerTest, readTree, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';

const AHEAD = 100_000;
const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };
const modifiedAt = Date.parse('2020-02-03T04:05:06Z');
const content = randomBytes(700_000);

/** This machine's disk as a server to which several requests are on their way at once. */
function writtenAhead(changes: Partial<RemoteFileSystem> = {}): RemoteFileSystem {
  const facts = { ...local.facts, writesAhead: AHEAD, security: { level: 'encrypted' } } as const;
  return changed(local, { facts, ...changes });
}

describe('a copy that goes on at a target that is written ahead', () => {
  const from = folderPerTest();
  const to = folderPerTest();
  const arrived = () => readFile(join(to.path, 'a.txt'));
  const partial = (certain?: number): PartialFile => ({
    ...{ path: to.at('a.txt.portside-part'), sourceSize: content.length, sourceModifiedAt: modifiedAt },
    ...(certain === undefined ? {} : { certain }),
  });

  beforeEach(async () => {
    await writeTree(from, { 'a.txt': content });
    await utimes(join(from.path, 'a.txt'), new Date(), new Date(modifiedAt));
  });

  /** The beginning of the content, with a hole. */
  const holed = (length: number, hole: readonly [number, number]) =>
    Buffer.from(content.subarray(0, length)).fill(0, ...hole);

  it.each([
    ['was killed', 300_000, undefined, 200_000],
    ['was killed soon', 100_000, undefined, undefined],
    ['saw what was acknowledged', 300_000, 250_000, 250_000],
    ['saw all of it acknowledged', 300_000, 300_000, 300_000],
    ['saw more acknowledged than is there', 300_000, 600_000, 300_000],
    ['saw nothing acknowledged', 300_000, 0, undefined],
  ])('begins where nothing can be missing, after an attempt that %s', async (_what, length, certain, expected) => {
    const start = expected ?? 0;
    await writeTree(to, { 'a.txt.portside-part': holed(length, [start, length - (start < length ? 70_000 : 0)]) });
    const copy = fileCopy({ from, to }, { target: writtenAhead(), order: { partial: partial(certain) } });
    expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: content.length });
    expect((await arrived()).equals(content)).toBe(true);
    expect(told(copy.hooks.onResumed)).toEqual(expected === undefined ? [] : [[expected]]);
    expect(Object.keys(await readTree(to))).toEqual(['a.txt']);
  });

  it('tells the journal what was certain when it failed, and goes on there', async () => {
    const target = writtenAhead({
      async write(path, body, options, call) {
        await local.write(path, Readable.from([holed(300_000, [150_000, 200_000])]), options, call);
        body.destroy();
        options.onCertain?.(150_000);
        throw new RemoteError('no-space', 'The disk is full.');
      },
    });
    const failing = fileCopy({ from, to }, { target });
    await expect(copyFile(failing, call)).rejects.toMatchObject({ kind: 'no-space' });
    expect(told(failing.hooks.onPartial)).toEqual([[partial()], [partial(150_000)]]);

    const copy = fileCopy({ from, to }, { target: writtenAhead(), order: { partial: partial(150_000) } });
    await copyFile(copy, call);
    expect((await arrived()).equals(content)).toBe(true);
    expect(told(copy.hooks.onResumed)).toEqual([[150_000]]);
  });

  it('keeps what was certain where the next attempt does not come to write', async () => {
    await writeTree(to, { 'a.txt.portside-part': content.subarray(0, 300_000) });
    const target = writtenAhead({
      write: async (_path, body) => {
        body.destroy();
        throw new RemoteError('disconnected', 'cut');
      },
    });
    const copy = fileCopy({ from, to }, { target, order: { partial: partial(250_000) } });
    await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'disconnected' });
    expect(told(copy.hooks.onPartial).at(-1)).toEqual([partial(250_000)]);
  });

  it('leaves no hole where the app is killed in a copy that had to be begun anew, for the server let nobody go on', async () => {
    const path = to.at('a.txt.portside-part');
    await writeTree(to, { 'a.txt.portside-part': content.subarray(0, 300_000) });
    let journalled: unknown;
    const target = writtenAhead({
      async write(_path, body, options, call) {
        if (options.mode === 'at') throw new RemoteError('denied', 'Overwrite permission denied.', { path });
        await local.write(path, Readable.from([holed(300_000, [201_000, 210_000])]), options, call);
        journalled = told(killed.hooks.onPartial).at(-1)?.[0];
        body.destroy();
        throw new RemoteError('disconnected', 'cut');
      },
    });
    const killed = fileCopy({ from, to }, { target, order: { partial: partial(300_000) } });
    await expect(copyFile(killed, call)).rejects.toMatchObject({ kind: 'disconnected' });

    const next = { target: writtenAhead(), order: { partial: journalled as PartialFile } };
    await copyFile(fileCopy({ from, to }, next), call);
    expect((await arrived()).equals(content)).toBe(true);
  });

  it.each([
    ['a hole before its end', holed(300_000, [201_000, 202_000])],
    ['another end', Buffer.concat([content.subarray(0, 299_999), Buffer.from('?')])],
    ['nothing in common', randomBytes(5000)],
  ])('leaves a file alone that the user wants continued and that has %s', async (_what, held) => {
    await writeTree(to, { 'a.txt': held });
    const decide = async () => ({ do: 'resume' }) as const;
    const copying = copyFile(fileCopy({ from, to }, { target: writtenAhead(), decide }), call);
    await expect(copying).rejects.toThrow('is not the beginning of the source');
    expect((await arrived()).equals(held)).toBe(true);
  });

  it('continues a file that the user wants continued from its end', async () => {
    await writeTree(to, { 'a.txt': content.subarray(0, 300_000) });
    const copy = fileCopy({ from, to }, { target: writtenAhead(), decide: async () => ({ do: 'resume' }) });
    await copyFile(copy, call);
    expect((await arrived()).equals(content)).toBe(true);
    expect(told(copy.hooks.onResumed)).toEqual([[300_000]]);
  });
});
