import { useLayoutEffect, useRef } from 'react';

/** Brings the focused row into sight when the focus moves, not when rows come and go around it. */
export function useFocusInSight(
  show: (index: number) => void,
  focused: string | undefined,
  focusedIndex: number,
): void {
  const lastFocused = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    if (focused === lastFocused.current) return;
    lastFocused.current = focused;
    if (focusedIndex >= 0) show(focusedIndex);
  }, [focused, focusedIndex, show]);
}
