import { LockOpen } from 'lucide-react';
import type { PlainTextPrompt } from '../../../shared/model/prompt.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Warning } from './facts.tsx';
import type { PromptProps } from './prompt-props.ts';

/** Before anything goes over the line unencrypted. */
export function PlainTextDialog({ question, onAnswer }: PromptProps<PlainTextPrompt>) {
  const t = useText();
  const { host, user, reason } = question;
  const refuse = () => onAnswer({ kind: 'refuse' });
  return (
    <Dialog
      role="alertdialog"
      width="wide"
      tone="warning"
      icon={<LockOpen size={18} />}
      title={t('plainText.title', { host })}
      lead={t(`plainText.lead.${reason}`, { host })}
      onClose={refuse}
    >
      <DialogBody>
        <Warning>{t('plainText.warning', { user })}</Warning>
      </DialogBody>
      <DialogActions>
        <Button autoFocus onPress={refuse}>
          {t('trust.refuse')}
        </Button>
        <Button onPress={() => onAnswer({ kind: 'trust', remember: false })}>{t('plainText.once')}</Button>
        <Button onPress={() => onAnswer({ kind: 'trust', remember: true })}>{t('plainText.always')}</Button>
      </DialogActions>
    </Dialog>
  );
}
