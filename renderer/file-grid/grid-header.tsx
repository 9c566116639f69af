// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { ChevronDown, ChevronUp } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useText } from '../app/text.ts';
import { type Column, type ColumnId, type ColumnWidths, columnIds, columnWidth, movedColumn } from './columns.ts';
import styles from './file-grid.module.css';
import type { Sort } from './sort-rows.ts';

interface GridHeaderProps {
  readonly shown: readonly Column[];
  readonly wanted: readonly ColumnId[];
  readonly sort: Sort;
  readonly widths: ColumnWidths;
  readonly onSort: (column: ColumnId) => void;
  readonly onWidths: (widths: ColumnWidths) => void;
  readonly onWanted: (wanted: readonly ColumnId[]) => void;
}

/** What a dragged heading carries; no file system takes it. */
const COLUMN_TYPE = 'application/x-portside-column';

/** The headings: a click sorts; dragged, or with Alt+Shift and an arrow, they change places. */
export function GridHeader({ shown, wanted, sort, widths, onSort, onWidths, onWanted }: GridHeaderProps) {
  const t = useText();
  const [moving, setMoving] = useState<ColumnId | undefined>(undefined);
  const [over, setOver] = useState<ColumnId | undefined>(undefined);

  function dragOf(id: ColumnId) {
    return {
      draggable: id !== 'name',
      onDragStart(event: DragEvent) {
        // The grid would take it for a drag of files.
        event.stopPropagation();
        event.dataTransfer.setData(COLUMN_TYPE, id);
        event.dataTransfer.effectAllowed = 'move';
        setMoving(id);
      },
      onDragOver(event: DragEvent) {
        if (moving === undefined || id === 'name') return;
        event.preventDefault();
        event.stopPropagation();
        setOver(id);
      },
      onDragLeave: () => setOver(undefined),
      onDrop(event: DragEvent) {
        if (moving === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        onWanted(movedColumn(wanted, moving, id));
      },
      onDragEnd(event: DragEvent) {
        event.stopPropagation();
        setMoving(undefined);
        setOver(undefined);
      },
    };
  }

  function onKeyDown(event: KeyboardEvent, id: ColumnId): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || !event.altKey || !event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const neighbour = shown[shown.findIndex((column) => column.id === id) + step];
    if (neighbour) onWanted(movedColumn(wanted, id, neighbour.id));
  }

  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns}>
        {shown.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={columnIds.indexOf(column.id) + 1}
            aria-sort={sort.column === column.id ? sort.direction : 'none'}
            className={styles.heading}
            data-align={column.align}
            data-moving={moving === column.id || undefined}
            data-over={(over === column.id && moving !== column.id) || undefined}
            {...dragOf(column.id)}
          >
            <button
              type="button"
              className={styles.sortButton}
              onClick={() => onSort(column.id)}
              onKeyDown={(event) => onKeyDown(event, column.id)}
            >
              <span className={styles.headingText}>{t(`column.${column.id}`)}</span>
              {sort.column === column.id &&
                (sort.direction === 'ascending' ? (
                  <ChevronUp size={12} aria-hidden="true" />
                ) : (
                  <ChevronDown size={12} aria-hidden="true" />
                ))}
            </button>
            {column.id !== 'name' && <ColumnResizer column={column} widths={widths} onWidths={onWidths} />}
          </div>
        ))}
      </div>
    </div>
  );
}

interface ColumnResizerProps {
  readonly column: Column;
  readonly widths: ColumnWidths;
  readonly onWidths: (widths: ColumnWidths) => void;
}

/** The left edge of a column: the name column at the far left gives and takes. */
function ColumnResizer({ column, widths, onWidths }: ColumnResizerProps) {
  function onPointerDown(event: PointerEvent<HTMLSpanElement>): void {
    event.preventDefault();
    event.stopPropagation();
    const edge = event.currentTarget;
    const startX = event.clientX;
    const startWidth = columnWidth(column, widths);
    edge.setPointerCapture(event.pointerId);
    const onMove = (move: globalThis.PointerEvent) => {
      const width = Math.max(column.minimum, startWidth - (move.clientX - startX));
      onWidths({ ...widths, [column.id]: width });
    };
    edge.addEventListener('pointermove', onMove);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', onMove), { once: true });
  }

  function reset(): void {
    const { [column.id]: _, ...rest } = widths;
    onWidths(rest);
  }

  return (
    <span
      className={styles.resizer}
      aria-hidden="true"
      draggable={false}
      onPointerDown={onPointerDown}
      onDoubleClick={reset}
    />
  );
}
