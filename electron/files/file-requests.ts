import type { TreeCount } from '../../shared/ipc/contract.ts';
import type { Caller, Handlers } from '../../shared/ipc/dispatch.ts';
import type { Place } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { matcherOf } from '../../shared/model/file-search.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import { assertNotInto } from '../transfer/target-name.ts';
import { listBounded } from './bounded-listing.ts';
import { createFileChanges } from './file-changes.ts';
import { type FileRequestsOptions, never, onEachPlace, onSession, progressTo, tally } from './file-sessions.ts';
import { renameEntry } from './rename-entry.ts';
import { createTrashRequests } from './trash-requests.ts';
import { countTree, removeTree, searchTree } from './tree.ts';

type FileRequests = Pick<
  Handlers,
  Exclude<Extract<keyof Handlers, `files.${string}`>, 'files.duplicate' | 'files.duplicated'> | 'connections.command'
>;

/** Browsing and changing files. What walks whole trees takes a transfer session, so that browsing goes on beside it. */
export function createFileRequests(options: FileRequestsOptions): FileRequests {
  const { fileSystems, operations, onChanged } = options;
  const cancellable = <T>(
    caller: Caller,
    operationId: string | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => (operationId === undefined ? work(never) : operations.run(caller, operationId, work));

  return {
    'files.list': ({ operationId, place }, caller) =>
      operations.run(caller, operationId, (signal) =>
        onSession(fileSystems, place.fs, signal, async (session) => {
          let count = 0;
          const unparsed: string[] = [];
          for await (const page of listBounded(session, place.path, { signal })) {
            count += page.entries.length;
            if (page.unparsed) unparsed.push(...page.unparsed);
            caller.emit('files.page', { operationId, entries: page.entries });
          }
          return { count, unparsed };
        }),
      ),

    'files.stat': ({ place }) =>
      onSession(fileSystems, place.fs, never, (session) => session.stat(place.path, { signal: never })),

    'files.makeDirectory': async ({ parent, name }) => {
      await onSession(fileSystems, parent.fs, never, (session) =>
        session.makeDirectory(joinPath(parent.path, name), { signal: never }),
      );
      onChanged(parent);
    },

    'files.rename': async ({ operationId, place, name }, caller) => {
      await cancellable(caller, operationId, (signal) =>
        onSession(fileSystems, place.fs, signal, (session) => renameEntry(session, place.path, name, { signal })),
      );
      onChanged({ fs: place.fs, path: parentPath(place.path) });
    },

    'files.move': ({ operationId, places, targetDirectory }, caller) =>
      cancellable(caller, operationId, async (signal) => {
        const moved: Place[] = [];
        for (const place of places) {
          const to = joinPath(targetDirectory.path, baseName(place.path));
          assertMayMove(place, targetDirectory);
          try {
            await onSession(fileSystems, place.fs, signal, (session) => session.rename(place.path, to, { signal }));
            moved.push({ fs: place.fs, path: to });
          } finally {
            onChanged({ fs: place.fs, path: parentPath(place.path) });
            onChanged(targetDirectory);
          }
        }
        return { moved };
      }),

    'files.search': ({ operationId, place, search }, caller) =>
      operations.run(caller, operationId, (signal) =>
        onSession(
          fileSystems,
          place.fs,
          signal,
          async (session) => {
            const result = { found: 0, folders: 0, passedOver: 0 };
            using progress = progressTo(caller, operationId);
            await searchTree(
              session,
              place.path,
              matcherOf(search),
              { signal },
              {
                found(matches) {
                  result.found += matches.length;
                  refuseTooMany(result.found, place.path);
                  caller.emit('files.found', { operationId, matches });
                },
                folder(path) {
                  result.folders++;
                  progress.tell(result.folders, path);
                },
                passedOver: () => result.passedOver++,
              },
            );
            return result;
          },
          'transfer',
        ),
      ),

    'files.measure': ({ operationId, places, unreadable }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const total = { files: 0, directories: 0, bytes: 0, passedOver: 0 };
        using progress = progressTo(caller, operationId);
        const on = {
          counted(path: RemotePath, entry: Entry) {
            tally(total, entry);
            progress.tell(total.bytes, baseName(path));
          },
          passedOver: () => total.passedOver++,
        };
        for (const place of places) {
          await onSession(
            fileSystems,
            place.fs,
            signal,
            (session) => countTree(session, place.path, { signal }, unreadable, on),
            'transfer',
          );
        }
        return total;
      }),

    'files.remove': ({ operationId, places }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const removed: TreeCount = { files: 0, directories: 0, bytes: 0 };
        using progress = progressTo(caller, operationId);
        const onRemoved = (path: RemotePath, entry: Entry) => {
          tally(removed, entry);
          progress.tell(removed.files + removed.directories, baseName(path));
        };
        await onEachPlace(
          options,
          places,
          signal,
          (session, place) => removeTree(session, place, { signal }, onRemoved),
          { purpose: 'transfer', onFailure: 'go-on' },
        );
        return removed;
      }),

    ...createFileChanges(options),
    ...createTrashRequests(options),
  };
}

/** Within one file system, where a name changes its place without a byte travelling; not into itself, not to where it is. */
function assertMayMove(place: Place, targetDirectory: Place): void {
  if (place.fs !== targetDirectory.fs) {
    throw new RemoteError('invalid-request', 'Only what stays on the same disk or server can be moved at once.', {
      path: place.path,
    });
  }
  assertNotInto(place, targetDirectory);
}

/** What a window can show and a user can look through. */
const MOST_FOUND = 100_000;

function refuseTooMany(found: number, path: RemotePath): void {
  if (found <= MOST_FOUND) return;
  throw new RemoteError('unsupported', `More than ${MOST_FOUND.toLocaleString('en-US')} items were found.`, {
    path,
    hint: 'Look for something more special.',
  });
}
