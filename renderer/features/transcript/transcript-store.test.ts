import { describe, expect, test } from 'vitest';
import type { TranscriptLine } from '../../../shared/model/transcript.ts';
import { createTranscriptStore, filterLines, transcriptText } from './transcript-store.ts';

function line(id: number, text = `line ${id}`, session = 'ann@example.org #1'): TranscriptLine {
  return { id, at: Date.UTC(2026, 0, 2, 3, 4, 5), session, kind: 'sent', text };
}

describe('the log', () => {
  test('takes each line once where a snapshot and events overlap', () => {
    const store = createTranscriptStore();
    store.getState().restore([line(1), line(2)]);
    store.getState().append([line(2), line(3)]);
    expect(store.getState().lines.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  test('keeps the newest lines', () => {
    const store = createTranscriptStore();
    store.getState().append(Array.from({ length: 6_000 }, (_, id) => line(id)));
    expect(store.getState().lines).toHaveLength(5_000);
    expect(store.getState().lines.at(-1)?.id).toBe(5_999);
  });

  test('is filtered by every word, in the text or the session', () => {
    const lines = [line(1, 'USER ann'), line(2, 'LIST'), line(3, 'LIST', 'bob@example.org #2')];
    expect(filterLines(lines, 'list BOB').map(({ id }) => id)).toEqual([3]);
    expect(filterLines(lines, '  ')).toBe(lines);
  });

  test('is copied with its time, session and direction', () => {
    expect(transcriptText([line(1, 'NOOP'), { ...line(2, '200 OK'), kind: 'received' }])).toBe(
      '2026-01-02T03:04:05.000Z ann@example.org #1 > NOOP\n2026-01-02T03:04:05.000Z ann@example.org #1 < 200 OK',
    );
  });
});
