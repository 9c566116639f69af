import { createStore, type StoreApi } from 'zustand/vanilla';
import { keptTranscriptLines, type TranscriptLine } from '../../../shared/model/transcript.ts';

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
      if (fresh.length > 0) set({ lines: [...get().lines, ...fresh].slice(-keptTranscriptLines) });
    },
    restore: (lines) => set({ lines: lines.slice(-keptTranscriptLines) }),
  }));
}
