import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** How a connection to a server begins: in the clear, or with a TLS handshake at once. */
type GreetingLine = 'plain' | 'tls';

interface GreetingRequest {
  readonly host: string;
  readonly port: number;
  readonly line: GreetingLine;
  /** Text that the greeting contains. */
  readonly expected: string;
  readonly signal: AbortSignal;
}

/** Connects, reads the server's greeting and closes. Rejects when the connection is refused or closed, after 5 s of silence, and when the signal is aborted. */
export async function readGreeting({ host, port, line, expected, signal }: GreetingRequest): Promise<void> {
  signal.throwIfAborted();
  // The certificate under test may well be a bad one; this only asks whether somebody is at home.
  const socket: Socket =
    line === 'tls' ? connectTls({ host, port, rejectUnauthorized: false }) : connect({ host, port });
  const greeted = new Promise<void>((resolve, reject) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(expected)) resolve();
    });
    socket.setTimeout(5000, () => reject(new Error(`no greeting within 5 s, only "${text}"`)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`closed after "${text}"`)));
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
  });
  try {
    await greeted;
  } finally {
    socket.destroy();
  }
}
