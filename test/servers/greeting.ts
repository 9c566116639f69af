import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** How a connection to a server begins: in the clear, or with a TLS handshake at once. */
export type GreetingLine = 'plain' | 'tls';

/**
 * Connects and reads until the server's greeting contains `expected`, then closes.
 * Rejects when the connection is refused, closed, or silent for 5 s.
 */
export async function readGreeting(host: string, port: number, line: GreetingLine, expected: string): Promise<void> {
  // The certificate under test may well be a bad one; this only asks whether somebody is at home.
  const socket: Socket =
    line === 'tls' ? connectTls({ host, port, rejectUnauthorized: false }) : connect({ host, port });
  let text = '';
  const greeted = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(expected)) resolve();
    });
    socket.setTimeout(5000, () => reject(new Error(`no greeting within 5 s, only "${text}"`)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`closed after "${text}"`)));
  });
  try {
    await greeted;
  } finally {
    socket.destroy();
  }
}
