// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { type CSSProperties, type MouseEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useFocusInSight } from '../ui/use-focus-in-sight.ts';
import { useRowsInSight } from '../ui/use-rows-in-sight.ts';
import { type ColumnId, type ColumnWidths, columns, columnTemplate, fittedColumns, tableWidth } from './columns.ts';
import { type DropTarget, PANE, useFileDrag } from './file-drag.ts';
import styles from './file-grid.module.css';
import type { FileRow } from './file-row.ts';
import type { FolderSizes } from './folder-size.ts';
import { GridHeader } from './grid-header.tsx';
import { GridRow } from './grid-row.tsx';
import { clearSelected, indexOfName, type Selection, selectOnly, selectRange, toggleSelected } from './selection.ts';
import type { Sort } from './sort-rows.ts';
import { useCutOff } from './use-cut-off.ts';
import { useGridKeyboard } from './use-grid-keyboard.ts';
import { isOnScrollBar, useMarquee } from './use-marquee.ts';

/** What a context menu is asked for: the rows that are chosen, the place beside them, or a column. */
export type MenuSubject =
  | { readonly kind: 'rows' | 'place' }
  | { readonly kind: 'column'; readonly column: ColumnId; readonly width: number };

export interface FileGridProps {
  readonly id: string;
  readonly label: string;
  readonly rows: readonly FileRow[];
  readonly folderSizes: FolderSizes;
  readonly selection: Selection;
  /** The names of the rows that are cut and wait to be pasted. */
  readonly cut: ReadonlySet<string>;
  readonly sort: Sort;
  readonly isBusy: boolean;
  /** The row whose name is being edited. */
  readonly renaming: string | undefined;
  /** The columns that the user wants, from the left. */
  readonly wanted: readonly ColumnId[];
  readonly widths: ColumnWidths;
  readonly rowHeight: number;
  readonly onWidths: (widths: ColumnWidths) => void;
  /** Of those that are wanted, what a narrow grid does without. */
  readonly onLeftOut: (leftOut: readonly ColumnId[]) => void;
  readonly onWanted: (wanted: readonly ColumnId[]) => void;
  readonly onSelect: (selection: Selection) => void;
  readonly onSort: (column: ColumnId) => void;
  readonly onOpen: (row: FileRow) => void;
  /** Whether a row, shown or hidden, has this name. */
  readonly isTaken: (name: string) => boolean;
  readonly onRename: (row: FileRow, name: string) => void;
  readonly onRenameEnd: () => void;
  readonly onContextMenu: (at: { x: number; y: number }, subject: MenuSubject) => void;
  /** Escape where nothing is selected. */
  readonly onEscape: () => void;
  readonly drop: DropTarget;
}

const HEADER_HEIGHT = 28;
const BEYOND = 2;
/** Room below the last row, to press beside the rows also in a full pane. */
const ROOM_BELOW = 32;

/**
 * The rows of a directory as a grid (WAI-ARIA 1.2, grid pattern): one tab stop, the row that the keyboard acts on is the active
 * descendant, only the rows in sight exist.
 */
export function FileGrid(props: FileGridProps) {
  const {
    id,
    label,
    rows,
    folderSizes,
    selection,
    sort,
    isBusy,
    renaming,
    wanted,
    widths,
    rowHeight,
    onSelect,
    onOpen,
    drop,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [available, setAvailable] = useState(0);
  const focusedIndex = useMemo(() => indexOfName(rows, selection.focused), [rows, selection.focused]);
  const renamingIndex = useMemo(() => indexOfName(rows, renaming), [rows, renaming]);

  const inSight = useRowsInSight({
    scroller,
    count: rows.length,
    rowHeight,
    above: HEADER_HEIGHT,
    beyond: BEYOND,
    focus: selection.focused === undefined ? undefined : { index: focusedIndex, name: selection.focused },
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setAvailable(entry?.contentRect.width ?? 0));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useFocusInSight(inSight.show, { list: label, name: selection.focused, index: focusedIndex, count: rows.length });

  const shown = useMemo(() => fittedColumns(available - ROW_PADDING, wanted, widths), [available, wanted, widths]);
  const leftOut = available > 0 ? wanted.filter((id) => !shown.some((column) => column.id === id)).join() : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each change
  useEffect(() => props.onLeftOut(wanted.filter((id) => leftOut.split(',').includes(id))), [leftOut]);

  const onKeyDown = useGridKeyboard({
    rows,
    selection,
    focusedIndex,
    pageSize: inSight.pageSize,
    show: inSight.show,
    onSelect: (selection) => {
      leaveText();
      onSelect(selection);
    },
    onOpen,
    onEscape: props.onEscape,
    onContextMenu: () => {
      const row = scroller.current?.querySelector(`[data-index="${focusedIndex}"]`) ?? scroller.current;
      const box = row?.getBoundingClientRect();
      const kind = focusedIndex >= 0 ? 'rows' : 'place';
      if (box) props.onContextMenu({ x: box.left + 24, y: Math.min(box.bottom, box.top + rowHeight) }, { kind });
    },
  });
  const { marquee, isFraming, onPointerDown } = useMarquee({
    scroller,
    rows,
    rowHeight,
    headerHeight: HEADER_HEIGHT,
    selection,
    onSelect,
  });
  const tellCutOff = useCutOff();
  const drag = useFileDrag({ rows, selection, drop, mayStart: () => !isFraming() });

  function rowAt(event: MouseEvent): FileRow | undefined {
    const element = (event.target as Element).closest('[data-index]');
    return element ? rows[Number(element.getAttribute('data-index'))] : undefined;
  }

  function onMouseDown(event: MouseEvent<HTMLDivElement>): void {
    if ((event.target as Element).closest('input, button, [role="columnheader"]')) return;
    if (isOnScrollBar(event, event.currentTarget)) return;
    leaveText();
    const row = rowAt(event);
    const additive = event.ctrlKey || event.metaKey;
    if (!row) {
      if (!additive && !event.shiftKey) onSelect(clearSelected(selection));
      return;
    }
    const { name } = row.entry;
    if (event.shiftKey) onSelect(selectRange(selection, rows, name, additive ? 'adding' : 'replacing'));
    else if (additive && event.button === 0) onSelect(toggleSelected(selection, name));
    else if (!selection.selected.has(name)) onSelect(selectOnly(name));
  }

  function menuSubject(event: MouseEvent): MenuSubject {
    const heading = (event.target as Element).closest<HTMLElement>('[role="columnheader"]');
    if (!heading) return { kind: rowAt(event) ? 'rows' : 'place' };
    return { kind: 'column', column: heading.dataset['column'] as ColumnId, width: heading.clientWidth };
  }

  /** A plain click on one of several selected rows chooses that one, but only when it did not become a drag. */
  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const row = rowAt(event);
    if (!row || event.shiftKey || event.ctrlKey || event.metaKey) return;
    if (selection.selected.size > 1) onSelect(selectOnly(row.entry.name));
  }

  // What is typed into a row must not go with it when it is scrolled out of sight.
  const isTypedAway = renamingIndex >= 0 && !inSight.drawn.includes(renamingIndex);
  const drawn = isTypedAway ? [...inSight.drawn, renamingIndex] : inSight.drawn;

  return (
    <div
      ref={scroller}
      id={id}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable="true"
      aria-busy={isBusy}
      aria-activedescendant={inSight.drawn.includes(focusedIndex) ? rowId(id, focusedIndex) : undefined}
      className={styles.grid}
      data-drop={drag.target === PANE || undefined}
      style={
        {
          '--grid-columns': columnTemplate(shown),
          '--grid-width': `${tableWidth(shown) + ROW_PADDING}px`,
          '--grid-row': `${rowHeight}px`,
        } as CSSProperties
      }
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onMouseOver={tellCutOff}
      onMouseMove={tellCutOff}
      onClick={onClick}
      onDoubleClick={(event) => {
        if (isTypedInto(event)) return;
        const row = rowAt(event);
        if (row) onOpen(row);
      }}
      onContextMenu={(event) => {
        if (isTypedInto(event)) return;
        event.preventDefault();
        props.onContextMenu({ x: event.clientX, y: event.clientY }, menuSubject(event));
      }}
      {...drag.handlers}
    >
      <GridHeader
        shown={shown}
        wanted={wanted}
        sort={sort}
        widths={widths}
        onSort={props.onSort}
        onWidths={props.onWidths}
        onWanted={props.onWanted}
      />
      <div role="rowgroup" className={styles.rows} style={{ height: rows.length * rowHeight + ROOM_BELOW }}>
        {drawn.map((index, at) => {
          const row = rows[index];
          if (!row) return null;
          const { name } = row.entry;
          // A name that is being edited keeps its element.
          const isRenaming = renaming === name;
          return (
            <GridRow
              key={isRenaming ? 'renaming' : inSight.slots[at]}
              id={rowId(id, index)}
              row={row}
              folderSize={row.directory ? folderSizes.get(name) : undefined}
              index={index}
              top={index * rowHeight}
              shown={shown}
              isSelected={selection.selected.has(name)}
              isCut={props.cut.has(name)}
              isFocused={index === focusedIndex}
              isDropTarget={drag.target === name}
              isRenaming={isRenaming}
              isTaken={props.isTaken}
              onRename={props.onRename}
              onRenameEnd={(how) => {
                props.onRenameEnd();
                if (how === 'back-to-rows') scroller.current?.focus();
              }}
            />
          );
        })}
        {marquee && <div className={styles.marquee} style={marquee} />}
      </div>
    </div>
  );
}

/** What the row's own padding takes from the columns. */
const ROW_PADDING = 8;

/** Who chooses rows does not mean the text that was selected elsewhere before, and would be copied in their place. */
function leaveText(): void {
  getSelection()?.removeAllRanges();
}

/** The field of a name has the habits of a text field. */
function isTypedInto({ target }: MouseEvent): boolean {
  return target instanceof HTMLInputElement;
}

function rowId(gridId: string, index: number): string {
  return `${gridId}-row-${index}`;
}
