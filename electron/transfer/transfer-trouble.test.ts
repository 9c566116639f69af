import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { type EngineFixture, startEngine } from './testing/engine-fixture.ts';
import { writeTree } from './testing/folders.ts';

const local = new LocalFileSystem();

let fixture: EngineFixture;
beforeEach(async () => {
  fixture = await startEngine();
});
afterEach(() => fixture[Symbol.asyncDispose]());

describe('what has arrived of a file', () => {
  const content = Buffer.alloc(3_000_000, 'content ');
  let id: string;
  let arrived: number;

  /** The line is lost in the middle of it. */
  beforeEach(async () => {
    await writeTree(fixture.here, { 'a.bin': content });
    fixture.changeServer({
      write(path, body, options, call) {
        const some = async function* () {
          let passed = 0;
          for await (const chunk of body as AsyncIterable<Buffer>) {
            yield chunk;
            passed += chunk.length;
            if (passed > 1_000_000) throw new RemoteError('disconnected', 'The line was lost.');
          }
        };
        return local.write(path, Readable.from(some()), options, call);
      },
    });
    [id = ''] = fixture.upload('a.bin');
    await fixture.ended();
    arrived = (await stat(join(fixture.there.path, 'a.bin.portside-part'))).size;
    fixture.changeServer({});
  });

  async function failsAgain(kind: string): Promise<void> {
    fixture.engine.retry({ ids: [id] });
    const note = 'What has arrived stays as “a.bin.portside-part”; trying again goes on from there.';
    expect(await fixture.ended()).toMatchObject([{ state: 'failed', error: { kind }, note }]);
    expect((await stat(join(fixture.there.path, 'a.bin.portside-part'))).size).toBe(arrived);
  }

  async function goesOn(): Promise<void> {
    const offsets: (number | undefined)[] = [];
    fixture.changeServer({
      write(path, body, options, call) {
        offsets.push(options.offset);
        return local.write(path, body, options, call);
      },
    });
    fixture.engine.retry({ ids: [id] });
    expect(await fixture.ended()).toMatchObject([{ state: 'done', bytes: content.length }]);
    expect(offsets).toEqual([arrived]);
    expect((await readFile(join(fixture.there.path, 'a.bin'))).equals(content)).toBe(true);
  }

  it('stays while its source is gone, with the disk that it is on, and is gone on from when that is back', async () => {
    const [source, away] = ['a.bin', 'away'].map((name) => join(fixture.here.path, name)) as [string, string];
    await rename(source, away);
    await failsAgain('not-found');
    await rename(away, source);
    await goesOn();
  });

  it('was said to stay, right after the server had said that it is not there', async () => {
    const path = join(fixture.there.path, 'a.bin.portside-part');
    fixture.changeServer({
      async write() {
        throw new RemoteError('not-found', `“${path}” does not exist.`, { path });
      },
    });
    fixture.engine.retry({ ids: [id] });
    const [item] = await fixture.ended();
    expect(item).toMatchObject({ state: 'failed', error: { kind: 'not-found' } });
    expect(item?.note).toBeUndefined();
  });

  it('was said twice to stay where the disk was full', async () => {
    fixture.changeServer({
      async write() {
        throw new RemoteError('no-space', 'There is no room left.', { serverText: '552 No space' });
      },
    });
    fixture.engine.retry({ ids: [id] });
    const [item] = await fixture.ended();
    expect(item).toMatchObject({ state: 'failed', error: { hint: expect.stringContaining('What arrived is kept') } });
    expect(item?.note).toBeUndefined();
  });

  it('stays while its server has trouble of its own, and is gone on from when that is over', async () => {
    fixture.changeServer({
      async write() {
        throw new RemoteError('io', 'The server refused.', { serverCode: 451, serverText: '451 Local error' });
      },
    });
    await failsAgain('io');
    await goesOn();
  });
});
