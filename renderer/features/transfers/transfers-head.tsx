import { BrushCleaning, Ellipsis, Funnel, type LucideIcon, Pause, Play, RotateCw, Settings2, X } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { type TransferTotals, transferViews } from '../../../shared/model/transfer.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { Button, IconButton, IconToggle } from '../../ui/button.tsx';
import { IconMenu } from '../../ui/icon-menu.tsx';
import { MenuItem } from '../../ui/menu.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { useFolding } from '../../ui/use-folding.ts';
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
  const head = useRef<HTMLDivElement>(null);
  const actions = useQueueActions(totals);
  const isFolded = useFolding(head, actions.map(({ label }) => label).join());
  return (
    <div ref={head} className={styles.head}>
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
      <QueueActions actions={actions} isFolded={isFolded} />
    </div>
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
      <span className={styles.totalsWords}>
        {parts.filter(Boolean).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the words of a part change, its place does not
          <span key={index}>
            {index > 0 && ' · '}
            {part}
          </span>
        ))}
      </span>
      <span className={styles.totalsBar}>
        <ProgressBar label={t('transfers.totals.progress')} share={total > 0 ? bytesDone / total : undefined} />
      </span>
    </span>
  );
}

interface QueueAction {
  readonly id: string;
  readonly label: string;
  readonly Icon: LucideIcon;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

/** What can be done with the queue as a whole now. */
function useQueueActions(totals: TransferTotals): readonly QueueAction[] {
  const t = useText();
  const { queue, transfers } = useServices();
  const { paused } = useStore(transfers, (state) => state.queue);
  const unfinished = totals.active + totals.queued + totals.asking + totals.paused;
  const ended = countOf('finished', totals) + totals.failed;
  const retry = {
    id: 'retry',
    label: t('transfers.retryFailed'),
    Icon: RotateCw,
    run: () => queue.retry({ of: 'failed' }),
  };
  const pause = {
    id: 'pause',
    label: t(paused ? 'transfers.resumeAll' : 'transfers.pauseAll'),
    Icon: paused ? Play : Pause,
    run: () => queue.pauseAll(!paused),
  };
  const cancel = {
    id: 'cancel',
    label: t('transfers.cancelAll'),
    Icon: X,
    run() {
      queue.cancel({ of: 'queued' });
      queue.cancel({ of: 'active' });
    },
  };
  const clear = {
    id: 'clear',
    label: t('transfers.clear'),
    Icon: BrushCleaning,
    isDisabled: ended === 0,
    run: () => queue.remove({ of: 'all' }),
  };
  return [
    ...(totals.failed > 0 ? [retry] : []),
    ...(unfinished > 0 || paused ? [pause] : []),
    ...(unfinished > 0 ? [cancel] : []),
    clear,
  ];
}

interface QueueActionsProps {
  readonly actions: readonly QueueAction[];
  /** They stand in a menu. */
  readonly isFolded: boolean;
}

function QueueActions({ actions, isFolded }: QueueActionsProps) {
  const t = useText();
  const { transfers, dialogs } = useServices();
  const keyboard = useKeyboard();
  const filterOpen = useStore(transfers, (state) => state.filterOpen);
  return (
    <div className={styles.headActions}>
      {!isFolded &&
        actions.map(({ id, label, Icon, isDisabled = false, run }) => (
          <Button key={id} size="small" tone="quiet" isDisabled={isDisabled} onPress={run}>
            <Icon size={14} aria-hidden="true" />
            {label}
          </Button>
        ))}
      {isFolded && (
        <IconMenu
          label={t('pane.more')}
          icon={<Ellipsis size={15} aria-hidden="true" />}
          placement="top start"
          disabledKeys={actions.filter(({ isDisabled }) => isDisabled).map(({ id }) => id)}
        >
          {actions.map(({ id, label, Icon, run }) => (
            <MenuItem key={id} id={id} label={label} icon={<Icon size={15} aria-hidden="true" />} onAction={run} />
          ))}
        </IconMenu>
      )}
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
