import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { takeBlock } from '../blocks.ts';
import { PipelinedWrite, type WriteTarget } from './pipelined-write.ts';

const handle = Buffer.from('handle');
const { signal } = new AbortController();

/** A server that acknowledges after a turn of the loop. What is sent leaves at once, as it does in SSH packets. */
class Written {
  readonly pieces: { position: number; length: number }[] = [];
  readonly content: Buffer;
  waiting = 0;
  mostWaiting = 0;
  readonly #fails: (position: number) => boolean;

  constructor(size: number, fails: (position: number) => boolean = () => false) {
    this.content = Buffer.alloc(size);
    this.#fails = fails;
  }

  async write(_handle: Buffer, bytes: Buffer, position: number): Promise<void> {
    this.pieces.push({ position, length: bytes.length });
    this.waiting += 1;
    this.mostWaiting = Math.max(this.mostWaiting, this.waiting);
    bytes.copy(this.content, position);
    await new Promise((resolve) => setImmediate(resolve));
    this.waiting -= 1;
    if (this.#fails(position)) throw new RemoteError('no-space', 'full');
  }

  async setHandleAttributes(): Promise<void> {}
}

/** A server that answers only when it is told to, request by request and in any order. */
class Held {
  readonly asked: { position: number; length: number; answer: (refusal?: RemoteError) => void }[] = [];
  readonly cuts: number[] = [];

  write(_handle: Buffer, { length }: Buffer, position: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.asked.push({ position, length, answer: (refusal) => (refusal ? reject(refusal) : resolve()) });
    return promise;
  }

  async setHandleAttributes(_handle: Buffer, attributes: object): Promise<void> {
    this.cuts.push((attributes as { size: number }).size);
  }

  /** Answers what goes to these positions; resolves when the writer has heard it. */
  async answer(positions: readonly number[], refusal?: RemoteError): Promise<void> {
    for (const place of positions) this.asked.find(({ position }) => position === place)?.answer(refusal);
    await turn();
  }

  get positions(): number[] {
    return this.asked.map(({ position }) => position);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

const target = (channel: WriteTarget['channel'], position = 0) => ({
  channel,
  handle,
  path: '/file',
  position,
  pipeline: { chunk: 100, depth: 4 },
});

const writePipelined = (to: WriteTarget, body: Readable) => new PipelinedWrite(to, signal).write(body);

describe('writing with many requests at once', () => {
  it('writes every byte to its place, in pieces of one size, however the body is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 350 }), { maxLength: 30 }),
        fc.nat(50),
        async (cuts, start) => {
          const parts = cuts.map((length) => randomBytes(length));
          const content = Buffer.concat(parts);
          const channel = new Written(start + content.length);
          const body = Readable.from(parts);
          expect(await writePipelined(target(channel, start), body)).toBe(content.length);
          expect(channel.content.subarray(start)).toEqual(content);
          expect(channel.pieces.length).toBe(Math.ceil(content.length / 100));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('uses the memory of what was sent again', async () => {
    const blocks = [takeBlock(), takeBlock()];
    const parts = [blocks[0]?.fill('a').subarray(0, 1000), blocks[1]?.fill('b').subarray(0, 1050)];
    const channel = new Written(2050);
    await writePipelined(target(channel), Readable.from(parts));
    expect(String(channel.content)).toBe('a'.repeat(1000) + 'b'.repeat(1050));
    const again = [takeBlock(), takeBlock()].map(({ buffer }) => buffer);
    expect(new Set(again)).toEqual(new Set(blocks.map(({ buffer }) => buffer)));
  });

  it('keeps so many requests on their way and no more', async () => {
    const channel = new Written(2000);
    await writePipelined(target(channel), Readable.from([randomBytes(2000)]));
    expect(channel.mostWaiting).toBe(4);
    expect(channel.waiting).toBe(0);
  });

  it('stops at the first failure and takes no more of the body', async () => {
    const channel = new Written(1e6, (position) => position === 300);
    let taken = 0;
    const body = new Readable({
      read() {
        taken += 100;
        this.push(randomBytes(100));
      },
      highWaterMark: 1,
    });
    await expect(writePipelined(target(channel), body)).rejects.toMatchObject({ kind: 'no-space' });
    expect(body.destroyed).toBe(true);
    expect(taken).toBeLessThan(2000);
  });

  it('stops a body that gives nothing when a late acknowledgement fails', async () => {
    const channel = new Written(1000, () => true);
    const body = new Readable({ read() {} });
    body.push(randomBytes(100));
    await expect(writePipelined(target(channel), body)).rejects.toMatchObject({ kind: 'no-space' });
    expect(body.destroyed).toBe(true);
  });
});

describe('a write that is cut short', () => {
  const full = new RemoteError('no-space', 'full');

  /** Writes 1000 bytes from 500 on, in pieces of 100, four at a time. */
  function begin(until = signal) {
    const channel = new Held();
    const writing = new PipelinedWrite(target(channel, 500), until);
    const ended = writing.write(Readable.from([randomBytes(1000)]));
    ended.catch(() => {});
    return { channel, writing, ended };
  }

  it('is never further than one pipeline beyond what is there without a gap', async () => {
    const { channel, writing, ended } = begin();
    await turn();
    await channel.answer([600, 700, 800]);
    expect(channel.positions).toEqual([500, 600, 700, 800]);
    expect(writing.certain).toBe(500);
    await channel.answer([500]);
    expect(channel.positions).toEqual([500, 600, 700, 800, 900, 1000, 1100, 1200]);
    expect(writing.certain).toBe(900);
    for (let answered = 4; channel.positions.length > answered; answered++) {
      await channel.answer(channel.positions.slice(answered, answered + 1));
    }
    expect(await ended).toBe(1000);
    expect(writing.certain).toBe(1500);
  });

  it('leaves no hole where a WRITE fails and those behind it succeed', async () => {
    const { channel, writing, ended } = begin();
    await turn();
    await channel.answer([500]);
    await channel.answer([600], full);
    await expect(ended).rejects.toBe(full);
    const cut = writing.cutToCertain();
    await channel.answer([700, 800]);
    // A WRITE that is still worked on would make the file longer again.
    expect(channel.cuts).toEqual([]);
    await channel.answer([900]);
    await cut;
    expect(channel.cuts).toEqual([600]);
    expect(writing.certain).toBe(600);
  });

  it('cuts nothing off where all that was sent has arrived', async () => {
    const channel = new Written(300);
    const writing = new PipelinedWrite(target(channel), signal);
    const body = Readable.from(
      (async function* () {
        yield randomBytes(300);
        throw new Error('the source broke');
      })(),
    );
    await expect(writing.write(body)).rejects.toMatchObject({ kind: 'io' });
    const cut = vi.spyOn(channel, 'setHandleAttributes');
    await writing.cutToCertain();
    expect(writing.certain).toBe(300);
    expect(cut).not.toHaveBeenCalled();
  });

  it('is not waited for once it is cancelled, and knows what is certain', async () => {
    const cancel = new AbortController();
    const { channel, writing, ended } = begin(cancel.signal);
    await turn();
    await channel.answer([500, 700, 800]);
    cancel.abort();
    await expect(ended).rejects.toMatchObject({ kind: 'cancelled' });
    await writing.cutToCertain();
    expect(channel.cuts).toEqual([]);
    expect(writing.certain).toBe(600);
  });
});
