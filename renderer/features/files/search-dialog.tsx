import { FileSearch as FileSearchIcon, History } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { FileSearch, FoundFile } from '../../../shared/model/file-search.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { baseName, parentPath } from '../../../shared/model/remote-path.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { type Operation, type SearchResult, searchFiles } from '../../client/operation.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { Spinner } from '../../ui/progress.tsx';
import { SizeField } from '../../ui/size-field.tsx';
import { bytesOf, isSoundSize, type TypedSize, typedSize } from '../../ui/typed-size.ts';
import { visibleName } from '../../ui/visible-name.ts';
import styles from './dialogs.module.css';
import { keepSearch, lastSearch } from './last-search.ts';
import { SearchResults } from './search-results.tsx';

type SearchState = Extract<DialogState, { kind: 'search' }>;
type Kind = 'any' | 'file' | 'directory';

/** What stands in the fields. */
interface Asked {
  readonly name: string;
  readonly kind: Kind;
  readonly smallest: TypedSize;
  readonly largest: TypedSize;
  readonly after: string;
  readonly before: string;
}

/** Looks for files below a folder by name, size and date, and shows them while they are found. */
export function SearchDialog({ dialog }: { readonly dialog: SearchState }) {
  const { directory, side } = dialog;
  const t = useText();
  const format = useFormatters();
  const services = useServices();
  const last = lastSearch<Asked>(services, directory.fs);
  const kept = last?.directory.path === directory.path ? last : undefined;
  const [name, setName] = useState(kept?.asked.name ?? '');
  const [kind, setKind] = useState<Kind>(kept?.asked.kind ?? 'any');
  const [smallest, setSmallest] = useState(() => kept?.asked.smallest ?? typedSize(undefined));
  const [largest, setLargest] = useState(() => kept?.asked.largest ?? typedSize(undefined));
  const [after, setAfter] = useState(kept?.asked.after ?? '');
  const [before, setBefore] = useState(kept?.asked.before ?? '');
  const [found, setFound] = useState<readonly FoundFile[]>(kept?.found ?? []);
  const [running, setRunning] = useState<Operation<SearchResult> | undefined>(undefined);
  const [folder, setFolder] = useState('');
  const [result, setResult] = useState<SearchResult | undefined>(kept?.result);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const collected = useRef<FoundFile[]>([]);
  const results = useRef<HTMLDivElement>(null);
  const close = () => services.dialogs.getState().close();

  useEffect(() => () => running?.cancel(), [running]);

  async function search(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (running || !isSoundSize(smallest) || !isSoundSize(largest)) return;
    const [least, most] = [bytesOf(smallest), bytesOf(largest)];
    const wanted: FileSearch = {
      ...(name.trim() === '' ? {} : { named: name }),
      ...(kind === 'any' ? {} : { type: kind }),
      ...(least === undefined ? {} : { smallest: least }),
      ...(most === undefined ? {} : { largest: most }),
      ...(after === '' ? {} : { after: new Date(`${after}T00:00:00`).getTime() }),
      ...(before === '' ? {} : { before: new Date(`${before}T23:59:59.999`).getTime() }),
    };
    collected.current = [];
    setFound([]);
    setError(undefined);
    setResult(undefined);
    const operation = searchFiles(services.client, directory, wanted, {
      found(matches) {
        collected.current.push(...matches);
        setFound([...collected.current]);
      },
      folder: setFolder,
    });
    setRunning(operation);
    try {
      setResult(await operation.done);
    } catch (failure) {
      setError(errorDataOf(failure));
    } finally {
      setRunning(undefined);
    }
  }

  function show({ path }: FoundFile): void {
    keepSearch(services, { directory, asked: { name, kind, smallest, largest, after, before }, found, result });
    close();
    const pane = services.activePane(side)?.getState();
    if (pane?.fs !== directory.fs) return;
    pane.open(parentPath(path));
    pane.revealNext(baseName(path));
  }

  return (
    <Dialog
      width="wide"
      title={t('search.title')}
      lead={t('search.lead', { directory: directory.path })}
      icon={<FileSearchIcon size={18} />}
      onClose={close}
    >
      <form onSubmit={(event) => void search(event)} noValidate>
        <DialogBody>
          <div className={styles.fieldPair}>
            <TextField
              label={t('search.name')}
              placeholder="*.log"
              note={t('search.nameNote')}
              autoFocus
              value={name}
              onChange={setName}
              onFocus={({ target }) => target instanceof HTMLInputElement && target.select()}
              onKeyDown={(event) => {
                if (event.key === 'ArrowDown') results.current?.querySelector<HTMLElement>('[role="option"]')?.focus();
                // Escape is the dialog's.
                else event.continuePropagation();
              }}
            />
            <Select
              label={t('search.kind')}
              value={kind}
              options={(['any', 'file', 'directory'] as const).map((id) => ({ id, label: t(`search.kind.${id}`) }))}
              onChange={setKind}
            />
          </div>
          <div className={styles.fieldPair}>
            <SizeField label={t('filter.smallest')} value={smallest} onChange={setSmallest} />
            <SizeField label={t('filter.largest')} value={largest} onChange={setLargest} />
          </div>
          <div className={styles.fieldPair}>
            <TextField label={t('search.after')} type="date" value={after} onChange={setAfter} />
            <TextField label={t('search.before')} type="date" value={before} onChange={setBefore} />
          </div>
          {last && !kept && !running && found.length === 0 && (
            <Button onPress={() => services.dialogs.getState().show({ ...dialog, directory: last.directory })}>
              <History size={15} aria-hidden="true" />
              {t('search.last', { count: last.found.length, directory: visibleName(last.directory.path) })}
            </Button>
          )}
          {(running || result || found.length > 0) && (
            <div ref={results}>
              <SearchResults label={t('search.results')} found={found} base={directory.path} onShow={show} />
            </div>
          )}
          <p role="status" className={styles.counting}>
            {running && (
              <>
                <Spinner size={14} /> {t('search.searching', { count: found.length, folder: visibleName(folder) })}
              </>
            )}
            {result &&
              t('search.done', { count: result.found, folders: result.folders, passedOver: result.passedOver })}
            {error?.kind === 'cancelled' && t('search.stopped', { count: format.count(found.length) })}
          </p>
          {error && error.kind !== 'cancelled' && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={running ? () => running.cancel() : close}>
            {t(running ? 'search.stop' : 'action.close')}
          </Button>
          <Button type="submit" tone="primary" isDisabled={running !== undefined}>
            {t('search.search')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
