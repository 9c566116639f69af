import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import { BLOCK_BYTES, giveBack } from '../blocks.ts';
import { connectInlet, type Inlet, inletOf } from './inlet.ts';

const ways = [
  ['written straight into blocks', (port: number) => connectInlet({ port, host: '127.0.0.1' })],
  ['taken over from a socket', (port: number) => connect({ port, host: '127.0.0.1' })],
] as const;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Two ends of a connection. */
async function line(join: (port: number) => Socket): Promise<{ far: Socket; near: Socket; inlet: Inlet }> {
  const server = createServer({ noDelay: true });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const near = join(typeof address === 'object' ? (address?.port ?? 0) : 0);
  const [far] = (await once(server, 'connection')) as [Socket];
  for (const end of [far, near]) end.on('error', () => {});
  closing.push(
    () => server.close(),
    () => far.destroy(),
    () => near.destroy(),
  );
  return { far, near, inlet: inletOf(near) };
}

const next = (inlet: Inlet) => new Promise<Buffer>((resolve) => inlet.want(resolve));

describe.each(ways)('bytes %s', (_, join) => {
  it('arrive whole and in order, though blocks are used again and the reader takes its time', async () => {
    const bytes = randomBytes(3 * BLOCK_BYTES + 4321);
    const { far, near, inlet } = await line(join);
    const pieces = (function* () {
      for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 300_007)
        yield bytes.subarray(at, at + size);
    })();
    Readable.from(pieces).pipe(far);
    const ended = once(near, 'end').then(() => undefined);
    near.resume();
    const sum = createHash('sha256');
    for (let turn = 0; ; turn++) {
      const piece = await Promise.race([next(inlet), ended]);
      if (piece === undefined) break;
      for (let pause = turn % 4; pause > 0; pause--) await new Promise(setImmediate);
      sum.update(piece);
      giveBack(piece);
    }
    for (const piece of inlet.rest()) sum.update(piece);
    expect(sum.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('are handed over while they are few', async () => {
    const { far, near, inlet } = await line(join);
    near.resume();
    const first = next(inlet);
    far.write('some');
    expect(String(await first)).toBe('some');
    far.write('more');
    await eventually(() => expect(near.bytesRead).toBe(8));
    expect(String(await next(inlet))).toBe('more');
  });

  it('stay as they were handed over while others come', async () => {
    const { far, near, inlet } = await line(join);
    near.resume();
    const pieces: Buffer[] = [];
    for (const word of ['one ', 'two ', 'three']) {
      far.write(word);
      pieces.push(await next(inlet));
    }
    expect(String(Buffer.concat(pieces))).toBe('one two three');
  });

  it('wait at the other end while nobody takes them, and come once somebody does', async () => {
    const { far, near, inlet } = await line(join);
    near.resume();
    const bytes = randomBytes(16 * BLOCK_BYTES);
    far.end(bytes);
    await eventually(() => expect(inlet.isHeldUp).toBe(true));
    expect(near.bytesRead).toBeLessThan(3 * BLOCK_BYTES);
    const ended = once(near, 'end').then(() => undefined);
    const pieces: Buffer[] = [];
    for (;;) {
      const piece = await Promise.race([next(inlet), ended]);
      if (piece === undefined) break;
      pieces.push(piece);
    }
    expect(Buffer.concat([...pieces, ...inlet.rest()]).equals(bytes)).toBe(true);
  });

  it('are dropped to the end where nobody wants them any more', async () => {
    const { far, near, inlet } = await line(join);
    near.resume();
    far.end(randomBytes(16 * BLOCK_BYTES));
    await eventually(() => expect(inlet.isHeldUp).toBe(true));
    inlet.discard();
    await once(near, 'end');
    expect(near.bytesRead).toBe(16 * BLOCK_BYTES);
    expect(inlet.rest()).toEqual([]);
  });
});
