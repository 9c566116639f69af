import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceStamp } from './source-stamp.ts';

describe('the stamp of the sources', () => {
  let root: string;
  const file = (name: string) => join(root, name);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'portside-stamp-'));
    const sources = [
      'electron/main.ts',
      'renderer/ui/button.tsx',
      'shared/a.ts',
      'assets/icon.svg',
      'scripts/build.ts',
    ];
    for (const name of [...sources, 'package.json', 'package-lock.json', 'README.md', 'test/x.ts']) {
      await mkdir(dirname(file(name)), { recursive: true });
      await writeFile(file(name), name);
    }
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('stays the same while nothing changes, and when what is not built does', async () => {
    const stamp = await sourceStamp(root);
    expect(await sourceStamp(root)).toBe(stamp);
    await writeFile(file('README.md'), 'new words');
    await writeFile(file('test/y.ts'), 'new test');
    await writeFile(file('scripts/start.ts'), 'not built');
    expect(await sourceStamp(root)).toBe(stamp);
  });

  it.each<[string, () => Promise<void>]>([
    ['a file grows', () => writeFile(file('shared/a.ts'), 'longer than before')],
    ['a file is written with as many bytes', () => utimes(file('shared/a.ts'), 1, 1)],
    ['a file is added', () => writeFile(file('renderer/ui/new.tsx'), '')],
    ['a file is removed', () => rm(file('renderer/ui/button.tsx'))],
    ['a file is renamed', () => rename(file('electron/main.ts'), file('electron/other.ts'))],
    ['a package changes', () => writeFile(file('package-lock.json'), '{"changed":true}')],
    ['the build itself changes', () => writeFile(file('scripts/build.ts'), 'otherwise')],
  ])('changes when %s', async (_what, change) => {
    const stamp = await sourceStamp(root);
    await change();
    expect(await sourceStamp(root)).not.toBe(stamp);
  });
});
