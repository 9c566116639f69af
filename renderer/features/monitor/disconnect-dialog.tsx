import { CircleAlert, CircleCheck, Unplug } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { DisconnectResult, ServerSession } from '../../../shared/model/monitor.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useSentence, useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Working } from '../../ui/progress.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { progressOf } from './arrange-sessions.ts';
import { Remedies } from './remedies.tsx';
import styles from './sessions.module.css';

/** Says who goes and what would be broken off; then what became of each, and offers force where politeness did not do. */
export function DisconnectDialog({ dialog }: { readonly dialog: Extract<DialogState, { kind: 'disconnect' }> }) {
  const t = useText();
  const sentence = useSentence();
  const { monitor, dialogs } = useServices();
  const { watchId, sessions, allOf } = dialog;
  const watch = useStore(monitor.store, (state) => state.watches.find(({ id }) => id === watchId));
  const [isRunning, setRunning] = useState(false);
  const [results, setResults] = useState<ReadonlyMap<string, DisconnectResult>>(new Map());
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);
  const close = () => dialogs.getState().close();

  async function end(targets: readonly ServerSession[], mode: 'politely' | 'by-force'): Promise<void> {
    setRunning(true);
    setError(undefined);
    try {
      const answers = await monitor.disconnect(watchId, targets, mode);
      setResults((before) => new Map([...before, ...answers.map((answer) => [answer.identity, answer] as const)]));
    } catch (failure) {
      setError(errorDataOf(failure));
    } finally {
      setRunning(false);
    }
  }

  const stubborn = sessions.filter(({ identity }) => results.get(identity)?.outcome === 'still-there');
  const denied = [...results.values()].some(({ outcome }) => outcome === 'denied');
  const isAnswered = results.size > 0;
  const [only] = sessions;
  const name = allOf ?? only?.user ?? only?.address ?? t('sessions.nobody');
  const title =
    allOf === undefined && sessions.length > 1
      ? t('disconnect.titleMany', { count: sessions.length })
      : t(allOf === undefined ? 'disconnect.titleOne' : 'disconnect.titleAll', { name, count: sessions.length });
  return (
    <Dialog
      role="alertdialog"
      width="wide"
      tone="danger"
      icon={<Unplug size={18} />}
      title={title}
      lead={watch && t('disconnect.lead', { label: sentence(watch.label), kind: t(`watch.kind.${watch.kind}`) })}
      {...(isRunning ? {} : { onClose: close })}
    >
      <DialogBody>
        <ul className={styles.doomed} aria-label={t('disconnect.sessions')}>
          {sessions.map((session) => (
            <Doomed key={session.identity} session={session} result={results.get(session.identity)} />
          ))}
        </ul>
        {watch?.disconnects === 'login' && <p className={styles.soft}>{t('disconnect.wholeLogin')}</p>}
        {sessions.some(({ own }) => own) && <p>{t('disconnect.own')}</p>}
        {denied && watch && <Remedies missing={watch.missing.filter(({ right }) => right === 'disconnect')} />}
        {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
      </DialogBody>
      <DialogActions aside={isRunning && <Working>{t('disconnect.running')}</Working>}>
        {/* A new one after the answer: the focus goes there from the button that has gone. */}
        <Button key={isAnswered ? 'close' : 'cancel'} autoFocus isDisabled={isRunning} onPress={close}>
          {t(isAnswered ? 'action.close' : 'action.cancel')}
        </Button>
        {stubborn.length > 0 && (
          <Button tone="danger" isDisabled={isRunning} onPress={() => void end(stubborn, 'by-force')}>
            {t('disconnect.force', { count: stubborn.length })}
          </Button>
        )}
        {!isAnswered && (
          <Button tone="danger" isDisabled={isRunning} onPress={() => void end(sessions, 'politely')}>
            {t('sessions.disconnectSelected', { count: sessions.length })}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

interface DoomedProps {
  readonly session: ServerSession;
  readonly result: DisconnectResult | undefined;
}

function Doomed({ session, result }: DoomedProps) {
  const t = useText();
  const sentence = useSentence();
  const format = useFormatters();
  const { user, address, hostName, loginTime, alsoEnds } = session;
  const from = [address, hostName && `(${hostName})`].filter(Boolean).join(' ');
  return (
    <li className={styles.doomedItem}>
      <div className={styles.doomedFacts}>
        <p>
          <strong>{user === undefined ? t('sessions.nobody') : visibleName(user)}</strong>
          {from !== '' && ` ${t('disconnect.from', { from })}`}
          {loginTime !== undefined && `, ${t('disconnect.since', { time: format.mediumDateTime(loginTime) })}`}
        </p>
        <p className={styles.soft}>
          <BrokenOff session={session} />
        </p>
        {alsoEnds !== undefined && <p>{sentence(alsoEnds)}</p>}
      </div>
      {result && (
        <p className={styles.outcome} data-outcome={result.outcome} role="status">
          {isGone(result) ? <CircleCheck size={15} aria-hidden="true" /> : <CircleAlert size={15} aria-hidden="true" />}
          <span>
            <strong>{t(`disconnect.outcome.${result.outcome}`)}</strong>
            {!isGone(result) && ` ${sentence(result.message)}`}
          </span>
        </p>
      )}
    </li>
  );
}

function isGone({ outcome }: DisconnectResult): boolean {
  return outcome === 'ended' || outcome === 'already-gone';
}

/** What would be broken off: the file, which way, and how far it is. */
function BrokenOff({ session }: { readonly session: ServerSession }) {
  const t = useText();
  const format = useFormatters();
  const { status, file, transferred } = session;
  if (status !== 'downloading' && status !== 'uploading') {
    return t('disconnect.nothing', { status: t(`sessions.status.${status}`) });
  }
  const share = progressOf(session);
  const amount = transferred === undefined ? '' : format.bytes(transferred);
  const progress = [share === undefined ? '' : format.percent(share), amount].filter(Boolean).join(', ');
  const name = file === undefined ? t('disconnect.unknownFile') : visibleName(file);
  return progress === ''
    ? t(`disconnect.breaks.${status}`, { name })
    : t(`disconnect.breaksAt.${status}`, { name, progress });
}
