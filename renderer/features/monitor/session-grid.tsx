// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { type CSSProperties, type MouseEvent, useMemo, useRef } from 'react';
import { sessionsGridId } from '../../app/focus.ts';
import { useFocusInSight } from '../../ui/use-focus-in-sight.ts';
import { useRowsInSight } from '../../ui/use-rows-in-sight.ts';
import type { GroupLine, SessionLine, TableLine } from './arrange-sessions.ts';
import { type SessionColumnId, type TablePreferences, tableColumns } from './session-columns.ts';
import styles from './session-grid.module.css';
import { SessionGridHeader } from './session-grid-header.tsx';
import { GroupRow, SessionRowView } from './session-row.tsx';
import { type SessionSelection, selectLine, selectLines, toggleLine } from './session-selection.ts';
import { useSessionKeyboard } from './use-session-keyboard.ts';

export interface SessionGridProps {
  readonly label: string;
  readonly lines: readonly TableLine[];
  readonly selection: SessionSelection;
  readonly preferences: TablePreferences;
  readonly isBusy: boolean;
  /** Sessions that an alert is about. */
  readonly alarming: ReadonlyMap<string, string>;
  /** Absent where this server offers no way. */
  readonly onDisconnect: ((rows: readonly SessionLine['row'][]) => void) | undefined;
  readonly onDisconnectGroup: ((group: GroupLine) => void) | undefined;
  readonly onSelect: (selection: SessionSelection) => void;
  readonly onSort: (column: SessionColumnId) => void;
  readonly onPreferences: (preferences: TablePreferences) => void;
  readonly onContextMenu: (at: { x: number; y: number }, line: SessionLine) => void;
  /** While the pointer is over the rows, or one of them has the focus, nothing may move. */
  readonly onHold: (reason: 'pointer' | 'focus', hold: 'held' | 'free') => void;
}

const ROW_HEIGHT = 30;
const HEADER_HEIGHT = 28;
const BEYOND = 10;

/** The sessions of a server as a grid (WAI-ARIA 1.2, grid pattern): one tab stop, only the rows in sight exist. */
export function SessionGrid(props: SessionGridProps) {
  const { lines, selection, preferences, onSelect, onDisconnect, onHold } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const focusedIndex = useMemo(
    () => (selection.focused === undefined ? -1 : lines.findIndex(({ key }) => key === selection.focused)),
    [lines, selection.focused],
  );
  const { shown, template, width } = useMemo(() => tableColumns(preferences), [preferences]);
  const inSight = useRowsInSight({
    scroller,
    count: lines.length,
    rowHeight: ROW_HEIGHT,
    above: HEADER_HEIGHT,
    beyond: BEYOND,
  });

  useFocusInSight(inSight.show, { name: selection.focused, index: focusedIndex, count: lines.length });

  function disconnectSelected(): void {
    const rows = lines.flatMap((line) =>
      line.type === 'session' && selection.selected.has(line.key) ? [line.row] : [],
    );
    if (rows.length > 0) onDisconnect?.(rows);
  }

  const onKeyDown = useSessionKeyboard({
    lines,
    selection,
    focusedIndex,
    pageSize: inSight.pageSize,
    show: inSight.show,
    onSelect,
    onDisconnect: disconnectSelected,
    onContextMenu: () => {
      const line = lines[focusedIndex];
      const box = scroller.current?.querySelector(`[data-index="${focusedIndex}"]`)?.getBoundingClientRect();
      if (line?.type === 'session' && box) props.onContextMenu({ x: box.left + 24, y: box.bottom }, line);
    },
  });

  function lineAt(event: MouseEvent): TableLine | undefined {
    const element = (event.target as Element).closest('[data-index]');
    return element ? lines[Number(element.getAttribute('data-index'))] : undefined;
  }

  function onMouseDown(event: MouseEvent<HTMLDivElement>): void {
    if ((event.target as Element).closest('button')) return;
    const line = lineAt(event);
    if (!line) return;
    if (event.shiftKey) onSelect(selectLines(selection, lines, line));
    else if (event.ctrlKey || event.metaKey) onSelect(toggleLine(selection, line));
    else if (!selection.selected.has(line.key) || event.button === 0) onSelect(selectLine(line));
  }

  return (
    <div
      ref={scroller}
      id={sessionsGridId}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={lines.length + 1}
      aria-colcount={shown.length + 1}
      aria-multiselectable="true"
      aria-busy={props.isBusy}
      aria-activedescendant={inSight.drawn.includes(focusedIndex) ? rowId(focusedIndex) : undefined}
      className={styles.grid}
      style={{ '--grid-columns': template, '--grid-width': `${width}px` } as CSSProperties}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onFocus={() => onHold('focus', 'held')}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onHold('focus', 'free');
      }}
      onContextMenu={(event) => {
        const line = lineAt(event);
        if (line?.type !== 'session') return;
        event.preventDefault();
        props.onContextMenu({ x: event.clientX, y: event.clientY }, line);
      }}
    >
      <SessionGridHeader
        shown={shown}
        preferences={preferences}
        onSort={props.onSort}
        onPreferences={props.onPreferences}
      />
      <div
        role="rowgroup"
        className={styles.rows}
        style={{ height: lines.length * ROW_HEIGHT }}
        onPointerEnter={() => onHold('pointer', 'held')}
        onPointerLeave={() => onHold('pointer', 'free')}
      >
        {inSight.drawn.map((index) => {
          const line = lines[index];
          if (!line) return null;
          const place = { id: rowId(index), index, top: index * ROW_HEIGHT, isFocused: index === focusedIndex };
          return line.type === 'group' ? (
            <GroupRow
              key={line.key}
              {...place}
              group={line}
              grouping={preferences.grouping}
              columns={shown.length + 1}
              onDisconnect={props.onDisconnectGroup}
            />
          ) : (
            <SessionRowView
              key={line.key}
              {...place}
              row={line.row}
              shown={shown}
              isSelected={selection.selected.has(line.key)}
              alarm={props.alarming.get(line.key)}
              onDisconnect={onDisconnect}
            />
          );
        })}
      </div>
    </div>
  );
}

function rowId(index: number): string {
  return `${sessionsGridId}-row-${index}`;
}
