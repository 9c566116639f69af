import type { MonitorSource, SourceSession } from '../../electron/monitor/monitor-source.ts';
import { eventually } from '../eventually.ts';

const call = { signal: new AbortController().signal };

/** Looks until the rows are so. */
export function rowsWhen(
  source: MonitorSource,
  condition: (rows: readonly SourceSession[]) => boolean,
): Promise<readonly SourceSession[]> {
  return eventually(async () => {
    const { sessions } = await source.snapshot(call);
    if (!condition(sessions)) throw new Error(`It did not come to that: ${JSON.stringify(sessions, undefined, 1)}`);
    return sessions;
  });
}

/** The rows of now, and how far their times may be off: a report tells of a moment between its question and its end. */
export async function timedLook(source: MonitorSource) {
  const asked = Date.now();
  const { sessions } = await source.snapshot(call);
  return { sessions, withinMs: (Date.now() - asked) / 2 };
}
