import { FilePenLine } from 'lucide-react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';

/** Before what was changed in the editor would be lost. */
export function UnsavedDialog() {
  const t = useText();
  const { sites } = useServices();
  const form = useStore(sites.store, (state) => state.editor?.saved);
  const name = form?.name ?? '';
  return (
    <Dialog
      role="alertdialog"
      tone="warning"
      icon={<FilePenLine size={18} />}
      title={name === '' ? t('unsaved.titleNew') : t('unsaved.title', { name })}
      lead={t('unsaved.lead')}
      onClose={() => void sites.settle('stay')}
    >
      <DialogActions>
        <Button onPress={() => void sites.settle('stay')}>{t('unsaved.stay')}</Button>
        <Button onPress={() => void sites.settle('discard')}>{t('unsaved.discard')}</Button>
        <Button tone="primary" autoFocus onPress={() => void sites.settle('save')}>
          {t('site.save')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
