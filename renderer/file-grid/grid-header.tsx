// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { useText } from '../app/text.ts';
import { barKeys } from '../ui/bar-keys.ts';
import { GridHeading } from '../ui/grid-heading.tsx';
import { type Column, type ColumnId, type ColumnWidths, columnIndex, movedColumn, possibleWidth } from './columns.ts';
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

/** Pixels by which a key changes a column's width. */
const WIDTH_STEP = 20;

/** The headings: a click sorts; dragged, or with Alt+Shift and an arrow, they change places; with Alt and an arrow, their width. */
export function GridHeader({ shown, wanted, sort, widths, onSort, onWidths, onWanted }: GridHeaderProps) {
  const t = useText();
  const [moving, setMoving] = useState<ColumnId | undefined>(undefined);
  const [over, setOver] = useState<ColumnId | undefined>(undefined);

  function dragOf(id: ColumnId) {
    return {
      draggable: id !== 'name',
      'data-moving': moving === id ? (true as const) : undefined,
      'data-over': over === id && moving !== id ? (true as const) : undefined,
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

  /** The left one: the name column at the far left gives and takes. */
  function edgeOf(column: Column) {
    if (column.id === 'name') return undefined;
    return {
      side: 'left' as const,
      width: column.width,
      minimum: column.minimum,
      onWidth: (width: number) => onWidths({ ...widths, [column.id]: width }),
      onReset: () => {
        const { [column.id]: _, ...rest } = widths;
        onWidths(rest);
      },
    };
  }

  function onKeyDown(event: KeyboardEvent, column: Column): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.shiftKey) {
      const width = (event.currentTarget.parentElement?.clientWidth ?? column.width) + step * WIDTH_STEP;
      onWidths({ ...widths, [column.id]: possibleWidth(column, width) });
      return;
    }
    const neighbour = shown[shown.findIndex(({ id }) => id === column.id) + step];
    if (neighbour) onWanted(movedColumn(wanted, column.id, neighbour.id));
  }

  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns} onKeyDownCapture={barKeys}>
        {shown.map((column) => (
          <GridHeading
            key={column.id}
            label={t(`column.${column.id}`)}
            index={columnIndex(column.id)}
            align={column.align}
            sorted={sort.column === column.id ? sort.direction : 'none'}
            onSort={() => onSort(column.id)}
            onKeyDown={(event) => onKeyDown(event, column)}
            column={column.id}
            drag={dragOf(column.id)}
            edge={edgeOf(column)}
          />
        ))}
      </div>
    </div>
  );
}
