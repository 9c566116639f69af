import { appendFile, mkdtemp, open, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileWatch } from './file-watch.ts';

describe('a file that another program saves', () => {
  let folder: string;
  let file: string;
  /** The file's content each time it was told to be saved. */
  let saved: Promise<string>[];
  let watch: FileWatch;
  const contents = () => Promise.all(saved);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-watch-'));
    file = join(folder, 'page.html');
    await writeFile(file, 'as it was');
    saved = [];
    watch = await FileWatch.start({
      file,
      onSaved: () => saved.push(readFile(file, 'utf8')),
      restMs: 60,
      emptyRestMs: 600,
      lookEveryMs: 150,
    });
  });
  afterEach(async () => {
    watch[Symbol.dispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test('over itself is told once', async () => {
    await writeFile(file, 'saved');
    await expect.poll(contents).toEqual(['saved']);
  });

  test('by renaming another file into its place is told, also where that has the same size and date', async () => {
    await writeFile(join(folder, '.page.html.swp'), 'renamed!!');
    await rename(join(folder, '.page.html.swp'), file);
    await expect.poll(contents).toEqual(['renamed!!']);
  });

  test('by moving the old one aside first is told once the new one is there', async () => {
    await rename(file, `${file}~`);
    await writeFile(file, 'the new one');
    await unlink(`${file}~`);
    await expect.poll(contents).toEqual(['the new one']);
  });

  test('by emptying it first and filling it later is never told while it is empty', async () => {
    const handle = await open(file, 'w');
    // Longer than a file needs to rest, shorter than an empty one does.
    await pause(200);
    await handle.write('filled');
    await handle.close();
    await expect.poll(contents).toEqual(['filled']);
  });

  test('empty for good is told in the end', async () => {
    await writeFile(file, '');
    await expect.poll(contents).toEqual(['']);
  });

  test('many times in a row is told once, with the last state', async () => {
    for (let count = 0; count < 50; count++) await appendFile(file, '.');
    const last = `as it was${'.'.repeat(50)}`;
    await expect.poll(async () => (await contents()).at(-1)).toBe(last);
    expect(saved.length).toBeLessThan(10);
  });

  test('is not told of what other files in its folder do', async () => {
    await writeFile(join(folder, '4913'), 'a probe of vim');
    await writeFile(file, 'now');
    await expect.poll(contents).toEqual(['now']);
  });

  test('is not told any more when nobody watches', async () => {
    watch[Symbol.dispose]();
    let seen = 0;
    using _other = await FileWatch.start({ file, onSaved: () => seen++, restMs: 200 });
    await writeFile(file, 'unseen');
    await expect.poll(() => seen).toBe(1);
    expect(saved).toEqual([]);
  });
});
