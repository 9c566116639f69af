import { FilePen } from 'lucide-react';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { visibleName } from '../../ui/visible-name.ts';

interface UnsavedQuestionProps {
  readonly name: string;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
  readonly onStay: () => void;
}

/** Asked before the editor closes with changes. */
export function UnsavedQuestion({ name, onSave, onDiscard, onStay }: UnsavedQuestionProps) {
  const t = useText();
  return (
    <Dialog
      role="alertdialog"
      tone="warning"
      icon={<FilePen size={18} />}
      title={t('edit.close.title', { name: visibleName(name) })}
      lead={t('edit.close.lead')}
      onClose={onStay}
    >
      <DialogActions aside={<Button onPress={onDiscard}>{t('edit.close.discard')}</Button>}>
        <Button onPress={onStay}>{t('action.cancel')}</Button>
        <Button autoFocus tone="primary" onPress={onSave}>
          {t('edit.save')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Asked before the file's own text takes the place of what was typed. */
export function GiveUpQuestion({ name, onDiscard, onStay }: Omit<UnsavedQuestionProps, 'onSave'>) {
  const t = useText();
  return (
    <Dialog
      role="alertdialog"
      tone="warning"
      icon={<FilePen size={18} />}
      title={t('edit.readAgain.title', { name: visibleName(name) })}
      lead={t('edit.readAgain.lead')}
      onClose={onStay}
    >
      <DialogActions>
        <Button autoFocus onPress={onStay}>
          {t('action.cancel')}
        </Button>
        <Button tone="danger" onPress={onDiscard}>
          {t('edit.readAgain.discard')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
