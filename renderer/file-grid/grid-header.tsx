// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { ChevronDown, ChevronUp } from 'lucide-react';
import type { PointerEvent } from 'react';
import { useText } from '../app/text.ts';
import { type Column, type ColumnId, type ColumnWidths, columnIds, columnWidth } from './columns.ts';
import styles from './file-grid.module.css';
import type { Sort } from './sort-rows.ts';

interface GridHeaderProps {
  readonly shown: readonly Column[];
  readonly sort: Sort;
  readonly widths: ColumnWidths;
  readonly onSort: (column: ColumnId) => void;
  readonly onWidths: (widths: ColumnWidths) => void;
}

export function GridHeader({ shown, sort, widths, onSort, onWidths }: GridHeaderProps) {
  const t = useText();
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
          >
            <button type="button" className={styles.sortButton} onClick={() => onSort(column.id)}>
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

  return <span className={styles.resizer} aria-hidden="true" onPointerDown={onPointerDown} onDoubleClick={reset} />;
}
