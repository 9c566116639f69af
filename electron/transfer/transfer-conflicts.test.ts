import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../../test/eventually.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { type EngineFixture, startEngine } from './testing/engine-fixture.ts';
import { readTree, writeTree } from './testing/folders.ts';

const local = new LocalFileSystem();

let fixture: EngineFixture;
beforeEach(async () => {
  fixture = await startEngine();
});
afterEach(() => fixture[Symbol.asyncDispose]());

describe('a target that exists', () => {
  beforeEach(async () => {
    await writeTree(fixture.here, { 'a.txt': 'new' });
    await writeTree(fixture.there, { 'a.txt': 'old!' });
  });

  it('asks, with both files side by side and a free name, and nothing happens meanwhile', async () => {
    await writeTree(fixture.there, { 'a (2).txt': 'taken' });
    const [transferId] = fixture.upload('a.txt');
    const [conflict] = await fixture.asked(1);
    expect(conflict).toMatchObject({
      transferId,
      source: { place: fixture.onHere('a.txt'), entry: { size: 3 } },
      target: { place: fixture.onServer('a.txt'), entry: { size: 4 } },
      suggestedName: 'a (3).txt',
    });
    expect(fixture.conflictsTold.at(-1)).toEqual([conflict]);
    expect(fixture.states()).toEqual(['asking']);
    expect(await readTree(fixture.there)).toEqual({ 'a (2).txt': 'taken', 'a.txt': 'old!' });
  });

  it('asks also where the server does not say which names are free', async () => {
    fixture.changeServer({
      async stat(path, call) {
        if (path.includes('(2)')) throw new RemoteError('timeout', 'The server takes its time.');
        return local.stat(path, call);
      },
    });
    fixture.upload('a.txt');
    expect(await fixture.asked(1)).toMatchObject([{ suggestedName: 'a (2).txt' }]);
    expect(fixture.states()).toEqual(['asking']);
  });

  it('of many has no more free names looked for, on the session to browse with, than there are questions to be seen', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `many/${at}.txt`);
    for (const folder of [fixture.here, fixture.there]) {
      await writeTree(folder, Object.fromEntries(names.map((name) => [name, 'x'])));
    }
    let looks = 0;
    fixture.changeServer({
      async stat(path, call) {
        if (path.includes('(2)')) looks++;
        return local.stat(path, call);
      },
    });
    fixture.upload('many');
    await fixture.asked(60);
    expect(looks).toBe(20);
  });

  it('that appeared between two attempts and is skipped leaves no partial file behind', async () => {
    await writeTree(fixture.here, { 'b.txt': 'ours' });
    fixture.changeServer({
      rename: () => Promise.reject(new RemoteError('disconnected', 'The line broke.')),
      whole: undefined as never,
    });
    const [id = ''] = fixture.upload('b.txt');
    expect(await fixture.ended()).toMatchObject([{ state: 'failed' }]);
    expect(await readTree(fixture.there)).toMatchObject({ 'b.txt.portside-part': 'ours' });
    fixture.changeServer({});
    await writeTree(fixture.there, { 'b.txt': 'theirs' });
    fixture.engine.retry({ ids: [id] });
    await fixture.asked(1);
    fixture.engine.answer(id, { action: 'skip', scope: 'file' });
    await fixture.ended();
    await eventually(async () => expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'old!', 'b.txt': 'theirs' }));
  });

  it.each([
    [{ action: 'overwrite' }, 'done', { 'a.txt': 'new' }],
    [{ action: 'skip' }, 'skipped', { 'a.txt': 'old!' }],
    [{ action: 'rename' }, 'done', { 'a.txt': 'old!', 'a (2).txt': 'new' }],
    [{ action: 'rename', name: 'b.txt' }, 'done', { 'a.txt': 'old!', 'b.txt': 'new' }],
  ] as const)('does as it is told: %j', async (answer, state, tree) => {
    const [id] = fixture.upload('a.txt');
    await fixture.asked(1);
    fixture.engine.answer(id ?? '', { ...answer, scope: 'file' });
    expect(await fixture.ended()).toMatchObject([{ state }]);
    expect(await readTree(fixture.there)).toEqual(tree);
    expect(fixture.engine.snapshot().conflicts).toEqual([]);
  });

  it('asks again where the chosen name is taken too', async () => {
    await writeTree(fixture.there, { 'b.txt': 'old too' });
    const [id] = fixture.upload('a.txt');
    await fixture.asked(1);
    fixture.engine.answer(id ?? '', { action: 'rename', name: 'b.txt', scope: 'file' });
    await eventually(() => {
      expect(fixture.engine.snapshot().conflicts).toMatchObject([{ target: { place: fixture.onServer('b.txt') } }]);
    });
    fixture.engine.answer(id ?? '', { action: 'overwrite', scope: 'file' });
    expect(await fixture.ended()).toMatchObject([{ state: 'done', target: fixture.onServer('b.txt') }]);
    expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'old!', 'b.txt': 'new' });
  });

  it('does not hold up what comes after it', async () => {
    await writeTree(fixture.here, { 'b.txt': 'b' });
    fixture.upload('a.txt', 'b.txt');
    await fixture.asked(1);
    await eventually(() => expect(fixture.states()).toEqual(['asking', 'done']));
  });

  it('is answered for all of the batch: those that ask, those that will, and no other batch', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `many/${at}.txt`);
    await writeTree(fixture.here, Object.fromEntries(names.map((name) => [name, 'new'])));
    await writeTree(fixture.there, Object.fromEntries(names.map((name) => [name, 'old!'])));
    const [other] = fixture.upload('a.txt');
    fixture.upload('many');
    const conflicts = await eventually(() => {
      const open = fixture.engine.snapshot().conflicts.filter((one) => one.transferId !== other);
      expect(open.length).toBeGreaterThan(0);
      return open;
    });
    fixture.engine.answer(conflicts[0]?.transferId ?? '', { action: 'overwrite', scope: 'queue' });
    await eventually(() => expect(fixture.engine.snapshot().totals).toMatchObject({ done: 31, asking: 1, queued: 0 }));
    expect(fixture.engine.snapshot().conflicts.map((one) => one.transferId)).toEqual([other]);
    const expected = Object.fromEntries(names.map((name) => [name, 'new']));
    expect(await readTree(fixture.there)).toEqual({ ...expected, 'a.txt': 'old!' });
  });

  it('of many is told to the windows in a few short lists, not in one for each', async () => {
    const names = Array.from({ length: 300 }, (_, at) => `many/${at}.txt`);
    for (const folder of [fixture.here, fixture.there]) {
      await writeTree(folder, Object.fromEntries(names.map((name) => [name, 'x'])));
    }
    fixture.upload('many');
    await fixture.asked(300);
    await eventually(() => expect(fixture.conflictsTold.at(-1)).toHaveLength(20));
    expect(fixture.conflictsTold.length).toBeLessThan(150);
  });

  it('and its question are gone when the transfer is cancelled', async () => {
    const [id] = fixture.upload('a.txt');
    await fixture.asked(1);
    fixture.engine.cancel({ ids: [id ?? ''] });
    expect(fixture.states()).toEqual(['cancelled']);
    await eventually(() => expect(fixture.conflictsTold.at(-1)).toEqual([]));
    fixture.engine.answer(id ?? '', { action: 'overwrite', scope: 'file' });
    expect(fixture.states()).toEqual(['cancelled']);
  });

  it('can be cancelled or answered in the very moment it asks', async () => {
    const { engine } = fixture;
    await writeTree(fixture.here, { 'b.txt': 'new' });
    await writeTree(fixture.there, { 'b.txt': 'old' });
    const answered = new Set<string>();
    vi.spyOn(fixture.conflictsTold, 'push').mockImplementation((...lists) => {
      for (const { transferId, suggestedName } of lists.flat()) {
        if (answered.has(transferId)) continue;
        answered.add(transferId);
        if (suggestedName.startsWith('a')) engine.cancel({ ids: [transferId] });
        else engine.answer(transferId, { action: 'overwrite', scope: 'file' });
      }
      return 0;
    });
    fixture.upload('a.txt', 'b.txt');
    expect((await fixture.ended()).map((item) => item.state)).toEqual(['cancelled', 'done']);
    expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'old!', 'b.txt': 'new' });
  });
});

describe('two transfers', () => {
  it('to the same target come one after the other, and the second asks', async () => {
    await writeTree(fixture.here, { 'one/a.txt': 'first', 'two/a.txt': 'second' });
    const { engine, onHere, onServer } = fixture;
    const [, second] = engine.enqueue([onHere('one/a.txt'), onHere('two/a.txt')], onServer());
    const [conflict] = await fixture.asked(1);
    expect(conflict?.transferId).toBe(second);
    expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'first' });
    engine.answer(second ?? '', { action: 'skip', scope: 'file' });
    await fixture.ended();
  });

  it('never meet under one name: a new name is not one that another is on its way to', async () => {
    await writeTree(fixture.here, { 'a.txt': 'renamed', 'a (2).txt': 'on its way' });
    await writeTree(fixture.there, { 'a.txt': 'old' });
    const server = fixture.gateServer();
    const [id] = fixture.upload('a.txt', 'a (2).txt');
    await fixture.asked(1);
    await eventually(() => expect(server.waiting).toHaveLength(1));
    fixture.engine.answer(id ?? '', { action: 'rename', scope: 'file' });
    await eventually(() => expect(server.waiting).toHaveLength(2));
    server.open();
    await fixture.ended();
    expect(await readTree(fixture.there)).toEqual({
      'a.txt': 'old',
      'a (2).txt': 'on its way',
      'a (3).txt': 'renamed',
    });
  });

  it('never meet under a name that the user chose: the user is asked again', async () => {
    await writeTree(fixture.here, { 'a.txt': 'renamed', 'b.txt': 'on its way' });
    await writeTree(fixture.there, { 'a.txt': 'old' });
    const server = fixture.gateServer();
    const [id] = fixture.upload('a.txt', 'b.txt');
    await fixture.asked(1);
    await eventually(() => expect(server.waiting).toHaveLength(1));
    fixture.engine.answer(id ?? '', { action: 'rename', name: 'B.txt', scope: 'file' });
    expect(fixture.states()).toEqual(['active', 'active']);
    await fixture.asked(1);
    fixture.engine.answer(id ?? '', { action: 'rename', name: 'c.txt', scope: 'file' });
    server.open();
    await fixture.ended();
    expect(await readTree(fixture.there)).toEqual({ 'a.txt': 'old', 'b.txt': 'on its way', 'c.txt': 'renamed' });
  });

  it('of one name from many folders are all renamed, for all', async () => {
    const folders = Array.from({ length: 12 }, (_, at) => String(at));
    const sources = Object.fromEntries(folders.map((folder) => [`${folder}/a.txt`, folder.repeat(1_000)]));
    await writeTree(fixture.here, sources);
    await writeTree(fixture.there, { 'a.txt': 'old' });
    const { engine, onHere, onServer } = fixture;
    engine.enqueue(Object.keys(sources).map(onHere), onServer());
    await eventually(() => expect(engine.snapshot().conflicts.length).toBeGreaterThan(0));
    const [conflict] = engine.snapshot().conflicts;
    engine.answer(conflict?.transferId ?? '', { action: 'rename', scope: 'queue' });
    await fixture.ended();
    const { 'a.txt': old, ...arrived } = await readTree(fixture.there);
    expect(old).toBe('old');
    expect(Object.values(arrived).toSorted()).toEqual(Object.values(sources).toSorted());
  });
});
