import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { transfersListId } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { TransferMenu } from './transfer-menu.tsx';
import { TransferRowView } from './transfer-row.tsx';
import styles from './transfers.module.css';
import { useTransferKeys } from './use-transfer-keys.ts';

const ROW_HEIGHT = 46;

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
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 30;

  useEffect(() => queue.show(), [queue]);
  useEffect(() => queue.look(first, last), [queue, first, last]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => {
    // Newer browsers give a promise back, which is no clean-up.
    scroller.current?.scrollTo({ top: 0 });
  }, [view, filter]);

  const keys = useTransferKeys({
    pageSize: Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW_HEIGHT) / ROW_HEIGHT) - 1),
    onFocus: (index) => virtualizer.scrollToIndex(index),
    onMenu: () => {
      const { focused } = transfers.getState().selection;
      const box = document.getElementById(`transfer-${focused}`)?.getBoundingClientRect();
      if (box) setMenuAt({ x: box.left + 24, y: box.bottom });
    },
  });
  /** The keys always act somewhere that can be seen. */
  function focusSome(): void {
    const [shown] = rows.values();
    if (focusedIndex === undefined && shown)
      transfers.getState().select({ ...selection, focused: shown.item.id, anchor: first });
  }

  const focusedIndex = [...rows].find(([, row]) => row.item.id === selection.focused)?.[0];

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
        {...(focusedIndex !== undefined && { 'aria-activedescendant': `transfer-${selection.focused}` })}
        className={styles.list}
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={keys}
        onFocus={(event) => event.target === event.currentTarget && focusSome()}
        onContextMenu={(event) => {
          event.preventDefault();
          setMenuAt({ x: event.clientX, y: event.clientY });
        }}
      >
        {items.map(({ index }) => {
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
