import { type RefObject, useLayoutEffect, useState } from 'react';
import { useWidth } from './use-width.ts';

/**
 * Whether a row has to fold what it can into a menu, because not all of it fits.
 * @param content What would stand in it: another content is measured anew.
 */
export function useFolding(row: RefObject<HTMLElement | null>, content: string): boolean {
  const width = useWidth(row);
  const [needed, setNeeded] = useState<{ readonly content: string; readonly width: number }>();
  const isFolded = needed?.content === content && width !== undefined && width < needed.width;
  useLayoutEffect(() => {
    const { scrollWidth = 0, clientWidth = 0 } = row.current ?? {};
    if (!isFolded && scrollWidth > clientWidth) setNeeded({ content, width: scrollWidth });
  });
  return isFolded;
}
