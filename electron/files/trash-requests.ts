import type { TreeCount } from '../../shared/ipc/contract.ts';
import type { Handlers } from '../../shared/ipc/dispatch.ts';
import type { FileSystemId, Place } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import type { RemoteFileSystem, Trashed } from '../remote/remote-file-system.ts';
import { extra } from './extra.ts';
import { type FileRequestsOptions, never, onEachPlace, onSession, progressTo } from './file-sessions.ts';
import { measureTree } from './tree.ts';

type TrashRequests = Pick<Handlers, 'files.trash' | 'files.restore'>;

/** As many as a window's undo list remembers. */
const REMEMBERED_AT_MOST = 50;

/** Where places went, so that they can come back; by the operation that sent them there, the newest last. */
type Remembered = Map<string, { readonly fs: Place['fs']; readonly trashed: Trashed }[]>;

/** Moving to the trash, and putting back from there what the trash gives back. */
export function createTrashRequests({ fileSystems, operations, onChanged }: FileRequestsOptions): TrashRequests {
  const remembered: Remembered = new Map();

  return {
    'files.trash': ({ operationId, places }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const moved: TreeCount = { files: 0, directories: 0, bytes: 0 };
        using progress = progressTo(caller, operationId);
        const trash = async (session: RemoteFileSystem, path: RemotePath, fs: FileSystemId) => {
          const moveToTrash = extra(session, 'moveToTrash', path);
          const count = await measureTree(session, path, { signal });
          const trashed = await moveToTrash(path, { signal });
          if (trashed) remember(remembered, operationId, { fs, trashed });
          moved.files += count.files;
          moved.directories += count.directories;
          moved.bytes += count.bytes;
          progress.tell(moved.files + moved.directories, baseName(path));
        };
        await onEachPlace({ fileSystems, onChanged }, places, signal, trash, { onFailure: 'go-on' });
        return moved;
      }),

    'files.restore': async ({ operationId }) => {
      const items = remembered.get(operationId);
      if (!items) throw new RemoteError('not-found', 'Nothing of this is in the trash any more.');
      let restored = 0;
      // The last one first: a folder that was deleted after what was in it is there again when that comes.
      for (let item = items.at(-1); item; item = items.at(-1)) {
        const { fs, trashed } = item;
        await onSession(fileSystems, fs, never, (session) =>
          extra(session, 'restoreFromTrash', trashed.path)(trashed, { signal: never }),
        );
        items.pop();
        restored++;
        onChanged({ fs, path: parentPath(trashed.path) });
      }
      remembered.delete(operationId);
      return { restored };
    },
  };
}

function remember(remembered: Remembered, operationId: string, item: { fs: Place['fs']; trashed: Trashed }): void {
  const items = remembered.get(operationId);
  if (items) {
    items.push(item);
    return;
  }
  remembered.set(operationId, [item]);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED_AT_MOST && oldest !== undefined) remembered.delete(oldest);
}
