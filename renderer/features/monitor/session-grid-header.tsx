// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { useText } from '../../app/text.ts';
import { barKeys } from '../../ui/bar-keys.ts';
import { GridHeading } from '../../ui/grid-heading.tsx';
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
  const setWidths = (widths: TablePreferences['widths']) => onPreferences({ ...preferences, widths });
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns} onKeyDownCapture={barKeys}>
        {shown.map((column, index) => (
          <GridHeading
            key={column.id}
            label={t(`sessions.column.${column.id}`)}
            index={index + 1}
            align={column.align}
            sorted={sort.column === column.id ? sort.direction : 'none'}
            onSort={() => onSort(column.id)}
            edge={{
              side: 'right',
              width: sessionColumnWidth(column, preferences),
              minimum: column.minimum,
              onWidth: (width) => setWidths({ ...preferences.widths, [column.id]: width }),
              onReset: () => {
                const { [column.id]: _, ...widths } = preferences.widths;
                setWidths(widths);
              },
            }}
          />
        ))}
        <div role="columnheader" aria-colindex={shown.length + 1} className={styles.actionsHeading}>
          {t('sessions.column.actions')}
        </div>
      </div>
    </div>
  );
}
