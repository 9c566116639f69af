import { FolderInput } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Select } from '../../ui/field.tsx';
import { mayMoveInto, pathTo } from './site-tree.ts';

const TOP = ':top';

/** The keyboard's way of dragging rows into a folder. */
export function MoveSitesDialog({ dialog }: { readonly dialog: Extract<DialogState, { kind: 'move-sites' }> }) {
  const t = useText();
  const { sites, dialogs } = useServices();
  const book = useStore(sites.store, (state) => state.book);
  const [folderId, setFolderId] = useState(TOP);
  const close = () => dialogs.getState().close();
  const folders = book.folders
    .filter(({ id }) => mayMoveInto(book, dialog.ids, id))
    .map(({ id }) => ({
      id,
      label: pathTo(book, id)
        .map(({ name }) => name)
        .join(' › '),
    }))
    .sort((one, other) => one.label.localeCompare(other.label));

  function move(event: FormEvent): void {
    event.preventDefault();
    close();
    sites.move(dialog.ids, folderId === TOP ? {} : { folderId });
  }

  return (
    <Dialog
      icon={<FolderInput size={18} />}
      title={t('move.title', { count: dialog.ids.length })}
      lead={t('move.lead')}
      onClose={close}
    >
      <form onSubmit={move} noValidate>
        <DialogBody>
          <Select
            label={t('move.folder')}
            value={folderId}
            options={[{ id: TOP, label: t('site.atTop') }, ...folders]}
            onChange={setFolderId}
          />
        </DialogBody>
        <DialogActions>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary">
            {t('move.move')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
