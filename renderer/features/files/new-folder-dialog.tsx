import { FolderPlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { isEntryName } from '../../../shared/model/remote-path.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { errorDataOf } from '../../app/services.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { TextField } from '../../ui/field.tsx';

type NewFolderState = Extract<DialogState, { kind: 'new-folder' }>;

export function NewFolderDialog({ dialog }: { readonly dialog: NewFolderState }) {
  const t = useText();
  const services = useServices();
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const invalid = name !== '' && !isEntryName(name.trim());
  const close = () => services.dialogs.getState().close();

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || !isEntryName(name.trim())) return;
    setBusy(true);
    setError(undefined);
    try {
      await services.makeFolder(dialog.tabId, dialog.parent, name.trim());
      close();
    } catch (failure) {
      setError(errorDataOf(failure));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t('newFolder.title')}
      lead={t('newFolder.lead', { directory: dialog.parent.path })}
      icon={<FolderPlus size={18} />}
      onClose={close}
    >
      <form onSubmit={(event) => void make(event)} noValidate>
        <DialogBody>
          <TextField
            label={t('newFolder.name')}
            autoFocus
            value={name}
            problem={invalid ? t('rename.invalid') : undefined}
            onChange={(value) => {
              setName(value);
              setError(undefined);
            }}
          />
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={busy || name.trim() === '' || invalid}>
            {t('newFolder.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
