import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransferBook } from './transfer-book.ts';
import { Job } from './transfer-job.ts';
import { rowsOf } from './transfer-rows.ts';
import { selectedJobs } from './transfer-selection.ts';

const ITEMS = 100_000;

/** A folder with so many pictures, every tenth of them a drawing. */
function largeBook(): TransferBook {
  const book = new TransferBook({ onChange() {}, onForgotten() {} });
  const [source, target] = [
    { fs: 'local', path: '/pictures' },
    { fs: 'server', path: '/www/pictures' },
  ];
  book.apply({ t: 'batch', batch: 1, rule: 'ask' });
  const place = { source, target, at: 1, rank: 0, priority: 'normal' } as const;
  book.apply({ t: 'add', i: 2, batch: 1, kind: 'folder', ...place });
  const list = Array.from(
    { length: ITEMS },
    (_, n) => [n % 10 === 0 ? `${n} drawing.svg` : `${n} photo.jpg`, 'file', 1, 0] as [string, 'file', number, 0],
  );
  book.apply({ t: 'children', of: 2, first: 3, at: 1, list });
  return book;
}

describe('a hundred thousand transfers, filtered by name', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('compares each name once, whatever is scrolled through and however often it is asked', () => {
    const book = largeBook();
    const names = vi.spyOn(Job.prototype, 'shownName', 'get');
    const described = vi.spyOn(Job.prototype, 'describe');
    const page = (offset: number) => rowsOf(book, { view: 'queued', named: '*.SVG', expanded: [], offset, limit: 150 });
    expect(page(0).count).toBe(ITEMS / 10);
    expect(names).toHaveBeenCalledTimes(ITEMS + 1);
    for (let offset = 0; offset < ITEMS / 10; offset += 150) page(offset);
    expect(names).toHaveBeenCalledTimes(ITEMS + 1);
    // The rows of each page, and of the first one twice.
    expect(described).toHaveBeenCalledTimes(ITEMS / 10 + 150);
  });

  it('compares what changes again, and nothing else', () => {
    const book = largeBook();
    const counts = () =>
      (['queued', 'active', 'finished', 'all'] as const).map(
        (view) => rowsOf(book, { view, named: 'drawing', expanded: [], offset: 0, limit: 1 }).count,
      );
    expect(counts()).toEqual([10_000, 0, 0, 10_000]);
    const names = vi.spyOn(Job.prototype, 'shownName', 'get');
    const [first, second] = [...book.views.queued].filter(({ name }) => name.endsWith('drawing.svg')) as [Job, Job];
    book.change(first, { state: 'active' });
    expect(counts()).toEqual([9_999, 1, 0, 10_000]);
    book.apply({ t: 'change', i: first.number, to: { state: 'done', finishedAt: 2 } });
    expect(counts()).toEqual([9_999, 0, 1, 10_000]);
    book.apply({ t: 'change', i: second.number, to: { targetName: 'sketch.svg' } });
    expect(counts()).toEqual([9_998, 0, 1, 9_999]);
    expect(names).toHaveBeenCalledTimes(3);
    book.apply({ t: 'forget', list: [first.number] });
    expect(counts()).toEqual([9_998, 0, 0, 9_998]);
  });

  it('a command for the whole list means what it shows: what fits, folders with all that came from them', () => {
    const book = largeBook();
    const drawings = selectedJobs(book, { of: 'queued', named: 'drawing' }, 'with-content');
    expect(drawings.length).toBe(10_000);
    expect(drawings.every(({ name }) => name.endsWith('.svg'))).toBe(true);
    expect(selectedJobs(book, { of: 'all', named: 'pictures' }, 'themselves').map(({ name }) => name)).toEqual([
      'pictures',
    ]);
    expect(selectedJobs(book, { of: 'all', named: 'pictures' }, 'with-content').length).toBe(ITEMS + 1);
    expect(selectedJobs(book, { of: 'all' }, 'with-content').length).toBe(ITEMS + 1);
  });
});
