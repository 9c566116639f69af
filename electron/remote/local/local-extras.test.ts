import { randomBytes } from 'node:crypto';
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import { LocalFileSystem } from './local-file-system.ts';
import { fromNativePath } from './local-path.ts';
import { localPlatform } from './local-platform.ts';
import type { Trash } from './trash.ts';

const call = { signal: new AbortController().signal };
const LARGE = 200 * 1024 * 1024;

describe('what the local disk can do beyond the mandatory', () => {
  const taken: string[] = [];
  const trash: Trash = {
    async take(file) {
      taken.push(file);
      return `kept ${file}`;
    },
    putBack: async (file, kept) => void taken.push(file, kept),
  };
  const fs = new LocalFileSystem({ trash });
  const { extras } = fs;
  let folder: string;
  const path = (name: string) => `${fromNativePath(folder, localPlatform)}/${name}`;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-extras-'));
    taken.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('copies a file on the disk itself, to a free name only', async () => {
    await writeFile(join(folder, 'a'), 'bytes');
    await chmod(join(folder, 'a'), 0o640);
    await extras.serverCopy?.(path('a'), path('b'), call);
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('bytes');
    expect((await stat(join(folder, 'b'))).mode & 0o777).toBe(0o640);
    await expect(extras.serverCopy?.(path('a'), path('b'), call)).rejects.toMatchObject({ kind: 'exists' });
    await expect(extras.serverCopy?.(path('none'), path('c'), call)).rejects.toMatchObject({
      kind: 'not-found',
      data: { path: path('none') },
    });
    await expect(extras.serverCopy?.(path('.'), path('c'), call)).rejects.toMatchObject({ kind: 'invalid-request' });
  });

  describe('with a large file', () => {
    beforeEach(async () => {
      await using large = await open(join(folder, 'large'), 'w');
      await large.truncate(LARGE);
      await large.write(randomBytes(16), 0, 16, LARGE - 16);
    });

    it('copies all of it', async () => {
      await extras.serverCopy?.(path('large'), path('copy'), call);
      const [one, two] = await Promise.all(
        ['large', 'copy'].map((name) => extras.checksum?.(path(name), ['sha-256'], call)),
      );
      expect(two).toEqual(one);
      expect((await stat(join(folder, 'copy'))).size).toBe(LARGE);
    });

    it('gives the copy up at once, and leaves nothing of it', async () => {
      const giveUp = new AbortController();
      const copying = extras.serverCopy?.(path('large'), path('copy'), { signal: giveUp.signal });
      await eventually(async () => expect((await stat(join(folder, 'copy'))).size).toBeGreaterThan(0), { interval: 1 });
      giveUp.abort();
      await expect(copying).rejects.toMatchObject({ kind: 'cancelled' });
      await eventually(async () => expect(await readdir(folder)).toEqual(['large']));
    });

    it('gives a checksum up at once', async () => {
      const giveUp = new AbortController();
      const summing = extras.checksum?.(path('large'), ['sha-512'], { signal: giveUp.signal });
      giveUp.abort();
      await expect(summing).rejects.toMatchObject({ kind: 'cancelled' });
    });
  });

  it.each([
    [
      'sha-512',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ],
    ['sha-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['sha-1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['md5', '900150983cd24fb0d6963f7d28e17f72'],
    ['crc32', '352441c2'],
  ] as const)('computes %s', async (algorithm, value) => {
    await writeFile(join(folder, 'abc'), 'abc');
    expect(await extras.checksum?.(path('abc'), [algorithm, 'md5'], call)).toEqual({ algorithm, value });
  });

  it('gives a file a second name', async () => {
    await writeFile(join(folder, 'one'), 'x');
    await extras.createHardLink?.(path('two'), path('one'), call);
    expect((await lstat(join(folder, 'two'))).nlink).toBe(2);
    await expect(extras.createHardLink?.(path('two'), path('one'), call)).rejects.toMatchObject({ kind: 'exists' });
    await expect(extras.createHardLink?.(path('three'), path('none'), call)).rejects.toMatchObject({
      kind: 'not-found',
      data: { path: path('none') },
    });
  });

  it('tells how much room is left', async () => {
    const space = await extras.freeSpace?.(path('.').slice(0, -2), call);
    expect(space?.total).toBeGreaterThan(space?.free ?? Number.POSITIVE_INFINITY);
    expect(space?.free).toBeGreaterThan(0);
  });

  it('makes links as they are written, and reads them', async () => {
    await extras.createSymlink?.(path('link'), '../some/where', call);
    expect(await readlink(join(folder, 'link'))).toBe('../some/where');
    expect(await extras.readLink?.(path('link'), call)).toBe('../some/where');
    await expect(extras.createSymlink?.(path('link'), 'x', call)).rejects.toMatchObject({ kind: 'exists' });
  });

  it.runIf(process.getuid?.() === 0)('gives files, and links themselves, to another owner', async () => {
    await writeFile(join(folder, 'file'), '');
    await symlink('file', join(folder, 'link'));
    await extras.setOwner?.(path('link'), { user: 12_345, group: 23_456 }, call);
    expect(await lstat(join(folder, 'link'))).toMatchObject({ uid: 12_345, gid: 23_456 });
    expect(await lstat(join(folder, 'file'))).toMatchObject({ uid: 0 });
    expect(await fs.stat(path('link'), call)).toMatchObject({ owner: '12345', group: '23456' });
  });

  it('hands files to the trash and back by their native paths; back only where the trash does that', async () => {
    await extras.moveToTrash?.(path('old'), call);
    const old = join(folder, 'old');
    expect(taken).toEqual([old]);
    expect(new LocalFileSystem().extras.moveToTrash).toBeUndefined();
    await extras.restoreFromTrash?.({ path: path('old'), kept: `kept ${old}` }, call);
    expect(taken).toEqual([old, old, `kept ${old}`]);
    const oneWay = new LocalFileSystem({ trash: { take: async () => undefined } });
    expect(oneWay.extras).not.toHaveProperty('restoreFromTrash');
  });

  it('tells of a second name of one file that both are there', async () => {
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'sub', 'a'), 'x');
    await link(join(folder, 'sub', 'a'), join(folder, 'sub', 'b'));
    await expect(fs.rename(path('sub/a'), path('sub/b'), call)).rejects.toMatchObject({ kind: 'exists' });
    expect((await readdir(join(folder, 'sub'))).map((name) => basename(name)).sort()).toEqual(['a', 'b']);
  });
});
