import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Client, type ConnectConfig, type SFTPWrapper } from 'ssh2';
import type { DemoServer } from './demo-server.ts';

/** ssh2's own client on the demo server, for tests. */
export interface SftpTestClient extends Disposable {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
  /** As the server's fingerprint is written. */
  readonly hostKeyFingerprint: string;
}

/** Rejects where the login or the channel fails. */
export async function openSftp(server: DemoServer, options: ConnectConfig = {}): Promise<SftpTestClient> {
  const client = new Client();
  let hostKeyFingerprint = '';
  client.connect({
    ...{ host: server.sftp.host, port: server.sftp.port, username: server.user, password: server.password },
    hostVerifier: (key: Buffer) => {
      hostKeyFingerprint = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
      return true;
    },
    ...options,
  });
  client.on('error', () => {}); // what waits for the client rejects with it
  await once(client, 'ready');
  client.setNoDelay(true);
  const sftp = await result<SFTPWrapper>((done) => client.sftp(done));
  return { client, sftp, hostKeyFingerprint, [Symbol.dispose]: () => void client.end() };
}

/** A call of ssh2's as a promise; its error carries the status as `code`. */
export function result<T>(call: (done: (error: Error | null | undefined, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value))));
}
