import { BrushCleaning, Pause, Play, Settings2 } from 'lucide-react';
import { useStore } from 'zustand';
import { type TransferTotals, type TransferView, transferViews } from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { LimitMenu } from './limit-menu.tsx';
import styles from './transfers.module.css';
import { secondsLeft } from './transfers-store.ts';

const countOf: Record<TransferView, (totals: TransferTotals) => number> = {
  all: (totals) => transferViews.slice(1).reduce((sum, view) => sum + countOf[view](totals), 0),
  active: ({ active, asking }) => active + asking,
  queued: ({ queued, paused }) => queued + paused,
  failed: ({ failed }) => failed,
  finished: ({ done, skipped, cancelled }) => done + skipped + cancelled,
};

/** The lists with their counts, how the queue as a whole fares, and what can be done with all of it. */
export function TransfersHead() {
  const t = useText();
  const { transfers } = useServices();
  const format = useFormatters();
  const view = useStore(transfers, (state) => state.view);
  const totals = useStore(transfers, (state) => state.totals);
  return (
    <>
      <fieldset aria-label={t('transfers.filter')} className={styles.filters}>
        {transferViews.map((id) => (
          <button
            key={id}
            type="button"
            className={styles.filter}
            aria-pressed={view === id}
            data-alert={(id === 'failed' && totals.failed > 0) || undefined}
            onClick={() => transfers.getState().setView(id)}
          >
            {t(`transfers.filter.${id}`)}
            <span className={styles.filterCount}>{format.count(countOf[id](totals))}</span>
          </button>
        ))}
      </fieldset>
      <Totals totals={totals} />
      <QueueActions totals={totals} />
    </>
  );
}

function Totals({ totals }: { readonly totals: TransferTotals }) {
  const t = useText();
  const format = useFormatters();
  const { active, queued, asking, bytesDone, bytesLeft, rate } = totals;
  if (active + queued + asking === 0) return <span className={styles.totals} />;
  const left = secondsLeft(bytesLeft, rate);
  const parts = [
    t('transfers.totals', { done: format.bytes(bytesDone), total: format.bytes(bytesDone + bytesLeft) }),
    rate > 0 && format.rate(rate),
    left !== undefined && t('transfers.left', { time: format.duration(left) }),
  ];
  const total = bytesDone + bytesLeft;
  return (
    <span className={styles.totals}>
      <span className={styles.totalsWords}>{parts.filter(Boolean).join(' · ')}</span>
      <span className={styles.totalsBar}>
        <ProgressBar label={t('transfers.totals.progress')} share={total > 0 ? bytesDone / total : undefined} />
      </span>
    </span>
  );
}

function QueueActions({ totals }: { readonly totals: TransferTotals }) {
  const t = useText();
  const { queue: actions, transfers, dialogs } = useServices();
  const { paused } = useStore(transfers, (state) => state.queue);
  const unfinished = totals.active + totals.queued + totals.asking + totals.paused;
  const ended = countOf.finished(totals) + totals.failed;
  const PauseIcon = paused ? Play : Pause;
  return (
    <div className={styles.headActions}>
      {totals.failed > 0 && (
        <Button size="small" tone="quiet" onPress={() => actions.retry({ of: 'failed' })}>
          {t('transfers.retryFailed')}
        </Button>
      )}
      {(unfinished > 0 || paused) && (
        <Button size="small" tone="quiet" onPress={() => actions.pauseAll(!paused)}>
          <PauseIcon size={14} aria-hidden="true" />
          {t(paused ? 'transfers.resumeAll' : 'transfers.pauseAll')}
        </Button>
      )}
      {unfinished > 0 && (
        <Button
          size="small"
          tone="quiet"
          onPress={() => {
            actions.cancel({ of: 'queued' });
            actions.cancel({ of: 'active' });
          }}
        >
          {t('transfers.cancelAll')}
        </Button>
      )}
      <Button size="small" tone="quiet" isDisabled={ended === 0} onPress={() => actions.remove({ of: 'all' })}>
        <BrushCleaning size={14} aria-hidden="true" />
        {t('transfers.clear')}
      </Button>
      <LimitMenu />
      <IconButton
        label={t('transfers.settings')}
        icon={<Settings2 size={15} aria-hidden="true" />}
        onPress={() => dialogs.getState().show({ kind: 'transfer-settings' })}
      />
    </div>
  );
}
