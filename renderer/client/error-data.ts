import { RemoteError, type RemoteErrorData } from '../../shared/model/remote-error.ts';

/** A remote failure as data; anything else is a mistake of our own and goes on. */
export function errorDataOf(error: unknown): RemoteErrorData {
  if (error instanceof RemoteError) return error.data;
  throw error;
}
