import { z } from 'zod';

/**
 * What went wrong, in stable words. The window chooses its sentence by the kind; the log keeps the rest.
 *
 * - `auth`: the server refused the user, password or key.
 * - `untrusted-host`: the host key or certificate was not accepted; no secret was sent.
 * - `busy`: the server has too many connections; worth trying again later.
 * - `invalid-request`: Portside itself was asked for something that makes no sense (a malformed path, an unknown channel).
 * - `io`: the local disk or the runtime failed in a way that none of the others names.
 */
export const RemoteErrorKind = z.enum([
  'auth',
  'untrusted-host',
  'unreachable',
  'timeout',
  'disconnected',
  'busy',
  'not-found',
  'exists',
  'not-empty',
  'denied',
  'quota',
  'no-space',
  'unsupported',
  'protocol',
  'invalid-request',
  'cancelled',
  'io',
]);
export type RemoteErrorKind = z.infer<typeof RemoteErrorKind>;

/** What a later attempt needs: nothing (`now`), a new connection (`reconnect`), or a changed request (`never`). */
const Retry = z.enum(['now', 'reconnect', 'never']);
type Retry = z.infer<typeof Retry>;

/** An error as it crosses IPC. `message` says what happened to what; `hint` says what the user can do. */
export const RemoteErrorData = z.object({
  kind: RemoteErrorKind,
  retry: Retry,
  retryAfterMs: z.number().int().nonnegative().optional(),
  message: z.string(),
  path: z.string().optional(),
  /** The FTP reply code or the SFTP status code. */
  serverCode: z.number().int().optional(),
  /** The server's own words, for "Details". Never holds a secret. */
  serverText: z.string().optional(),
  hint: z.string().optional(),
});
export type RemoteErrorData = z.infer<typeof RemoteErrorData>;

const defaultRetry: Record<RemoteErrorKind, Retry> = {
  auth: 'never',
  'untrusted-host': 'never',
  unreachable: 'reconnect',
  timeout: 'reconnect',
  disconnected: 'reconnect',
  busy: 'reconnect',
  'not-found': 'never',
  exists: 'never',
  'not-empty': 'never',
  denied: 'never',
  quota: 'never',
  'no-space': 'never',
  unsupported: 'never',
  protocol: 'reconnect',
  'invalid-request': 'never',
  cancelled: 'never',
  io: 'never',
};

/** Thrown inside the main process; becomes {@link RemoteErrorData} where it crosses to the window. */
export class RemoteError extends Error {
  readonly data: RemoteErrorData;

  constructor(
    kind: RemoteErrorKind,
    message: string,
    more: Omit<Partial<RemoteErrorData>, 'kind' | 'message'> & { cause?: unknown } = {},
  ) {
    const { cause, ...rest } = more;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RemoteError';
    this.data = { kind, message, retry: defaultRetry[kind], ...rest };
  }

  get kind(): RemoteErrorKind {
    return this.data.kind;
  }

  static from(data: RemoteErrorData): RemoteError {
    const { kind, message, ...rest } = data;
    return new RemoteError(kind, message, rest);
  }
}

/** True for a {@link RemoteError}, of one of the given kinds where any are given. */
export function isRemoteError(error: unknown, ...kinds: RemoteErrorKind[]): error is RemoteError {
  return error instanceof RemoteError && (kinds.length === 0 || kinds.includes(error.kind));
}
