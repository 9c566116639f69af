import { ScrollText } from 'lucide-react';
import {
  type ClipboardEventHandler,
  type HTMLAttributes,
  type KeyboardEventHandler,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { classNames } from './class-names.ts';
import styles from './log-lines.module.css';
import { useRowsInSight } from './use-rows-in-sight.ts';

/** The scroller of a log: which of its lines are in sight, and whether the newest is to stay there. */
type LogScroller = ReturnType<typeof useLogScroller>;

/** Follows the end of a log for as long as the reader does not leave it. Lines are `lineHeight` CSS pixels high. */
export function useLogScroller(lines: readonly unknown[], lineHeight: number) {
  const element = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const { drawn, pageSize, show } = useRowsInSight({
    scroller: element,
    count: lines.length,
    rowHeight: lineHeight,
    beyond: 20,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the end is at another place where the log is higher
  useLayoutEffect(() => {
    if (following && lines.length > 0) show(lines.length - 1);
  }, [following, lines, show, pageSize]);

  return { element, drawn, pageSize, show, lineHeight, following, setFollowing };
}

/** Where a line stands among all of them, in CSS pixels. */
export interface LinePlace {
  readonly top: number;
  readonly height: number;
}

interface LogLinesProps<T> {
  readonly label: string;
  readonly lines: readonly T[];
  readonly scroller: LogScroller;
  /** Why there are no lines. */
  readonly empty: string;
  readonly onKeyDown?: KeyboardEventHandler;
  readonly onCopy?: ClipboardEventHandler;
  /** Draws one, which must be a {@link LogLine}; `place` is for that. */
  readonly line: (line: T, place: LinePlace) => ReactNode;
  /** Stands over the lines. */
  readonly children?: ReactNode;
}

/** A log that grows at its end. Only the lines in sight are drawn. */
export function LogLines<T>({ label, lines, scroller, empty, onKeyDown, onCopy, line, children }: LogLinesProps<T>) {
  const { element, drawn, lineHeight, setFollowing } = scroller;
  return (
    <div className={styles.body}>
      <div
        ref={element}
        className={styles.scroller}
        role="log"
        aria-label={label}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        onKeyDown={onKeyDown}
        onCopy={onCopy}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < 2 * lineHeight)
        }
      >
        {lines.length === 0 && (
          <div className={styles.empty}>
            <ScrollText size={22} strokeWidth={1.5} aria-hidden="true" />
            <p>{empty}</p>
          </div>
        )}
        <div className={styles.lines} style={{ height: lines.length * lineHeight }}>
          {drawn.map((index) => {
            const item = lines[index];
            return item && line(item, { top: index * lineHeight, height: lineHeight });
          })}
        </div>
      </div>
      {children}
    </div>
  );
}

interface LogLineProps extends HTMLAttributes<HTMLDivElement> {
  readonly place: LinePlace;
  readonly isSelected?: boolean;
}

/** A row of columns; `className` says how wide they are. */
export function LogLine({ place: { top, height }, isSelected = false, className, children, ...rest }: LogLineProps) {
  return (
    <div
      className={classNames(styles.line, className)}
      data-selected={isSelected || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
      {...rest}
    >
      {children}
    </div>
  );
}
