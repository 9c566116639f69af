import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { type ReadingChannel, SftpReadStream } from './sftp-read-stream.ts';

const handle = Buffer.from('handle');
const pipeline = { chunk: 100, depth: 4 };
const { signal } = new AbortController();

interface Behaviour {
  /** Bytes that the server gives of those asked for. */
  readonly gives?: (asked: number, position: number) => number;
  readonly fails?: (position: number) => Error | undefined;
  readonly closing?: () => Promise<void>;
}

/** A server with one file, which answers in order but only after a turn of the loop. */
class OneFile implements ReadingChannel {
  readonly asked: { position: number; length: number }[] = [];
  waiting = 0;
  mostWaiting = 0;
  closed = 0;
  discarded = 0;
  readonly #content: Buffer;
  readonly #behaviour: Behaviour;

  constructor(content: Buffer, behaviour: Behaviour = {}) {
    this.#content = content;
    this.#behaviour = behaviour;
  }

  async read(_handle: Buffer, into: Buffer, position: number): Promise<number> {
    this.asked.push({ position, length: into.length });
    this.waiting += 1;
    this.mostWaiting = Math.max(this.mostWaiting, this.waiting);
    await new Promise((resolve) => setImmediate(resolve));
    this.waiting -= 1;
    const failure = this.#behaviour.fails?.(position);
    if (failure !== undefined) throw failure;
    const there = Math.max(0, Math.min(into.length, this.#content.length - position));
    const given = there === 0 ? 0 : (this.#behaviour.gives?.(there, position) ?? there);
    this.#content.copy(into, 0, position, position + given);
    return given;
  }

  async close(): Promise<void> {
    this.closed += 1;
    await this.#behaviour.closing?.();
  }

  discard(): void {
    this.discarded += 1;
  }
}

function open(file: OneFile, range = {}, size?: number): SftpReadStream {
  const stream = new SftpReadStream(file, handle, '/file', range, pipeline, signal);
  if (size !== undefined) stream.setSize(size);
  return stream;
}

describe('reading with many requests at once', () => {
  const content = randomBytes(1234);

  it('asks for no more ahead than a reader wants who is held back, and for more when it is not any more', async () => {
    let ahead: number | undefined = 60;
    const file = new OneFile(content);
    const stream = open(file, { ahead: () => ahead }, content.length);
    const read: Buffer[] = [];
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (read.push(piece) === 10) ahead = undefined;
      if (read.length < 10) expect(file.mostWaiting).toBeLessThanOrEqual(2);
    }
    expect(Buffer.concat(read).equals(content)).toBe(true);
    expect(file.asked.slice(0, 10).map(({ length }) => length)).toEqual(Array(10).fill(30));
    expect(file.mostWaiting).toBe(4);
  });

  it('delivers the bytes in order, however the server cuts its answers', async () => {
    for (const gives of [
      (asked: number) => asked,
      () => 1,
      (asked: number) => Math.ceil(asked / 3),
      (asked: number) => Math.min(asked, 99),
    ]) {
      const file = new OneFile(content, { gives });
      expect(await buffer(open(file, {}, content.length))).toEqual(content);
      expect(file.closed).toBe(1);
      expect(file.discarded).toBe(0);
    }
  });

  it('keeps so many requests on their way and no more', async () => {
    const file = new OneFile(content);
    await buffer(open(file, {}, content.length));
    expect(file.mostWaiting).toBe(pipeline.depth);
  });

  it('asks for little until the size is known', async () => {
    const file = new OneFile(Buffer.from('small'));
    expect(await buffer(open(file))).toEqual(Buffer.from('small'));
    expect(file.asked.length).toBeLessThanOrEqual(4);
  });

  it('reads on where the file is larger than its size', async () => {
    expect(await buffer(open(new OneFile(content), {}, 250))).toEqual(content);
  });

  it('ends where the file is smaller than its size', async () => {
    expect(await buffer(open(new OneFile(content), {}, 5000))).toEqual(content);
  });

  it('reads a file whose size is said to be nothing', async () => {
    expect(await buffer(open(new OneFile(content), {}, 0))).toEqual(content);
  });

  it('asks for nothing beyond the length that is wanted', async () => {
    const file = new OneFile(content);
    expect(await buffer(open(file, { offset: 50, length: 333 }, content.length))).toEqual(content.subarray(50, 383));
    expect(Math.max(...file.asked.map(({ position, length }) => position + length))).toBe(383);
  });

  it('holds no more than its pieces for a reader that does not read', async () => {
    const file = new OneFile(randomBytes(10_000));
    const stream = open(file, {}, 10_000);
    stream.read(0);
    while (file.waiting > 0) await new Promise((resolve) => setImmediate(resolve));
    const taken = stream.readableLength + pipeline.depth * pipeline.chunk;
    expect(file.asked.length * pipeline.chunk).toBeLessThanOrEqual(taken);
    stream.destroy();
  });

  it('delivers what came before an error, and then the error', async () => {
    const lost = new RemoteError('disconnected', 'lost');
    const file = new OneFile(content, { fails: (position) => (position >= 300 ? lost : undefined) });
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of open(file, {}, content.length)) bytes += chunk.length;
    })();
    await expect(reading).rejects.toBe(lost);
    expect(bytes).toBe(300);
    expect(file.discarded).toBe(1);
  });

  it('does not end before the server has closed the file', async () => {
    const refused = new RemoteError('io', 'the last bytes were not there');
    const file = new OneFile(content, { closing: () => Promise.reject(refused) });
    const reading = buffer(open(file, {}, content.length));
    await expect(reading).rejects.toMatchObject({ kind: 'io' });
  });
});
