import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopyHooks, ExistingDecision } from '../carrier.ts';
import { type CopyChanges, fileCopy, told } from '../testing/file-copy.ts';
import { changed, folderPerTest, readTree, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';
import { recoverReplace } from './recover-replace.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };

describe('copying a file', () => {
  const from = folderPerTest();
  const to = folderPerTest();
  beforeEach(() => writeTree(from, { 'a.txt': 'new content' }));

  const copyOf = (changes?: CopyChanges) => fileCopy({ from, to }, changes);

  describe('onto one that exists', () => {
    beforeEach(() => writeTree(to, { 'a.txt': 'old' }));

    /** A target that cannot replace in one step, as over FTP. */
    function stepByStep(changes: Partial<RemoteFileSystem> = {}): RemoteFileSystem {
      return changed(local, { extras: {}, ...changes });
    }

    it('asks, with both files to compare, and writes nothing meanwhile', async () => {
      const copy = copyOf({ decide: async () => ({ do: 'ask' }) });
      expect(await copyFile(copy, call)).toMatchObject({
        result: 'ask',
        existing: {
          targetPath: to.at('a.txt'),
          source: { name: 'a.txt', size: 11 },
          target: { name: 'a.txt', size: 3 },
        },
      });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old' });
      expect(copy.hooks.onPartial).not.toHaveBeenCalled();
    });

    it('skips', async () => {
      expect(await copyFile(copyOf({ decide: async () => ({ do: 'skip' }) }), call)).toEqual({ result: 'skipped' });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old' });
    });

    it('goes to another name, and asks again where that is taken too', async () => {
      await writeTree(to, { 'b.txt': 'old too' });
      const decide = vi
        .fn<CopyHooks['decide']>()
        .mockResolvedValueOnce({ do: 'rename', name: 'b.txt' })
        .mockResolvedValueOnce({ do: 'rename', name: 'c.txt' });
      const copy = copyOf({ decide });
      expect(await copyFile(copy, call)).toEqual({ result: 'copied', bytes: 11, verified: 'size' });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old', 'b.txt': 'old too', 'c.txt': 'new content' });
      expect(decide.mock.calls.map(([existing]) => existing.targetPath)).toEqual([to.at('a.txt'), to.at('b.txt')]);
      expect(told(copy.hooks.onTarget)).toEqual([[to.at('c.txt')]]);
    });

    it('replaces it in one step where the target can', async () => {
      const rename = vi.fn();
      await copyFile(copyOf({ target: changed(local, { rename }) }), call);
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
      expect(rename).not.toHaveBeenCalled();
    });

    it.runIf(process.platform !== 'win32')('keeps the permissions of the one that it replaces', async () => {
      await chmod(join(to.path, 'a.txt'), 0o750);
      expect(await copyFile(copyOf(), call)).toEqual({ result: 'copied', bytes: 11, verified: 'size' });
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
      expect((await stat(join(to.path, 'a.txt'))).mode & 0o7777).toBe(0o750);
    });

    it.runIf(process.platform !== 'win32')(
      'is whole though its permissions could not be kept, and says so',
      async () => {
        await chmod(join(to.path, 'a.txt'), 0o750);
        const setPermissions = async () => {
          throw new RemoteError('denied', 'Not allowed.');
        };
        const target = changed(local, { extras: { ...local.extras, setPermissions } });
        expect(await copyFile(copyOf({ target }), call)).toMatchObject({
          result: 'copied',
          note: 'The permissions of the old file could not be kept: Not allowed.',
        });
        expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
      },
    );

    it('replaces it by letting the old one step aside where the target cannot', async () => {
      expect(await copyFile(copyOf({ target: stepByStep() }), call)).toEqual({
        result: 'copied',
        bytes: 11,
        verified: 'size',
      });
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
    });

    it('brings the old one back where the new one cannot follow', async () => {
      const target = stepByStep({
        async rename(source, destination, call) {
          if (source.endsWith('a.txt.portside-part')) throw new RemoteError('denied', 'Not allowed.');
          await local.rename(source, destination, call);
        },
      });
      await expect(copyFile(copyOf({ target }), call)).rejects.toMatchObject({ kind: 'denied' });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old', 'a.txt.portside-part': 'new content' });
    });

    it('says where the old one is where it cannot be brought back either', async () => {
      const target = stepByStep({
        async rename(source, destination, call) {
          if (!source.endsWith('/a.txt')) throw new RemoteError('disconnected', 'Gone.');
          await local.rename(source, destination, call);
        },
      });
      await expect(copyFile(copyOf({ target }), call)).rejects.toMatchObject({
        kind: 'disconnected',
        message: expect.stringContaining('a.txt.portside-old'),
        // It is tried again as what cut it off is: the next attempt goes on from the steps.
        data: { retry: 'reconnect', hint: expect.stringContaining('back') },
      });
      expect(await readTree(to)).toMatchObject({ 'a.txt.portside-old': 'old' });
    });

    it('takes another name for the old one where somebody else has that, who keeps it', async () => {
      await writeTree(to, { 'a.txt.portside-old': 'older', 'a.txt (2).portside-old': 'oldest' });
      const copy = copyOf({ target: stepByStep() });
      expect(await copyFile(copy, call)).toEqual({ result: 'copied', bytes: 11, verified: 'size' });
      expect(await readTree(to)).toEqual({
        'a.txt': 'new content',
        'a.txt.portside-old': 'older',
        'a.txt (2).portside-old': 'oldest',
      });
      expect(told(copy.hooks.onReplaceStep).at(-1)).toEqual([
        { step: 'old-removed', file: to.at('a.txt'), aside: to.at('a.txt (3).portside-old') },
      ]);
    });

    it('goes step by step where the target refuses to replace, and does not ask it again', async () => {
      const atomicReplace = vi.fn(async (_from: string, path: string) => {
        throw new RemoteError('exists', `“${path}” already exists.`);
      });
      const target = changed(local, { extras: { ...local.extras, atomicReplace } });
      expect(await copyFile(copyOf({ target }), call)).toEqual({ result: 'copied', bytes: 11, verified: 'size' });
      await writeTree(to, { 'a.txt': 'old again' });
      await copyFile(copyOf({ target }), call);
      expect(atomicReplace).toHaveBeenCalledOnce();
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
    });

    it('asks again to replace in one step where the steps were refused too', async () => {
      const atomicReplace = vi.fn(async (_from: string, path: string) => {
        throw new RemoteError('exists', `“${path}” already exists.`);
      });
      const target = changed(local, {
        extras: { ...local.extras, atomicReplace },
        async rename() {
          throw new RemoteError('denied', 'Not allowed.');
        },
      });
      for (const _attempt of [1, 2]) await expect(copyFile(copyOf({ target }), call)).rejects.toThrow('Not allowed.');
      expect(atomicReplace).toHaveBeenCalledTimes(2);
      expect(await readTree(to)).toMatchObject({ 'a.txt': 'old' });
    });

    it('tells the journal that the old one is back, so that nothing is recovered any more', async () => {
      const target = stepByStep({
        async rename(source, destination, call) {
          if (source.endsWith('.portside-part')) throw new RemoteError('denied', 'Not allowed.');
          await local.rename(source, destination, call);
        },
      });
      const copy = copyOf({ target });
      await expect(copyFile(copy, call)).rejects.toThrow('Not allowed.');
      // Somebody else's, from now on.
      await writeTree(to, { 'a.txt.portside-old': 'older' });
      const steps = told(copy.hooks.onReplaceStep).map(([step]) => step);
      expect(await recoverReplace(target, steps, call)).toBe('old-kept');
      expect(await readTree(to)).toMatchObject({ 'a.txt': 'old', 'a.txt.portside-old': 'older' });
    });

    it('is tried again where the line is lost before the old one is removed, which then goes', async () => {
      const target = stepByStep({
        async removeFile() {
          throw new RemoteError('disconnected', 'Gone.');
        },
      });
      const copy = copyOf({ target });
      await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'disconnected', data: { retry: 'reconnect' } });
      const steps = told(copy.hooks.onReplaceStep).map(([step]) => step);
      expect(await recoverReplace(local, steps, call)).toBe('replaced');
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
    });

    it('cannot be cancelled between the steps, which would leave no file at all', async () => {
      const cancel = new AbortController();
      const target = stepByStep({
        async rename(source, destination, call) {
          await local.rename(source, destination, call);
          cancel.abort();
        },
      });
      await copyFile(copyOf({ target }), { signal: cancel.signal });
      expect(await readTree(to)).toEqual({ 'a.txt': 'new content' });
    });

    it('is whole though the old one could not be removed, and says so', async () => {
      const target = stepByStep({
        async removeFile() {
          throw new RemoteError('denied', 'Not allowed.');
        },
      });
      expect(await copyFile(copyOf({ target }), call)).toMatchObject({
        result: 'copied',
        note: 'The old file remains as “a.txt.portside-old”: Not allowed.',
      });
      expect(await readTree(to)).toMatchObject({ 'a.txt': 'new content' });
    });

    it('never replaces a folder', async () => {
      await mkdir(join(to.path, 'folder'));
      const copy = copyOf({ targetPath: to.at('folder') });
      await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'exists', data: { path: to.at('folder') } });
      expect(await readTree(to)).toEqual({ 'a.txt': 'old', 'folder/': '' });
    });

    describe('that appeared meanwhile', () => {
      const appears = () => {
        const write = vi.fn<RemoteFileSystem['write']>(async (...write) => {
          await writeTree(to, { 'b.txt': 'appeared' });
          return local.write(...write);
        });
        return changed(local, { write });
      };
      const copyTo = (decision: ExistingDecision) =>
        copyOf({ target: appears(), targetPath: to.at('b.txt'), decide: vi.fn(async () => decision) });

      it('asks, and leaves it alone where that is the answer', async () => {
        const copy = copyTo({ do: 'skip' });
        expect(await copyFile(copy, call)).toEqual({ result: 'skipped' });
        expect(told(copy.hooks.decide)).toMatchObject([[{ target: { size: 8 }, targetPath: to.at('b.txt') }]]);
        expect(await readTree(to)).toEqual({ 'a.txt': 'old', 'b.txt': 'appeared' });
      });

      it('replaces it where that is the answer, by what has been written already', async () => {
        const copy = copyTo({ do: 'overwrite' });
        expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: 11 });
        expect(told(copy.hooks.onBytes)).toEqual([[11]]);
        expect(told(copy.hooks.onResumed)).toEqual([[11]]);
        expect(await readTree(to)).toEqual({ 'a.txt': 'old', 'b.txt': 'new content' });
      });

      it('ends it where that cannot be seen at all', async () => {
        const rename = () => Promise.reject(new RemoteError('exists', 'There is something.'));
        const copy = copyOf({ target: changed(local, { rename }), targetPath: to.at('b.txt') });
        await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'exists' });
      });
    });
  });
});
