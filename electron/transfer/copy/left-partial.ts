import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { joinPath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { FileCopy } from './file-copy.ts';

/**
 * On this machine's disk a file gets its name by link and unlink. Where an earlier attempt was cut off between the two, the partial
 * file is the finished one under its old name, which goes now.
 */
export async function endCutRename({ order, target }: FileCopy, call: Call): Promise<void> {
  const { partial, mayHaveArrived, partialName, target: place } = order;
  // The journal may not have lived to hear of the partial file.
  const path = partial?.path ?? (mayHaveArrived ? joinPath(parentPath(place.path), partialName) : undefined);
  if (path !== undefined && path !== place.path) await dropLinkedPartial(target, path, call);
}

/** Takes a partial file away that has a further name: nothing is lost, and what is written from now on does not reach that one. */
export async function dropLinkedPartial(target: RemoteFileSystem, path: RemotePath, call: Call): Promise<void> {
  try {
    if (await target.hasOtherNames?.(path, call)) await target.removeFile(path, call);
  } catch (error) {
    if (!isRemoteError(error, 'not-found')) throw error;
  }
}
