// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { ChevronDown, ChevronUp } from 'lucide-react';
import type { PointerEvent } from 'react';
import { useText } from '../../app/text.ts';
import {
  type SessionColumn,
  type SessionColumnId,
  sessionColumnWidth,
  type TablePreferences,
} from './session-columns.ts';
import styles from './session-grid.module.css';

interface SessionGridHeaderProps {
  readonly shown: readonly SessionColumn[];
  readonly preferences: TablePreferences;
  readonly onSort: (column: SessionColumnId) => void;
  readonly onPreferences: (preferences: TablePreferences) => void;
}

export function SessionGridHeader({ shown, preferences, onSort, onPreferences }: SessionGridHeaderProps) {
  const t = useText();
  const { sort } = preferences;
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns}>
        {shown.map((column, index) => (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={index + 1}
            aria-sort={sort.column === column.id ? sort.direction : 'none'}
            className={styles.heading}
            data-align={column.align}
          >
            <button type="button" className={styles.sortButton} onClick={() => onSort(column.id)}>
              <span className={styles.headingText}>{t(`sessions.column.${column.id}`)}</span>
              {sort.column === column.id &&
                (sort.direction === 'ascending' ? (
                  <ChevronUp size={12} aria-hidden="true" />
                ) : (
                  <ChevronDown size={12} aria-hidden="true" />
                ))}
            </button>
            <ColumnResizer column={column} preferences={preferences} onPreferences={onPreferences} />
          </div>
        ))}
        <div role="columnheader" aria-colindex={shown.length + 1} className={styles.actionsHeading}>
          {t('sessions.column.actions')}
        </div>
      </div>
    </div>
  );
}

interface ColumnResizerProps {
  readonly column: SessionColumn;
  readonly preferences: TablePreferences;
  readonly onPreferences: (preferences: TablePreferences) => void;
}

/** The right edge of a column; a double click gives it its usual width again. */
function ColumnResizer({ column, preferences, onPreferences }: ColumnResizerProps) {
  const { id, minimum } = column;

  function onPointerDown(event: PointerEvent<HTMLSpanElement>): void {
    event.preventDefault();
    const edge = event.currentTarget;
    const startX = event.clientX;
    const startWidth = sessionColumnWidth(column, preferences);
    edge.setPointerCapture(event.pointerId);
    const onMove = (move: globalThis.PointerEvent) => {
      const width = Math.max(minimum, startWidth + move.clientX - startX);
      onPreferences({ ...preferences, widths: { ...preferences.widths, [id]: width } });
    };
    edge.addEventListener('pointermove', onMove);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', onMove), { once: true });
  }

  function reset(): void {
    const { [id]: _, ...widths } = preferences.widths;
    onPreferences({ ...preferences, widths });
  }

  return <span className={styles.resizer} aria-hidden="true" onPointerDown={onPointerDown} onDoubleClick={reset} />;
}
