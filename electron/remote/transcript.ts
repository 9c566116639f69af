import type { TranscriptLine } from '../../shared/model/transcript.ts';

/** Where a session writes its conversation. What is written here must already be free of secrets. */
export interface Transcript {
  write(kind: TranscriptLine['kind'], text: string): void;
}

export const silentTranscript: Transcript = { write() {} };
