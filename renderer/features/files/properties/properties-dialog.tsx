import { Info } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { TreeCount } from '../../../../shared/ipc/contract.ts';
import type { Place } from '../../../../shared/model/connection.ts';
import type { Entry } from '../../../../shared/model/entry.ts';
import type { RemoteErrorData } from '../../../../shared/model/remote-error.ts';
import { resolvePath } from '../../../../shared/model/remote-path.ts';
import type { Dialog as DialogState } from '../../../app/dialogs-store.ts';
import { useServices } from '../../../app/services-context.ts';
import { useFormatters, useText } from '../../../app/text.ts';
import { errorDataOf } from '../../../client/error-data.ts';
import { type Operation, type Progress, setOwner, setPermissions } from '../../../client/operation.ts';
import { kindMessage } from '../../../file-grid/entry-kind.ts';
import { createFileRow } from '../../../file-grid/file-row.ts';
import { Button } from '../../../ui/button.tsx';
import { DateField } from '../../../ui/date-field.tsx';
import { Dialog, DialogActions, DialogBody } from '../../../ui/dialog.tsx';
import { ErrorReport } from '../../../ui/error-report.tsx';
import { Checkbox, TextField } from '../../../ui/field.tsx';
import { Working } from '../../../ui/progress.tsx';
import { visibleName } from '../../../ui/visible-name.ts';
import { Facts } from '../../connections/facts.tsx';
import type { NoticeAction } from '../../notices/notices-store.ts';
import { useAbilities } from '../abilities.ts';
import { didForGood, didUndoable } from '../moving.ts';
import { useTreeCount } from '../tree-count.ts';
import { ChecksumSection } from './checksum-section.tsx';
import { fromLocalTime, toLocalTime } from './local-time.ts';
import { PermissionFields } from './permission-fields.tsx';
import { changeOf, formOf, isChanged, keepAll, type PermissionForm } from './permission-form.ts';
import styles from './properties.module.css';

type PropertiesState = Extract<DialogState, { kind: 'properties' }>;

/** What is known of the selected entries, and what of it can be changed. */
export function PropertiesDialog({ dialog }: { readonly dialog: PropertiesState }) {
  const { directory, entries } = dialog;
  const t = useText();
  const format = useFormatters();
  const services = useServices();
  const abilities = useAbilities(directory.fs);
  const only = entries.length === 1 ? entries[0] : undefined;
  const files = entries.filter((entry) => entry.type === 'file' || entry.type === 'other');
  const directories = entries.filter((entry) => entry.type === 'directory');
  const mayChange = abilities.includes('set-permissions') && files.length + directories.length > 0;
  const mayDate = entries.every(({ type }) => type === 'file') && abilities.includes('set-modified-time');
  const mayOwn = entries.every(({ type }) => type !== 'symlink') && abilities.includes('set-owner');

  const fileForm = formOf(files);
  const directoryForm = formOf(directories);
  const [ofFiles, setOfFiles] = useState<PermissionForm>(fileForm);
  const [ofDirectories, setOfDirectories] = useState<PermissionForm>(directoryForm);
  const [below, setBelow] = useState(false);
  const modified = only?.modifiedAt === undefined ? '' : toLocalTime(only.modifiedAt);
  const [date, setDate] = useState(modified);
  const [owner, setOwnerForm] = useState({ user: '', group: '' });
  const [running, setRunning] = useState<Operation<TreeCount> | 'short' | undefined>(undefined);
  const [progress, setProgress] = useState<Progress>({ done: 0 });
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);

  const places = entries.map(({ name }) => ({ fs: directory.fs, path: resolvePath(directory.path, name) }));
  const count = useTreeCount(directories.length > 0 ? places : undefined);
  const busy = running !== undefined;
  const close = () => services.dialogs.getState().close(dialog);
  const dateProblem = mayDate && date !== modified && fromLocalTime(date) === undefined;
  const isOwner = (text: string) => /^(?:\d{1,10}|[^\s:/\p{Cc}]{1,100})$/u.test(text);
  const isWrong = (text: string) => text !== '' && !isOwner(text);
  const ownerGiven = mayOwn && (owner.user !== '' || owner.group !== '');
  const ownerProblem = ownerGiven && (isWrong(owner.user) || isWrong(owner.group));
  // What is inside a folder is not known here: there every bit stays that is not chosen.
  const filesChange = isChanged(below ? keepAll : fileForm, ofFiles);
  const directoriesChange = isChanged(below ? keepAll : directoryForm, ofDirectories);
  const permissionsChange = mayChange && (filesChange || directoriesChange);
  const changes = permissionsChange || (mayDate && date !== modified) || ownerGiven;

  function chooseBelow(next: boolean): void {
    if (!filesChange) setOfFiles(next ? keepAll : fileForm);
    if (!directoriesChange) setOfDirectories(next ? keepAll : directoryForm);
    setBelow(next);
  }

  async function apply(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || dateProblem || ownerProblem) return;
    if (!changes) {
      close();
      return;
    }
    setError(undefined);
    try {
      if (permissionsChange) {
        const operation = setPermissions(
          services.client,
          {
            places,
            ...(filesChange && { files: changeOf(ofFiles) }),
            ...(directoriesChange && { directories: changeOf(ofDirectories) }),
            below,
          },
          setProgress,
        );
        setRunning(operation);
        await operation.done;
      }
      setRunning('short');
      const [place] = places;
      const modifiedAt = fromLocalTime(date);
      if (ownerGiven) {
        const { user, group } = owner;
        const names = { ...(user !== '' && { user }), ...(group !== '' && { group }) };
        const operation = setOwner(services.client, { places, ...names, below }, setProgress);
        setRunning(operation);
        await operation.done;
        setRunning('short');
      }
      if (mayDate && date !== modified && modifiedAt !== undefined) {
        for (const each of places) await services.client.request('files.setModifiedTime', { place: each, modifiedAt });
      }
      const undo = only && !below && !ownerGiven && place ? undoOf(only, place) : undefined;
      if (!undo) didForGood(services, 'undo.properties', entries.length);
      services.notices.getState().succeed('notice.propertiesChanged', { count: entries.length }, undo);
      close();
    } catch (failure) {
      setError(errorDataOf(failure));
      setRunning(undefined);
    } finally {
      services.refreshTab(dialog.tabId);
    }
  }

  /** Of one entry what it had is known; undefined where the server did not tell it. */
  function undoOf({ type, name, permissions, modifiedAt }: Entry, place: Place): NoticeAction | undefined {
    const isDated = mayDate && date !== modified;
    if ((permissionsChange && permissions === undefined) || (isDated && modifiedAt === undefined)) return undefined;
    const undo = async () => {
      if (permissionsChange && permissions !== undefined) {
        const before = changeOf(formOf([{ permissions }]));
        const of = type === 'directory' ? { directories: before } : { files: before };
        await setPermissions(services.client, { places: [place], ...of, below: false }, () => {}).done;
      }
      if (isDated && modifiedAt !== undefined) {
        await services.client.request('files.setModifiedTime', { place, modifiedAt });
      }
    };
    return didUndoable(services, { message: 'undo.changed', values: { name }, undo });
  }

  return (
    <Dialog
      title={only ? visibleName(only.name) : t('properties.title', { count: entries.length })}
      lead={t('properties.lead', { directory: directory.path })}
      icon={<Info size={18} />}
      width="wide"
      onClose={() => (typeof running === 'object' ? running.cancel() : close())}
    >
      <form onSubmit={(event) => void apply(event)} noValidate>
        <DialogBody>
          <Facts
            of="words"
            facts={[
              [t('column.kind'), only && kindOf(only, t)],
              [
                t('column.size'),
                only?.type === 'file' && only.size !== undefined ? format.exactBytes(only.size) : count,
              ],
              [t('properties.link'), only?.linkTarget],
              [
                t('column.modified'),
                !mayDate && only?.modifiedAt !== undefined ? format.exactDateTime(only.modifiedAt) : undefined,
              ],
              [t('column.owner'), ownersOf(entries)],
            ]}
          />
          {mayDate && (
            <DateField
              label={t('column.modified')}
              of="moment"
              value={date}
              isNeeded={modified !== ''}
              isDisabled={busy}
              onChange={setDate}
            />
          )}
          {(mayChange || mayOwn) && directories.length > 0 && (
            <Checkbox isSelected={below} onChange={chooseBelow} isDisabled={busy}>
              {t('permissions.below')}
            </Checkbox>
          )}
          {mayChange && (
            <div className={styles.columns}>
              {(files.length > 0 || below) && (
                <PermissionFields
                  label={t(below ? 'permissions.ofFilesBelow' : 'permissions.ofFiles')}
                  form={ofFiles}
                  isDisabled={busy}
                  onChange={setOfFiles}
                />
              )}
              {directories.length > 0 && (
                <PermissionFields
                  label={t(below ? 'permissions.ofFoldersBelow' : 'permissions.ofFolders')}
                  form={ofDirectories}
                  isDisabled={busy}
                  onChange={setOfDirectories}
                />
              )}
            </div>
          )}
          {mayOwn && (
            <div className={styles.pair}>
              <TextField
                label={t('properties.user')}
                value={owner.user}
                placeholder={only?.owner ?? ''}
                isDisabled={busy}
                note={t('properties.ownerNote')}
                problem={isWrong(owner.user) ? t('properties.idInvalid') : undefined}
                onChange={(user) => setOwnerForm({ ...owner, user })}
              />
              <TextField
                label={t('properties.group')}
                value={owner.group}
                placeholder={only?.group ?? ''}
                isDisabled={busy}
                problem={isWrong(owner.group) ? t('properties.idInvalid') : undefined}
                onChange={(group) => setOwnerForm({ ...owner, group })}
              />
            </div>
          )}
          {only?.type === 'file' && places[0] && <ChecksumSection place={places[0]} />}
          {error && error.kind !== 'cancelled' && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
          {error?.kind === 'cancelled' && <p role="status">{t('properties.cancelled', { count: progress.done })}</p>}
        </DialogBody>
        <DialogActions aside={busy && <Working>{t('properties.changing', { count: progress.done })}</Working>}>
          <Button onPress={() => (typeof running === 'object' ? running.cancel() : close())}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" tone="primary" isDisabled={busy || dateProblem || ownerProblem || !changes}>
            {t('properties.apply')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function kindOf(entry: Entry, t: ReturnType<typeof useText>): string {
  const { id, extension } = kindMessage(createFileRow(entry, (name) => name));
  return t(id, { extension });
}

/** One owner and group where they are the same for all. */
function ownersOf(entries: readonly Entry[]): string | undefined {
  const owners = new Set(entries.map(({ owner, group }) => [owner, group].filter(Boolean).join(':')));
  const [first] = owners;
  return owners.size === 1 && first !== '' ? first : undefined;
}
