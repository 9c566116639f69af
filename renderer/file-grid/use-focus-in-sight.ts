import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';

/** Brings the focused row into sight when the focus moves, not when rows come and go around it. */
export function useFocusInSight(
  virtualizer: Pick<Virtualizer<HTMLDivElement, Element>, 'scrollToIndex'>,
  focused: string | undefined,
  focusedIndex: number,
): void {
  const lastFocused = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (focused === lastFocused.current) return;
    lastFocused.current = focused;
    if (focusedIndex >= 0) virtualizer.scrollToIndex(focusedIndex, { align: 'auto' });
  }, [focused, focusedIndex, virtualizer]);
}
