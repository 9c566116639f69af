import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { takeBlock } from '../blocks.ts';
import { writePipelined } from './pipelined-write.ts';

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
}

const target = (channel: Written, position = 0) => ({
  channel,
  handle,
  path: '/file',
  position,
  pipeline: { chunk: 100, depth: 4 },
});

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
          expect(await writePipelined(target(channel, start), body, signal)).toBe(content.length);
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
    await writePipelined(target(channel), Readable.from(parts), signal);
    expect(String(channel.content)).toBe('a'.repeat(1000) + 'b'.repeat(1050));
    const again = [takeBlock(), takeBlock()].map(({ buffer }) => buffer);
    expect(new Set(again)).toEqual(new Set(blocks.map(({ buffer }) => buffer)));
  });

  it('keeps so many requests on their way and no more', async () => {
    const channel = new Written(2000);
    await writePipelined(target(channel), Readable.from([randomBytes(2000)]), signal);
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
    await expect(writePipelined(target(channel), body, signal)).rejects.toMatchObject({ kind: 'no-space' });
    expect(body.destroyed).toBe(true);
    expect(taken).toBeLessThan(2000);
  });

  it('stops a body that gives nothing when a late acknowledgement fails', async () => {
    const channel = new Written(1000, () => true);
    const body = new Readable({ read() {} });
    body.push(randomBytes(100));
    await expect(writePipelined(target(channel), body, signal)).rejects.toMatchObject({ kind: 'no-space' });
    expect(body.destroyed).toBe(true);
  });
});
