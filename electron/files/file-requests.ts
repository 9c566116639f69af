import type { TreeCount } from '../../shared/ipc/contract.ts';
import type { Caller, Handlers } from '../../shared/ipc/dispatch.ts';
import type { Place } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { baseName, joinPath, parentPath } from '../../shared/model/remote-path.ts';
import type { Operations } from '../operations.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import type { Purpose } from '../remote/session-pool.ts';
import { listBounded } from './bounded-listing.ts';
import { measureTree, removeTree } from './tree.ts';

type FileRequests = Pick<Handlers, Extract<keyof Handlers, `files.${string}`>>;

/** Simple requests that a window does not cancel end when their session's own timeout says so. */
const never = new AbortController().signal;
const PROGRESS_EVERY_MS = 100;

export interface FileRequestsOptions {
  readonly fileSystems: FileSystems;
  readonly operations: Operations;
  /** Something in this directory is different now. */
  readonly onChanged: (directory: Place) => void;
}

/** Browsing and changing files. What walks whole trees takes a transfer session, so that browsing goes on beside it. */
export function createFileRequests({ fileSystems, operations, onChanged }: FileRequestsOptions): FileRequests {
  async function onSession<T>(
    fs: string,
    signal: AbortSignal,
    work: (session: RemoteFileSystem) => Promise<T>,
    purpose: Purpose = 'browse',
  ): Promise<T> {
    await using lease = await fileSystems.lease(fs, purpose, signal);
    return await work(lease.session);
  }

  return {
    'files.list': ({ operationId, place }, caller) =>
      operations.run(caller, operationId, (signal) =>
        onSession(place.fs, signal, async (session) => {
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

    'files.stat': ({ place }) => onSession(place.fs, never, (session) => session.stat(place.path, { signal: never })),

    'files.makeDirectory': async ({ parent, name }) => {
      await onSession(parent.fs, never, (session) =>
        session.makeDirectory(joinPath(parent.path, name), { signal: never }),
      );
      onChanged(parent);
    },

    'files.rename': async ({ place, name }) => {
      const directory = parentPath(place.path);
      await onSession(place.fs, never, (session) =>
        session.rename(place.path, joinPath(directory, name), { signal: never }),
      );
      onChanged({ fs: place.fs, path: directory });
    },

    'files.measure': ({ operationId, places }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const total: TreeCount = { files: 0, directories: 0, bytes: 0 };
        for (const place of places) {
          const count = await onSession(
            place.fs,
            signal,
            (session) => measureTree(session, place.path, { signal }),
            'transfer',
          );
          total.files += count.files;
          total.directories += count.directories;
          total.bytes += count.bytes;
        }
        return total;
      }),

    'files.remove': ({ operationId, places }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const removed: TreeCount = { files: 0, directories: 0, bytes: 0 };
        const progress = progressTo(caller, operationId);
        for (const place of places) {
          try {
            await onSession(
              place.fs,
              signal,
              (session) =>
                removeTree(session, place.path, { signal }, (path, entry) => {
                  tally(removed, entry);
                  progress(removed.files + removed.directories, baseName(path));
                }),
              'transfer',
            );
          } finally {
            onChanged({ fs: place.fs, path: parentPath(place.path) });
          }
        }
        return removed;
      }),
  };
}

function tally(count: TreeCount, entry: Entry): void {
  if (entry.type === 'directory') count.directories++;
  else count.files++;
  count.bytes += entry.size ?? 0;
}

/** Tells the window at most ten times a second. */
function progressTo(caller: Caller, operationId: string): (done: number, current: string) => void {
  let last = 0;
  return (done, current) => {
    const now = Date.now();
    if (now - last < PROGRESS_EVERY_MS) return;
    last = now;
    caller.emit('operations.progress', { operationId, done, current });
  };
}
