import { Unplug } from 'lucide-react';
import { useStore } from 'zustand';
import type { Dialog as OpenDialog } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';

interface CloseConnectionDialogProps {
  readonly dialog: Extract<OpenDialog, { kind: 'close-connection' }>;
}

/** Before a connection ends on which files travel. */
export function CloseConnectionDialog({ dialog: { fs, transfers } }: CloseConnectionDialogProps) {
  const t = useText();
  const services = useServices();
  const label = useStore(services.connections, (state) => state.byId.get(fs)?.label ?? '');
  const close = () => services.dialogs.getState().close();
  return (
    <Dialog
      role="alertdialog"
      tone="warning"
      icon={<Unplug size={18} />}
      title={t('closeConnection.title', { label })}
      lead={t('closeConnection.lead', { count: transfers })}
      onClose={close}
    >
      <DialogActions>
        <Button autoFocus onPress={close}>
          {t('closeConnection.stay')}
        </Button>
        <Button
          tone="danger"
          onPress={() => {
            close();
            services.disconnectAtOnce(fs);
          }}
        >
          {t('command.disconnect')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
