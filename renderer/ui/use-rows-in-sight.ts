import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { offsetShowing, type RowStack, rowsIn, type Sight } from './rows-in-sight.ts';

interface RowsInSightOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Of each row, CSS pixels. */
  readonly rowHeight: number;
  /** Of what stays in place above the rows, CSS pixels. */
  readonly above?: number;
  /** So many rows more than can be seen are drawn on both sides. */
  readonly beyond: number;
}

export interface RowsInSight {
  /** Which rows are to be drawn, from the first. */
  readonly drawn: readonly number[];
  /** So many rows Page Down goes on: one of those that are seen stays. */
  readonly pageSize: number;
  /** Scrolls, and no further, until a row is seen; it is drawn in the frame that shows it. */
  readonly show: (index: number) => void;
}

/**
 * Which rows of a list are worth drawing. Every row has one height, so that places are arithmetic, however long the list is, and
 * a row is brought into sight without asking the browser how high anything has become.
 */
export function useRowsInSight({ scroller, count, rowHeight, above = 0, beyond }: RowsInSightOptions): RowsInSight {
  const stack: RowStack = { count, rowHeight, above };
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [sight, setSight] = useState<Sight>({ offset: 0, height: 0 });
  /** As it is; the state follows where that changes what is drawn. */
  const exact = useRef(sight);
  const latest = useRef(stack);
  latest.current = stack;
  /** Where the scroller is to be as soon as the rows there are drawn. */
  const wanted = useRef<number>(undefined);

  /** @returns whether other rows are to be drawn. */
  const look = useCallback(
    (now: Sight): boolean => {
      const [before, after] = [exact.current, now].map((sight) => rowsIn(sight, latest.current, beyond));
      const isSame =
        before?.first === after?.first && before?.end === after?.end && exact.current.height === now.height;
      exact.current = now;
      if (!isSame) setSight(now);
      return !isSame;
    },
    [beyond],
  );

  // A list may show its scroller later than itself.
  useLayoutEffect(() => setElement(scroller.current));
  useLayoutEffect(() => {
    if (!element) return;
    const sightNow = () => ({ offset: element.scrollTop, height: element.clientHeight });
    look(sightNow());
    // Drawn at once: a frame without rows would be seen.
    const onChange = () => flushSync(() => look(sightNow()));
    element.addEventListener('scroll', onChange, { passive: true });
    const observer = new ResizeObserver(onChange);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', onChange);
      observer.disconnect();
    };
  }, [element, look]);

  const scrollToWanted = useCallback((): void => {
    if (wanted.current === undefined || !element) return;
    element.scrollTop = wanted.current;
    wanted.current = undefined;
    exact.current = { ...exact.current, offset: element.scrollTop };
  }, [element]);
  useLayoutEffect(scrollToWanted);

  const show = useCallback(
    (index: number): void => {
      const offset = offsetShowing(index, exact.current, latest.current);
      // What is folded away cannot be scrolled.
      if (offset === exact.current.offset || exact.current.height === 0) return;
      wanted.current = offset;
      if (!look({ ...exact.current, offset })) scrollToWanted();
    },
    [look, scrollToWanted],
  );

  const { first, end } = rowsIn(sight, stack, beyond);
  const drawn = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
  const whole = Math.floor((sight.height - above) / rowHeight);
  return { drawn, pageSize: Math.max(1, whole - 1), show };
}
