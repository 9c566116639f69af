import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { FtpRefusal } from './ftp-refusal.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** How the data of the next transfer will travel, as PASV, EPSV, PORT or EPRT settled it. */
export interface DataChannel extends Disposable {
  /** Waits for the client, or dials it; the socket is the caller's from then on. Throws the reply 425. */
  connect(gone: AbortSignal): Promise<Socket>;
  /** Stops listening and drops a client that came for nothing. */
  [Symbol.dispose](): void;
}

export interface PassiveChannel extends DataChannel {
  readonly port: number;
}

/** Listens on a free port for one connection, from the address of the control connection only. */
export async function listenForData(host: string, clientAddress: string): Promise<PassiveChannel> {
  // Paused: whoever takes the data reads first, and with TLS that is the handshake. Half-open: a client that ends its side
  // in the middle of a download must not end ours behind the back of whoever still writes to it.
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  const arrival = Promise.withResolvers<Socket>();
  let unclaimed: Socket | undefined;
  server.on('connection', (socket) => {
    socket.on('error', () => {}); // the transfer that uses it sees it too; without one it is of no interest
    if (socket.remoteAddress !== clientAddress || unclaimed) {
      socket.destroy();
      return;
    }
    server.close();
    unclaimed = socket;
    arrival.resolve(socket);
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async connect(gone) {
      const socket = await within(arrival.promise, gone);
      unclaimed = undefined;
      return socket;
    },
    [Symbol.dispose]() {
      server.close();
      unclaimed?.destroy();
    },
  };
}

/** Dials the client when the transfer starts. */
export function dialForData(host: string, port: number): DataChannel {
  return {
    async connect(gone) {
      const socket = connect({ host, port, allowHalfOpen: true });
      try {
        await within(once(socket, 'connect'), gone);
      } catch (error) {
        socket.destroy();
        throw error;
      }
      socket.on('error', () => {}); // as above
      return socket;
    },
    [Symbol.dispose]() {},
  };
}

/**
 * The server's end of an encrypted data connection (RFC 4217 §9), once the handshake is done: an empty file would otherwise
 * end the line before there was one.
 */
export async function protectData(socket: Socket, secureContext: SecureContext, gone: AbortSignal): Promise<TLSSocket> {
  const secure = new TLSSocket(socket, { isServer: true, secureContext });
  const closed = once(secure, 'close').then(() => {
    throw new FtpRefusal('426 The TLS handshake of the data connection failed.');
  });
  try {
    await Promise.race([once(secure, 'secure', { signal: gone }), closed]);
  } catch (error) {
    secure.destroy();
    throw error;
  }
  return secure;
}

async function within<T>(arrival: Promise<T>, gone: AbortSignal): Promise<T> {
  const signal = AbortSignal.any([gone, AbortSignal.timeout(CONNECT_TIMEOUT_MS)]);
  const tooLate = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no data connection')), { once: true });
  });
  try {
    return await Promise.race([arrival, tooLate]);
  } catch {
    // Refused, too late or gone: to the client it is one and the same.
    throw new FtpRefusal('425 Failed to establish the data connection.');
  }
}
