// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { Scissors, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { type Text, useFormatters, useText } from '../app/text.ts';
import { type Formatters, octalPermissions, symbolicPermissions } from '../ui/format.ts';
import { visibleName } from '../ui/visible-name.ts';
import { type Column, type ColumnId, columnIndex } from './columns.ts';
import { markEdgeSpaces } from './edge-spaces.ts';
import { EntryIcon } from './entry-icon.tsx';
import { kindMessage } from './entry-kind.ts';
import styles from './file-grid.module.css';
import type { FileRow } from './file-row.ts';
import type { FolderSize } from './folder-size.ts';
import { RenameField, type RenameFieldProps } from './rename-field.tsx';

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
  readonly isCut: boolean;
  readonly isFocused: boolean;
  readonly isDropTarget: boolean;
  readonly isRenaming: boolean;
  readonly isTaken: RenameFieldProps['isTaken'];
  readonly onRename: (row: FileRow, name: string) => void;
  readonly onRenameEnd: RenameFieldProps['onEnd'];
}

function GridRowView(props: GridRowProps) {
  const { id, row, index, top, shown, isSelected, isCut, isFocused, isDropTarget, isRenaming } = props;
  const t = useText();
  const format = useFormatters();
  const { entry } = row;
  const reason = entry.unusable === undefined ? undefined : t(`unusable.${entry.unusable}`);
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-description={isCut ? t('row.cut') : undefined}
      aria-disabled={reason !== undefined || undefined}
      data-index={index}
      data-focused={isFocused || undefined}
      data-drop={isDropTarget || undefined}
      data-cut={isCut || undefined}
      data-hidden={row.hidden || undefined}
      data-unusable={reason !== undefined || undefined}
      title={reason}
      draggable={!isRenaming}
      className={`${styles.row} ${styles.columns}`}
      style={{ top }}
    >
      {shown.map(({ id: column, align }) => {
        const cell = { role: 'gridcell', 'aria-colindex': columnIndex(column), 'data-align': align } as const;
        if (column !== 'name') {
          const { text, ...shape } = cellText(props, column, t, format);
          return (
            <div key={column} {...cell} {...shape} className={styles.cell} data-column={column}>
              {text}
            </div>
          );
        }
        return (
          <div key={column} {...cell} className={styles.cell} data-column={column}>
            <EntryIcon row={row} />
            {isRenaming ? (
              <RenameField
                row={row}
                isTaken={props.isTaken}
                onRename={(name) => props.onRename(row, name)}
                onEnd={props.onRenameEnd}
              />
            ) : (
              <span
                className={styles.name}
                data-handle
                title={row.name.length > 40 ? visibleName(row.name) : undefined}
              >
                {markEdgeSpaces(visibleName(row.name))}
              </span>
            )}
            {isCut && <Scissors size={13} className={styles.cut} aria-hidden="true" />}
            {reason !== undefined && <TriangleAlert size={13} className={styles.warning} aria-label={reason} />}
          </div>
        );
      })}
    </div>
  );
}

/** Rows are many and change rarely: only those whose own facts changed are drawn again. */
export const GridRow = memo(GridRowView, (before, after) =>
  (Object.keys(after) as (keyof GridRowProps)[]).every(
    (key) => key === 'isTaken' || key === 'onRename' || key === 'onRenameEnd' || before[key] === after[key],
  ),
);

/** A cell is one element: a screen of them is styled and laid out with every step of the wheel. */
interface CellText {
  readonly text: string | undefined;
  readonly title?: string;
  readonly 'data-size'?: FolderSize['state'];
}

function cellText({ row, folderSize }: GridRowProps, column: ColumnId, t: Text, format: Formatters): CellText {
  const { size, modifiedAt, modifiedPrecision, permissions, owner, group } = row.entry;
  switch (column) {
    case 'size':
      if (folderSize) return folderSizeText(folderSize, t, format);
      if (row.directory || size === undefined) return { text: undefined };
      return { text: format.bytes(size), title: format.exactBytes(size) };
    case 'modified': {
      if (modifiedAt === undefined) return { text: undefined };
      const text = modifiedPrecision === 'day' ? format.date(modifiedAt) : format.dateTime(modifiedAt);
      return { text, title: format.exactDateTime(modifiedAt) };
    }
    case 'kind': {
      const { id, extension } = kindMessage(row);
      return { text: t(id, { extension }) };
    }
    case 'permissions':
      if (permissions === undefined) return { text: undefined };
      return { text: symbolicPermissions(permissions), title: octalPermissions(permissions) };
    case 'link':
      return { text: row.entry.linkTarget === undefined ? undefined : visibleName(row.entry.linkTarget) };
    case 'owner':
      return { text: [owner, group].filter(Boolean).join(':') };
    case 'folder': {
      const text = visibleName(row.folder ?? '');
      return { text, title: text };
    }
    case 'name':
      return { text: row.name };
  }
}

function folderSizeText({ bytes, state }: FolderSize, t: Text, format: Formatters): CellText {
  const told = { 'data-size': state } as const;
  if (state === 'unreadable') return { ...told, text: t('sizes.unknown'), title: t('sizes.unreadable') };
  if (state === 'counting')
    return { ...told, text: bytes === 0 ? '…' : t('sizes.soFar', { bytes: format.bytes(bytes) }) };
  if (state === 'whole') return { ...told, text: format.bytes(bytes), title: format.exactBytes(bytes) };
  return { ...told, text: t('sizes.atLeast', { bytes: format.bytes(bytes) }), title: t('sizes.incomplete') };
}
