import type { TreeCount } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import type { FileSystemId, Place } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { isRemoteError, type RemoteError } from '../../shared/model/remote-error.ts';
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

interface OperationProgress extends Disposable {
  tell(done: number, current: string): void;
}

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

interface EachPlace {
  readonly purpose?: Purpose;
  /**
   * What is done where the work fails on one place for reasons of its own: it ends, or goes on with the others and fails at the end. A
   * place that is not there any more is then a failure only where none of them is.
   */
  readonly onFailure?: 'end' | 'go-on';
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
  { purpose = 'browse', onFailure = 'end' }: EachPlace = {},
): Promise<void> {
  let failure: RemoteError | undefined;
  let missing: RemoteError | undefined;
  let worked = 0;
  for (const { fs, path } of places) {
    try {
      await onSession(fileSystems, fs, signal, (session) => work(session, path, fs), purpose);
      worked++;
    } catch (error) {
      if (onFailure === 'end' || !isOfOnePlace(error)) throw error;
      if (isGone(error, path)) missing ??= error;
      else failure ??= error;
    } finally {
      onChanged({ fs, path: parentPath(path) });
    }
  }
  if (failure) throw failure;
  if (missing && worked === 0) throw missing;
}

/** The next place may fare better. */
function isOfOnePlace(error: unknown): error is RemoteError {
  return isRemoteError(error) && error.data.retry === 'never' && error.kind !== 'cancelled';
}

/** Whether an error says that there is nothing at this path any more. */
export function isGone(error: unknown, path: RemotePath): error is RemoteError {
  return isRemoteError(error, 'not-found') && error.data.path === path;
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

/**
 * Tells the window at most ten times a second: also what it is held up at, and how far it came in the end, however that is. Who
 * stops it wants to know.
 */
export function progressTo(caller: Caller, operationId: string): OperationProgress {
  let untold: { done: number; current: string } | undefined;
  let pause: NodeJS.Timeout | undefined;
  const tell = () => {
    pause = untold && setTimeout(tell, PROGRESS_EVERY_MS);
    if (untold) caller.emit('operations.progress', { operationId, ...untold });
    untold = undefined;
  };
  return {
    tell(done, current) {
      untold = { done, current };
      if (pause === undefined) tell();
    },
    [Symbol.dispose]() {
      clearTimeout(pause);
      tell();
      clearTimeout(pause);
    },
  };
}
