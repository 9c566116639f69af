import { Readable } from 'node:stream';
import type { TreeCount } from '../../shared/ipc/contract.ts';
import type { Handlers } from '../../shared/ipc/dispatch.ts';
import type { Place } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import type { Call, CommandOutcome, RemoteFileSystem } from '../remote/remote-file-system.ts';
import { extra } from './extra.ts';
import { fileChecksum } from './file-checksum.ts';
import { type FileRequestsOptions, never, onEachPlace, onSession, progressTo, tally } from './file-sessions.ts';
import { ownerNumbers } from './owner-numbers.ts';
import { changeOwner, changePermissions } from './tree.ts';

type FileChanges = Pick<
  Handlers,
  | 'files.setPermissions'
  | 'files.setModifiedTime'
  | 'files.setOwner'
  | 'files.createSymlink'
  | 'files.createHardLink'
  | 'files.createFile'
  | 'files.checksum'
  | 'files.freeSpace'
  | 'connections.command'
>;

/** What only some servers can do, and what is read or changed besides names and places. */
export function createFileChanges({ fileSystems, operations, onChanged }: FileRequestsOptions): FileChanges {
  const parentOf = (place: Place): Place => ({ fs: place.fs, path: parentPath(place.path) });
  const here: Call = { signal: never };

  /** A change of one thing in one directory. */
  async function change(place: Place, work: (session: RemoteFileSystem) => Promise<void>): Promise<void> {
    await onSession(fileSystems, place.fs, never, work);
    onChanged(parentOf(place));
  }

  return {
    'files.setPermissions': ({ operationId, places, files, directories, below }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const changed: TreeCount = { files: 0, directories: 0, bytes: 0 };
        using progress = progressTo(caller, operationId);
        const depth = below ? 'below' : 'this';
        const onEach = (path: RemotePath, entry: Entry) => {
          tally(changed, entry);
          progress.tell(changed.files + changed.directories, baseName(path));
        };
        await onEachPlace(
          { fileSystems, onChanged },
          places,
          signal,
          (session, place) => changePermissions(session, place, { files, directories }, depth, { signal }, onEach),
          { purpose: 'transfer' },
        );
        return changed;
      }),

    'files.setModifiedTime': ({ place, modifiedAt }) =>
      change(place, (session) => extra(session, 'setModifiedTime', place.path)(place.path, modifiedAt, here)),

    'files.setOwner': ({ operationId, places, below, ...typed }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const changed: TreeCount = { files: 0, directories: 0, bytes: 0 };
        using progress = progressTo(caller, operationId);
        const onEach = (path: RemotePath, entry: Entry) => {
          tally(changed, entry);
          progress.tell(changed.files + changed.directories, baseName(path));
        };
        await onEachPlace(
          { fileSystems, onChanged },
          places,
          signal,
          async (session, path) => {
            const owner = await ownerNumbers(session, typed, { signal });
            await changeOwner(session, path, owner, below ? 'below' : 'this', { signal }, onEach);
          },
          { purpose: 'transfer' },
        );
        return changed;
      }),

    'files.createSymlink': ({ parent, name, target }) => {
      const path = joinPath(parent.path, name);
      return change({ fs: parent.fs, path }, (session) => extra(session, 'createSymlink', path)(path, target, here));
    },

    'files.createHardLink': ({ place, name }) => {
      const path = joinPath(parentPath(place.path), name);
      return change(place, (session) => extra(session, 'createHardLink', path)(path, place.path, here));
    },

    'files.createFile': ({ parent, name }) => {
      const path = joinPath(parent.path, name);
      return change({ fs: parent.fs, path }, async (session) => {
        await refuseExisting(session, path, here);
        await session.write(path, Readable.from([]), { mode: 'create', size: 0 }, here);
      });
    },

    'files.checksum': ({ operationId, place, algorithm }, caller) =>
      operations.run(caller, operationId, (signal) =>
        onSession(
          fileSystems,
          place.fs,
          signal,
          (session) => fileChecksum(session, place.path, algorithm, { signal }),
          'transfer',
        ),
      ),

    'files.freeSpace': ({ place }) =>
      onSession(fileSystems, place.fs, never, (session) =>
        extra(session, 'freeSpace', place.path)(place.path, { signal: never }),
      ),

    'connections.command': ({ operationId, id, line }, caller) =>
      operations.run(caller, operationId, (signal) =>
        onSession(fileSystems, id, signal, async (session) => {
          if (session.extras.rawCommand) return { reply: await session.extras.rawCommand(line, { signal }) };
          return { reply: linesOf(await extra(session, 'exec', undefined)(line, { signal })) };
        }),
      ),
  };
}

/** What a command of a shell said, and how it ended where that was not well. */
function linesOf({ stdout, stderr, code }: CommandOutcome): string[] {
  const lines = `${stdout}${stderr}`.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return code === 0 ? lines : [...lines, code === undefined ? 'ended by a signal' : `ended with ${code}`];
}

async function refuseExisting(session: RemoteFileSystem, path: RemotePath, call: Call): Promise<void> {
  try {
    await session.stat(path, call);
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return;
    throw error;
  }
  throw new RemoteError('exists', `“${baseName(path)}” is there already.`, { path, hint: 'Choose another name.' });
}
