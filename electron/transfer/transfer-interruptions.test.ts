import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../../test/eventually.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { type EngineFixture, SERVER, startEngine } from './testing/engine-fixture.ts';
import { readTree, writeTree } from './testing/folders.ts';

const local = new LocalFileSystem();

let fixture: EngineFixture;
beforeEach(async () => {
  fixture = await startEngine();
});
afterEach(() => fixture[Symbol.asyncDispose]());

/** From now on what is written to the server never ends. @returns how much of that has arrived. */
function neverEnough(): () => number {
  let arrived = 0;
  fixture.changeServer({
    async write(path, body, options, call) {
      const endless = Readable.from(
        (async function* () {
          for await (const chunk of body) yield chunk;
          for (;;) {
            arrived++;
            await new Promise((resolve) => setImmediate(resolve));
            yield Buffer.alloc(10);
          }
        })(),
      );
      return local.write(path, endless, options, call);
    },
  });
  return () => arrived;
}

describe('cancelling', () => {
  it('a transfer that waits takes it out of the queue', async () => {
    await writeTree(fixture.here, Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`${at}`, 'x'])));
    const server = fixture.gateServer();
    const ids = fixture.upload('0', '1', '2', '3', '4', '5');
    await eventually(() => expect(server.waiting).toHaveLength(4));
    fixture.engine.cancel({ ids: ids.slice(4) });
    expect(fixture.states().slice(4)).toEqual(['cancelled', 'cancelled']);
    server.open();
    await fixture.ended();
    expect(Object.keys(await readTree(fixture.there))).toEqual(['0', '1', '2', '3']);
  });

  it('a transfer that runs really stops it, and leaves nothing behind', async () => {
    await writeTree(fixture.here, { big: Buffer.alloc(1_000_000) });
    const taken = neverEnough();
    const [id] = fixture.upload('big');
    await eventually(() => expect(taken()).toBeGreaterThan(3));
    fixture.engine.cancel({ ids: [id ?? ''] });
    expect(await fixture.ended()).toMatchObject([{ state: 'cancelled' }]);
    expect(fixture.items()[0]).not.toHaveProperty('error');
    await eventually(async () => expect(await readTree(fixture.there)).toEqual({}));
  });

  it('what needs a server that is about to be left waits for it', async () => {
    await writeTree(fixture.here, { big: Buffer.alloc(1_000_000), other: 'x' });
    const taken = neverEnough();
    fixture.upload('big', 'other');
    await eventually(() => expect(taken()).toBeGreaterThan(3));
    expect(Object.keys(await readTree(fixture.there))).toContain('big.portside-part');
    await fixture.engine.leave('another server');
    expect(fixture.states()).toEqual(['active', 'active']);
    await fixture.engine.leave(SERVER);
    expect(fixture.states()).toEqual(['paused', 'paused']);
    fixture.changeServer({});
    fixture.engine.resume({ of: 'queued' });
    await fixture.ended();
    expect(fixture.states()).toEqual(['done', 'done']);
  });

  it('a folder cancels all that came from it and all that would', async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`site/${at % 5}/${at}`, 'x']));
    await writeTree(fixture.here, files);
    const server = fixture.gateServer();
    const [id] = fixture.upload('site');
    await eventually(() => expect(server.waiting.length).toBeGreaterThan(0));
    fixture.engine.cancel({ ids: [id ?? ''] });
    const items = await fixture.ended();
    expect(items.filter((item) => item.kind === 'file' && item.state !== 'cancelled')).toEqual([]);
    expect(Object.keys(await readTree(fixture.there)).filter((name) => !name.endsWith('/'))).toEqual([]);
  });

  it('what has ended, or never was, changes nothing', async () => {
    await writeTree(fixture.here, { a: 'x' });
    const ids = fixture.upload('a');
    await fixture.ended();
    fixture.engine.cancel({ ids: [...ids, 'unknown'] });
    expect(fixture.states()).toEqual(['done']);
  });
});

describe('trying again', () => {
  it('copies what failed once its reason is gone', async () => {
    const ids = fixture.upload('late.txt');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed' }]);
    await writeTree(fixture.here, { 'late.txt': 'here now' });
    fixture.engine.retry({ ids: ids });
    const [item] = await fixture.ended();
    expect(item).toMatchObject({ state: 'done', bytes: 8 });
    expect(item).not.toHaveProperty('error');
    expect(await readTree(fixture.there)).toEqual({ 'late.txt': 'here now' });
  });

  it('counts the bytes from the start', async () => {
    await writeTree(fixture.here, { 'a.txt': '0123456789' });
    fixture.changeServer({
      async write(path, body, options, call) {
        await local.write(path, body, options, call);
        throw new RemoteError('disconnected', 'Gone.');
      },
    });
    const ids = fixture.upload('a.txt');
    await fixture.ended();
    fixture.changeServer({});
    fixture.engine.retry({ ids: ids });
    expect(await fixture.ended()).toMatchObject([{ state: 'done', bytes: 10, size: 10 }]);
  });

  it('takes a cancelled folder up with all that came from it, each once', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`site/${at}`, 'x']));
    await writeTree(fixture.here, files);
    const server = fixture.gateServer();
    const ids = fixture.upload('site');
    await eventually(() => expect(server.waiting).toHaveLength(4));
    fixture.engine.cancel({ ids: ids });
    await fixture.ended();
    fixture.changeServer({});
    fixture.engine.retry({ ids: ids });
    const items = await fixture.ended();
    expect(items).toHaveLength(21);
    expect(items.every((item) => item.state === 'done')).toBe(true);
    expect(await readTree(fixture.there)).toEqual(files);
  });

  it('does not wait any longer for what would be tried again by itself', async () => {
    await using patient = await startEngine({ retryAfterMs: 3_600_000 });
    await writeTree(patient.here, { a: 'x', b: 'y' });
    patient.changeServer({
      async write() {
        throw new RemoteError('disconnected', 'The connection was lost.', { retry: 'reconnect' });
      },
    });
    const ids = patient.upload('a', 'b');
    await eventually(() => expect(patient.items().some(({ retryAt }) => retryAt !== undefined)).toBe(true));
    patient.changeServer({});
    patient.engine.retry({ ids });
    await patient.ended();
    expect(await readTree(patient.there)).toEqual({ a: 'x', b: 'y' });
  });

  it('does not wait for ever for a server that was away, where the first to ask for it again fails of itself', async () => {
    await using patient = await startEngine({ retryAfterMs: 50 });
    await writeTree(patient.here, { first: '1', third: '3' });
    patient.changeServer({
      stat: async () => Promise.reject(new RemoteError('unreachable', 'The server is away.')),
    });
    const [first = ''] = patient.upload('first');
    await eventually(() => expect(patient.items()[0]).toHaveProperty('retryAt'));
    patient.engine.pause({ ids: [first] });
    patient.changeServer({});
    patient.upload('second, that is not there', 'third');
    await eventually(() => expect(patient.states()).toEqual(['paused', 'failed', 'done']));
  });

  it('does nothing for what is done, skipped, under way or unknown', async () => {
    await writeTree(fixture.here, { a: 'x', b: 'y' });
    const done = fixture.upload('a');
    await fixture.ended();
    const server = fixture.gateServer();
    const running = fixture.upload('b');
    await eventually(() => expect(server.waiting).toHaveLength(1));
    fixture.engine.retry({ ids: [...done, ...running, 'unknown'] });
    expect(fixture.states()).toEqual(['done', 'active']);
    server.open();
    await fixture.ended();
    expect(server.waiting).toHaveLength(1);
  });
});

describe('the list', () => {
  it('forgets what has ended, and only that', async () => {
    await writeTree(fixture.here, { a: 'x', b: 'y', c: 'z' });
    await writeTree(fixture.there, { c: 'old' });
    fixture.upload('a', 'missing');
    await fixture.ended();
    const server = fixture.gateServer();
    fixture.upload('b', 'c');
    await eventually(() => expect(fixture.states()).toEqual(['done', 'failed', 'active', 'asking']));
    fixture.engine.remove({ of: 'all' });
    expect(fixture.states()).toEqual(['active', 'asking']);
    expect(fixture.engine.snapshot().totals).toMatchObject({ done: 0, failed: 0, active: 1, asking: 1 });
    server.open();
    await eventually(() => expect(fixture.states()).toEqual(['done', 'asking']));
  });

  it('shows progress while a file travels', async () => {
    await writeTree(fixture.here, { big: Buffer.alloc(3_000_000) });
    const server = fixture.gateServer();
    fixture.upload('big');
    await eventually(() => expect(server.waiting).toHaveLength(1));
    await eventually(() => {
      const [item] = fixture.items();
      expect(item?.bytes).toBeGreaterThan(0);
      expect(item?.bytes).toBeLessThan(3_000_000);
      expect(item?.rate).toBeGreaterThan(0);
    });
    expect(fixture.engine.snapshot().totals.bytesLeft).toBeLessThan(3_000_000);
    server.open();
    const [item] = await fixture.ended();
    expect(item).toMatchObject({ bytes: 3_000_000 });
    expect(item).not.toHaveProperty('rate');
    await eventually(() => expect(fixture.deltas.at(-1)).toMatchObject({ totals: { done: 1, rate: 0 } }));
  });
});

describe('sleep', () => {
  it('sends what runs back to the head of the queue; after it everything arrives', async () => {
    const files = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`${at}`, `content ${at}`]));
    await writeTree(fixture.here, files);
    const server = fixture.gateServer();
    fixture.upload(...Object.keys(files));
    await eventually(() => expect(server.waiting).toHaveLength(4));
    fixture.engine.sleep();
    await eventually(() => expect(new Set(fixture.states())).toEqual(new Set(['queued'])));
    server.open();
    fixture.engine.wake();
    await fixture.ended();
    expect(new Set(fixture.states())).toEqual(new Set(['done']));
    expect(await readTree(fixture.there)).toEqual(files);
  });

  it('does not make the user answer twice', async () => {
    await writeTree(fixture.here, { a: 'new' });
    await writeTree(fixture.there, { a: 'old' });
    const [id] = fixture.upload('a');
    await fixture.asked(1);
    const server = fixture.gateServer();
    fixture.engine.answer(id ?? '', { action: 'overwrite', scope: 'file' });
    await eventually(() => expect(server.waiting).toHaveLength(1));
    fixture.engine.sleep();
    await eventually(() => expect(fixture.states()).toEqual(['queued']));
    server.open();
    fixture.engine.wake();
    expect(await fixture.ended()).toMatchObject([{ state: 'done' }]);
    expect(await readTree(fixture.there)).toEqual({ a: 'new' });
  });

  it('does not wake what was cancelled meanwhile', async () => {
    await writeTree(fixture.here, { a: 'x', b: 'x' });
    const server = fixture.gateServer();
    const ids = fixture.upload('a', 'b');
    await eventually(() => expect(server.waiting).toHaveLength(2));
    fixture.engine.sleep();
    fixture.engine.cancel({ ids: ids });
    fixture.engine.wake();
    await fixture.ended();
    expect(fixture.states()).toEqual(['cancelled', 'cancelled']);
  });
});

describe('closing', () => {
  it('stops everything that runs, keeps what has arrived for the next time, and starts nothing more', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`site/${at}`, 'x'.repeat(1_000)]));
    await writeTree(fixture.here, files);
    fixture.changeServer({
      async write(path, body, options, call) {
        await local.write(path, body, options, call);
        return new Promise((_resolve, reject) => {
          call.signal.addEventListener('abort', () => reject(new RemoteError('cancelled', 'Cancelled.')));
        });
      },
    });
    fixture.upload('site');
    await eventually(async () => expect(Object.keys(await readTree(fixture.there))).toHaveLength(4));
    await fixture.engine.close();
    const partial = Object.keys(await readTree(fixture.there));
    expect(partial).toHaveLength(4);
    expect(partial.every((name) => name.endsWith('.portside-part'))).toBe(true);
    const left = fixture.items().filter((item) => item.kind === 'file');
    expect(new Set(left.map((item) => item.state))).toEqual(new Set(['queued']));
  });

  it('resolves at once where nothing runs', async () => {
    await fixture.engine.close();
  });
});
