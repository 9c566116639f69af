import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import type { FileRow } from './file-row.ts';
import { clearSelected, type Selection } from './selection.ts';

/** A frame drawn over the rows, in pixels from the top left of the first row. */
export interface Marquee {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The frame between two points, within the rows. @param width Of the rows. */
export function frameBetween(start: Point, end: Point, width: number): Marquee {
  const [top, bottom] = [Math.max(0, Math.min(start.y, end.y)), Math.max(0, start.y, end.y)];
  const [left, right] = [Math.max(0, Math.min(start.x, end.x)), Math.min(width, Math.max(start.x, end.x))];
  return { left, top, width: right - left, height: bottom - top };
}

/** The rows that a frame touches, as the bounds of a slice. */
export function rowsUnder({ top, height }: Marquee, rowHeight: number): [from: number, to: number] {
  return [Math.floor(top / rowHeight), Math.floor((top + height) / rowHeight) + 1];
}

/** A press on the scroll bars is no press on the rows. */
export function isOnScrollBar(at: { readonly clientX: number; readonly clientY: number }, element: Element): boolean {
  const { left, top } = element.getBoundingClientRect();
  return at.clientX - left >= element.clientWidth || at.clientY - top >= element.clientHeight;
}

interface MarqueeOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rows: readonly FileRow[];
  readonly rowHeight: number;
  readonly headerHeight: number;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
}

/** Less is a click with an unsteady hand. */
const SMALLEST_DRAG = 4;
/** The rows scroll while the pointer is this near to an edge, or beyond it. */
const EDGE = 24;
const SCROLL_STEP = 14;

/**
 * Selects the rows under a frame that is drawn from beside the rows, or from the empty part of one that is not selected: its name and
 * all of a selected row are dragged. With Ctrl they are added to what is selected.
 */
export function useMarquee({ scroller, rows, rowHeight, headerHeight, selection, onSelect }: MarqueeOptions) {
  const [marquee, setMarquee] = useState<Marquee | undefined>(undefined);
  const latest = useRef(rows);
  latest.current = rows;
  const framing = useRef(false);

  /** What the pointer takes hold of on a row: all of a selected one, else its icon and its name. */
  function isDragged(target: Element): boolean {
    const row = target.closest('[data-index]');
    const name = row && rows[Number(row.getAttribute('data-index'))]?.entry.name;
    if (name === null || name === undefined) return false;
    return selection.selected.has(name) || target.closest('[data-handle], svg') !== null;
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    const element = scroller.current;
    const target = event.target as Element;
    if (!element || event.button !== 0 || event.pointerType === 'touch') return;
    if (target.closest('[role="columnheader"], button, input') || isOnScrollBar(event, element)) return;
    if (isDragged(target)) return;
    const box = element.getBoundingClientRect();
    const at = (x: number, y: number) => ({
      x: x - box.left + element.scrollLeft,
      y: y - box.top + element.scrollTop - headerHeight,
    });
    const start = at(event.clientX, event.clientY);
    const base = event.ctrlKey || event.metaKey ? selection : clearSelected(selection);
    let pointer = { x: event.clientX, y: event.clientY };
    let frame = 0;
    let isDrawn = false;

    const draw = () => {
      const end = at(pointer.x, pointer.y);
      const frame = frameBetween(start, end, element.scrollWidth);
      setMarquee(frame);
      const covered = latest.current.slice(...rowsUnder(frame, rowHeight));
      const names = covered.map(({ entry }) => entry.name);
      const nearest = end.y < start.y ? names[0] : names.at(-1);
      onSelect({
        selected: new Set([...base.selected, ...names]),
        focused: nearest ?? base.focused,
        anchor: nearest ?? base.anchor,
      });
    };
    const scroll = () => {
      const above = pointer.y < box.top + headerHeight + EDGE;
      const below = pointer.y > box.bottom - EDGE;
      if (isDrawn && (above || below)) {
        element.scrollTop += above ? -SCROLL_STEP : SCROLL_STEP;
        draw();
      }
      frame = requestAnimationFrame(scroll);
    };
    const onMove = (move: globalThis.PointerEvent) => {
      pointer = { x: move.clientX, y: move.clientY };
      if (!isDrawn && Math.hypot(pointer.x - event.clientX, pointer.y - event.clientY) < SMALLEST_DRAG) return;
      if (!isDrawn) element.setPointerCapture(event.pointerId);
      isDrawn = true;
      draw();
    };
    const end = () => {
      framing.current = false;
      cancelAnimationFrame(frame);
      setMarquee(undefined);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', onKey, { capture: true });
    };
    const onKey = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      onSelect(selection);
      end();
    };
    framing.current = true;
    frame = requestAnimationFrame(scroll);
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', onKey, { capture: true });
  }

  return { marquee, isFraming: () => framing.current, onPointerDown };
}
