import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Dealt, dealSlots, offsetShowing, type RowStack, rowsIn, type Sight } from './rows-in-sight.ts';

interface RowsInSightOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Of each row, CSS pixels. */
  readonly rowHeight: number;
  /** Of what stays in place above the rows, CSS pixels. */
  readonly above?: number;
  /** So many rows more than can be seen are drawn on both sides. */
  readonly beyond: number;
  /** The row with the focus, for lists that use `slots`. */
  readonly focus?: { readonly index: number; readonly name: string } | undefined;
}

export interface RowsInSight {
  /** Which rows are to be drawn, from the first. */
  readonly drawn: readonly number[];
  /** For each of them a key that gives it the element of a row that has left. */
  readonly slots: readonly number[];
  /** So many rows Page Down goes on: one of those that are seen stays. */
  readonly pageSize: number;
  /** Scrolls, and no further, until a row is seen; it is drawn in the frame that shows it. */
  readonly show: (index: number) => void;
}

/**
 * Which rows of a list are worth drawing. Every row has one height, so that places are arithmetic, however long the list is, and
 * a row is brought into sight without asking the browser how high anything has become.
 */
export function useRowsInSight(options: RowsInSightOptions): RowsInSight {
  const { scroller, count, rowHeight, above = 0, beyond, focus } = options;
  const stack: RowStack = { count, rowHeight, above };
  const [sight, setSight] = useState<Sight>({ offset: 0, height: 0 });
  const latest = useRef(stack);
  latest.current = stack;
  /** What is seen as it is, and what the rows were last drawn for. */
  const exact = useRef(sight);
  const drawnFor = useRef(sight);
  const watched = useRef<{ readonly element: HTMLElement; stop(): void }>(undefined);
  /** Where the scroller is to be as soon as the rows there are drawn. */
  const wanted = useRef<number>(undefined);
  const dealt = useRef<Dealt>({ first: 0, slots: [] });
  /** The row that was to be shown while the list was folded away. */
  const missed = useRef<number>(undefined);

  /** @returns whether other rows are to be drawn. */
  const look = useCallback(
    (now: Sight): boolean => {
      exact.current = now;
      const [before, after] = [drawnFor.current, now].map((sight) => rowsIn(sight, latest.current, beyond));
      if (before?.first === after?.first && before?.end === after?.end && drawnFor.current.height === now.height) {
        return false;
      }
      drawnFor.current = now;
      setSight(now);
      return true;
    },
    [beyond],
  );

  const scrollToWanted = useCallback((): void => {
    const element = watched.current?.element;
    if (wanted.current === undefined || !element) return;
    element.scrollTop = wanted.current;
    wanted.current = undefined;
    exact.current = { ...exact.current, offset: element.scrollTop };
  }, []);

  const show = useCallback(
    (index: number): void => {
      // What is folded away cannot be scrolled.
      missed.current = exact.current.height === 0 ? index : undefined;
      const offset = offsetShowing(index, exact.current, latest.current);
      if (offset === exact.current.offset || missed.current !== undefined) return;
      wanted.current = offset;
      if (!look({ ...exact.current, offset })) scrollToWanted();
    },
    [look, scrollToWanted],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    // A list may show its scroller later than itself.
    if (element === (watched.current?.element ?? null)) return;
    watched.current?.stop();
    watched.current = undefined;
    if (!element) return;
    const lookAgain = () => {
      look(sightOf(element));
      if (missed.current !== undefined && exact.current.height > 0) show(missed.current);
    };
    // Drawn at once: a frame without rows would be seen.
    const onChange = () => flushSync(lookAgain);
    element.addEventListener('scroll', onChange, { passive: true });
    const observer = new ResizeObserver(onChange);
    observer.observe(element);
    watched.current = {
      element,
      stop: () => {
        element.removeEventListener('scroll', onChange);
        observer.disconnect();
      },
    };
  });
  useLayoutEffect(() => () => watched.current?.stop(), []);
  useLayoutEffect(scrollToWanted);
  // Where rows came or went the browser may have scrolled, and says so only with the next frame.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each change of the rows
  useLayoutEffect(() => {
    if (watched.current) look(sightOf(watched.current.element));
  }, [look, count, rowHeight]);

  const { first, end } = rowsIn(sight, stack, beyond);
  const drawn = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
  const whole = Math.floor((sight.height - above) / rowHeight);
  dealt.current = dealSlots(dealt.current, { first, end }, focus);
  return { drawn, slots: dealt.current.slots, pageSize: Math.max(1, whole - 1), show };
}

function sightOf({ scrollTop, clientHeight }: HTMLElement): Sight {
  return { offset: scrollTop, height: clientHeight };
}
