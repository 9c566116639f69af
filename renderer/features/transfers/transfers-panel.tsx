import { ArrowDownUp, CirclePause, History, SearchX } from 'lucide-react';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { focusDock, transfersFilterId } from '../../app/focus.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { ToolPanel } from '../../ui/tool-panel.tsx';
import { shortcutText } from '../files/commands.ts';
import { TransferGrid } from './transfer-grid.tsx';
import styles from './transfers.module.css';
import { TransfersHead } from './transfers-head.tsx';
import { countOf } from './transfers-store.ts';
import { useKeptFocus } from './use-kept-focus.ts';

/** The queue: what runs, waits, failed and ended. */
export function TransfersPanel() {
  const panel = useRef<HTMLDivElement>(null);
  useKeptFocus(panel);
  return (
    <ToolPanel ref={panel} tools={<TransfersHead />}>
      <HeldQueue />
      <TransfersFilter />
      <TransferGrid empty={<EmptyList />} />
    </ToolPanel>
  );
}

/** Why nothing goes on, where that is so, and the way on. */
function HeldQueue() {
  const t = useText();
  const { queue: actions, transfers } = useServices();
  const { paused, waiting } = useStore(transfers, (state) => state.queue);
  if (waiting > 0) {
    return (
      <div className={styles.held} role="status">
        <History size={15} aria-hidden="true" />
        <span>{t('transfers.waiting', { count: waiting })}</span>
        <Button size="small" tone="primary" onPress={() => actions.resumeWaiting()}>
          {t('transfers.resumeWaiting')}
        </Button>
      </div>
    );
  }
  if (!paused) return null;
  return (
    <div className={styles.held} role="status">
      <CirclePause size={15} aria-hidden="true" />
      <span>{t('transfers.pausedAll')}</span>
      <Button size="small" tone="primary" onPress={() => actions.pauseAll(false)}>
        {t('transfers.resumeAll')}
      </Button>
    </div>
  );
}

/** Narrows the list by names. */
function TransfersFilter() {
  const t = useText();
  const { transfers } = useServices();
  const { filter, filterOpen, setFilter, setFilterOpen, view, totals, count, listed } = useStore(transfers);
  // Where it was open when the panel came, the focus stays with what showed the panel.
  const [wasOpen, setWasOpen] = useState(filterOpen);
  if (wasOpen && !filterOpen) setWasOpen(false);
  if (!filterOpen) return null;
  const isFiltered = listed !== undefined && listed.filter.trim() !== '';
  return (
    <FilterBar
      id={transfersFilterId}
      filter={filter}
      onFilter={setFilter}
      left={isFiltered ? { shown: count, total: Math.max(count, countOf(view, totals)) } : undefined}
      told={isFiltered ? t('transfers.found', { count: listed.countAtFirst }) : ''}
      takesFocus={!wasOpen}
      onLeave={focusDock}
      onClose={() => setFilterOpen(false)}
    />
  );
}

function EmptyList() {
  const t = useText();
  const { transfers } = useServices();
  const keyboard = useKeyboard();
  const { view, filter, totals, setFilter } = useStore(transfers);
  if (filter.trim() !== '' && countOf(view, totals) > 0) {
    return (
      <div className={styles.empty}>
        <SearchX size={22} strokeWidth={1.5} aria-hidden="true" />
        <p>{t('message.noMatch', { filter })}</p>
        <Button
          size="small"
          onPress={() => {
            setFilter('');
            // The button goes with what it did, at once; the rows come later.
            focusDock();
          }}
        >
          {t('filter.clear')}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.empty}>
      <ArrowDownUp size={22} strokeWidth={1.5} aria-hidden="true" />
      <p>{t(view === 'all' ? 'transfers.empty' : 'transfers.emptyView')}</p>
      {view === 'all' && (
        <p className={styles.emptyHint}>
          {t('transfers.emptyHint', { key: shortcutText('copy', keyboard) ?? 'none' })}
        </p>
      )}
    </div>
  );
}
