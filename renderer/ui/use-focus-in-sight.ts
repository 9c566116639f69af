import { useLayoutEffect, useRef } from 'react';

interface Focus {
  /** Which list this is: of two lists that follow each other in one grid, such as folders, the places have nothing in common. */
  readonly list?: string;
  readonly name: string | undefined;
  /** -1 where it is in no row. */
  readonly index: number;
  /** Of all rows. */
  readonly count: number;
}

/**
 * Brings the focused row into sight when the focus moves: not when rows come and go around it, and not when the focused row went
 * and another has its place, so that somebody who reads elsewhere is left there.
 */
export function useFocusInSight(show: (index: number) => void, focus: Focus): void {
  const last = useRef<Focus>(undefined);
  const { list, name, index, count } = focus;
  useLayoutEffect(() => {
    const before = last.current;
    last.current = { ...(list !== undefined && { list }), name, index, count };
    if (before?.list === list && (before?.name === name || isInPlaceOf(before, { index, count }))) return;
    if (index >= 0) show(index);
  }, [list, name, index, count, show]);
}

/** Whether rows went, the focused one with them, and its place or the end of the list is focused now. */
function isInPlaceOf(before: Focus | undefined, now: Pick<Focus, 'index' | 'count'>): boolean {
  if (before === undefined || before.index < 0 || now.count >= before.count) return false;
  return now.index === Math.min(before.index, now.count - 1);
}
