import { LockKeyhole } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { MasterPasswordPrompt } from '../../../shared/model/prompt.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Warning } from '../connections/facts.tsx';
import type { PromptProps } from '../connections/prompt-props.ts';

/** A saved password is needed, and the vault is locked. */
export function MasterPasswordDialog({ question, onAnswer }: PromptProps<MasterPasswordPrompt>) {
  const t = useText();
  const [secret, setSecret] = useState('');
  const refuse = () => onAnswer({ kind: 'refuse' });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (secret !== '') onAnswer({ kind: 'secret', secret });
  }

  return (
    <Dialog
      icon={<LockKeyhole size={18} />}
      title={t('vault.unlock.title')}
      lead={t('vault.unlock.lead')}
      onClose={refuse}
    >
      <form onSubmit={submit} noValidate>
        <DialogBody>
          {question.wrong && <Warning tone="danger">{t('vault.wrong')}</Warning>}
          <TextField
            label={t('vault.masterPassword')}
            type="password"
            autoComplete="off"
            autoFocus
            value={secret}
            onChange={setSecret}
          />
        </DialogBody>
        <DialogActions>
          <Button onPress={refuse}>{t('vault.unlock.without')}</Button>
          <Button type="submit" tone="primary" isDisabled={secret === ''}>
            {t('vault.unlock.unlock')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
