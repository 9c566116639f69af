import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { joinPath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import { statIfThere } from '../stat-if-there.ts';
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

/**
 * A server may refuse to write to a file that is there (ProFTPD with AllowOverwrite off): what is left of an earlier attempt goes then.
 *
 * @returns whether it was that, so that the file can be begun anew.
 */
export async function clearRefused(
  target: RemoteFileSystem,
  partial: RemotePath,
  error: unknown,
  call: Call,
): Promise<boolean> {
  if (!isRemoteError(error, 'denied', 'exists') || error.data.path !== partial) return false;
  if (!(await statIfThere(target, partial, call))) return false;
  await target.removeFile(partial, call);
  return true;
}
