import type { TransferRun } from '../../../shared/model/transfer.ts';

/** From here on people look elsewhere while files travel, ms. */
const LONG_RUN_MS = 5_000;

export interface EndedRun extends Pick<TransferRun, 'done' | 'failed'> {
  readonly tookMs: number;
  /** Whether the list of transfers is before the user's eyes. */
  readonly listInSight: boolean;
}

/**
 * Whether the end of a run deserves a notice: failures, several files and what took long do; one small file does not whose row was seen
 * to finish.
 */
export function isWorthANotice({ done, failed, tookMs, listInSight }: EndedRun): boolean {
  if (failed > 0 || done > 1) return true;
  return done === 1 && (tookMs >= LONG_RUN_MS || !listInSight);
}
