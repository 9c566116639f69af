import { AppWindow } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import styles from './edit.module.css';

/** In the status bar, while other programs edit files. */
export function ExternalStatus() {
  const t = useText();
  const { edits, dialogs } = useServices();
  const externals = useStore(edits.store, (state) => state.externals);
  if (externals.length === 0) return null;
  const waiting = externals.filter(({ state }) => state === 'failed' || state === 'conflict').length;
  return (
    <Button
      className={styles.choice as string}
      data-waiting={waiting > 0 || undefined}
      onPress={() => dialogs.getState().show({ kind: 'external-edits' })}
    >
      <AppWindow size={13} aria-hidden="true" />
      {t('edit.external.count', { count: externals.length, waiting })}
    </Button>
  );
}
