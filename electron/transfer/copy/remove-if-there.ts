import { isRemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';

/** Removes a file; one that is gone already is fine. */
export async function removeIfThere(session: RemoteFileSystem, path: RemotePath, call: Call): Promise<void> {
  try {
    await session.removeFile(path, call);
  } catch (error) {
    if (!isRemoteError(error, 'not-found')) throw error;
  }
}
