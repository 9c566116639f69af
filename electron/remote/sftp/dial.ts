import type { Socket } from 'node:net';
import { reachHost } from '../reach-host.ts';
import type { Transcript } from '../transcript.ts';
import { type Address, dialError } from './ssh-errors.ts';

/** Milliseconds of silence after which TCP itself looks whether the other side is there, so that no router forgets the line. */
const KEEPALIVE_DELAY = 15_000;

/**
 * Opens the TCP connection that ssh2 will use. Aborting rejects with the signal's reason.
 *
 * Without `setNoDelay` every request takes 44 ms: ssh2 sends a packet in several small writes, for which Nagle's
 * algorithm waits for the delayed acknowledgement (RFC 896, RFC 1122 §4.2.3.2).
 */
export async function dial(address: Address, signal: AbortSignal, transcript: Transcript): Promise<Socket> {
  try {
    const socket = await reachHost(address, signal, { tell: (text) => transcript.write('info', text) });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEPALIVE_DELAY);
    return socket;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw dialError(error, address);
  }
}
