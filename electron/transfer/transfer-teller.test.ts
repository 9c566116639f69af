import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCAL } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { TransferDelta } from '../../shared/model/transfer.ts';
import { eventually } from '../../test/eventually.ts';
import { startEngine } from './testing/engine-fixture.ts';
import { writeTree } from './testing/folders.ts';
import { TransferBook } from './transfer-book.ts';
import type { ChildLine } from './transfer-records.ts';
import { TransferTeller } from './transfer-teller.ts';

/** The folder 1, in it the folder 2, in that so many files of 1000 bytes from number 3 on. */
function bookOf(files: number, told: TransferDelta[]): TransferBook {
  const teller = new TransferTeller(
    () => book,
    (delta) => told.push(delta),
  );
  const book = new TransferBook({
    onChange: (job, how) => teller.onChange(job, how),
    onForgotten: () => teller.onForgotten(),
  });
  const place = (path: string) => ({ fs: LOCAL, path });
  book.apply({ t: 'batch', batch: 0, rule: 'ask' });
  book.apply({
    ...{ t: 'add', i: 1, batch: 0, kind: 'folder', source: place('/from/tree'), target: place('/to/tree') },
    ...{ priority: 'normal', rank: 1, at: 0 },
  });
  book.apply({ t: 'children', of: 1, first: 2, at: 0, list: [['inner', 'folder', null, 0]] });
  const list = Array.from({ length: files }, (_, index): ChildLine => [`file ${index}`, 'file', 1000, 0]);
  book.apply({ t: 'children', of: 2, first: 3, at: 0, list });
  return book;
}

describe('what windows are told', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('of a file that comes on is told of its folders too, with the sum of what has arrived in them', () => {
    const told: TransferDelta[] = [];
    const book = bookOf(3, told);
    vi.runAllTimers();
    const file = book.get('4');
    if (!file) throw new Error('no such file');
    book.change(file, { state: 'active' });
    book.change(file, { bytes: 400 });
    vi.runAllTimers();
    const inside = { items: 5, bytes: 400, size: 3000 };
    expect(told.at(-1)?.changed).toMatchObject([
      { id: '4', bytes: 400 },
      { id: '2', inside: { ...inside, items: 4 } },
      { id: '1', inside },
    ]);
  });

  it('of one file among 100,000 is told of that and its folders alone', () => {
    const told: TransferDelta[] = [];
    const book = bookOf(100_000, told);
    vi.runAllTimers();
    const file = book.get('50000');
    if (file) book.change(file, { bytes: 1 });
    vi.runAllTimers();
    expect(told.at(-1)?.changed.map(({ id }) => id)).toEqual(['50000', '2', '1']);
  });

  it('is two hundred items at most, the folders of the first among them', () => {
    const told: TransferDelta[] = [];
    const book = bookOf(1000, told);
    vi.runAllTimers();
    for (let number = 3; number < 1003; number++) {
      const file = book.get(String(number));
      if (file) book.change(file, { bytes: 1 });
    }
    vi.runAllTimers();
    const { changed } = told.at(-1) ?? { changed: [] };
    expect(changed).toHaveLength(200);
    expect(changed[2]).toMatchObject({ id: '1', inside: { bytes: 1000 } });
  });
});

it('a folder of one large file shows what has arrived of it while it travels', async () => {
  await using fixture = await startEngine();
  const content = Buffer.alloc(8 * 1024 * 1024, 7);
  await writeTree(fixture.here, { 'tree/inner/large.bin': content });
  const stalled = Promise.withResolvers<void>();
  fixture.changeServer({
    async write(path, body) {
      for await (const _some of body) await stalled.promise;
      throw new RemoteError('disconnected', 'The line was cut.', { path });
    },
  });
  const [id] = fixture.upload('tree');
  try {
    await eventually(() => {
      const folder = fixture.deltas.flatMap(({ changed }) => changed).findLast((item) => item.id === id);
      expect(folder?.inside).toMatchObject({ size: content.length, ended: 2 });
      expect(folder?.inside?.bytes).toBeGreaterThan(0);
      expect(folder?.inside?.bytes).toBeLessThan(content.length);
    });
    fixture.engine.cancel({ of: 'all' });
  } finally {
    stalled.resolve();
  }
  await fixture.ended();
});
