import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalFileSystem } from './local-file-system.ts';
import { fromNativePath } from './local-path.ts';
import { localPlatform } from './local-platform.ts';

const { whole } = new LocalFileSystem();
const call = { signal: new AbortController().signal };

describe('small files of this machine', () => {
  let folder: string;
  const at = (name: string) => fromNativePath(join(folder, name), localPlatform);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-whole-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([0, 1, 5000])('of %d bytes are read at once', async (size) => {
    await writeFile(join(folder, 'a'), Buffer.alloc(size, 'x'));
    expect((await whole.read(at('a'), size, call))?.equals(Buffer.alloc(size, 'x'))).toBe(true);
  });

  it.each([4999, 5001])('are left to the long way where they have another size than %d', async (listed) => {
    await writeFile(join(folder, 'a'), Buffer.alloc(5000));
    expect(await whole.read(at('a'), listed, call)).toBeUndefined();
  });

  it('are stored with date and permissions, and get their name last', async () => {
    const modifiedAt = Date.parse('2001-02-03T04:05:06Z');
    const finish = { modifiedAt, permissions: 0o640, moveTo: at('b') };
    expect(await whole.store(at('b.part'), Buffer.from('new'), finish, call)).toEqual([]);
    expect(await readdir(folder)).toEqual(['b']);
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('new');
    const facts = await stat(join(folder, 'b'));
    expect(facts.mtimeMs).toBe(modifiedAt);
    if (process.platform !== 'win32') expect(facts.mode & 0o777).toBe(0o640);
  });

  it('never replace another', async () => {
    await writeFile(join(folder, 'b'), 'old');
    const storing = whole.store(at('b.part'), Buffer.from('new'), { moveTo: at('b') }, call);
    await expect(storing).rejects.toMatchObject({ kind: 'exists' });
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('old');
  });

  it('are not found where they are not', async () => {
    await expect(whole.read(at('nothing'), 1, call)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(whole.store(at('no/b.part'), Buffer.from(''), { moveTo: at('no/b') }, call)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});
