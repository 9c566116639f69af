import { Eye, Plus } from 'lucide-react';
import { sessionsStartId } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, EmptyStateActions } from '../../ui/empty-state.tsx';
import styles from './sessions.module.css';

/** Nothing is watched yet: what this page is for, and how to begin. */
export function WatchStartPage() {
  const t = useText();
  const { dialogs } = useServices();
  return (
    <div id={sessionsStartId} className={styles.start}>
      <EmptyState
        icon={<Eye size={28} strokeWidth={1.5} />}
        title={t('watch.start.title')}
        text={t('watch.start.text')}
      >
        <EmptyStateActions>
          <Button tone="primary" onPress={() => dialogs.getState().show({ kind: 'watch' })}>
            <Plus size={15} aria-hidden="true" />
            {t('watch.add')}
          </Button>
          <Button onPress={() => dialogs.getState().show({ kind: 'watch', place: { on: 'demo' } })}>
            {t('watch.start.demo')}
          </Button>
        </EmptyStateActions>
        <p className={styles.startNote}>{t('watch.start.note')}</p>
      </EmptyState>
    </div>
  );
}
