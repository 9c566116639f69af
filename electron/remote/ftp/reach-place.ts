import type { Socket } from 'node:net';
import { reachHost } from '../reach-host.ts';
import { type Limit, within } from './limit.ts';
import type { Place } from './network-errors.ts';

/**
 * Opens the TCP connection of a control connection. Rejects with the system's error, when the limit ends the wait, and with the
 * reason of `ended`.
 */
export function reachPlace(
  place: Place,
  limit: Limit,
  ended: AbortSignal,
  tell: (text: string) => void,
): Promise<Socket> {
  const over = new AbortController();
  return within(limit, 'an answer to the connection', (resolve, reject) => {
    reachHost(place, AbortSignal.any([over.signal, ended]), { tell }).then(resolve, reject);
    return () => over.abort();
  });
}
