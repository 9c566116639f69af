import type { Socket } from 'node:net';
import { type Limit, reasonOf, within } from './limit.ts';

/** Resolves with an event of a socket. Rejects with its error, when the limit ends the wait, and with the reason of `ended`. */
export function untilEvent(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  awaited: string,
  limit: Limit,
  ended: AbortSignal,
): Promise<void> {
  return within(limit, awaited, (resolve, reject) => {
    const onEvent = () => resolve();
    const onEnd = () => reject(reasonOf(ended));
    socket.once(event, onEvent);
    socket.once('error', reject);
    ended.addEventListener('abort', onEnd, { once: true });
    return () => {
      socket.off(event, onEvent);
      ended.removeEventListener('abort', onEnd);
      // The listener for errors stays: an error that comes late must not bring the process down.
    };
  });
}
