import { useEffect, useState } from 'react';
import type { ConnectionInfo } from '../../../shared/model/connection.ts';
import { useText } from '../../app/text.ts';

/** `Trying again in 4 s`, counting down; `undefined` where nobody tries. */
export function useRetryText(connection: Pick<ConnectionInfo, 'state' | 'retryAt'> | undefined): string | undefined {
  const t = useText();
  const retryAt = connection?.state === 'reconnecting' ? (connection.retryAt ?? 0) : undefined;
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (retryAt === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [retryAt]);
  if (retryAt === undefined) return undefined;
  const seconds = Math.ceil((retryAt - now) / 1_000);
  return seconds > 0 ? t('message.retryIn', { seconds }) : t('message.reconnecting');
}
