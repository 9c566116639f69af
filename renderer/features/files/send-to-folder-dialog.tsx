import { FolderOutput, FolderSymlink } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import { type FileSystemId, LOCAL } from '../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Checkbox, Select } from '../../ui/field.tsx';
import styles from './dialogs.module.css';
import { areApart, sourcesOf } from './dragged-files.ts';
import { FolderField } from './folder-field.tsx';
import { resolveTypedPath } from './path-completion.ts';
import { folderOn, refusal, sendToFolder, usualTarget } from './send-to-folder.ts';
import { usePathCompletion } from './use-path-completion.ts';

type SendToFolderState = Extract<DialogState, { kind: 'send-to-folder' }>;

const icons = { copy: FolderOutput, move: FolderSymlink };

/** Copies or moves what is chosen to any folder, here or on any server: what a drop onto it does, by keyboard. */
export function SendToFolderDialog({ dialog }: { readonly dialog: SendToFolderState }) {
  const { side, chosen } = dialog;
  const t = useText();
  const services = useServices();
  const connections = useStore(services.connections, (state) => state.byId);
  const [start, setStart] = useState(() => usualTarget(services, side));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const isApart = areApart(sourcesOf(chosen));
  const [keepsFolders, setKeepsFolders] = useState(true);
  const how = dialog.how === 'copy' && isApart && keepsFolders ? 'copy-with-folders' : dialog.how;
  const { fs } = start;
  const completion = usePathCompletion(fs, start.path);
  const target = { fs, path: resolveTypedPath(completion.typed, completion.context) };
  const refused = refusal(chosen, target, how);
  const close = () => services.dialogs.getState().close(dialog);
  const Icon = icons[dialog.how];
  const places = [
    { id: LOCAL, label: t('place.local') },
    ...[...connections.values()].filter(({ id, state }) => state === 'open' || id === fs),
  ].map(({ id, label }) => ({ id, label }));

  function choosePlace(id: FileSystemId): void {
    const next = folderOn(services, id, side);
    setStart(next);
    setError(undefined);
    completion.type(next.path);
  }

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || refused) return;
    setBusy(true);
    setError(undefined);
    try {
      await sendToFolder(services, how, chosen, target);
      close();
    } catch (failure) {
      setError(errorDataOf(failure));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t(`toFolder.${dialog.how}.title`, { count: chosen.entries.length })}
      lead={t('toFolder.lead', { directory: chosen.directory.path })}
      icon={<Icon size={18} />}
      onClose={close}
    >
      <form onSubmit={(event) => void send(event)} noValidate>
        <DialogBody>
          {places.length > 1 && (
            <Select label={t('toFolder.place')} value={fs} options={places} onChange={choosePlace} isDisabled={busy} />
          )}
          <FolderField
            label={t('toFolder.folder')}
            completion={completion}
            problem={refused && t(`toFolder.${refused}`)}
          />
          {isApart && dialog.how === 'move' && <p className={styles.counting}>{t('found.sideBySideNote')}</p>}
          {isApart && dialog.how === 'copy' && (
            <Checkbox
              isSelected={keepsFolders}
              onChange={setKeepsFolders}
              isDisabled={busy}
              note={t(keepsFolders ? 'found.keepFoldersNote' : 'found.sideBySideNote')}
            >
              {t('found.keepFolders')}
            </Checkbox>
          )}
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={busy || refused !== undefined}>
            {t(`toFolder.${dialog.how}`)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
