import { CircleCheck, Eye } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import { ServerKind, type Watch, type WatchPlace } from '../../../shared/model/monitor.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useSentence, useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import type { Operation } from '../../client/operation.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { Working } from '../../ui/progress.tsx';
import { Remedies } from './remedies.tsx';
import styles from './sessions.module.css';

type Source = 'auto' | ServerKind;
const kinds = ServerKind.options.filter((kind) => kind !== 'demo');
const sources: readonly Source[] = ['auto', ...kinds];

/** Where to watch; then what was found there and what this account may do. */
export function WatchDialog({ dialog }: { readonly dialog: Extract<DialogState, { kind: 'watch' }> }) {
  const t = useText();
  const { monitor, dialogs, connections } = useServices();
  const byId = useStore(connections, (state) => state.byId);
  const servers = [...byId.values()].filter(({ target, state }) => target.protocol === 'sftp' && state === 'open');
  const [place, setPlace] = useState(() => keyOf(dialog.place ?? placeOf(servers[0]?.id)));
  const [source, setSource] = useState<Source>('auto');
  const [scoreboardFile, setScoreboardFile] = useState('');
  const [logFile, setLogFile] = useState('');
  const [running, setRunning] = useState<Operation<Watch[]> | undefined>(undefined);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const [found, setFound] = useState<readonly Watch[] | undefined>(undefined);
  const close = () => dialogs.getState().close();

  if (found) return <Found watches={found} onClose={close} />;

  async function look(event: FormEvent): Promise<void> {
    event.preventDefault();
    setError(undefined);
    const settings = {
      ...(scoreboardFile === '' ? {} : { scoreboardFile }),
      ...(logFile === '' ? {} : { logFiles: [logFile] }),
    };
    const chosen = placeFrom(place);
    const operation = monitor.add(
      chosen.on === 'demo' ? { place: chosen, source: 'auto' } : { place: chosen, source, settings },
    );
    setRunning(operation);
    try {
      const watches = await operation.done;
      const [first] = watches;
      if (first) monitor.store.getState().select(first.id);
      setFound(watches);
    } catch (failure) {
      const data = errorDataOf(failure);
      if (data.kind !== 'cancelled') setError(data);
    } finally {
      setRunning(undefined);
    }
  }

  const problem = (path: string) => (path === '' || path.startsWith('/') ? undefined : t('watch.problem.path'));
  const invalid = problem(scoreboardFile) !== undefined || problem(logFile) !== undefined;
  return (
    <Dialog
      icon={<Eye size={18} />}
      title={t('watch.dialog.title')}
      lead={t('watch.dialog.lead')}
      onClose={() => (running ? running.cancel() : close())}
    >
      <form onSubmit={(event) => void look(event)}>
        <DialogBody>
          <Select
            label={t('watch.dialog.place')}
            value={place}
            isDisabled={running !== undefined}
            onChange={setPlace}
            options={[
              ...servers.map(({ id, label }) => ({ id: keyOf(placeOf(id)), label, note: t('watch.place.connection') })),
              { id: 'this-machine', label: t('watch.place.this-machine'), note: t('watch.place.thisMachineNote') },
              { id: 'demo', label: t('watch.place.demo'), note: t('watch.place.demoNote') },
            ]}
          />
          {servers.length === 0 && <p className={styles.soft}>{t('watch.dialog.connectFirst')}</p>}
          {place !== 'demo' && (
            <>
              <Select
                label={t('watch.dialog.source')}
                value={source}
                isDisabled={running !== undefined}
                onChange={setSource}
                options={sources.map((id) => ({
                  id,
                  label: id === 'auto' ? t('watch.source.auto') : t(`watch.kind.${id}`),
                  ...(id === 'auto' ? { note: t('watch.source.autoNote') } : {}),
                }))}
              />
              {source === 'proftpd' && (
                <TextField
                  label={t('watch.dialog.scoreboard')}
                  note={t('watch.dialog.scoreboardNote')}
                  value={scoreboardFile}
                  problem={problem(scoreboardFile)}
                  onChange={setScoreboardFile}
                />
              )}
              {source !== 'auto' && (
                <TextField
                  label={t('watch.dialog.logFile')}
                  note={t('watch.dialog.logFileNote')}
                  value={logFile}
                  problem={problem(logFile)}
                  onChange={setLogFile}
                />
              )}
            </>
          )}
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </DialogBody>
        <DialogActions aside={running && <Working>{t('watch.dialog.looking')}</Working>}>
          <Button onPress={() => (running ? running.cancel() : close())}>{t('action.cancel')}</Button>
          <Button tone="primary" type="submit" isDisabled={running !== undefined || invalid}>
            {t('watch.dialog.watch')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** What the look found, and what this account may do there. */
function Found({ watches, onClose }: { readonly watches: readonly Watch[]; readonly onClose: () => void }) {
  const t = useText();
  const sentence = useSentence();
  const { monitor } = useServices();
  // The first reading tells more about the rights than the look did.
  const all = useStore(monitor.store, (state) => state.watches);
  const shown = watches.map((watch) => all.find(({ id }) => id === watch.id) ?? watch);
  return (
    <Dialog
      width="wide"
      icon={<CircleCheck size={18} />}
      title={t('watch.found.title', { count: watches.length })}
      lead={t('watch.found.lead')}
      onClose={onClose}
    >
      <DialogBody>
        {shown.map(({ id, label, kind, missing, disconnects, log }) => (
          <section key={id} className={styles.found}>
            <h3 className={styles.foundTitle}>
              {t(`watch.kind.${kind}`)} <span className={styles.soft}>{sentence(label)}</span>
            </h3>
            <ul className={styles.abilities}>
              <li>{t('watch.found.sessions')}</li>
              <li>
                {t(disconnects === undefined ? 'watch.found.noDisconnect' : `watch.found.disconnects.${disconnects}`)}
              </li>
              <li>{log === undefined ? t('watch.found.noLog') : t('watch.found.log', { log })}</li>
            </ul>
            {missing.length > 0 && <Remedies missing={missing} />}
          </section>
        ))}
      </DialogBody>
      <DialogActions>
        <Button tone="primary" autoFocus onPress={onClose}>
          {t('watch.found.done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const CONNECTION = 'connection:';

function placeOf(connectionId: string | undefined): WatchPlace {
  return connectionId === undefined ? { on: 'this-machine' } : { on: 'connection', connectionId };
}

function keyOf(place: WatchPlace): string {
  return place.on === 'connection' ? CONNECTION + place.connectionId : place.on;
}

function placeFrom(key: string): WatchPlace {
  if (key.startsWith(CONNECTION)) return { on: 'connection', connectionId: key.slice(CONNECTION.length) };
  return key === 'demo' ? { on: 'demo' } : { on: 'this-machine' };
}
