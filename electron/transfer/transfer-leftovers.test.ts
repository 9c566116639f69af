import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../../test/eventually.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import { type EngineFixture, startEngine } from './testing/engine-fixture.ts';
import { readTree, type TemporaryFolder, temporaryFolder, writeTree } from './testing/folders.ts';

const local = new LocalFileSystem();

/** A server that cannot replace in one step. */
const inSteps = { ...local.extras, atomicReplace: undefined } as unknown as RemoteFileSystem['extras'];
const overwrite = { onConflict: 'overwrite' } as const;

let fixture: EngineFixture;
let isOpen: boolean;
let journals: TemporaryFolder;
const start = (options: Parameters<typeof startEngine>[0] = {}) => startEngine({ isOpen: () => isOpen, ...options });

beforeEach(async () => {
  isOpen = true;
  journals = await temporaryFolder();
  fixture = await start({ retryAfterMs: 600_000 });
  await writeTree(fixture.here, { page: 'new' });
});
afterEach(async () => {
  await fixture[Symbol.asyncDispose]();
  await journals[Symbol.asyncDispose]();
});

/** The line is lost when the new file is to get its name: nothing has that any more. @returns the item's id. */
async function cutOff({ here, there, ...fixture }: EngineFixture, until: 'waits' | 'failed'): Promise<string> {
  await writeTree(here, { page: 'new' });
  await writeTree(there, { page: 'old' });
  fixture.changeServer({
    extras: inSteps,
    async rename(from, to, call) {
      if (to !== there.at('page')) return local.rename(from, to, call);
      throw new RemoteError('disconnected', 'The line was lost.');
    },
  });
  const [id = ''] = fixture.engine.enqueue([fixture.onHere('page')], fixture.onServer(), overwrite);
  const is = until === 'waits' ? { retryAt: expect.any(Number) } : { state: 'failed' };
  await eventually(() => expect(fixture.items()).toMatchObject([is]));
  return id;
}

describe('a replacement that was cut off between its renames', () => {
  it('is tried again by itself, and goes on with what has arrived', async () => {
    await using patient = await start({ retryAfterMs: 1 });
    await writeTree(patient.there, { page: 'old' });
    await writeTree(patient.here, { page: 'new' });
    let cuts = 0;
    patient.changeServer({
      extras: inSteps,
      async rename(from, to, call) {
        if (to === patient.there.at('page') && cuts++ < 2) throw new RemoteError('disconnected', 'The line was lost.');
        await local.rename(from, to, call);
      },
    });
    patient.engine.enqueue([patient.onHere('page')], patient.onServer(), overwrite);
    expect(await patient.ended()).toMatchObject([{ state: 'done' }]);
    expect(await readTree(patient.there)).toEqual({ page: 'new' });
  });

  it('leaves the old file under its name where the transfer is cancelled while it waits', async () => {
    const id = await cutOff(fixture, 'waits');
    expect(await readTree(fixture.there)).toEqual({ 'page.portside-old': 'old', 'page.portside-part': 'new' });
    fixture.changeServer({ extras: inSteps });
    fixture.engine.cancel({ ids: [id] });
    await eventually(async () => expect(await readTree(fixture.there)).toEqual({ page: 'old' }));
    expect(fixture.items()).toMatchObject([{ state: 'cancelled' }]);
  });

  it('leaves the new one where that has its name already, and says so', async () => {
    const { there } = fixture;
    await writeTree(there, { page: 'old' });
    fixture.changeServer({
      extras: inSteps,
      async removeFile() {
        throw new RemoteError('disconnected', 'The line was lost.');
      },
    });
    const [id = ''] = fixture.engine.enqueue([fixture.onHere('page')], fixture.onServer(), overwrite);
    await eventually(() => expect(fixture.items()[0]).toHaveProperty('retryAt'));
    fixture.changeServer({ extras: inSteps });
    fixture.engine.cancel({ ids: [id] });
    await eventually(() => expect(fixture.items()[0]?.note).toBe('“page” had been replaced already.'));
    expect(await readTree(there)).toEqual({ page: 'new' });
  });

  it('leaves the old file under its name where the transfer has failed and is taken off the list', async () => {
    await using fixture = await start();
    const id = await cutOff(fixture, 'failed');
    fixture.changeServer({ extras: inSteps });
    fixture.engine.remove({ ids: [id] });
    await eventually(() => expect(fixture.items()).toEqual([]));
    await eventually(async () => expect(await readTree(fixture.there)).toEqual({ page: 'old' }));
  });

  it('says what is where when the server refuses to bring the old file back; both contents stay', async () => {
    await using fixture = await start();
    await cutOff(fixture, 'failed');
    await eventually(() =>
      expect(fixture.items()[0]?.note).toContain(
        'The replacement of “page” was cut off: the old file may be “page.portside-old” now, the new one “page.portside-part”.',
      ),
    );
    expect(await readTree(fixture.there)).toEqual({ 'page.portside-old': 'old', 'page.portside-part': 'new' });
  });

  it('says so too where the connection is closed, and goes on from there when it is tried again', async () => {
    const id = await cutOff(fixture, 'waits');
    isOpen = false;
    fixture.engine.cancel({ ids: [id] });
    await eventually(() => expect(fixture.items()[0]?.note).toContain('The replacement of “page” was cut off'));
    expect(await readTree(fixture.there)).toEqual({ 'page.portside-old': 'old', 'page.portside-part': 'new' });
    isOpen = true;
    fixture.changeServer({ extras: inSteps });
    fixture.engine.retry({ ids: [id] });
    expect(await fixture.ended()).toMatchObject([{ state: 'done' }]);
    expect(fixture.items()[0]).not.toHaveProperty('note');
    expect(await readTree(fixture.there)).toEqual({ page: 'new' });
  });

  it('is said after a restart of a transfer that was cancelled and not recovered', async () => {
    const journalFile = join(journals.path, 'journal');
    {
      await using first = await start({ journalFile, retryAfterMs: 600_000 });
      const id = await cutOff(first, 'waits');
      const looks = Promise.withResolvers<void>();
      const killed = Promise.withResolvers<void>();
      first.changeServer({
        extras: inSteps,
        async stat(path, call) {
          looks.resolve();
          await killed.promise;
          return local.stat(path, call);
        },
      });
      first.engine.cancel({ ids: [id] });
      await looks.promise;
      await first.engine.saved();
      await writeFile(`${journalFile}-killed`, await readFile(journalFile));
      killed.resolve();
    }
    isOpen = false;
    await using next = await start({ journalFile: `${journalFile}-killed` });
    await eventually(() => expect(next.items()[0]?.note).toContain('The replacement of “page” was cut off'));
  });
});

describe('a partial file that nobody goes on with', () => {
  /** A transfer that fails for good after some of it was written. @returns its id. */
  async function failed(): Promise<string> {
    const [id = ''] = fixture.upload('page');
    await eventually(() => expect(fixture.items()).toMatchObject([{ state: 'failed' }]));
    return id;
  }

  const half: RemoteFileSystem['write'] = async (path, body, options, call) => {
    await local.write(path, body, options, call);
    throw new RemoteError('denied', 'Not allowed.', { retry: 'never' });
  };

  beforeEach(async () => {
    await fixture[Symbol.asyncDispose]();
    fixture = await start();
    await writeTree(fixture.here, { page: 'new' });
  });

  it('is told of where its server is not connected', async () => {
    const server = fixture.gateServer();
    const [id = ''] = fixture.upload('page');
    await eventually(() => expect(server.waiting).toHaveLength(1));
    fixture.engine.pause({ ids: [id] });
    await eventually(() => expect(fixture.states()).toEqual(['paused']));
    isOpen = false;
    fixture.engine.cancel({ ids: [id] });
    await eventually(() =>
      expect(fixture.items()).toMatchObject([
        {
          state: 'cancelled',
          note: 'The incomplete file “page.portside-part” may remain: its server is not connected.',
        },
      ]),
    );
    server.open();
  });

  it('is gone before another attempt writes to its name', async () => {
    const removing = Promise.withResolvers<void>();
    const mayRemove = Promise.withResolvers<void>();
    const slow: Partial<RemoteFileSystem> = {
      async removeFile(path, call) {
        removing.resolve();
        await mayRemove.promise;
        await local.removeFile(path, call);
      },
    };
    fixture.changeServer({ ...slow, write: half });
    const id = await failed();
    await removing.promise;
    const writes: string[] = [];
    fixture.changeServer({
      async write(path, body, options, call) {
        writes.push(path);
        return local.write(path, body, options, call);
      },
    });
    fixture.engine.retry({ ids: [id] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(writes).toEqual([]);
    mayRemove.resolve();
    await eventually(() => expect(fixture.states()).toEqual(['done']));
    expect(await readTree(fixture.there)).toEqual({ page: 'new' });
    expect(fixture.items()[0]).not.toHaveProperty('note');
  });
});
