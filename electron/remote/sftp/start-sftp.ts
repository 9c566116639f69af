import type { Socket } from 'node:net';
import type { SFTPWrapper } from 'ssh2';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { afterSilence } from '../after-silence.ts';
import type { SshConnection } from './ssh-connection.ts';
import { noSftp } from './ssh-errors.ts';

/** Starts SFTP on a line that is logged in. Throws `timeout` where the server does not within so many milliseconds. */
export async function startSftp({ client, socket }: SshConnection, milliseconds: number): Promise<SFTPWrapper> {
  const { promise, resolve, reject } = Promise.withResolvers<SFTPWrapper>();
  const silent = () => reject(notStarted());
  const broken = (error: Error) => reject(connectionLost(error));
  const calledOff = afterSilence(milliseconds, silent);
  client.once('error', broken);
  try {
    client.sftp((error, sftp) => (error ? reject(startFailure(error, socket)) : resolve(sftp)));
    return await promise;
  } catch (error) {
    // ssh2 throws where the line has gone already.
    throw isRemoteError(error) ? error : connectionLost(error);
  } finally {
    calledOff();
    client.off('error', broken);
  }
}

function notStarted(): RemoteError {
  return new RemoteError('timeout', 'The login worked, but the server did not start SFTP.', {
    hint: 'The server may be overloaded: try again later. If it stays so, ask its administrator whether SFTP works for this account.',
  });
}

/** A line that breaks fails the request too; what is told is the line. */
function startFailure(error: Error, socket: Socket): RemoteError {
  const isLost = socket.destroyed || /no response from server|not connected/i.test(error.message);
  return isLost ? connectionLost(error) : noSftp(error);
}

export function connectionLost(cause?: unknown): RemoteError {
  const serverText = cause instanceof Error ? cause.message : undefined;
  return new RemoteError('disconnected', 'The connection to the server was lost.', {
    cause,
    hint: 'Connect again.',
    ...(serverText === undefined ? {} : { serverText }),
  });
}
