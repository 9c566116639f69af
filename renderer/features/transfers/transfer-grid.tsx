import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { transfersListId } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { useRowsInSight } from '../../ui/use-rows-in-sight.ts';
import { chooseRow, focusedAt } from './row-selection.ts';
import { TransferMenu } from './transfer-menu.tsx';
import { TransferRowView } from './transfer-row.tsx';
import styles from './transfers.module.css';
import { useTransferKeys } from './use-transfer-keys.ts';

const ROW_HEIGHT = 46;
const BEYOND = 8;

interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

/** The rows of one list. Only those in sight exist, here and in the window's memory. */
export function TransferGrid({ empty }: { readonly empty: ReactNode }) {
  const t = useText();
  const { transfers, queue } = useServices();
  const count = useStore(transfers, (state) => state.count);
  const rows = useStore(transfers, (state) => state.rows);
  const view = useStore(transfers, (state) => state.view);
  const filter = useStore(transfers, (state) => state.filter);
  const isListed = useStore(transfers, (state) => state.listed !== undefined);
  const selection = useStore(transfers, (state) => state.selection);
  const scroller = useRef<HTMLDivElement>(null);
  const [menuAt, setMenuAt] = useState<MenuPlace>();
  const { drawn, pageSize, show } = useRowsInSight({ scroller, count, rowHeight: ROW_HEIGHT, beyond: BEYOND });
  const first = drawn[0] ?? 0;
  const last = drawn.at(-1) ?? 30;

  useEffect(() => queue.show(), [queue]);
  useEffect(() => queue.look(first, last), [queue, first, last]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => {
    // Newer browsers give a promise back, which is no clean-up.
    scroller.current?.scrollTo({ top: 0 });
  }, [view, filter]);

  const keys = useTransferKeys({
    pageSize,
    onFocus: show,
    onMenu: () => {
      const { focused, chosen } = transfers.getState().selection;
      // As the press that opens it with a mouse does.
      if (chosen.size === 0 && at >= 0) void chooseRow({ transfers, queue }, at);
      const row = document.getElementById(`transfer-${focused}`)?.getBoundingClientRect();
      // Where the row has been scrolled out of sight the menu stands in the list all the same.
      const list = scroller.current?.getBoundingClientRect();
      if (row) setMenuAt({ x: row.left + 24, y: row.bottom });
      else if (list) setMenuAt({ x: list.left + 24, y: list.top });
    },
  });
  const at = focusedAt({ rows, selection });
  const isHere = selection.focused !== undefined && rows.get(at)?.item.id === selection.focused;
  const seen = useRef({ id: selection.focused, at });
  if (isHere) seen.current = { id: selection.focused, at };

  // The row is gone: the keys go on from what stands in its place, where nothing is chosen until they choose it.
  useEffect(() => {
    const { focused, chosen } = selection;
    if (focused === undefined || isHere) return;
    const place = Math.min(seen.current.id === focused ? seen.current.at : at, count - 1);
    const neighbour = rows.get(place);
    if (!neighbour) return;
    const left = new Set([...chosen].filter((id) => id !== focused));
    transfers.getState().select({ ...selection, at: place, anchor: place, chosen: left, focused: neighbour.item.id });
  }, [transfers, selection, rows, count, at, isHere]);

  /** The keys always act somewhere that can be seen. */
  function focusSome(): void {
    const shown = rows.get(first);
    if (!isHere && shown)
      transfers.getState().select({ ...selection, focused: shown.item.id, at: first, anchor: first });
  }

  return (
    <div ref={scroller} className={styles.scroller}>
      {count === 0 && isListed && empty}
      <div
        id={transfersListId}
        role="treegrid"
        aria-label={t('transfers.list')}
        aria-rowcount={count}
        aria-multiselectable
        tabIndex={0}
        // Only what is drawn can be named as the row that the keys are on.
        {...(isHere && at >= first && at <= last && { 'aria-activedescendant': `transfer-${selection.focused}` })}
        className={styles.list}
        style={{ height: count * ROW_HEIGHT }}
        onKeyDown={keys}
        onFocus={(event) => event.target === event.currentTarget && focusSome()}
        onContextMenu={(event) => {
          event.preventDefault();
          setMenuAt({ x: event.clientX, y: event.clientY });
        }}
      >
        {drawn.map((index) => {
          const row = rows.get(index);
          // Its place follows from its index: an item changes its index whenever another comes in above it.
          return (
            <TransferRowView
              key={row?.item.id ?? `row ${index}`}
              {...(row && { row })}
              index={index}
              top={index * ROW_HEIGHT}
            />
          );
        })}
      </div>
      {menuAt && <TransferMenu at={menuAt} onClose={() => setMenuAt(undefined)} />}
    </div>
  );
}
