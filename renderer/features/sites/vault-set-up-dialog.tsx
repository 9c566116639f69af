import { ShieldCheck } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { useLostFocus } from '../../app/use-lost-focus.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { isAcceptable, NewMasterPasswordFields, nothingTyped } from './new-master-password.tsx';
import styles from './vault.module.css';

/** Shown while something waits for a first master password; stands above whatever wants to save a password. */
export function VaultSetUp() {
  const isSettingUp = useStore(useServices().sites.vault.store, (state) => state.isSettingUp);
  return isSettingUp ? <VaultSetUpDialog /> : null;
}

/** Chooses the first master password: what it protects, and that nobody can bring it back. */
function VaultSetUpDialog() {
  const t = useText();
  const { vault } = useServices().sites;
  const [typed, setTyped] = useState(nothingTyped);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const firstField = useRef<HTMLInputElement>(null);
  useLostFocus(true, () => firstField.current?.focus());
  const decline = () => vault.declineSetUp();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || !isAcceptable(typed)) return;
    setBusy(true);
    setError(undefined);
    try {
      await vault.setUp(typed.first);
    } catch (failure) {
      setError(errorDataOf(failure));
      setBusy(false);
    }
  }

  return (
    <Dialog
      icon={<ShieldCheck size={18} />}
      title={t('vault.setUp.title')}
      lead={t('vault.setUp.lead')}
      onClose={decline}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <DialogBody>
          <NewMasterPasswordFields
            value={typed}
            firstField={firstField}
            autoFocus
            isDisabled={busy}
            onChange={setTyped}
          />
          <ul className={styles.points}>
            <li>{t('vault.setUp.protects')}</li>
            <li>{t('vault.setUp.asked')}</li>
            <li>{t('vault.setUp.forgotten')}</li>
          </ul>
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={decline}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={busy || !isAcceptable(typed)}>
            {t('vault.setUp.choose')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
