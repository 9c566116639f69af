// biome-ignore-all lint/a11y/useSemanticElements: an ARIA tree of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA tree of its own: rows are virtual, the active one is told by aria-activedescendant
import { type DragEvent, type MouseEvent, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { sitesTreeId } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { useFocusInSight } from '../../ui/use-focus-in-sight.ts';
import { useRowsInSight } from '../../ui/use-rows-in-sight.ts';
import { nothingSelected, selectOnly, selectRange, toggle } from './site-selection.ts';
import { arrangeable, type Destination, dropOn, mayMoveInto, type TreeRow } from './site-tree.ts';
import { SiteTreeRow } from './site-tree-row.tsx';
import styles from './sites.module.css';
import { type TreeCommand, useTreeKeyboard } from './use-tree-keyboard.ts';

const ROW_HEIGHT = 30;
const BEYOND = 10;
/** What a drag of rows carries; the rows themselves stay here. */
const DRAG_TYPE = 'application/x-portside-sites';

interface Landing {
  /** The row under the pointer; undefined: the empty place below the rows. */
  readonly row: TreeRow | undefined;
  readonly where: 'into' | 'above' | 'below';
  readonly to: Destination;
}

interface SiteTreeViewProps {
  readonly onCommand: (command: Exclude<TreeCommand, 'menu'>) => void;
  readonly onContextMenu: (at: { x: number; y: number }) => void;
}

/**
 * Folders and sites as a tree (WAI-ARIA 1.2, tree view pattern): one tab stop, the row that the keyboard acts on is the active
 * descendant, only the rows in sight exist.
 */
export function SiteTreeView({ onCommand, onContextMenu }: SiteTreeViewProps) {
  const t = useText();
  const { sites } = useServices();
  const { rows, selection, cut, book, query } = useStore(sites.store);
  const { setFolded } = sites.store.getState();
  const scroller = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<readonly string[]>([]);
  const [landing, setLanding] = useState<Landing | undefined>(undefined);
  const focusedIndex = useMemo(() => rows.findIndex(({ id }) => id === selection.focused), [rows, selection.focused]);
  const isCut = useMemo(() => new Set(cut), [cut]);

  const inSight = useRowsInSight({ scroller, count: rows.length, rowHeight: ROW_HEIGHT, beyond: BEYOND });

  useFocusInSight(inSight.show, { name: selection.focused, index: focusedIndex, count: rows.length });

  const onKeyDown = useTreeKeyboard({
    rows,
    selection,
    focusedIndex,
    pageSize: inSight.pageSize,
    show: inSight.show,
    onSelect: (next) => sites.select(next),
    onFold: setFolded,
    onCommand: (command) => {
      if (command === 'menu') openMenu();
      else onCommand(command);
    },
  });

  function openMenu(): void {
    const row = scroller.current?.querySelector(`[data-index="${focusedIndex}"]`) ?? scroller.current;
    const box = row?.getBoundingClientRect();
    if (box) onContextMenu({ x: box.left + 32, y: Math.min(box.bottom, box.top + ROW_HEIGHT) });
  }

  function rowAt(event: MouseEvent): TreeRow | undefined {
    const element = (event.target as Element).closest('[data-index]');
    return element ? rows[Number(element.getAttribute('data-index'))] : undefined;
  }

  function onMouseDown(event: MouseEvent): void {
    const row = rowAt(event);
    if (!row) {
      sites.select(nothingSelected);
      return;
    }
    if ((event.target as Element).closest('[data-twisty]') && 'isOpen' in row) {
      setFolded(row.id, row.isOpen ? 'closed' : 'open');
      return;
    }
    const additive = event.ctrlKey || event.metaKey;
    if (event.shiftKey) sites.select(selectRange(selection, rows, row.id));
    else if (additive && event.button === 0) sites.select(toggle(selection, row.id));
    else if (!selection.selected.has(row.id)) sites.select(selectOnly(row.id));
  }

  /** A plain click on one of several selected rows chooses that one, but only when it did not become a drag. */
  function onClick(event: MouseEvent): void {
    const row = rowAt(event);
    if (!row || event.shiftKey || event.ctrlKey || event.metaKey) return;
    if (selection.selected.size > 1) sites.select(selectOnly(row.id));
  }

  function onDragStart(event: DragEvent): void {
    const row = rowAt(event);
    const ids = row ? arrangeable(book, selection.selected.has(row.id) ? selection.selected : new Set([row.id])) : [];
    // The order of a search is not the order of the book.
    if (ids.length === 0 || query !== '') {
      event.preventDefault();
      return;
    }
    event.dataTransfer.setData(DRAG_TYPE, '');
    event.dataTransfer.effectAllowed = 'move';
    setDragged(ids);
  }

  function landingOf(event: DragEvent): Landing | undefined {
    if (dragged.length === 0) return undefined;
    const row = rowAt(event);
    if (!row) return { row: undefined, where: 'into', to: {} };
    const box = (event.target as Element).closest('[data-index]')?.getBoundingClientRect();
    const share = box ? (event.clientY - box.top) / box.height : 0.5;
    const to = dropOn(book, row, share);
    if (!to || !mayMoveInto(book, dragged, to.folderId) || dragged.includes(row.id)) return undefined;
    const where = to.folderId === row.id ? 'into' : share < 0.5 ? 'above' : 'below';
    return { row, where, to };
  }

  function onDragOver(event: DragEvent): void {
    const over = landingOf(event);
    if (over?.row?.id !== landing?.row?.id || over?.where !== landing?.where) setLanding(over);
    if (!over) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
  }

  function endDrag(): void {
    setDragged([]);
    setLanding(undefined);
  }

  return (
    <div
      ref={scroller}
      id={sitesTreeId}
      role="tree"
      tabIndex={0}
      aria-label={t('sites.tree')}
      aria-multiselectable="true"
      aria-activedescendant={inSight.drawn.includes(focusedIndex) ? rowId(focusedIndex) : undefined}
      className={styles.tree}
      data-drop={(landing && !landing.row) || undefined}
      onKeyDown={onKeyDown}
      onFocus={() => {
        const [first] = rows;
        if (focusedIndex < 0 && first) sites.store.getState().select({ ...selection, focused: first.id });
      }}
      onMouseDown={onMouseDown}
      onClick={onClick}
      onDoubleClick={(event) => {
        if (rowAt(event) && !(event.target as Element).closest('[data-twisty]')) onCommand('connect');
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        onContextMenu({ x: event.clientX, y: event.clientY });
      }}
      onDragStart={onDragStart}
      onDragOver={onDragOver}
      onDragEnd={endDrag}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setLanding(undefined);
      }}
      onDrop={(event) => {
        const over = landingOf(event);
        if (over) {
          event.preventDefault();
          sites.move(dragged, over.to);
        }
        endDrag();
      }}
    >
      <div role="presentation" className={styles.rows} style={{ height: rows.length * ROW_HEIGHT }}>
        {inSight.drawn.map((index) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <SiteTreeRow
              key={row.id}
              id={rowId(index)}
              row={row}
              index={index}
              top={index * ROW_HEIGHT}
              isSelected={selection.selected.has(row.id)}
              isFocused={index === focusedIndex}
              isCut={isCut.has(row.id)}
              drop={landing?.row?.id === row.id ? landing.where : undefined}
            />
          );
        })}
      </div>
    </div>
  );
}

function rowId(index: number): string {
  return `${sitesTreeId}-row-${index}`;
}
