import { Trash2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { TreeCount } from '../../../shared/ipc/contract.ts';
import { type FileSystemId, LOCAL } from '../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { resolvePath } from '../../../shared/model/remote-path.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { measureTrees, type Operation, type Progress } from '../../client/operation.ts';
import type { FileRow } from '../../file-grid/file-row.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Checkbox } from '../../ui/field.tsx';
import { ProgressBar, Spinner } from '../../ui/progress.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { useAbilities } from './abilities.ts';
import { shortcutText } from './commands.ts';
import styles from './dialogs.module.css';
import { useFileSystemLabel } from './pane-tabs.tsx';
import { removePlaces } from './removing.ts';

type RemoveState = Extract<DialogState, { kind: 'remove' }>;

const NAMED_AT_MOST = 6;

/** Names what goes, counts what lies below it, and removes it with progress. */
export function RemoveDialog({ dialog }: { readonly dialog: RemoveState }) {
  const t = useText();
  const services = useServices();
  const label = useFileSystemLabel(dialog.directory.fs);
  const { directory, names } = dialog;
  const places = useMemo(
    () => names.map((name) => ({ fs: directory.fs, path: resolvePath(directory.path, name) })),
    [directory, names],
  );
  const [known] = useState(() => countOfFiles(services.pane(dialog.tabId).getState().rows, names));
  const [count, setCount] = useState<TreeCount | 'counting' | 'unknown'>(known ?? 'counting');
  const [counting, setCounting] = useState<Operation<TreeCount> | undefined>(undefined);
  const [running, setRunning] = useState<Operation<unknown> | undefined>(undefined);
  const [progress, setProgress] = useState<Progress>({ done: 0 });
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const abilities = useAbilities(directory.fs);
  const keyboard = useKeyboard();
  const mayTrash = abilities.includes('trash');
  const undoKey = shortcutText('undo', keyboard);
  const canUndo = abilities.includes('restore-from-trash');
  const [forGood, setForGood] = useState(dialog.forGood);
  const toTrash = mayTrash && !forGood;
  const close = () => services.dialogs.getState().close(dialog);

  useEffect(() => {
    if (known) return undefined;
    const operation = measureTrees(services.client, places);
    let current = true;
    setCounting(operation);
    operation.done.then(
      (measured) => current && setCount(measured),
      // Removing works without a count too, and says itself what it may not do.
      () => current && setCount('unknown'),
    );
    return () => {
      current = false;
      operation.cancel();
    };
  }, [services, places, known]);

  async function remove(): Promise<void> {
    if (running) return;
    counting?.cancel();
    setError(undefined);
    setProgress({ done: 0 });
    const operation = removePlaces(
      services,
      places,
      toTrash ? (canUndo ? 'undoable-trash' : 'trash') : 'nowhere',
      setProgress,
    );
    setRunning(operation);
    try {
      const removed = await operation.done;
      const message = toTrash ? 'notice.trashed' : 'notice.removed';
      services.notices.getState().succeed(message, { count: removed.count }, removed.undo);
      close();
    } catch (failure) {
      setError(errorDataOf(failure));
      setRunning(undefined);
    } finally {
      services.refreshTab(dialog.tabId);
    }
  }

  const total = typeof count === 'string' ? undefined : count.files + count.directories;
  const share = total === undefined || total === 0 ? undefined : Math.min(1, progress.done / total);
  return (
    <Dialog
      role="alertdialog"
      tone={toTrash ? 'plain' : 'danger'}
      icon={<Trash2 size={18} />}
      title={
        names.length === 1
          ? t(toTrash ? 'remove.trashOne' : 'remove.titleOne', { name: visibleName(names[0] ?? '') })
          : t(toTrash ? 'remove.trash' : 'remove.title', { count: names.length })
      }
      lead={t(leadOf(directory.fs, toTrash && (canUndo ? 'undo' : 'system')), {
        directory: directory.path,
        label,
        key: undoKey === undefined ? '' : ` (${undoKey})`,
      })}
      onClose={() => (running ? running.cancel() : close())}
    >
      <DialogBody>
        {names.length > 1 && (
          <ul className={styles.names}>
            {names.slice(0, NAMED_AT_MOST).map((name) => (
              <li key={name}>{visibleName(name)}</li>
            ))}
            {names.length > NAMED_AT_MOST && <li>{t('remove.more', { count: names.length - NAMED_AT_MOST })}</li>}
          </ul>
        )}
        {running ? (
          <div className={styles.progress}>
            <ProgressBar label={t('remove.progress')} share={share} tone="danger" />
            <p role="status" className={styles.progressText}>
              {t('remove.removing', { count: progress.done, current: progress.current ?? '' })}
            </p>
          </div>
        ) : (
          <CountLine count={count} onStop={() => counting?.cancel()} />
        )}
        {mayTrash && !running && (
          <Checkbox isSelected={forGood} onChange={setForGood}>
            {t('remove.forGood')}
          </Checkbox>
        )}
        {error && error.kind !== 'cancelled' && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        {error && (error.kind === 'cancelled' || progress.done > 0) && (
          <p role="status">
            {t(error.kind === 'cancelled' ? 'remove.cancelled' : 'remove.partly', { count: progress.done })}
          </p>
        )}
      </DialogBody>
      <DialogActions>
        <Button autoFocus onPress={() => (running ? running.cancel() : close())}>
          {t(running ? 'remove.stop' : 'action.cancel')}
        </Button>
        <Button tone={toTrash ? 'primary' : 'danger'} isDisabled={running !== undefined} onPress={() => void remove()}>
          {t(toTrash ? 'remove.toTrash' : 'remove.remove')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** What the chosen files amount to; undefined where a folder is among them, or not everything is known. */
function countOfFiles(rows: readonly FileRow[], names: readonly string[]): TreeCount | undefined {
  const wanted = new Set(names);
  const chosen = rows.filter(({ entry }) => wanted.has(entry.name));
  const isKnown = chosen.every(({ entry }) => entry.type !== 'directory' && entry.size !== undefined);
  if (!isKnown || chosen.length !== names.length) return undefined;
  const bytes = chosen.reduce((sum, { entry }) => sum + (entry.size ?? 0), 0);
  return { files: chosen.length, directories: 0, bytes };
}

/** Says beforehand who can take it back: Portside, the system's own trash, or nobody. */
function leadOf(fs: FileSystemId, takenBackBy: 'undo' | 'system' | false) {
  if (takenBackBy !== false) return `remove.leadTrash.${takenBackBy}` as const;
  return fs === LOCAL ? ('remove.leadLocal' as const) : ('remove.lead' as const);
}

interface CountLineProps {
  readonly count: TreeCount | 'counting' | 'unknown';
  readonly onStop: () => void;
}

function CountLine({ count, onStop }: CountLineProps) {
  const t = useText();
  const format = useFormatters();
  if (count === 'counting') {
    return (
      <p className={styles.counting} role="status">
        <Spinner size={14} /> {t('remove.counting')}
        <Button size="small" tone="quiet" onPress={onStop}>
          {t('remove.stopCounting')}
        </Button>
      </p>
    );
  }
  if (count === 'unknown') return <p className={styles.counting}>{t('remove.notCounted')}</p>;
  return (
    <p className={styles.counting} role="status">
      {t('remove.count', { files: count.files, directories: count.directories, bytes: format.bytes(count.bytes) })}
    </p>
  );
}
