import { BrushCleaning, Funnel, Pause, Play, Settings2 } from 'lucide-react';
import { useStore } from 'zustand';
import { type TransferTotals, transferViews } from '../../../shared/model/transfer.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button, IconButton, IconToggle } from '../../ui/button.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { shortcutText } from '../files/commands.ts';
import { LimitMenu } from './limit-menu.tsx';
import styles from './transfers.module.css';
import { countOf, secondsLeft } from './transfers-store.ts';

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
            <span className={styles.filterCount}>{format.count(countOf(id, totals))}</span>
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
  const keyboard = useKeyboard();
  const { paused } = useStore(transfers, (state) => state.queue);
  const filterOpen = useStore(transfers, (state) => state.filterOpen);
  const unfinished = totals.active + totals.queued + totals.asking + totals.paused;
  const ended = countOf('finished', totals) + totals.failed;
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
      <IconToggle
        label={t('command.filter')}
        shortcut={shortcutText('filter', keyboard)}
        icon={<Funnel size={15} aria-hidden="true" />}
        isSelected={filterOpen}
        onChange={transfers.getState().setFilterOpen}
      />
      <LimitMenu />
      <IconButton
        label={t('transfers.settings')}
        icon={<Settings2 size={15} aria-hidden="true" />}
        onPress={() => dialogs.getState().show({ kind: 'transfer-settings' })}
      />
    </div>
  );
}
