import { describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/model/entry.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { changed } from '../transfer/testing/folders.ts';
import { listBounded } from './bounded-listing.ts';

const call = { signal: new AbortController().signal };

function serverOf(pages: Iterable<{ entries: Entry[]; unparsed?: string[] }>) {
  let ended = false;
  const server = changed(new LocalFileSystem(), {
    async *list() {
      try {
        yield* pages;
      } finally {
        ended = true;
      }
    },
  });
  return { server, hasEnded: () => ended };
}

function* without<T>(end: T): Generator<T> {
  for (;;) yield end;
}

const row: Entry = { name: 'a', type: 'file' };

async function rowsOf(pages: Iterable<{ entries: Entry[]; unparsed?: string[] }>): Promise<number> {
  let rows = 0;
  for await (const { entries } of listBounded(serverOf(pages).server, '/folder', call, 10)) rows += entries.length;
  return rows;
}

describe('a listing', () => {
  it('that fits is passed on whole', async () => {
    expect(await rowsOf([{ entries: Array(6).fill(row) }, { entries: Array(4).fill(row) }])).toBe(10);
  });

  it.each([
    ['rows', { entries: [row, row, row] }],
    ['lines that nobody understands', { entries: [], unparsed: ['?', '?'] }],
  ])('without end, of %s, is broken off and let go', async (_what, page) => {
    const { server, hasEnded } = serverOf(without(page));
    const reading = (async () => {
      for await (const _page of listBounded(server, '/folder', call, 10));
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'unsupported', message: '“folder” lists more than 10 items.' });
    expect(hasEnded()).toBe(true);
  });
});
