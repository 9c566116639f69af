import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppendLog } from './append-log.ts';
import { FrameBlocks, readFrames } from './append-log-frames.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portside-log-'));
  file = join(folder, 'some/log');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function opened(path = file): Promise<{ log: AppendLog; entries: string[]; damaged: number }> {
  const entries: string[] = [];
  const { log, damaged } = await AppendLog.open(path, (entry) => entries.push(entry));
  return { log, entries, damaged };
}

async function entriesOf(path = file): Promise<string[]> {
  const { log, entries } = await opened(path);
  await log[Symbol.asyncDispose]();
  return entries;
}

/** Reads in pieces so small that frames and their heads are cut anywhere. */
async function framesIn(bytes: Buffer, pieceLength = 7): Promise<string[]> {
  const entries: string[] = [];
  const read = async (into: Buffer, position: number) => bytes.copy(into, 0, position);
  await readFrames({ size: bytes.length, read }, (entry) => entries.push(entry), pieceLength);
  return entries;
}

describe('a log that only grows', () => {
  it('gives back what was added, in that order, after it was closed and opened again', async () => {
    const { log, entries, damaged } = await opened();
    expect({ entries, damaged }).toEqual({ entries: [], damaged: 0 });
    for (const entry of ['one', '', '{"ünï":"日本"}']) log.append(entry);
    await log[Symbol.asyncDispose]();
    const again = await opened();
    expect(again.entries).toEqual(['one', '', '{"ünï":"日本"}']);
    again.log.append('more');
    await again.log[Symbol.asyncDispose]();
    expect(await entriesOf()).toEqual(['one', '', '{"ünï":"日本"}', 'more']);
  });

  it('has written what it says it has', async () => {
    const { log } = await opened();
    log.append('one');
    log.append('two');
    await log.written();
    expect(await framesIn(await readFile(file))).toEqual(['one', 'two']);
    log.append('three');
    await log.synced();
    expect(await framesIn(await readFile(file))).toEqual(['one', 'two', 'three']);
    expect(log.size).toBe((await stat(file)).size);
    await log[Symbol.asyncDispose]();
  });

  it('is readable by its owner alone', async () => {
    const { log } = await opened();
    log.append('one');
    await log[Symbol.asyncDispose]();
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('cut at any byte gives back every whole entry before the cut, and goes on from there', async () => {
    const entries = ['first', '{"a":[1,2,3]}', 'ünï', 'a longer one '.repeat(5), 'last'];
    const { log } = await opened();
    for (const entry of entries) log.append(entry);
    await log[Symbol.asyncDispose]();
    const bytes = await readFile(file);
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
    const cut = join(folder, 'cut');
    for (let length = 0; length <= bytes.length; length++) {
      const whole = ends.filter((end) => end <= length).length;
      await writeFile(cut, bytes.subarray(0, length));
      const { log: rest, entries: found } = await opened(cut);
      expect(found).toEqual(entries.slice(0, whole));
      rest.append('after the crash');
      await rest[Symbol.asyncDispose]();
      expect(await entriesOf(cut)).toEqual([...entries.slice(0, whole), 'after the crash']);
    }
  });

  it('leaves out what is damaged in its middle, and nothing else, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string().filter((text) => !text.includes('\n')),
          { minLength: 1, maxLength: 8 },
        ),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.integer({ min: 1, max: 60 }),
        async (entries, seed, change, pieceLength) => {
          const bytes = Buffer.concat(entries.map((entry) => Buffer.from(framed(entry))));
          expect(await framesIn(bytes, pieceLength)).toEqual(entries);
          const at = seed % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ change;
          const read = await framesIn(bytes, pieceLength);
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

  it('writes many and large entries in blocks, the bytes as those of one after the other', () => {
    const blocks = new FrameBlocks();
    const entries = Array.from({ length: 5_000 }, (_, at) => `entry ${at} ünï ${'x'.repeat(at % 97)}`);
    entries.splice(2_000, 0, 'large '.repeat(100_000));
    for (const entry of entries) blocks.add(entry);
    expect(Buffer.concat(blocks.end()).equals(Buffer.from(entries.map(framed).join('')))).toBe(true);
  });

  it('that is rewritten holds the new entries, and behind them what was added meanwhile', async () => {
    const { log } = await opened();
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
    const { log } = await opened();
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
    const { log } = await opened();
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
