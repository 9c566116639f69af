import { useState } from 'react';
import { useStore } from 'zustand';
import type { FileSystemId } from '../../../shared/model/connection.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { Button } from '../../ui/button.tsx';
import styles from './line-actions.module.css';
import { useRetryText } from './retry-text.ts';

/** What a user can do about a server that cannot be reached: try at once, or stop Portside from trying. */
export function LineActions({ fs }: { readonly fs: FileSystemId }) {
  const t = useText();
  const services = useServices();
  const connection = useStore(services.connections, (state) => state.byId.get(fs));
  const isUnopened = useStore(services.connections, (state) => state.unopened.has(fs));
  const retry = useRetryText(connection);
  const [trying, setTrying] = useState(false);

  async function reconnect(): Promise<void> {
    setTrying(true);
    try {
      await services.reconnect(fs);
    } catch (failure) {
      services.notices.getState().fail('error.reconnect', errorDataOf(failure));
    } finally {
      setTrying(false);
    }
  }

  if (trying) {
    return (
      <Button size="small" tone="primary" isDisabled>
        {t(isUnopened ? 'message.connecting' : 'message.reconnecting')}
      </Button>
    );
  }
  if (connection?.state !== 'reconnecting') {
    return (
      <Button size="small" tone="primary" onPress={() => void reconnect()}>
        {t(isUnopened ? 'message.connect' : 'message.reconnect')}
      </Button>
    );
  }
  return (
    <>
      <span role="timer" className={styles.retry}>
        {retry}
      </span>
      <Button size="small" tone="primary" onPress={() => void reconnect()}>
        {t('message.retryNow')}
      </Button>
      <Button
        size="small"
        onPress={() => void services.client.request('connections.stopReconnecting', { id: fs }).catch(fail)}
      >
        {t('message.stopTrying')}
      </Button>
    </>
  );

  function fail(failure: unknown): void {
    services.notices.getState().fail('error.reconnect', errorDataOf(failure));
  }
}
