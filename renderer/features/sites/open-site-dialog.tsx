import { Plug } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ConnectionInfo } from '../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { focusGridAfterDialog } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import type { Operation } from '../../client/operation.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Working } from '../../ui/progress.tsx';
import { addressOf } from './site-tree.ts';

/** A saved site on its way to a tab: can be cancelled, and says why where it does not get there. */
export function OpenSiteDialog({ dialog }: { readonly dialog: Extract<DialogState, { kind: 'open-site' }> }) {
  const t = useText();
  const services = useServices();
  // As it was when the user asked; it may be removed meanwhile.
  const [site] = useState(() => services.sites.site(dialog.siteId));
  const [running, setRunning] = useState<Operation<ConnectionInfo> | undefined>(undefined);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const started = useRef(false);
  const close = () => services.dialogs.getState().close();

  async function connect(): Promise<void> {
    setError(undefined);
    const operation = services.sites.open(dialog.siteId);
    setRunning(operation);
    try {
      const connection = await operation.done;
      close();
      services.openConnected(dialog.side, connection);
      focusGridAfterDialog(dialog.side);
      if (site?.localPath !== undefined) services.showLocal(dialog.side, site.localPath);
    } catch (failure) {
      const data = errorDataOf(failure);
      if (data.kind === 'cancelled') close();
      else setError(data);
      setRunning(undefined);
    }
  }

  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void connect();
  });

  function edit(): void {
    close();
    services.editSite(dialog.siteId);
  }

  return (
    <Dialog
      tone={error ? 'danger' : 'plain'}
      icon={<Plug size={18} />}
      title={t(error ? 'openSite.failed' : 'openSite.title', { name: site?.name ?? '' })}
      lead={site && addressOf(site)}
      onClose={() => (running ? running.cancel() : close())}
    >
      <DialogBody>
        {error ? (
          <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />
        ) : (
          <Working>{t('connect.connecting', { host: site?.target.host ?? '' })}</Working>
        )}
      </DialogBody>
      <DialogActions>
        {error && site && <Button onPress={edit}>{t('openSite.edit')}</Button>}
        <Button onPress={() => (running ? running.cancel() : close())}>{t('action.cancel')}</Button>
        {error && (
          <Button tone="primary" autoFocus onPress={() => void connect()}>
            {t('message.retry')}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
