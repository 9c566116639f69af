import { ArrowDownUp, CirclePause, History } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { ToolPanel } from '../../ui/tool-panel.tsx';
import { TransferGrid } from './transfer-grid.tsx';
import styles from './transfers.module.css';
import { TransfersHead } from './transfers-head.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

/** The queue: what runs, waits, failed and ended. */
export function TransfersPanel() {
  const panel = useRef<HTMLDivElement>(null);
  useKeptFocus(panel);
  return (
    <ToolPanel ref={panel} tools={<TransfersHead />}>
      <HeldQueue />
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

function EmptyList() {
  const t = useText();
  const view = useStore(useServices().transfers, (state) => state.view);
  return (
    <div className={styles.empty}>
      <ArrowDownUp size={22} strokeWidth={1.5} aria-hidden="true" />
      <p>{t(view === 'all' ? 'transfers.empty' : 'transfers.emptyView')}</p>
      {view === 'all' && <p className={styles.emptyHint}>{t('transfers.emptyHint')}</p>}
    </div>
  );
}
