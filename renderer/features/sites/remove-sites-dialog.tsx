import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { contentsOf } from './site-tree.ts';
import styles from './sites.module.css';

const MOST_NAMED = 8;

/** Names what would go, how many, and what goes with it. */
export function RemoveSitesDialog({ dialog }: { readonly dialog: Extract<DialogState, { kind: 'remove-sites' }> }) {
  const t = useText();
  const services = useServices();
  // As it was when the user asked.
  const [book] = useState(() => services.sites.store.getState().book);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const close = () => services.dialogs.getState().close();
  const { folders, sites } = contentsOf(book, dialog.ids);
  const secrets = sites.filter(({ id }) => book.withSecret.includes(id)).length;
  const [only] = [...folders, ...sites];
  const isOne = folders.length + sites.length === 1;
  const names = [...folders, ...sites].map(({ id, name }) => ({ id, name }));

  async function remove(): Promise<void> {
    setBusy(true);
    try {
      await services.sites.remove(dialog.ids);
      close();
      services.notices.getState().succeed('notice.sitesRemoved', { sites: sites.length, folders: folders.length });
    } catch (failure) {
      setError(errorDataOf(failure));
      setBusy(false);
    }
  }

  return (
    <Dialog
      role="alertdialog"
      tone="danger"
      icon={<Trash2 size={18} />}
      title={
        isOne
          ? t('remove.titleOne', { name: only?.name ?? '' })
          : t('sites.remove.title', { sites: sites.length, folders: folders.length })
      }
      lead={t('sites.remove.lead', { secrets })}
      onClose={close}
    >
      {(!isOne || error) && (
        <DialogBody>
          {!isOne && (
            <ul className={styles.names}>
              {names.slice(0, MOST_NAMED).map(({ id, name }) => (
                <li key={id}>{name}</li>
              ))}
              {names.length > MOST_NAMED && <li>{t('remove.more', { count: names.length - MOST_NAMED })}</li>}
            </ul>
          )}
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
      )}
      <DialogActions>
        <Button autoFocus onPress={close}>
          {t('action.cancel')}
        </Button>
        <Button tone="danger" isDisabled={busy} onPress={() => void remove()}>
          {t('remove.remove')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
