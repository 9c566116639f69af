import { isRemoteError, RemoteError, type RemoteErrorData } from '../model/remote-error.ts';

/** What a request answers: errors cross the boundary as data, never as exceptions. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: RemoteErrorData };

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(error: RemoteErrorData): Result<never> {
  return { ok: false, error };
}

/** Any thrown thing as data. What is not a {@link RemoteError} is our own mistake: its text goes to the log, not to the user. */
export function errorData(error: unknown): RemoteErrorData {
  if (isRemoteError(error)) return error.data;
  return new RemoteError('io', 'Portside failed at this in a way it did not expect.', {
    hint: 'The log has the details. Please report it.',
  }).data;
}

/** The value, or the error thrown as {@link RemoteError}. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw RemoteError.from(result.error);
}
