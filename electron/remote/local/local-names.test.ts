import { link, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalFileSystem } from './local-file-system.ts';
import { LocalNames, otherCase } from './local-names.ts';
import { fromNativePath } from './local-path.ts';
import { localPlatform, platforms } from './local-platform.ts';

describe('the names that a directory can hold', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-names-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Whether this disk takes `a` and `A` for one, found the plain way. */
  async function isCaseSensitive(): Promise<boolean> {
    await writeFile(join(folder, 'probe'), '');
    await writeFile(join(folder, 'PROBE'), '');
    const names = await readdir(folder);
    for (const name of names) await rm(join(folder, name));
    return names.length === 2;
  }

  it('are told by what is in it, whatever the system is called, and nothing is written for it', async () => {
    const truth = await isCaseSensitive();
    await writeFile(join(folder, '123'), '');
    await writeFile(join(folder, 'Letters'), '');
    for (const platform of [platforms.macos, platforms.windows]) {
      expect(await new LocalNames(platform).rulesOf(folder)).toEqual({ ...platform.names, caseSensitive: truth });
    }
    expect((await readdir(folder)).sort()).toEqual(['123', 'Letters']);
  });

  it('ignore case where one file answers to both spellings', async () => {
    // Two names of one file look the same from outside as one name on a disk that ignores case.
    await writeFile(join(folder, 'Letters'), '');
    await link(join(folder, 'Letters'), join(folder, 'letters')).catch(() => undefined);
    expect((await new LocalNames(platforms.linux).rulesOf(folder)).caseSensitive).toBe(false);
  });

  it('of an empty directory are told by its own name', async () => {
    const truth = await isCaseSensitive();
    expect((await new LocalNames(platforms.windows).rulesOf(folder)).caseSensitive).toBe(truth);
  });

  it('of a directory that is not there yet are those of the one that will hold it', async () => {
    const names = new LocalNames(localPlatform);
    expect(await names.rulesOf(join(folder, 'new', 'deeper'))).toEqual(await names.rulesOf(folder));
    expect(await readdir(folder)).toEqual([]);
  });

  it('are remembered for the directory itself, not for its path', async () => {
    const names = new LocalNames(localPlatform);
    await mkdir(join(folder, 'one'));
    const first = await names.rulesOf(join(folder, 'one'));
    await rename(join(folder, 'one'), join(folder, 'two'));
    expect(await names.rulesOf(join(folder, 'two'))).toBe(first);
  });

  it.runIf(localPlatform.name === 'linux')('are asked for through the file system', async () => {
    const fs = new LocalFileSystem();
    const call = { signal: new AbortController().signal };
    expect(await fs.nameRules(fromNativePath(folder, localPlatform), call)).toMatchObject({ alphabet: 'any' });
  });
});

it.each([
  ['readme', 'Readme'],
  ['README', 'rEADME'],
  ['1-ä-b', '1-ä-B'],
  ['123', undefined],
  ['ä', undefined],
])('%j is probed as %j', (name, probed) => {
  expect(otherCase(name)).toBe(probed);
});
