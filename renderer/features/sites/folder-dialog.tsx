import { FolderPen, FolderPlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { TextField } from '../../ui/field.tsx';
import { selectOnly } from './site-selection.ts';
import { pathTo } from './site-tree.ts';

/** Names a new folder, or an old one anew. */
export function FolderDialog({ dialog }: { readonly dialog: Extract<DialogState, { kind: 'site-folder' }> }) {
  const t = useText();
  const { sites, dialogs } = useServices();
  const { id, parentId, name: before = '' } = dialog.folder;
  const book = useStore(sites.store, (state) => state.book);
  const [name, setName] = useState(before);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const close = () => dialogs.getState().close();
  const around = pathTo(book, parentId).map((folder) => folder.name);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || name.trim() === '') return;
    setBusy(true);
    try {
      const folder = await sites.saveFolder({
        name: name.trim(),
        ...(id === undefined ? {} : { id }),
        ...(parentId === undefined ? {} : { parentId }),
      });
      close();
      sites.store.getState().reveal(folder.parentId);
      if (id === undefined) sites.select(selectOnly(folder.id));
    } catch (failure) {
      setError(errorDataOf(failure));
      setBusy(false);
    }
  }

  return (
    <Dialog
      icon={id === undefined ? <FolderPlus size={18} /> : <FolderPen size={18} />}
      title={t(id === undefined ? 'folder.new' : 'folder.rename')}
      lead={around.length === 0 ? t('site.atTop') : around.join(' › ')}
      onClose={close}
    >
      <form onSubmit={(event) => void save(event)} noValidate>
        <DialogBody>
          <TextField
            label={t('newFolder.name')}
            autoFocus
            maxLength={200}
            value={name}
            isDisabled={busy}
            onFocus={(event) => (event.target as HTMLInputElement).select()}
            onChange={setName}
          />
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={busy || name.trim() === ''}>
            {t(id === undefined ? 'newFolder.create' : 'command.rename')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
