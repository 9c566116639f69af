import { expect, test } from 'vitest';
import { lineOf } from './testing/line-of.ts';
import { createTranscriptStore } from './transcript-store.ts';

test('takes each line once where a snapshot and events overlap', () => {
  const store = createTranscriptStore();
  store.getState().restore([lineOf(1), lineOf(2)]);
  store.getState().append([lineOf(2), lineOf(3)]);
  expect(store.getState().lines.map(({ id }) => id)).toEqual([1, 2, 3]);
});

test('keeps the newest lines', () => {
  const store = createTranscriptStore();
  store.getState().append(Array.from({ length: 12_000 }, (_, id) => lineOf(id)));
  expect(store.getState().lines).toHaveLength(10_000);
  expect(store.getState().lines.at(-1)?.id).toBe(11_999);
});
