import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppendLog, readFrames } from './append-log.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portside-log-'));
  file = join(folder, 'some/log');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function entriesOf(path = file): Promise<string[]> {
  const { log, content } = await AppendLog.open(path);
  await log[Symbol.asyncDispose]();
  return content.entries;
}

describe('a log that only grows', () => {
  it('gives back what was added, in that order, after it was closed and opened again', async () => {
    const { log, content } = await AppendLog.open(file);
    expect(content).toEqual({ entries: [], damaged: 0 });
    for (const entry of ['one', '', '{"ünï":"日本"}']) log.append(entry);
    await log[Symbol.asyncDispose]();
    const again = await AppendLog.open(file);
    expect(again.content.entries).toEqual(['one', '', '{"ünï":"日本"}']);
    again.log.append('more');
    await again.log[Symbol.asyncDispose]();
    expect(await entriesOf()).toEqual(['one', '', '{"ünï":"日本"}', 'more']);
  });

  it('has written what it says it has', async () => {
    const { log } = await AppendLog.open(file);
    log.append('one');
    log.append('two');
    await log.written();
    expect(readFrames(await readFile(file)).entries).toEqual(['one', 'two']);
    log.append('three');
    await log.synced();
    expect(readFrames(await readFile(file)).entries).toEqual(['one', 'two', 'three']);
    expect(log.size).toBe((await stat(file)).size);
    await log[Symbol.asyncDispose]();
  });

  it('is readable by its owner alone', async () => {
    const { log } = await AppendLog.open(file);
    log.append('one');
    await log[Symbol.asyncDispose]();
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('cut at any byte gives back every whole entry before the cut, and goes on from there', async () => {
    const entries = ['first', '{"a":[1,2,3]}', 'ünï', 'a longer one '.repeat(5), 'last'];
    const { log } = await AppendLog.open(file);
    for (const entry of entries) log.append(entry);
    await log[Symbol.asyncDispose]();
    const bytes = await readFile(file);
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
    const cut = join(folder, 'cut');
    for (let length = 0; length <= bytes.length; length++) {
      const whole = ends.filter((end) => end <= length).length;
      await writeFile(cut, bytes.subarray(0, length));
      const { log: rest, content } = await AppendLog.open(cut);
      expect(content.entries).toEqual(entries.slice(0, whole));
      rest.append('after the crash');
      await rest[Symbol.asyncDispose]();
      expect(await entriesOf(cut)).toEqual([...entries.slice(0, whole), 'after the crash']);
    }
  });

  it('leaves out what is damaged in its middle, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string().filter((text) => !text.includes('\n')),
          { minLength: 1, maxLength: 8 },
        ),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (entries, seed, change) => {
          const bytes = Buffer.concat(entries.map((entry) => Buffer.from(framed(entry))));
          const at = seed % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ change;
          const read = readFrames(bytes).entries;
          // The entry that was hit, and at most the next one where the end of its line was.
          expect(read.length).toBeGreaterThanOrEqual(entries.length - 2);
          let from = 0;
          for (const entry of read) {
            from = entries.indexOf(entry, from) + 1;
            expect(from).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it('that is rewritten holds the new entries, and behind them what was added meanwhile', async () => {
    const { log } = await AppendLog.open(file);
    for (let at = 0; at < 1_000; at++) log.append(`old ${at}`);
    const slices = function* () {
      yield ['a', 'b'];
      log.append('meanwhile 1');
      yield ['c'];
      log.append('meanwhile 2');
    };
    await log.rewrite(slices());
    log.append('after');
    await log[Symbol.asyncDispose]();
    expect(await entriesOf()).toEqual(['a', 'b', 'c', 'meanwhile 1', 'meanwhile 2', 'after']);
    expect(await readFile(`${file}.new`).catch(() => 'gone')).toBe('gone');
  });

  it('whose rewriting fails keeps everything it had', async () => {
    const { log } = await AppendLog.open(file);
    log.append('old');
    const slices = function* () {
      yield ['new'];
      log.append('meanwhile');
      throw new Error('no more');
    };
    await expect(log.rewrite(slices())).rejects.toThrow('no more');
    log.append('after');
    await log[Symbol.asyncDispose]();
    expect(await entriesOf()).toEqual(['old', 'meanwhile', 'after']);
  });

  it('overwrites nothing that an earlier crash left beside it', async () => {
    const { log } = await AppendLog.open(file);
    log.append('one');
    await log[Symbol.asyncDispose]();
    await appendFile(`${file}.new`, 'half a rewriting');
    expect(await entriesOf()).toEqual(['one']);
  });
});

function framed(entry: string): string {
  const bytes = Buffer.from(entry);
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  return `${hex(bytes.length)} ${hex(crc32(bytes))} ${entry}\n`;
}
