import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { untilCancelled } from '../cancelled.ts';
import { type Address, forwardError } from './ssh-errors.ts';

/**
 * Asks a jump host for a connection to the next host (RFC 4254 §7.2, direct-tcpip). Aborting rejects with the signal's reason.
 *
 * @param through The jump host as the user knows it.
 */
export async function forward(client: Client, to: Address, through: string, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  const opening = new Promise<Duplex>((resolve, reject) => {
    try {
      client.forwardOut('127.0.0.1', 0, to.host, to.port, (error, channel) => {
        if (error) reject(forwardError(error, to, through));
        else resolve(channel);
      });
    } catch (error) {
      // ssh2 throws where the line to the jump host has gone.
      reject(forwardError(error, to, through));
    }
  });
  try {
    return await untilCancelled(opening, signal);
  } catch (error) {
    opening.then(
      (late) => late.destroy(),
      () => {
        // It failed after it was given up.
      },
    );
    if (signal.aborted) throw signal.reason;
    throw error;
  }
}
