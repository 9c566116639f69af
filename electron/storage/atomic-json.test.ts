import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JsonFile, type Migration } from './atomic-json.ts';

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

  it('is read where an editor put a byte order mark before it', async () => {
    await json.update(() => ({ count: 1 }));
    await writeFile(file, '\uFEFF{"count": 7}');
    expect(await json.read()).toEqual({ count: 7 });
    expect(messages).toEqual([]);
  });

  it('goes on after a change that failed', async () => {
    const failing = json.update(() => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await json.update(({ count }) => ({ count: count + 1 }))).toEqual({ count: 1 });
  });

  it('clears away what a killed process left half written, and nothing else', async () => {
    await mkdir(join(folder, 'data'));
    const others = ['counter.json.old', 'other.json.1.new', 'counter.json.broken-1'];
    for (const name of ['counter.json.1-2-3.new', ...others]) await writeFile(join(folder, 'data', name), '{"cou');
    await json.update(() => ({ count: 1 }));
    expect((await readdir(join(folder, 'data'))).toSorted()).toEqual(['counter.json', ...others].toSorted());
  });
});

describe('a JSON file with versions', () => {
  const Third = z.object({ version: z.literal(3), names: z.array(z.string()), isOpen: z.boolean() });
  const migrations: Migration[] = [
    ({ name, ...rest }) => ({ ...rest, names: [name] }),
    (content) => ({ ...content, isOpen: false }),
  ];
  const empty: z.infer<typeof Third> = { version: 3, names: [], isOpen: true };
  let folder: string;
  let file: string;
  let messages: string[];
  let json: JsonFile<z.infer<typeof Third>>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-json-'));
    file = join(folder, 'file.json');
    messages = [];
    json = new JsonFile({ file, schema: Third, migrations, empty, onSetAside: (text) => messages.push(text) });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    [
      { version: 1, name: 'a' },
      { version: 3, names: ['a'], isOpen: false },
    ],
    [
      { version: 2, names: ['a'] },
      { version: 3, names: ['a'], isOpen: false },
    ],
    [
      { version: 3, names: ['a'], isOpen: true },
      { version: 3, names: ['a'], isOpen: true },
    ],
  ])('%j is read as %j', async (old, present) => {
    await writeFile(file, JSON.stringify(old));
    expect(await json.read()).toEqual(present);
    // Reading changes nothing.
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(old);
    await json.update((current) => current);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(present);
    expect(messages).toEqual([]);
  });

  it('is refused where a newer Portside wrote it, and stays as it is', async () => {
    const text = '{"version":4,"names":["a"],"colour":"red"}';
    await writeFile(file, text);
    const refusal = {
      kind: 'unsupported',
      message: expect.stringContaining('newer version of Portside'),
      data: { retry: 'never' },
    };
    await expect(json.read()).rejects.toMatchObject(refusal);
    await expect(json.update(() => empty)).rejects.toMatchObject(refusal);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['file.json']);
    expect(messages).toEqual([]);
  });

  it.each([0, -1, 1.5, '3', null])('is set aside where its version is %j', async (version) => {
    await writeFile(file, JSON.stringify({ version, names: [], isOpen: true }));
    expect(await json.read()).toEqual(empty);
    expect(messages).toHaveLength(1);
  });
});

describe('whatever a crash leaves', () => {
  const Rows = z.object({ rows: z.array(z.string()) });

  it('is read as the whole file or set aside whole, never as a part of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portside-json-'));
    const file = join(folder, 'rows.json');
    const content = { rows: ['one', 'two', 'three'] };
    const text = `${JSON.stringify(content, undefined, 2)}\n`;
    try {
      await fc.assert(
        fc.asyncProperty(fc.nat(text.length), async (length) => {
          await rm(folder, { recursive: true, force: true });
          await mkdir(folder);
          await writeFile(file, text.slice(0, length));
          const json = new JsonFile({ file, schema: Rows, empty: { rows: [] }, onSetAside() {} });
          const isWhole = length >= text.length - 1;
          expect(await json.read()).toEqual(isWhole ? content : { rows: [] });
          if (isWhole) return;
          const [aside = ''] = await readdir(folder);
          expect(await readFile(join(folder, aside), 'utf8')).toBe(text.slice(0, length));
        }),
        { numRuns: text.length * 2 },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  /** Counts up in a file as fast as it goes, and says each number that is safe. */
  const writer = `
    import { JsonFile } from ${JSON.stringify(new URL('./atomic-json.ts', import.meta.url).href)};
    const schema = { safeParse: (data) => ({ success: typeof data?.count === 'number', data }) };
    const json = new JsonFile({ file: process.argv[1], schema, empty: { count: 0, filler: '' }, onSetAside(message) { console.log(message); } });
    for (;;) {
      const { count } = await json.update(({ count }) => ({ count: count + 1, filler: 'x'.repeat(((count + 1) % 7) * 9000) }));
      process.stdout.write(count + '\\n');
    }
  `;

  it('after kill -9 at any moment is the last safe content or the next, whole', { timeout: 120_000 }, async () => {
    const seed = Number(process.env['PORTSIDE_SEED'] ?? Date.now() % 1_000_000);
    console.log(`kill -9 while writing: seed ${seed} (PORTSIDE_SEED repeats it)`);
    const [delays = []] = fc.sample(fc.array(fc.nat(120), { minLength: 12, maxLength: 12 }), { seed, numRuns: 1 });
    const folder = await mkdtemp(join(tmpdir(), 'portside-json-'));
    const file = join(folder, 'count.json');
    try {
      let total = 0;
      for (const delay of delays) {
        const child = spawn(process.execPath, ['--input-type=module', '-e', writer, file], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let said = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          said += text;
        });
        await once(child.stdout, 'data');
        setTimeout(() => child.kill('SIGKILL'), delay);
        await once(child, 'close');
        const safe = said.split('\n').slice(0, -1).map(Number);
        const { count, filler } = JSON.parse(await readFile(file, 'utf8')) as { count: number; filler: string };
        // What was said to be safe is there; at most one more, whose word was cut off.
        expect(safe.at(0)).toBe(total + 1);
        expect([safe.at(-1), (safe.at(-1) ?? 0) + 1]).toContain(count);
        expect(filler).toHaveLength((count % 7) * 9000);
        total = count;
      }
      expect((await readdir(folder)).filter((name) => name.includes('broken'))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
