import { useEffect } from 'react';

/** Frames after something came or went in which the focus may turn out to be nowhere. */
const WATCHED_FRAMES = 20;

/**
 * Takes the focus where it turns out to be nowhere, soon after something came or went: what was out of sight
 * (content-visibility) can have it only once the browser has brought it back, and what a dialog hides loses it late.
 * @param moment Another value each time there may be something to take up; `false` while there is not.
 * @param around has the focus itself where nothing in it has: a dialog takes what is lost in it after a moment.
 */
export function useLostFocus(
  moment: string | boolean,
  take: () => void,
  around: () => Element | null | undefined = () => undefined,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each moment
  useEffect(() => {
    if (moment === false) return;
    let left = WATCHED_FRAMES;
    let wasNowhere = false;
    let frame = requestAnimationFrame(function look() {
      const { activeElement } = document;
      const isNowhere = activeElement === document.body || activeElement === around();
      // What a menu or a dialog that closes gives back to its list is nowhere for a frame.
      if (isNowhere && wasNowhere) take();
      wasNowhere = isNowhere;
      left -= 1;
      if (left > 0) frame = requestAnimationFrame(look);
    });
    return () => cancelAnimationFrame(frame);
  }, [moment]);
}
