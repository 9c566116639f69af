import type { Entry } from '../../shared/model/entry.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';

/** The entry at a path, undefined where there is none. */
export async function statIfThere(session: RemoteFileSystem, path: RemotePath, call: Call): Promise<Entry | undefined> {
  try {
    return await session.stat(path, call);
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return undefined;
    throw error;
  }
}
