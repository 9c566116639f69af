import { z } from 'zod';

/** The newest lines are kept: by the main process for windows that open later, and by each window. */
export const keptTranscriptLines = 10_000;

/** One line of the protocol conversation, secrets already removed. */
export const TranscriptLine = z.object({
  id: z.number().int(),
  /** Milliseconds since 1970, UTC. */
  at: z.number(),
  /** `ann@example.org #2`: the connection and which of its sessions. */
  session: z.string(),
  kind: z.enum(['sent', 'received', 'info', 'error']),
  text: z.string(),
});
export type TranscriptLine = z.infer<typeof TranscriptLine>;
