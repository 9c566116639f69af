import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Control ports of the test servers. Below the range Linux takes for outgoing connections (32768 and up). */
const controlPorts = { first: 20_000, count: 8_000 };

/** Data ports; servers share the range, each tries another port when one is taken. */
export const passivePorts = { first: 28_000, last: 32_000 } as const;

/** A loopback port that no other test server takes until it is released. */
export interface ReservedPort extends AsyncDisposable {
  readonly port: number;
  release(): Promise<void>;
}

/**
 * Finds a port that is free on 127.0.0.1 and ::1 and keeps it for the caller, across processes: the reservation is a listener on the same
 * port of another loopback address, so it vanishes with the process that holds it, however that ends.
 */
export async function reservePort(): Promise<ReservedPort> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = controlPorts.first + Math.floor(Math.random() * controlPorts.count);
    const reservation = await listen('127.77.0.1', port);
    if (reservation === undefined) continue;
    if ((await isFree('127.0.0.1', port)) && (await isFree('::1', port))) {
      const release = () => close(reservation);
      return { port, release, [Symbol.asyncDispose]: release };
    }
    await close(reservation);
  }
  throw new Error(`No free loopback port from ${controlPorts.first} on`);
}

async function isFree(host: string, port: number): Promise<boolean> {
  const listener = await listen(host, port);
  if (listener !== undefined) await close(listener);
  return listener !== undefined;
}

/** Listens, or gives undefined when the port is taken. A machine without IPv6 has every port of ::1 free: nobody can take it. */
async function listen(host: string, port: number): Promise<Server | undefined> {
  const server = createServer();
  server.unref();
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') return undefined;
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return server;
    throw error;
  }
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
