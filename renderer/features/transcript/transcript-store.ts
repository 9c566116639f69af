import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TranscriptLine } from '../../../shared/model/transcript.ts';

const KEPT_LINES = 5_000;

interface TranscriptState {
  readonly lines: readonly TranscriptLine[];
}

interface TranscriptActions {
  append(lines: readonly TranscriptLine[]): void;
  restore(lines: readonly TranscriptLine[]): void;
}

export type TranscriptStore = StoreApi<TranscriptState & TranscriptActions>;

/** The newest lines of the protocol conversation. */
export function createTranscriptStore(): TranscriptStore {
  return createStore<TranscriptState & TranscriptActions>()((set, get) => ({
    lines: [],
    append(more) {
      // A snapshot and the events around it may overlap: ids only ever grow.
      const last = get().lines.at(-1)?.id ?? -1;
      const fresh = more.filter((line) => line.id > last);
      if (fresh.length > 0) set({ lines: [...get().lines, ...fresh].slice(-KEPT_LINES) });
    },
    restore: (lines) => set({ lines: lines.slice(-KEPT_LINES) }),
  }));
}

/** Lines that hold every word of the filter, in the text or the session's name. */
export function filterLines(lines: readonly TranscriptLine[], filter: string): readonly TranscriptLine[] {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return lines;
  return lines.filter((line) => {
    const text = `${line.session} ${line.text}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const marks: Record<TranscriptLine['kind'], string> = { sent: '>', received: '<', info: '*', error: '!' };

/** The lines as text for the clipboard: time (UTC), session, direction, words. */
export function transcriptText(lines: readonly TranscriptLine[]): string {
  return lines
    .map((line) => `${new Date(line.at).toISOString()} ${line.session} ${marks[line.kind]} ${line.text}`)
    .join('\n');
}
