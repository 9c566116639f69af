import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JsonFile } from './atomic-json.ts';

const Counter = z.object({ count: z.number() });

describe('a JSON file', () => {
  let folder: string;
  let file: string;
  let messages: string[];
  let json: JsonFile<z.infer<typeof Counter>>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-json-'));
    file = join(folder, 'data', 'counter.json');
    messages = [];
    json = new JsonFile({ file, schema: Counter, empty: { count: 0 }, onSetAside: (text) => messages.push(text) });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is empty before it was written, and makes its folder', async () => {
    expect(await json.read()).toEqual({ count: 0 });
    expect(await json.update(({ count }) => ({ count: count + 1 }))).toEqual({ count: 1 });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ count: 1 });
  });

  it('loses no change of many made at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => json.update(({ count }) => ({ count: count + 1 }))));
    expect(await json.read()).toEqual({ count: 20 });
    expect(await readdir(join(folder, 'data'))).toEqual(['counter.json']);
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner only', async () => {
    await json.update(() => ({ count: 1 }));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['no JSON', '{"count": '],
    ['another shape', '{"count": "many"}'],
    ['nothing', ''],
  ])('is kept and reported where it holds %s', async (_, text) => {
    await json.update(() => ({ count: 1 }));
    await writeFile(file, text);
    expect(await json.update(({ count }) => ({ count: count + 5 }))).toEqual({ count: 5 });
    const names = await readdir(join(folder, 'data'));
    const aside = names.find((name) => name.startsWith('counter.json.broken-')) ?? '';
    expect(await readFile(join(folder, 'data', aside), 'utf8')).toBe(text);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(aside);
  });

  it('goes on after a change that failed', async () => {
    const failing = json.update(() => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await json.update(({ count }) => ({ count: count + 1 }))).toEqual({ count: 1 });
  });
});
