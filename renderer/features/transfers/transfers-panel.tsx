import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownUp, BrushCleaning } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import type { TransferTotals } from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { TransferRow } from './transfer-row.tsx';
import styles from './transfers.module.css';
import { secondsLeft, type TransferFilter } from './transfers-store.ts';

const ROW_HEIGHT = 46;

const filters: readonly TransferFilter[] = ['all', 'active', 'queued', 'failed', 'finished'];

const countOf: Record<TransferFilter, (totals: TransferTotals) => number> = {
  all: (totals) => filters.slice(1).reduce((sum, filter) => sum + countOf[filter](totals), 0),
  active: ({ active, asking }) => active + asking,
  queued: ({ queued }) => queued,
  failed: ({ failed }) => failed,
  finished: ({ done, skipped, cancelled }) => done + skipped + cancelled,
};

/** The queue: what runs, waits, failed and ended. */
export function TransfersPanel() {
  const t = useText();
  const { transfers } = useServices();
  const ids = useStore(transfers, (state) => state.ids);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });

  return (
    <div className={styles.panel}>
      <TransfersHead />
      <div ref={scroller} className={styles.scroller}>
        {ids.length === 0 && (
          <div className={styles.empty}>
            <ArrowDownUp size={22} strokeWidth={1.5} aria-hidden="true" />
            <p>{t('transfers.empty')}</p>
            <p className={styles.emptyHint}>{t('transfers.emptyHint')}</p>
          </div>
        )}
        <ul aria-label={t('transfers.list')} className={styles.list} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index }) => {
            const id = ids[index];
            // Its place follows from its index: an item changes its index whenever another comes in above it.
            return id && <TransferRow key={id} id={id} index={index} count={ids.length} top={index * ROW_HEIGHT} />;
          })}
        </ul>
      </div>
    </div>
  );
}

function TransfersHead() {
  const t = useText();
  const format = useFormatters();
  const services = useServices();
  const { filter, totals, setFilter } = useStore(services.transfers);
  const left = secondsLeft(totals.bytesLeft, totals.rate);
  const ended = countOf.finished(totals) + totals.failed;
  const running = totals.active + totals.queued + totals.asking > 0;
  return (
    <div className={styles.head}>
      <fieldset aria-label={t('transfers.filter')} className={styles.filters}>
        {filters.map((id) => (
          <button
            key={id}
            type="button"
            className={styles.filter}
            aria-pressed={filter === id}
            data-alert={(id === 'failed' && totals.failed > 0) || undefined}
            onClick={() => setFilter(id)}
          >
            {t(`transfers.filter.${id}`)}
            <span className={styles.filterCount}>{format.count(countOf[id](totals))}</span>
          </button>
        ))}
      </fieldset>
      <span className={styles.totals}>
        {running &&
          t('transfers.totals', {
            done: format.bytes(totals.bytesDone),
            total: format.bytes(totals.bytesDone + totals.bytesLeft),
          })}
        {running && totals.rate > 0 && ` · ${format.rate(totals.rate)}`}
        {running && left !== undefined && ` · ${t('transfers.left', { time: format.duration(left) })}`}
      </span>
      <div className={styles.headActions}>
        {totals.failed > 0 && (
          <Button size="small" tone="quiet" onPress={() => services.retryFailed()}>
            {t('transfers.retryFailed')}
          </Button>
        )}
        {running && (
          <Button size="small" tone="quiet" onPress={() => services.cancelAll()}>
            {t('transfers.cancelAll')}
          </Button>
        )}
        <Button size="small" tone="quiet" isDisabled={ended === 0} onPress={() => services.clearTransfers()}>
          <BrushCleaning size={14} aria-hidden="true" />
          {t('transfers.clear')}
        </Button>
      </div>
    </div>
  );
}
