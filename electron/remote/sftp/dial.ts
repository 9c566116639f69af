import { connect, type Socket } from 'node:net';
import { type Address, dialError } from './ssh-errors.ts';

/** Milliseconds of silence after which TCP itself looks whether the other side is there, so that no router forgets the line. */
const KEEPALIVE_DELAY = 15_000;

/**
 * Opens the TCP connection that ssh2 will use. Aborting rejects with the signal's reason.
 *
 * Without `setNoDelay` every request takes 44 ms: ssh2 sends a packet in several small writes, for which Nagle's
 * algorithm waits for the delayed acknowledgement (RFC 896, RFC 1122 §4.2.3.2).
 */
export function dial(address: Address, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const socket = connect({ host: address.host, port: address.port });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEPALIVE_DELAY);
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', cancel);
      socket.removeAllListeners('connect').removeAllListeners('error');
      finish();
    };
    const cancel = () =>
      settle(() => {
        socket.destroy();
        reject(signal.reason);
      });
    signal.addEventListener('abort', cancel, { once: true });
    socket.once('connect', () => settle(() => resolve(socket)));
    socket.once('error', (error) => settle(() => reject(dialError(error, address))));
  });
}
