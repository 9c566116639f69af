import { FilePlus2, FolderPlus, Link } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { isEntryName, joinPath } from '../../../shared/model/remote-path.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { TextField } from '../../ui/field.tsx';
import { Working } from '../../ui/progress.tsx';
import { didUndoable } from './moving.ts';
import { undoMade } from './undo-made.ts';

type NewEntryState = Extract<DialogState, { kind: 'new-entry' }>;

const icons = { folder: FolderPlus, file: FilePlus2, link: Link };

/** Names a new folder, file or link, and makes it. */
export function NewEntryDialog({ dialog }: { readonly dialog: NewEntryState }) {
  const { what, parent, tabId } = dialog;
  const t = useText();
  const services = useServices();
  const [name, setName] = useState('');
  const [target, setTarget] = useState(what === 'link' ? (dialog.linkTo ?? '') : '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const invalid = name !== '' && !isEntryName(name.trim());
  const incomplete = name.trim() === '' || (what === 'link' && target === '');
  const close = () => services.dialogs.getState().close(dialog);
  const Icon = icons[what];

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || invalid || incomplete) return;
    setBusy(true);
    setError(undefined);
    const wanted = name.trim();
    try {
      if (what === 'folder') await services.client.request('files.makeDirectory', { parent, name: wanted });
      else if (what === 'file') await services.client.request('files.createFile', { parent, name: wanted });
      else await services.client.request('files.createSymlink', { parent, name: wanted, target });
      const made = { fs: parent.fs, path: joinPath(parent.path, wanted) };
      services.pane(tabId).getState().revealNext(made.path);
      services.refreshTab(tabId);
      const undo = didUndoable(services, undoMade(services, what, made));
      services.notices.getState().succeed(`notice.${what}Made`, { name: wanted }, undo);
      close();
    } catch (failure) {
      const data = errorDataOf(failure);
      // Who has closed the dialog meanwhile hears of it all the same.
      if (services.dialogs.getState().open !== dialog)
        services.notices.getState().fail(`error.kind.${data.kind}`, data);
      setError(data);
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t(`new.${what}.title`)}
      lead={t('newFolder.lead', { directory: parent.path })}
      icon={<Icon size={18} />}
      onClose={close}
    >
      <form onSubmit={(event) => void make(event)} noValidate>
        <DialogBody>
          <TextField
            label={t('newFolder.name')}
            autoFocus
            value={name}
            isReadOnly={busy}
            problem={invalid ? t('rename.invalid') : undefined}
            onChange={(value) => {
              setName(value);
              setError(undefined);
            }}
          />
          {what === 'link' && (
            <TextField
              label={t('new.link.target')}
              note={t('new.link.targetNote')}
              value={target}
              isReadOnly={busy}
              onChange={(value) => {
                setTarget(value);
                setError(undefined);
              }}
            />
          )}
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions aside={busy && <Working>{t('newFolder.creating')}</Working>}>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={busy || invalid || incomplete}>
            {t('newFolder.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
