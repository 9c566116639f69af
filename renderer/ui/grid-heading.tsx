// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: its rows are virtual
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: the heading's button has the focus
import { ChevronDown, ChevronUp } from 'lucide-react';
import type { DragEvent, KeyboardEvent, PointerEvent } from 'react';
import styles from './grid-heading.module.css';

/** The edge by which a column is made wider: pixels. A double click gives it its usual width again. */
interface ColumnEdge {
  readonly side: 'left' | 'right';
  readonly width: number;
  readonly minimum: number;
  readonly onWidth: (width: number) => void;
  readonly onReset: () => void;
}

/** What makes a heading one that can be dragged to another place. */
interface HeadingDrag {
  readonly draggable: boolean;
  readonly onDragStart: (event: DragEvent) => void;
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: () => void;
  readonly onDrop: (event: DragEvent) => void;
  readonly onDragEnd: (event: DragEvent) => void;
  readonly 'data-moving'?: true | undefined;
  readonly 'data-over'?: true | undefined;
}

interface GridHeadingProps {
  readonly label: string;
  /** From 1. */
  readonly index: number;
  readonly align: 'start' | 'end';
  readonly sorted: 'ascending' | 'descending' | 'none';
  readonly onSort: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  /** Its name in the program, for whoever finds it under the pointer. */
  readonly column?: string;
  readonly drag?: HeadingDrag;
  readonly edge?: ColumnEdge | undefined;
}

/** The heading of a column in one of our own grids: a click sorts, its edge changes the width. */
export function GridHeading({ label, index, align, sorted, onSort, onKeyDown, column, drag, edge }: GridHeadingProps) {
  const Arrow = sorted === 'ascending' ? ChevronUp : ChevronDown;
  return (
    <div
      role="columnheader"
      aria-colindex={index}
      aria-sort={sorted}
      className={styles.heading}
      data-align={align}
      data-column={column}
      {...drag}
    >
      <button type="button" className={styles.sortButton} onClick={onSort} {...(onKeyDown && { onKeyDown })}>
        <span className={styles.text}>{label}</span>
        {sorted !== 'none' && <Arrow size={12} aria-hidden="true" />}
      </button>
      {edge && <Edge {...edge} />}
    </div>
  );
}

function Edge({ side, width, minimum, onWidth, onReset }: ColumnEdge) {
  const direction = side === 'left' ? -1 : 1;

  function onPointerDown(event: PointerEvent<HTMLSpanElement>): void {
    event.preventDefault();
    event.stopPropagation();
    const edge = event.currentTarget;
    const startX = event.clientX;
    edge.setPointerCapture(event.pointerId);
    const onMove = (move: globalThis.PointerEvent) =>
      onWidth(Math.max(minimum, width + direction * (move.clientX - startX)));
    edge.addEventListener('pointermove', onMove);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', onMove), { once: true });
  }

  return (
    <span
      className={styles.edge}
      data-side={side}
      aria-hidden="true"
      draggable={false}
      onPointerDown={onPointerDown}
      onDoubleClick={onReset}
    />
  );
}
