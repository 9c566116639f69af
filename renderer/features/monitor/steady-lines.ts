import { useLayoutEffect, useMemo, useRef } from 'react';
import type { Layout, TableLine } from './arrange-sessions.ts';
import type { SessionRows } from './monitor-store.ts';

/** The lines to show, and how many would come, go or lead a new group if nothing were held. */
export interface SteadyLines {
  readonly lines: readonly TableLine[];
  readonly waiting: number;
}

/**
 * The lines that are shown already, in their order, with what is new about each. What came meanwhile waits; what went
 * stays, marked, for as long as it is known.
 */
export function holdLines(shown: readonly TableLine[], wanted: readonly TableLine[], rows: SessionRows): SteadyLines {
  const fresh = new Map(wanted.map((line) => [line.key, line]));
  const lines = shown.flatMap((line): TableLine[] => {
    const now = fresh.get(line.key);
    if (now) return [now];
    if (line.type === 'group') return [line];
    const row = rows.get(line.key);
    return row ? [{ ...line, row }] : [];
  });
  const kept = new Set(lines.map(({ key }) => key));
  const coming = wanted.filter(({ type, key }) => type === 'session' && !kept.has(key)).length;
  const going = lines.filter(({ type, key }) => type === 'session' && !fresh.has(key)).length;
  return { lines, waiting: coming + going };
}

interface Shown {
  readonly layout: Layout;
  readonly watchId: string;
  readonly lines: readonly TableLine[];
}

/** Nothing jumps under the pointer: while the table is held, lines keep their places, until the user asks for another layout. */
export function useSteadyLines(
  watchId: string,
  layout: Layout,
  wanted: readonly TableLine[],
  rows: SessionRows,
  hold: 'held' | 'free',
): SteadyLines {
  const last = useRef<Shown | undefined>(undefined);
  const steady = useMemo(() => {
    const shown = last.current;
    const sameView = shown?.layout === layout && shown.watchId === watchId;
    return hold === 'held' && sameView ? holdLines(shown.lines, wanted, rows) : { lines: wanted, waiting: 0 };
  }, [watchId, layout, wanted, rows, hold]);
  useLayoutEffect(() => {
    last.current = { layout, watchId, lines: steady.lines };
  }, [layout, watchId, steady]);
  return steady;
}
