import { createHash, randomBytes } from 'node:crypto';
import { readFile, readlink, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { eventually } from '../../../test/eventually.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopyOrder, ExistingDecision, ReplaceStep, Segment } from '../carrier.ts';
import { copyHooks, told } from '../testing/file-copy.ts';
import { changed, folderPerTest, readTree, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';
import type { FileCopy, FurtherSessions } from './file-copy.ts';
import { recoverReplace } from './recover-replace.ts';
import { SEGMENTED_FROM } from './segmented-copy.ts';
import { unthrottled } from './throttle.ts';

const local = new LocalFileSystem();
const call = { signal: new AbortController().signal };
const modifiedAt = Date.parse('2020-02-03T04:05:06Z');

/** This machine's disk as it would be were it a server's. */
function asServer(changes: Partial<RemoteFileSystem> = {}): RemoteFileSystem {
  return changed(local, { facts: { ...local.facts, security: { level: 'encrypted' } }, ...changes });
}

describe('a copy that goes on', () => {
  const content = randomBytes(700_000);
  const from = folderPerTest();
  const to = folderPerTest();

  beforeEach(async () => {
    await writeTree(from, { 'a.bin': content });
    await utimes(join(from.path, 'a.bin'), new Date(), new Date(modifiedAt));
  });

  function copyOf(
    order: Partial<CopyOrder> = {},
    changes: Partial<Pick<FileCopy, 'source' | 'target' | 'more'>> = {},
    decision?: ExistingDecision,
  ) {
    return {
      ...{ source: asServer(), target: local, throttle: unthrottled },
      order: {
        source: { fs: 'server', path: from.at('a.bin') },
        target: { fs: 'local', path: to.at('a.bin') },
        ...({ partialName: 'a.bin.part', permissions: 'default', verify: 'size', segments: 1 } as const),
        ...order,
      },
      hooks: {
        ...copyHooks(),
        decide: vi.fn(async (): Promise<ExistingDecision> => decision ?? { do: 'ask' }),
      },
      ...changes,
    } satisfies FileCopy;
  }

  const partial = () => ({ path: to.at('a.bin.part'), sourceSize: content.length, sourceModifiedAt: modifiedAt });
  const arrived = () => readFile(join(to.path, 'a.bin'));
  const travelled = ({ hooks }: ReturnType<typeof copyOf>) =>
    hooks.onBytes.mock.calls.reduce((sum, [bytes]) => sum + Number(bytes), 0);

  it.each([1, 65_536, 300_001, content.length])('continues a partial file of %d bytes', async (length) => {
    await writeTree(to, { 'a.bin.part': content.subarray(0, length) });
    const copy = copyOf({ partial: partial() });
    expect(await copyFile(copy, call)).toEqual({ result: 'copied', bytes: content.length, verified: 'size' });
    expect((await arrived()).equals(content)).toBe(true);
    expect(copy.hooks.onResumed.mock.calls).toEqual([[length]]);
    expect(travelled(copy)).toBe(content.length - length);
    expect(Object.keys(await readTree(to))).toEqual(['a.bin']);
  });

  it.each([
    ['its end is another', async () => Buffer.concat([content.subarray(0, 299_999), Buffer.from('?')])],
    ['it is longer than the source', async () => Buffer.concat([content, Buffer.from('?')])],
    ['it is empty', async () => Buffer.alloc(0)],
    [
      'the source is another since',
      async () => {
        await utimes(join(from.path, 'a.bin'), new Date(), new Date(modifiedAt + 5_500));
        return content.subarray(0, 300_000);
      },
    ],
  ])('begins anew where %s', async (_why, held) => {
    await writeTree(to, { 'a.bin.part': await held() });
    const copy = copyOf({ partial: partial() });
    await copyFile(copy, call);
    expect((await arrived()).equals(content)).toBe(true);
    expect(travelled(copy)).toBe(content.length);
  });

  it('begins anew where the bytes are translated on the way, and does not compare sizes then', async () => {
    await writeTree(to, { 'a.bin.part': content.subarray(0, 1000) });
    const copy = copyOf({ partial: partial() }, { source: asServer({ translates: () => true }) });
    expect(await copyFile(copy, call)).toMatchObject({
      verified: 'nothing',
      note: expect.stringContaining('ASCII'),
    });
    expect((await arrived()).equals(content)).toBe(true);
  });

  it('begins anew where the server cannot go on in the middle of a file', async () => {
    await writeTree(to, { 'a.bin.part': content.subarray(0, 1000) });
    const target = asServer({
      async write(path, body, options, call) {
        if (options.mode === 'at') throw new RemoteError('unsupported', 'No REST here.');
        return local.write(path, body, options, call);
      },
    });
    const copy = copyOf({ partial: partial() }, { source: local, target });
    await copyFile(copy, call);
    expect((await arrived()).equals(content)).toBe(true);
    expect(copy.hooks.onResumed.mock.calls).toEqual([[1000], [0]]);
  });

  it('knows its own file where the journal missed the rename', async () => {
    await writeTree(to, { 'a.bin': content });
    await utimes(join(to.path, 'a.bin'), new Date(), new Date(modifiedAt));
    const copy = copyOf({ partial: partial() });
    expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: content.length });
    expect(copy.hooks.decide).not.toHaveBeenCalled();
    expect(travelled(copy)).toBe(0);
  });

  it('keeps the partial file when the disk is full, and says so', async () => {
    const target = changed(local, {
      async write(path, body, options, call) {
        await local.write(path, Readable.from([content.subarray(0, 5000)]), options, call);
        body.destroy();
        throw new RemoteError('no-space', 'The disk is full.');
      },
    });
    const failing = copyFile(copyOf({}, { target }), call);
    await expect(failing).rejects.toMatchObject({
      kind: 'no-space',
      data: { hint: expect.stringContaining('a.bin.part') },
    });
    const copy = copyOf({ partial: partial() });
    await copyFile(copy, call);
    expect(copy.hooks.onResumed.mock.calls).toEqual([[5000]]);
  });

  it('refuses what changed while it was copied', async () => {
    const target = changed(local, {
      async write(...write) {
        const written = await local.write(...write);
        await utimes(join(from.path, 'a.bin'), new Date(), new Date(modifiedAt + 60_001));
        return written;
      },
    });
    const failing = copyFile(copyOf({}, { source: local, target }), call);
    await expect(failing).rejects.toMatchObject({ kind: 'io', data: { retry: 'now' } });
    expect(await readTree(to)).not.toHaveProperty(['a.bin']);
  });

  describe('because the user said that the target is its beginning', () => {
    it('appends to it', async () => {
      await writeTree(to, { 'a.bin': content.subarray(0, 400_000) });
      const copy = copyOf({}, {}, { do: 'resume' });
      expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: content.length });
      expect((await arrived()).equals(content)).toBe(true);
      expect(travelled(copy)).toBe(300_000);
      // A cancelled item has its partial file removed: this one is the user's.
      expect(copy.hooks.onPartial).not.toHaveBeenCalled();
    });

    it.each([
      ['another', Buffer.from('something else')],
      ['a longer', Buffer.concat([content, content])],
    ])('leaves %s file alone', async (_what, held) => {
      await writeTree(to, { 'a.bin': held });
      await expect(copyFile(copyOf({}, {}, { do: 'resume' }), call)).rejects.toMatchObject({ kind: 'io' });
      expect((await arrived()).equals(held)).toBe(true);
    });
  });

  describe('with checksums', () => {
    const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const serverWith = (value: string, algorithm: 'sha-256' | 'md5' = 'sha-256') =>
      asServer({ extras: { ...local.extras, checksum: async () => ({ algorithm, value }) } });

    it('compares the server’s with that of the bytes that passed, those before the resume offset included', async () => {
      await writeTree(to, { 'a.bin.part': content.subarray(0, 123_456) });
      const copy = copyOf({ verify: 'checksum', partial: partial() }, { source: serverWith(sha(content)) });
      expect(await copyFile(copy, call)).toMatchObject({ verified: 'checksum' });
    });

    it('reads the file once more where the server speaks another algorithm', async () => {
      const source = serverWith(createHash('md5').update(content).digest('hex').toUpperCase(), 'md5');
      expect(await copyFile(copyOf({ verify: 'checksum' }, { source }), call)).toMatchObject({ verified: 'checksum' });
    });

    it('removes what arrived changed, so that nothing goes on from it', async () => {
      const copy = copyOf({ verify: 'checksum' }, { source: serverWith(sha(Buffer.from('other'))) });
      await expect(copyFile(copy, call)).rejects.toMatchObject({ kind: 'io', data: { retry: 'now' } });
      expect(await readTree(to)).toEqual({});
    });

    it('is content with the size where no side offers any', async () => {
      const source = asServer({ extras: {} });
      expect(await copyFile(copyOf({ verify: 'checksum' }, { source }), call)).toMatchObject({ verified: 'size' });
    });
  });

  describe.runIf(process.platform !== 'win32')('to a link', () => {
    it('replaces the file that it leads to, and leaves the link', async () => {
      await writeTree(to, { 'real/old.bin': 'old' });
      await symlink('real/old.bin', join(to.path, 'a.bin'));
      expect(await copyFile(copyOf({}, {}, { do: 'overwrite' }), call)).toMatchObject({ result: 'copied' });
      expect(await readlink(join(to.path, 'a.bin'))).toBe('real/old.bin');
      expect((await readFile(join(to.path, 'real/old.bin'))).equals(content)).toBe(true);
      expect(Object.keys(await readTree(to)).toSorted()).toEqual(['a.bin', 'real/old.bin']);
    });
  });

  describe('in segments', () => {
    const size = SEGMENTED_FROM + 5;
    const map = (done: (segment: Segment) => number, segments: readonly Segment[]) =>
      segments.map((segment) => ({ ...segment, done: done(segment) }));

    beforeEach(() => truncate(join(from.path, 'a.bin'), size));
    const more = async () => ({ sessions: [asServer()], async [Symbol.asyncDispose]() {} });

    it('fetches every byte once, over all sessions, and tells the map before the first', async () => {
      await utimes(join(from.path, 'a.bin'), new Date(), new Date(modifiedAt));
      const copy = copyOf({ segments: 2 }, { more });
      expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: size });
      expect((await stat(join(to.path, 'a.bin'))).size).toBe(size);
      expect((await arrived()).subarray(0, content.length).equals(content)).toBe(true);
      expect(travelled(copy)).toBe(size);
      const [[first]] = copy.hooks.onPartial.mock.calls as unknown as [[{ segments: Segment[] }]];
      expect(first.segments.every(({ done }) => done === 0)).toBe(true);
      const last = copy.hooks.onSegments.mock.calls.at(-1)?.[0] as Segment[];
      expect(last.every(({ start, end, done }) => done === end - start)).toBe(true);
    });

    it('waits for no session that takes its time, and gives one back that comes too late', async () => {
      const late = Promise.withResolvers<FurtherSessions>();
      const given = vi.fn(async () => {});
      const lend = () => ({ sessions: [asServer()], [Symbol.asyncDispose]: given });
      const answers: Promise<FurtherSessions>[] = [Promise.resolve(lend())];
      const copy = copyOf({ segments: 4 }, { more: () => answers.shift() ?? late.promise });
      expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: size });
      expect(given).toHaveBeenCalledTimes(1);
      late.resolve(lend());
      await eventually(() => expect(given).toHaveBeenCalledTimes(2));
    });

    it('does without a session that cannot be opened', async () => {
      const answers = [more(), Promise.reject(new RemoteError('busy', 'Too many connections.'))];
      answers[1]?.catch(() => {});
      const copy = copyOf({ segments: 3 }, { more: () => answers.shift() ?? more() });
      expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: size });
      expect(answers).toEqual([]);
    });

    it('goes on where each segment was, unless the file does not bear it out', async () => {
      await utimes(join(from.path, 'a.bin'), new Date(), new Date(modifiedAt));
      const first = copyOf({ segments: 2 }, { more });
      await copyFile(first, call);
      const segments = first.hooks.onSegments.mock.calls.at(-1)?.[0] as Segment[];
      const whole = await arrived();
      await writeFile(join(to.path, 'b.part'), whole.subarray(0, whole.length - 1_000_000));
      const claimed = map(({ start, end }) => (start === 0 ? 1000 : end - start), segments);
      const again = copyOf({
        target: { fs: 'local', path: to.at('b.bin') },
        partialName: 'b.part',
        partial: { ...partial(), path: to.at('b.part'), sourceSize: size, segments: claimed },
      });
      await copyFile(again, call);
      expect((await readFile(join(to.path, 'b.bin'))).equals(whole)).toBe(true);
      // The last two are not there as claimed: the file is too short for them.
      const proven = claimed.slice(0, -2).reduce((sum, { done }) => sum + done, 0);
      expect(again.hooks.onResumed.mock.calls).toEqual([[proven]]);
    });

    it('comes as one stream from a server that cannot begin in the middle of a file', async () => {
      const server = asServer({
        async read(path, range, call) {
          if (range.offset) throw new RemoteError('unsupported', 'No REST here.');
          return local.read(path, range, call);
        },
      });
      const lent = async () => ({ sessions: [server], async [Symbol.asyncDispose]() {} });
      const copy = copyOf({ segments: 2 }, { source: server, more: lent });
      expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: size });
      expect((await arrived()).subarray(0, content.length).equals(content)).toBe(true);
      expect(told(copy.hooks.onPartial).at(-1)).not.toHaveProperty(['0', 'segments']);
    });

    it('does not lose what had arrived in one stream', async () => {
      await utimes(join(from.path, 'a.bin'), new Date(), new Date(modifiedAt));
      await writeTree(to, { 'a.bin.part': content.subarray(0, 300_001) });
      const copy = copyOf({ segments: 2, partial: { ...partial(), sourceSize: size } }, { more });
      expect(await copyFile(copy, call)).toMatchObject({ result: 'copied', bytes: size });
      expect(told(copy.hooks.onResumed)).toEqual([[300_001]]);
      expect(travelled(copy)).toBe(size - 300_001);
    });

    it('never goes on by length alone', async () => {
      await utimes(join(from.path, 'a.bin'), new Date(), new Date(modifiedAt));
      await truncate(join(to.path, 'a.bin.part'), 0).catch(() => writeFile(join(to.path, 'a.bin.part'), ''));
      await truncate(join(to.path, 'a.bin.part'), size);
      const copy = copyOf({});
      await copyFile(copy, call);
      expect(copy.hooks.onResumed).not.toHaveBeenCalled();
    });
  });

  describe('after a replacement that was cut short', () => {
    const steps = ['old-aside', 'new-in', 'old-removed'] as const;
    const stepByStep = () => changed(local, { extras: {} });

    it.each(steps)('before the step “%s” one whole file stands under the name, and nothing aside', async (last) => {
      await writeTree(to, { 'a.bin': 'old' });
      const copy = copyOf({}, { target: stepByStep() }, { do: 'overwrite' });
      const seen: ReplaceStep[] = [];
      copy.hooks.onReplaceStep.mockImplementation(async (step) => {
        seen.push(step);
        if (step.step === last) throw new Error('the power went');
      });
      await expect(copyFile(copy, call)).rejects.toThrow('the power went');
      const outcome = await recoverReplace(local, seen, call);
      expect(outcome).toBe(last === 'old-removed' ? 'replaced' : 'old-kept');
      const { 'a.bin.part': _partial, ...tree } = await readTree(to);
      expect(Object.keys(tree)).toEqual(['a.bin']);
      const now = await arrived();
      expect(now.equals(outcome === 'replaced' ? content : Buffer.from('old'))).toBe(true);
    });
  });
});
