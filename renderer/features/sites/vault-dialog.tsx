import { KeyRound, LockKeyhole, LockKeyholeOpen } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { VaultStatus } from '../../../shared/model/site.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { Warning } from '../connections/facts.tsx';
import { isAcceptable, NewMasterPasswordFields, nothingTyped } from './new-master-password.tsx';
import styles from './vault.module.css';

/** Runs one request of the dialog; its failure is shown where the button is. `onWrong`: what becomes of a wrong master password instead. */
type Ask = (work: () => Promise<void>, onWrong?: () => void) => Promise<boolean>;

/** Where passwords are kept, and everything that can be done about it. */
export function VaultDialog() {
  const t = useText();
  const { dialogs, sites } = useServices();
  const { vault } = sites;
  const status = useStore(vault.store, (state) => state.status);
  const saved = useStore(sites.store, (state) => state.book.withSecret.length);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const close = () => dialogs.getState().close();

  const ask: Ask = async (work, onWrong) => {
    setError(undefined);
    try {
      await work();
      return true;
    } catch (failure) {
      const data = errorDataOf(failure);
      if (data.kind === 'denied' && onWrong) onWrong();
      else setError(data);
      return false;
    }
  };

  return (
    <Dialog
      icon={<KeyRound size={18} />}
      title={t('vault.title')}
      lead={status && t(`vault.lead.${status.kind}`)}
      onClose={close}
    >
      <DialogBody>
        {status && <VaultState status={status} saved={saved} ask={ask} />}
        {status?.kind === 'master-password' && status.state !== 'not-set-up' && (
          <>
            <AutoLock minutes={status.autoLockMinutes} ask={ask} />
            <ChangePassword ask={ask} />
          </>
        )}
        {(saved > 0 || (status?.kind === 'master-password' && status.state !== 'not-set-up')) && (
          <Reset saved={saved} ask={ask} />
        )}
        {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
      </DialogBody>
      <DialogActions>
        <Button tone="primary" onPress={close}>
          {t('action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface VaultStateProps {
  readonly status: VaultStatus;
  readonly saved: number;
  readonly ask: Ask;
}

function VaultState({ status, saved, ask }: VaultStateProps) {
  const t = useText();
  const { vault } = useServices().sites;
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const tellWrong = () => setWrong(true);
  const isLocked = status.state === 'locked';
  const Icon = isLocked ? LockKeyhole : LockKeyholeOpen;

  async function unlock(event: FormEvent): Promise<void> {
    event.preventDefault();
    setWrong(false);
    if (typed === '') return;
    const isUnlocked = await ask(() => vault.unlock(typed), tellWrong);
    if (isUnlocked) setTyped('');
  }

  if (status.kind === 'system') return <p>{t('vault.saved', { count: saved })}</p>;
  return (
    <div className={styles.state} data-state={status.state}>
      <p className={styles.stateWords} role="status">
        <Icon size={16} aria-hidden="true" />
        {t(`vault.state.${status.state}`)} {status.state !== 'not-set-up' && t('vault.saved', { count: saved })}
      </p>
      {status.state === 'ready' && (
        <Button size="small" onPress={() => void ask(() => vault.lock())}>
          {t('vault.lockNow')}
        </Button>
      )}
      {status.state === 'not-set-up' && (
        <Button size="small" onPress={() => void vault.accepts()}>
          {t('vault.setUp.open')}
        </Button>
      )}
      {isLocked && (
        <form className={styles.unlock} onSubmit={(event) => void unlock(event)} noValidate>
          <TextField
            label={t('vault.masterPassword')}
            type="password"
            autoComplete="off"
            autoFocus
            value={typed}
            problem={isWrong ? t('vault.wrong') : undefined}
            onChange={(value) => {
              setTyped(value);
              setWrong(false);
            }}
            beside={
              <Button type="submit" isDisabled={typed === ''}>
                {t('vault.unlock.unlock')}
              </Button>
            }
          />
          {isWrong && <TellWrong />}
        </form>
      )}
    </div>
  );
}

/** What stands at the field, for those who hear it. */
function TellWrong() {
  const t = useText();
  return (
    <p className="visually-hidden" role="alert">
      {t('vault.wrong')}
    </p>
  );
}

const autoLockChoices = [0, 1, 5, 15, 30, 60, 240];

function AutoLock({ minutes, ask }: { readonly minutes: number; readonly ask: Ask }) {
  const t = useText();
  const { vault } = useServices().sites;
  const choices = autoLockChoices.includes(minutes)
    ? autoLockChoices
    : [...autoLockChoices, minutes].sort((a, b) => a - b);
  return (
    <Select
      label={t('vault.autoLock')}
      note={t('vault.autoLock.note')}
      value={String(minutes)}
      options={choices.map((count) => ({
        id: String(count),
        label: count === 0 ? t('vault.autoLock.never') : t('vault.autoLock.minutes', { count }),
      }))}
      onChange={(chosen) => void ask(() => vault.setAutoLock(Number(chosen)))}
    />
  );
}

function ChangePassword({ ask }: { readonly ask: Ask }) {
  const t = useText();
  const services = useServices();
  const [isOpen, setOpen] = useState(false);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState(nothingTyped);
  const [busy, setBusy] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const tellWrong = () => setWrong(true);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || current === '' || !isAcceptable(next)) return;
    setBusy(true);
    setWrong(false);
    const isDone = await ask(() => services.sites.vault.change(current, next.first), tellWrong);
    setBusy(false);
    if (!isDone) return;
    setCurrent('');
    setNext(nothingTyped);
    setOpen(false);
    services.notices.getState().succeed('notice.masterPasswordChanged');
  }

  return (
    <Disclosure title={t('vault.change')} isOpen={isOpen} onChange={setOpen}>
      <form className={styles.change} onSubmit={(event) => void submit(event)} noValidate>
        <TextField
          label={t('vault.current')}
          type="password"
          autoComplete="off"
          autoFocus
          value={current}
          isDisabled={busy}
          problem={isWrong ? t('vault.wrong') : undefined}
          onChange={(value) => {
            setCurrent(value);
            setWrong(false);
          }}
        />
        {isWrong && <TellWrong />}
        <NewMasterPasswordFields value={next} isDisabled={busy} onChange={setNext} />
        <div>
          <Button type="submit" isDisabled={busy || current === '' || !isAcceptable(next)}>
            {t('vault.change')}
          </Button>
        </div>
      </form>
    </Disclosure>
  );
}

function Reset({ saved, ask }: { readonly saved: number; readonly ask: Ask }) {
  const t = useText();
  const { vault } = useServices().sites;
  const [isOpen, setOpen] = useState(false);
  return (
    <Disclosure title={t('vault.reset')} isOpen={isOpen} onChange={setOpen}>
      <div className={styles.change}>
        <Warning tone="danger">{t('vault.reset.lost', { count: saved })}</Warning>
        <div>
          <Button
            tone="danger"
            onPress={() => void ask(() => vault.reset()).then((isDone) => isDone && setOpen(false))}
          >
            {t('vault.reset.reset')}
          </Button>
        </div>
      </div>
    </Disclosure>
  );
}
