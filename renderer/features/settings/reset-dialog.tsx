import { RotateCcw } from 'lucide-react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { resetAllSettings } from './reset-settings.ts';
import styles from './settings.module.css';

/** Names what goes, and what stays, before all settings are as they came. */
export function ResetDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const services = useServices();
  const ownKeys = useStore(services.settings, (state) => Object.keys(state.shortcuts).length);
  const parts = [
    t('settings.resetAll.look'),
    t('settings.resetAll.columns'),
    t('settings.resetAll.keys', { count: ownKeys }),
    t('settings.resetAll.transfers'),
  ];
  return (
    <Dialog
      role="alertdialog"
      tone="warning"
      icon={<RotateCcw size={18} />}
      title={t('settings.resetAll.title')}
      lead={t('settings.resetAll.lead')}
      onClose={onClose}
    >
      <DialogBody>
        <ul className={styles.parts}>
          {parts.map((part) => (
            <li key={part}>{part}</li>
          ))}
        </ul>
        <p className={styles.note}>{t('settings.resetAll.kept')}</p>
      </DialogBody>
      <DialogActions>
        <Button autoFocus onPress={onClose}>
          {t('action.cancel')}
        </Button>
        <Button
          tone="danger"
          onPress={() => {
            onClose();
            resetAllSettings(services);
          }}
        >
          {t('settings.resetAll.reset')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
