import { useEffect } from 'react';

/** `mousemove`: while something is dragged the browser sends none. */
const signs = ['dragend', 'drop', 'mousemove'] as const;

/**
 * Tells a place that a drag is over it no more, however it ended: where one is cancelled, or its row is drawn no more, the place
 * itself may not hear of it.
 */
export function useDragEnd(isOver: boolean, end: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: it does the same each time
  useEffect(() => {
    if (!isOver) return undefined;
    for (const sign of signs) window.addEventListener(sign, end);
    return () => {
      for (const sign of signs) window.removeEventListener(sign, end);
    };
  }, [isOver]);
}
