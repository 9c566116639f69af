import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { PasswordPrompt } from '../../../shared/model/prompt.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Warning } from './facts.tsx';
import type { PromptProps } from './prompt-props.ts';

/** A password, a key file's passphrase, or whatever the server asks in its own words. */
export function PasswordDialog({ question, onAnswer }: PromptProps<PasswordPrompt>) {
  const t = useText();
  const [secret, setSecret] = useState('');
  const { host, user, reason, text = '', echo } = question;
  const refuse = () => onAnswer({ kind: 'refuse' });

  function submit(event: FormEvent): void {
    event.preventDefault();
    onAnswer({ kind: 'secret', secret });
  }

  const label = reason === 'server' && text !== '' ? text : t(`password.label.${reason}`);
  return (
    <Dialog
      icon={<KeyRound size={18} />}
      title={t(`password.title.${reason}`, { user, host, text })}
      lead={t(`password.lead.${reason}`, { user, host, text })}
      onClose={refuse}
    >
      <form onSubmit={submit} noValidate>
        <DialogBody>
          {reason === 'rejected' && <Warning tone="danger">{t('password.rejected')}</Warning>}
          <TextField
            label={label}
            type={echo ? 'text' : 'password'}
            autoComplete="off"
            autoFocus
            value={secret}
            onChange={setSecret}
          />
        </DialogBody>
        <DialogActions>
          <Button onPress={refuse}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary">
            {t('password.continue')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
