import { Funnel, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { focusGrid } from '../../app/focus.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { IconButton } from '../../ui/button.tsx';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';

export function FilterBar({ store, side }: { readonly store: PaneStore; readonly side: Side }) {
  const t = useText();
  const { filter, rows, total, setFilter, setFilterOpen } = useStore(store);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  function close(): void {
    setFilterOpen(false);
    focusGrid(side);
  }

  return (
    <search className={styles.filterBar}>
      <Funnel size={14} aria-hidden="true" />
      <input
        ref={input}
        className={styles.filterInput}
        aria-label={t('filter.label')}
        placeholder={t('filter.placeholder')}
        spellCheck={false}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          if (event.key === 'Enter' || event.key === 'ArrowDown') focusGrid(side);
        }}
      />
      {filter !== '' && (
        <span className={styles.filterCount} aria-live="polite">
          {t('filter.count', { shown: rows.length, total })}
        </span>
      )}
      <IconButton label={t('filter.close')} icon={<X size={14} aria-hidden="true" />} onPress={close} />
    </search>
  );
}
