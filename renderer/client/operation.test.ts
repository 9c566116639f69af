import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClient } from './client.ts';
import { FakeTransport } from './fake-transport.ts';
import { listDirectory } from './operation.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a long listing whose pages come later than the answer, one after the other, loses no row', async () => {
  const transport = new FakeTransport({
    'files.list': ({ operationId }) => {
      for (const [page, name] of ['a', 'b', 'c'].entries()) {
        const entries = [{ name, type: 'file' as const }];
        setTimeout(() => transport.emit('files.page', { operationId, entries }), 1_500 * (page + 1));
      }
      return { count: 3, unparsed: [] };
    },
  });
  const names: string[] = [];
  let isDone = false;
  const listing = listDirectory(createClient(transport), { fs: 'local', path: '/' }, (entries) => {
    names.push(...entries.map(({ name }) => name));
  });
  void listing.done.then(() => {
    isDone = true;
  });
  await vi.advanceTimersByTimeAsync(4_000);
  expect({ names, isDone }).toEqual({ names: ['a', 'b'], isDone: false });
  await vi.advanceTimersByTimeAsync(1_000);
  expect({ names, isDone }).toEqual({ names: ['a', 'b', 'c'], isDone: true });
});

test('a listing whose last page never comes was shown short as if complete: it says what is missing', async () => {
  const transport = new FakeTransport({ 'files.list': () => ({ count: 2, unparsed: [] }) });
  const listing = listDirectory(createClient(transport), { fs: 'local', path: '/a' }, () => {});
  const failure = expect(listing.done).rejects.toThrow('Of 2 items in “/a”, only 0 arrived.');
  await vi.advanceTimersByTimeAsync(3_000);
  await failure;
});
