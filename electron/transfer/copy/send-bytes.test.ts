import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { BLOCK_BYTES, giveBack, takeBlock } from '../../remote/blocks.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import { sendBytes } from './send-bytes.ts';

const call = { signal: new AbortController().signal };
const RATE = 1024 * 1024;

/** Reads blocks of which each is the only place where its bytes are. */
function sourceOf(content: Buffer): Pick<RemoteFileSystem, 'read'> {
  return {
    read: async () =>
      Readable.from(
        (function* () {
          for (let at = 0; at < content.length; at += BLOCK_BYTES) {
            const block = takeBlock();
            yield block.subarray(0, content.copy(block, 0, at, at + BLOCK_BYTES));
          }
        })(),
      ),
  };
}

/** Gives back what it has written, and whoever takes that next fills it at once. */
function writer(): Pick<RemoteFileSystem, 'write'> & { readonly pieces: Buffer[] } {
  const pieces: Buffer[] = [];
  return {
    pieces,
    async write(_path, body) {
      for await (const piece of body as AsyncIterable<Buffer>) {
        pieces.push(Buffer.from(piece));
        giveBack(piece);
        const next = takeBlock().fill(0xff);
        giveBack(next);
      }
      return pieces.reduce((sum, { length }) => sum + length, 0);
    },
  };
}

function send(content: Buffer, take: (bytes: number) => Promise<void> | undefined, rate: number | undefined) {
  const target = writer();
  const onBytes = vi.fn<(bytes: number) => void>();
  const sent = sendBytes(
    {
      ...{ source: sourceOf(content) as RemoteFileSystem, sourcePath: '/a' },
      ...{ target: target as unknown as RemoteFileSystem, targetPath: '/b' },
      ...{ offset: 0, expected: content.length, throttle: { take, rate }, onBytes },
    },
    call,
  );
  return { sent, pieces: target.pieces, onBytes };
}

describe('bytes under a limit', () => {
  it('pass in slices of an eighth of a second, none of them overwritten when the one before is given back', async () => {
    const content = randomBytes(3 * BLOCK_BYTES + 7);
    const taken: number[] = [];
    const take = (bytes: number) => {
      taken.push(bytes);
      return new Promise<void>((resolve) => setImmediate(resolve));
    };
    const { sent, pieces, onBytes } = send(content, take, RATE);
    expect(await sent).toBe(content.length);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
    expect(pieces.length).toBeGreaterThan(4);
    expect(Math.max(...taken)).toBe(RATE / 8);
    expect(onBytes.mock.calls.flat()).toEqual(taken);
  });

  it('pass in the pieces they came in where there is none', async () => {
    const content = randomBytes(2 * BLOCK_BYTES);
    const { sent, pieces } = send(content, () => undefined, undefined);
    await sent;
    expect(pieces.map(({ length }) => length)).toEqual([BLOCK_BYTES, BLOCK_BYTES]);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  });

  it('do not pass any more once they are given up', async () => {
    const given = new Error('given up');
    const { sent, pieces } = send(randomBytes(BLOCK_BYTES), () => Promise.reject(given), RATE);
    await expect(sent).rejects.toThrow();
    expect(pieces).toEqual([]);
  });
});
