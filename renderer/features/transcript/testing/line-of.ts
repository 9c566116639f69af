import type { TranscriptLine } from '../../../../shared/model/transcript.ts';

export function lineOf(id: number, more: Partial<TranscriptLine> = {}): TranscriptLine {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5, 67);
  return { id, at, session: 'ann@example.org #1', kind: 'sent', text: `line ${id}`, ...more };
}
