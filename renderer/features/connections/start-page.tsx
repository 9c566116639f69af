import { Laptop, Plug, Ship } from 'lucide-react';
import { useState } from 'react';
import type { ConnectionInfo, Protocol } from '../../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { startId } from '../../app/focus.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { type Operation, openDemo } from '../../client/operation.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, EmptyStateActions } from '../../ui/empty-state.tsx';
import { ErrorReport } from '../../ui/error-report.tsx';
import { Spinner } from '../../ui/progress.tsx';
import { type CommandId, commands, shortcutText } from '../files/commands.ts';
import { StartSites } from '../sites/start-sites.tsx';
import styles from './connections.module.css';

const taught: readonly CommandId[] = ['quickConnect', 'copy', 'switchPane', 'editPath', 'cheatSheet'];

/** A side with nothing open: how to begin. */
export function StartPage({ side }: { readonly side: Side }) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const [running, setRunning] = useState<Operation<ConnectionInfo> | undefined>(undefined);
  const [error, setError] = useState<RemoteErrorData | undefined>(undefined);

  async function tryDemo(protocol: Protocol): Promise<void> {
    setError(undefined);
    const operation = openDemo(services.client, protocol);
    setRunning(operation);
    try {
      services.openConnected(side, await operation.done);
    } catch (failure) {
      const data = errorDataOf(failure);
      if (data.kind !== 'cancelled') setError(data);
      setRunning(undefined);
    }
  }

  return (
    <div id={startId(side)} className={styles.start}>
      <EmptyState
        icon={<Ship size={28} strokeWidth={1.5} />}
        title={t('start.title')}
        text={t('start.text')}
        width="narrow"
      >
        <StartSites side={side} />
        <EmptyStateActions>
          <Button
            tone="primary"
            onPress={() => services.dialogs.getState().show({ kind: 'connect', start: 'later', side })}
          >
            <Plug size={15} aria-hidden="true" />
            {t('connect.new')}
          </Button>
          <Button onPress={() => services.openLocalTab(side)}>
            <Laptop size={15} aria-hidden="true" />
            {t('tab.local')}
          </Button>
        </EmptyStateActions>

        <div className={styles.demo}>
          <p className={styles.demoTitle}>{t('start.demo')}</p>
          <p className={styles.demoText}>{t('start.demoText')}</p>
          {running ? (
            <EmptyStateActions role="status">
              <Spinner size={15} /> {t('start.demoStarting')}
              <Button size="small" onPress={() => running.cancel()}>
                {t('action.cancel')}
              </Button>
            </EmptyStateActions>
          ) : (
            <EmptyStateActions>
              <Button size="small" onPress={() => void tryDemo('sftp')}>
                {t('start.demoSftp')}
              </Button>
              <Button size="small" onPress={() => void tryDemo('ftp')}>
                {t('start.demoFtp')}
              </Button>
            </EmptyStateActions>
          )}
          {error && <ErrorReport error={error} title={t(`error.kind.${error.kind}`)} />}
        </div>

        <dl className={styles.keys} aria-label={t('start.keys')}>
          {taught
            .filter((id) => shortcutText(id, keyboard) !== undefined)
            .map((id) => (
              <div key={id} className={styles.key}>
                <dt>{t(commands[id].label)}</dt>
                <dd>
                  <kbd>{shortcutText(id, keyboard)}</kbd>
                </dd>
              </div>
            ))}
        </dl>
      </EmptyState>
    </div>
  );
}
