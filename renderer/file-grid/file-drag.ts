import { type DragEvent, useRef, useState } from 'react';
import type { Entry } from '../../shared/model/entry.ts';
import { useDragEnd } from '../ui/use-drag-end.ts';
import type { FileRow } from './file-row.ts';
import type { Selection } from './selection.ts';

/** What a grid or a breadcrumb does with things dragged onto it. */
export interface DropTarget {
  /** Called when a drag of this grid's own rows begins; whoever prevents the event takes the drag over. */
  readonly onDragStart?: (entries: readonly Entry[], event: DragEvent) => void;
  readonly onDragEnd?: (event: DragEvent) => void;
  /** Whether the drag over this place could land; `directory` is the row under it, absent for the place itself. */
  readonly accepts: (data: DataTransfer, directory: string | undefined) => boolean;
  /** What a drop would do. */
  readonly effect: (directory: string | undefined, keys: DragKeys) => 'copy' | 'move';
  readonly onDrop: (data: DataTransfer, directory: string | undefined, keys: DragKeys) => void;
}

/** What the user asks for by a key that is held down: a copy where a drop would move, a move where it would copy. */
export interface DragKeys {
  readonly copying: boolean;
  readonly moving: boolean;
}

/** Ctrl, or Option on a Mac, copies; Shift, or Command on a Mac, moves. */
export function keysOf(event: Pick<MouseEvent, 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>): DragKeys {
  const copying = event.ctrlKey || event.altKey;
  return { copying, moving: !copying && (event.shiftKey || event.metaKey) };
}

interface FileDragOptions {
  readonly rows: readonly FileRow[];
  readonly selection: Selection;
  readonly drop: DropTarget;
  /** Whether what is pressed now may become a drag of rows. */
  readonly mayStart: () => boolean;
}

/** The place as a whole as a target; no directory is called so. */
export const PANE = '/';

/** Drag of rows out of the grid, and of anything onto it: onto a directory's row, or onto the place as a whole. */
export function useFileDrag({ rows, selection, drop, mayStart }: FileDragOptions) {
  /** The directory row under the pointer, or {@link PANE}. */
  const [target, setTarget] = useState<string | undefined>(undefined);
  const depth = useRef(0);

  function directoryUnder(event: DragEvent): string | undefined {
    const element = (event.target as Element).closest('[data-index]');
    const row = element ? rows[Number(element.getAttribute('data-index'))] : undefined;
    return row?.directory && row.entry.unusable === undefined ? row.entry.name : undefined;
  }

  /** A row that refuses lets the place around it try. */
  function landing(event: DragEvent): { directory: string | undefined } | undefined {
    const directory = directoryUnder(event);
    if (directory !== undefined && drop.accepts(event.dataTransfer, directory)) return { directory };
    return drop.accepts(event.dataTransfer, undefined) ? { directory: undefined } : undefined;
  }

  /** Cancelling the event is how HTML says "it may land here". */
  function consider(event: DragEvent): void {
    const place = landing(event);
    setTarget(place && (place.directory ?? PANE));
    if (!place) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = drop.effect(place.directory, keysOf(event));
  }

  function end(): void {
    depth.current = 0;
    setTarget(undefined);
  }
  useDragEnd(target !== undefined, end);

  const handlers = {
    onDragStart(event: DragEvent) {
      const element = (event.target as Element).closest('[data-index]');
      const row = element ? rows[Number(element.getAttribute('data-index'))] : undefined;
      if (!row || row.entry.unusable !== undefined || !mayStart()) {
        event.preventDefault();
        return;
      }
      const entries = selection.selected.has(row.entry.name)
        ? rows.map(({ entry }) => entry).filter(({ name, unusable }) => selection.selected.has(name) && !unusable)
        : [row.entry];
      event.dataTransfer.effectAllowed = 'copyMove';
      drop.onDragStart?.(entries, event);
    },
    onDragEnd(event: DragEvent) {
      end();
      drop.onDragEnd?.(event);
    },
    onDragEnter(event: DragEvent) {
      depth.current++;
      consider(event);
    },
    onDragLeave() {
      depth.current--;
      if (depth.current <= 0) end();
    },
    onDragOver: consider,
    onDrop(event: DragEvent) {
      const place = landing(event);
      end();
      if (!place) return;
      event.preventDefault();
      drop.onDrop(event.dataTransfer, place.directory, keysOf(event));
    },
  };

  return { target, handlers };
}
