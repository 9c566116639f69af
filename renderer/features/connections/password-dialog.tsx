import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { PasswordPrompt } from '../../../shared/model/prompt.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Checkbox, TextField } from '../../ui/field.tsx';
import styles from './connections.module.css';
import { Warning } from './facts.tsx';
import type { PromptProps } from './prompt-props.ts';
import { readServerQuestion } from './server-question.ts';

/** A password, a key file's passphrase, or whatever the server asks in its own words. */
export function PasswordDialog({ question, onAnswer }: PromptProps<PasswordPrompt>) {
  const t = useText();
  const { sites } = useServices();
  const { host, user, reason, text = '', echo, wrong = false, maySave = false } = question;
  const [secret, setSecret] = useState('');
  const [save, setSave] = useState(() => maySave && sites.keepsPasswordOf(host, user));
  const vaultKind = useStore(sites.vault.store, ({ status }) => status?.kind ?? 'master-password');
  const refuse = () => onAnswer({ kind: 'refuse' });

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (save && !(await sites.vault.accepts())) return;
    onAnswer({ kind: 'secret', secret, ...(maySave ? { save } : {}) });
  }

  const asked = readServerQuestion(reason === 'server' ? text : '');
  const label = asked.label === '' ? t(`password.label.${reason}`) : asked.label;
  return (
    <Dialog
      icon={<KeyRound size={18} />}
      title={t(`password.title.${reason}`, { user, host, text })}
      lead={t(`password.lead.${reason}`, { user, host, text })}
      onClose={refuse}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogBody>
          {reason === 'rejected' && <Warning tone="danger">{t('password.rejected')}</Warning>}
          {wrong && <Warning tone="danger">{t('password.wrongPassphrase')}</Warning>}
          {asked.introduction !== '' && (
            <p className={styles.serverWords} translate="no">
              {asked.introduction}
            </p>
          )}
          <TextField
            label={label}
            type={echo ? 'text' : 'password'}
            autoComplete="off"
            autoFocus
            value={secret}
            onChange={setSecret}
          />
          {maySave && (
            <Checkbox isSelected={save} note={t(`password.save.${vaultKind}`)} onChange={setSave}>
              {t('password.save')}
            </Checkbox>
          )}
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
