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

/** Selects the rows under a frame that is drawn from beside the rows; with Ctrl they are added to what is selected. */
export function useMarquee({ scroller, rows, rowHeight, headerHeight, selection, onSelect }: MarqueeOptions) {
  const [marquee, setMarquee] = useState<Marquee | undefined>(undefined);
  const latest = useRef(rows);
  latest.current = rows;

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    const element = scroller.current;
    const target = event.target as Element;
    if (!element || event.button !== 0 || event.pointerType === 'touch') return;
    if (target.closest('[data-index], [role="columnheader"], button, input')) return;
    const box = element.getBoundingClientRect();
    // A press on the scroll bar is no press on the rows.
    if (event.clientX - box.left >= element.clientWidth) return;

    const at = (x: number, y: number) => ({ x: x - box.left, y: y - box.top + element.scrollTop - headerHeight });
    const start = at(event.clientX, event.clientY);
    const base = event.ctrlKey || event.metaKey ? selection : clearSelected(selection);
    let pointer = { x: event.clientX, y: event.clientY };
    let frame = 0;
    let isDrawn = false;

    const draw = () => {
      const end = at(pointer.x, pointer.y);
      const [top, bottom] = [Math.max(0, Math.min(start.y, end.y)), Math.max(start.y, end.y)];
      const [left, right] = [Math.max(0, Math.min(start.x, end.x)), Math.min(box.width, Math.max(start.x, end.x))];
      setMarquee({ left, top, width: right - left, height: bottom - top });
      const covered = latest.current.slice(Math.floor(top / rowHeight), Math.floor(bottom / rowHeight) + 1);
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
    frame = requestAnimationFrame(scroll);
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', onKey, { capture: true });
  }

  return { marquee, onPointerDown };
}
