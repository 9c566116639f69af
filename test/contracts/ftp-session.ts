import { type ConnectContext, defaultTimeouts } from '../../electron/remote/connect.ts';
import { connectFtp } from '../../electron/remote/ftp/connect-ftp.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import type { FtpEncryption } from '../../shared/model/connection.ts';
import type { FtpOptions } from '../../shared/model/connection-options.ts';
import { isRemoteError, RemoteError, type RemoteErrorKind } from '../../shared/model/remote-error.ts';

/** Where and as whom; a test server, or a proxy before one. */
export interface FtpLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export const calm = { signal: new AbortController().signal };

const noSuchQuestion = () => Promise.reject(new RemoteError('protocol', 'FTP asks no such question'));

/** A session of a user who trusts everyone and gives the right password. */
export function openFtp(
  { host, port, user, password }: FtpLogin,
  encryption: FtpEncryption,
  ftp: FtpOptions = {},
  changes: Partial<ConnectContext> = {},
): Promise<RemoteFileSystem> {
  return connectFtp(
    { protocol: 'ftp', encryption, host, port, user, ftp },
    {
      signal: calm.signal,
      transcript: { write() {} },
      trust: { certificate: async () => 'accepted-once', plainText: async () => {}, hostKey: noSuchQuestion },
      credentials: { password: async () => password, passphrase: noSuchQuestion, answer: noSuchQuestion },
      timeouts: defaultTimeouts,
      ...changes,
    },
  );
}

/** Waits for the failure, which must be a `RemoteError` of one of the kinds. */
export async function failureOf(work: Promise<unknown>, ...kinds: RemoteErrorKind[]): Promise<RemoteError> {
  const error = await work.then(
    () => 'it worked',
    (reason: unknown) => reason,
  );
  if (!isRemoteError(error)) throw new Error(`not a RemoteError: ${error}`, { cause: error });
  if (kinds.length > 0 && !kinds.includes(error.kind)) {
    throw new Error(`${error.kind} instead of ${kinds.join(' or ')}: ${error.message}`, { cause: error });
  }
  return error;
}
