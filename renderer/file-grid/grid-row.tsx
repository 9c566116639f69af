// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useFormatters, useText } from '../app/text.ts';
import { octalPermissions, symbolicPermissions } from '../ui/format.ts';
import { visibleName } from '../ui/visible-name.ts';
import { type Column, type ColumnId, columnIds } from './columns.ts';
import { EntryIcon } from './entry-icon.tsx';
import { kindMessage } from './entry-kind.ts';
import styles from './file-grid.module.css';
import type { FileRow } from './file-row.ts';
import type { FolderSize } from './folder-size.ts';
import { RenameField } from './rename-field.tsx';

interface GridRowProps {
  readonly id: string;
  readonly row: FileRow;
  /** Of a folder that was counted, or is being. */
  readonly folderSize: FolderSize | undefined;
  readonly index: number;
  /** Pixels below the header. */
  readonly top: number;
  readonly shown: readonly Column[];
  readonly isSelected: boolean;
  readonly isFocused: boolean;
  readonly isDropTarget: boolean;
  readonly isRenaming: boolean;
  readonly onRename: (row: FileRow, name: string) => void;
  readonly onRenameEnd: () => void;
}

function GridRowView(props: GridRowProps) {
  const { id, row, index, top, shown, isSelected, isFocused, isDropTarget, isRenaming } = props;
  const t = useText();
  const { entry } = row;
  const reason = entry.unusable === undefined ? undefined : t(`unusable.${entry.unusable}`);
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-disabled={reason !== undefined || undefined}
      data-index={index}
      data-focused={isFocused || undefined}
      data-drop={isDropTarget || undefined}
      data-hidden={row.hidden || undefined}
      data-unusable={reason !== undefined || undefined}
      title={reason}
      draggable={!isRenaming}
      className={`${styles.row} ${styles.columns}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      {shown.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={columnIds.indexOf(column.id) + 1}
          className={styles.cell}
          data-align={column.align}
          data-column={column.id}
        >
          {column.id === 'name' ? (
            <>
              <EntryIcon row={row} />
              {isRenaming ? (
                <RenameField row={row} onRename={(name) => props.onRename(row, name)} onEnd={props.onRenameEnd} />
              ) : (
                <span
                  className={styles.name}
                  data-handle
                  title={entry.name.length > 40 ? visibleName(entry.name) : undefined}
                >
                  {visibleName(entry.name)}
                </span>
              )}
              {reason !== undefined && <TriangleAlert size={13} className={styles.warning} aria-label={reason} />}
            </>
          ) : (
            <CellText row={row} folderSize={props.folderSize} column={column.id} />
          )}
        </div>
      ))}
    </div>
  );
}

/** Rows are many and change rarely: only those whose own facts changed are drawn again. */
export const GridRow = memo(GridRowView, (before, after) =>
  (Object.keys(after) as (keyof GridRowProps)[]).every(
    (key) => key === 'onRename' || key === 'onRenameEnd' || before[key] === after[key],
  ),
);

interface CellTextProps extends Pick<GridRowProps, 'row' | 'folderSize'> {
  readonly column: ColumnId;
}

function CellText({ row, folderSize, column }: CellTextProps) {
  const t = useText();
  const format = useFormatters();
  const { size, modifiedAt, modifiedPrecision, permissions, owner, group } = row.entry;
  switch (column) {
    case 'size':
      if (folderSize) return <FolderSizeText size={folderSize} />;
      if (row.directory || size === undefined) return null;
      return <span title={format.exactBytes(size)}>{format.bytes(size)}</span>;
    case 'modified':
      if (modifiedAt === undefined) return null;
      return (
        <span title={format.exactDateTime(modifiedAt)}>
          {modifiedPrecision === 'day' ? format.date(modifiedAt) : format.dateTime(modifiedAt)}
        </span>
      );
    case 'kind': {
      const { id, extension } = kindMessage(row);
      return t(id, { extension });
    }
    case 'permissions':
      if (permissions === undefined) return null;
      return (
        <span className={styles.mono} title={octalPermissions(permissions)}>
          {symbolicPermissions(permissions)}
        </span>
      );
    case 'link':
      return row.entry.linkTarget === undefined ? null : visibleName(row.entry.linkTarget);
    case 'owner':
      return [owner, group].filter(Boolean).join(':');
    case 'name':
      return row.entry.name;
  }
}

function FolderSizeText({ size: { bytes, state } }: { readonly size: FolderSize }) {
  const t = useText();
  const format = useFormatters();
  if (state === 'unreadable') return <span title={t('sizes.unreadable')}>{t('sizes.unknown')}</span>;
  const text = state === 'incomplete' ? t('sizes.atLeast', { bytes: format.bytes(bytes) }) : format.bytes(bytes);
  const title = state === 'incomplete' ? t('sizes.incomplete') : format.exactBytes(bytes);
  return (
    <span className={styles.folderSize} data-state={state} title={title}>
      {text}
    </span>
  );
}
