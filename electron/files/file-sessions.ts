import type { TreeCount } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import type { FileSystemId, Place } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import type { Operations } from '../operations.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import type { Purpose } from '../remote/session-pool.ts';

export interface FileRequestsOptions {
  readonly fileSystems: FileSystems;
  readonly operations: Operations;
  /** Something in this directory is different now. */
  readonly onChanged: (directory: Place) => void;
}

/** Simple requests that a window does not cancel end when their session's own timeout says so. */
export const never = new AbortController().signal;

const PROGRESS_EVERY_MS = 100;

/** Does some work on a session of a file system and gives it back. */
export async function onSession<T>(
  fileSystems: FileSystems,
  fs: string,
  signal: AbortSignal,
  work: (session: RemoteFileSystem) => Promise<T>,
  purpose: Purpose = 'browse',
): Promise<T> {
  await using lease = await fileSystems.lease(fs, purpose, signal);
  return await work(lease.session);
}

/**
 * Works on one place after the other, each on a session of its file system. Whoever shows the directory that a place is in is told,
 * also where the work fails: some of it may have been done.
 */
export async function onEachPlace(
  { fileSystems, onChanged }: Pick<FileRequestsOptions, 'fileSystems' | 'onChanged'>,
  places: readonly Place[],
  signal: AbortSignal,
  work: (session: RemoteFileSystem, path: RemotePath, fs: FileSystemId) => Promise<void>,
  purpose: Purpose = 'browse',
): Promise<void> {
  for (const { fs, path } of places) {
    try {
      await onSession(fileSystems, fs, signal, (session) => work(session, path, fs), purpose);
    } finally {
      onChanged({ fs, path: parentPath(path) });
    }
  }
}

/** A directory's own size says nothing about what it holds. */
export function tally(count: TreeCount, entry: Entry): void {
  if (entry.type === 'directory') {
    count.directories++;
    return;
  }
  count.files++;
  count.bytes += entry.size ?? 0;
}

/** Tells the window at most ten times a second. */
export function progressTo(caller: Caller, operationId: string): (done: number, current: string) => void {
  let last = 0;
  return (done, current) => {
    const now = Date.now();
    if (now - last < PROGRESS_EVERY_MS) return;
    last = now;
    caller.emit('operations.progress', { operationId, done, current });
  };
}
