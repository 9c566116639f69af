import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL } from '../../shared/model/connection.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { platforms } from '../remote/local/local-platform.ts';
import { type EngineFixture, startEngine } from './testing/engine-fixture.ts';
import { changed, readTree, writeTree } from './testing/folders.ts';

let fixture: EngineFixture;
beforeEach(async () => {
  fixture = await startEngine();
  // This machine's disk with the rules of Windows.
  const windows = changed(new LocalFileSystem(), { nameRules: async () => platforms.windows.names });
  fixture.fileSystems.mount(LOCAL, windows);
});
afterEach(() => fixture[Symbol.asyncDispose]());

describe('a name that this machine cannot hold', () => {
  it('is a question, with the reason and a name that fits; nothing is written meanwhile', async () => {
    await writeTree(fixture.there, { 'a:b.txt': 'x' });
    const [transferId] = fixture.download('a:b.txt');
    const [conflict] = await fixture.asked(1);
    expect(conflict).toMatchObject({
      transferId,
      source: { place: fixture.onServer('a:b.txt'), entry: { name: 'a:b.txt' } },
      unfit: expect.stringMatching(/\w/),
      suggestedName: 'a%3Ab.txt',
    });
    expect(conflict?.target.entry).toBeUndefined();
    expect(fixture.states()).toEqual(['asking']);
    expect(await readTree(fixture.here)).toEqual({});
  });

  it.each([
    [{ action: 'rename' }, 'done', { 'a%3Ab.txt': 'x' }],
    [{ action: 'rename', name: 'ab.txt' }, 'done', { 'ab.txt': 'x' }],
    [{ action: 'skip' }, 'skipped', {}],
  ] as const)('does as it is told: %j', async (answer, state, tree) => {
    await writeTree(fixture.there, { 'a:b.txt': 'x' });
    const [id] = fixture.download('a:b.txt');
    await fixture.asked(1);
    fixture.engine.answer(id ?? '', { ...answer, scope: 'file' });
    expect(await fixture.ended()).toMatchObject([{ state }]);
    expect(await readTree(fixture.here)).toEqual(tree);
  });

  it('is asked about again where the chosen one does not fit either', async () => {
    await writeTree(fixture.there, { 'a:b.txt': 'x' });
    const [id] = fixture.download('a:b.txt');
    await fixture.asked(1);
    fixture.engine.answer(id ?? '', { action: 'rename', name: 'con', scope: 'file' });
    const [again] = await fixture.asked(1);
    expect(again?.target.place.path.endsWith('/con')).toBe(true);
    fixture.engine.answer(id ?? '', { action: 'rename', name: 'console', scope: 'file' });
    await fixture.ended();
    expect(await readTree(fixture.here)).toEqual({ console: 'x' });
  });

  it('gets one that fits by the rule of the batch, folders and what is in them too', async () => {
    await writeTree(fixture.there, { 'top/a:b/c?.txt': '1', 'top/nul': '2', 'top/fine.txt': '3' });
    const [id] = fixture.download('top');
    await fixture.asked(2);
    const [first] = fixture.engine.snapshot().conflicts;
    fixture.engine.answer(first?.transferId ?? id ?? '', { action: 'rename', scope: 'queue' });
    await fixture.ended();
    const tree = await readTree(fixture.here);
    expect(Object.values(tree).sort()).toEqual(['1', '2', '3']);
    expect(Object.keys(tree)).toContain('top/a%3Ab/c%3F.txt');
    expect(Object.keys(tree).every((path) => !/[:?]/.test(path) && !path.endsWith('/nul'))).toBe(true);
  });

  it('is never what a rule for existing files decides', async () => {
    await writeTree(fixture.there, { 'a:b.txt': 'x' });
    fixture.engine.enqueue([fixture.onServer('a:b.txt')], fixture.onHere(), { onConflict: 'overwrite' });
    await fixture.asked(1);
  });
});
