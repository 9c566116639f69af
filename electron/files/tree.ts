import type { TreeCount } from '../../shared/ipc/contract.ts';
import type { Entry } from '../../shared/model/entry.ts';
import type { FoundFile } from '../../shared/model/file-search.ts';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, type RemotePath } from '../../shared/model/remote-path.ts';
import { refuseCancelled } from '../remote/cancelled.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';
import { listBounded, refuseTooDeep } from './bounded-listing.ts';
import { extra } from './extra.ts';
import { isGone, tally } from './file-sessions.ts';

/** Counts what stands at and below a path. Links are counted as files, never followed. */
export async function measureTree(session: RemoteFileSystem, path: RemotePath, call: Call): Promise<TreeCount> {
  const count: TreeCount = { files: 0, directories: 0, bytes: 0 };
  await countTree(session, path, call, 'refuse', { counted: (_path, entry) => tally(count, entry), passedOver() {} });
  return count;
}

/**
 * Tells what stands at and below a path, each thing once. Links are told as files, never followed.
 * @param unreadable What a folder below that may not be read does, or one that nests or lists without end: it ends the count with its
 *   error, or it is told and passed over.
 */
export async function countTree(
  session: RemoteFileSystem,
  path: RemotePath,
  call: Call,
  unreadable: 'refuse' | 'pass-over',
  on: { counted(path: RemotePath, entry: Entry): void; passedOver(path: RemotePath): void },
): Promise<void> {
  const counted = async (path: RemotePath, entry: Entry) => on.counted(path, entry);
  await visit(session, path, call, {
    file: counted,
    directory: counted,
    unreadable(path, error) {
      if (unreadable === 'refuse' || !isUnreadable(error)) return false;
      on.passedOver(path);
      return true;
    },
  });
}

/**
 * Removes a file, a link, or a directory with all that is in it, deepest first. Links are removed, never followed.
 * Stops at the first thing that cannot be removed; what was removed until then is gone. What somebody else was quicker with is passed
 * over: caches and sessions come and go on a server that is at work.
 */
export async function removeTree(
  session: RemoteFileSystem,
  path: RemotePath,
  call: Call,
  onRemoved: (path: RemotePath, entry: Entry) => void,
): Promise<void> {
  async function removing(work: Promise<void>, at: RemotePath, entry: Entry): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (at === path || !isGone(error, at)) throw error;
      return;
    }
    onRemoved(at, entry);
  }
  await visit(session, path, call, {
    file: (at, entry) => removing(session.removeFile(at, call), at, entry),
    directory: (at, entry) => removing(session.removeEmptyDirectory(at, call), at, entry),
    unreadable: (at, error) => isGone(error, at),
  });
}

/**
 * Hands over, folder by folder, what stands below a path and fits. Links are not followed; folders that may not be read, or that
 * nest or list without end, are told and passed over.
 */
export async function searchTree(
  session: RemoteFileSystem,
  top: RemotePath,
  fits: (entry: Entry) => boolean,
  call: Call,
  on: { found(matches: FoundFile[]): void; folder(path: RemotePath): void; passedOver(path: RemotePath): void },
): Promise<void> {
  const waiting: RemotePath[] = [top];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    refuseCancelled(call.signal, folder);
    on.folder(folder);
    try {
      refuseTooDeep(folder, top);
      for await (const page of listBounded(session, folder, call)) {
        const usable = page.entries.filter((entry) => entry.unusable === undefined);
        const paths = usable.map((entry) => ({ path: joinPath(folder, entry.name), entry }));
        const found = paths.filter(({ entry }) => fits(entry));
        if (found.length > 0) on.found(found);
        for (const { path, entry } of paths) {
          if (entry.type === 'directory') waiting.push(path);
        }
      }
    } catch (error) {
      if (folder === top || !isUnreadable(error)) throw error;
      on.passedOver(folder);
    }
  }
}

/** Bits to set and bits to clear; the others stay as each file has them. */
interface PermissionChange {
  readonly set: number;
  readonly clear: number;
}

export interface PermissionChanges {
  readonly files?: PermissionChange | undefined;
  readonly directories?: PermissionChange | undefined;
}

/** Owner may list and enter: without these bits the files of a directory cannot be reached. */
const ENTERABLE = 0o500;

/**
 * Changes the permissions of a file or a directory, of a directory with all that is in it. Links are left alone. Throws
 * `unsupported` where a bit shall stay as it is and the server does not say how it is.
 */
export async function changePermissions(
  session: RemoteFileSystem,
  path: RemotePath,
  changes: PermissionChanges,
  scope: 'this' | 'below',
  call: Call,
  onChanged: (path: RemotePath, entry: Entry) => void,
): Promise<void> {
  const apply = async (path: RemotePath, entry: Entry) => {
    const change = entry.type === 'directory' ? changes.directories : changes.files;
    if (!change || entry.type === 'symlink') return;
    const { setPermissions } = session.extras;
    if (!setPermissions) throw new RemoteError('unsupported', 'This server cannot change permissions.', { path });
    await setPermissions.call(session.extras, path, changedBits(entry, change, path), call);
    onChanged(path, entry);
  };
  if (scope === 'this') {
    await apply(path, await session.stat(path, call));
    return;
  }
  const opensUp = changes.directories !== undefined && (changes.directories.set & ENTERABLE) === ENTERABLE;
  await visit(session, path, call, {
    file: apply,
    // What opens a directory must come before its files, what closes it after them.
    ...(opensUp ? { enter: apply, directory: async () => {} } : { directory: apply }),
  });
}

/** Gives a file or a directory to another user or group, a directory with all that is in it. Links are left alone. */
export async function changeOwner(
  session: RemoteFileSystem,
  path: RemotePath,
  owner: { readonly user?: number; readonly group?: number },
  scope: 'this' | 'below',
  call: Call,
  onChanged: (path: RemotePath, entry: Entry) => void,
): Promise<void> {
  const apply = async (path: RemotePath, entry: Entry) => {
    if (entry.type === 'symlink') return;
    await extra(session, 'setOwner', path)(path, owner, call);
    onChanged(path, entry);
  };
  if (scope === 'this') await apply(path, await session.stat(path, call));
  else await visit(session, path, call, { file: apply, directory: apply });
}

function changedBits({ permissions }: Entry, { set, clear }: PermissionChange, path: RemotePath): number {
  if (permissions !== undefined) return (permissions & ~clear) | set;
  if ((set | clear) === 0o7777) return set;
  throw new RemoteError('unsupported', `The server does not say which permissions “${baseName(path)}” has now.`, {
    path,
    hint: 'Choose every permission; then none has to stay as it is.',
  });
}

interface Visitor {
  file(path: RemotePath, entry: Entry): Promise<void>;
  /** Before it is listed. */
  enter?(path: RemotePath, entry: Entry): Promise<void>;
  /** After everything in it. */
  directory(path: RemotePath, entry: Entry): Promise<void>;
  /** A folder below the top that could not be read to its end. @returns whether it is passed over; else its error ends the visit. */
  unreadable?(path: RemotePath, error: unknown): boolean;
}

async function visit(session: RemoteFileSystem, top: RemotePath, call: Call, visitor: Visitor): Promise<void> {
  const topEntry = await session.stat(top, call);
  // A stack of our own: a hostile server can nest deeper than a call stack goes.
  const stack: { path: RemotePath; entry: Entry; opened: boolean }[] = [{ path: top, entry: topEntry, opened: false }];
  for (let here = stack.pop(); here; here = stack.pop()) {
    refuseCancelled(call.signal, here.path);
    if (here.entry.type !== 'directory') {
      await visitor.file(here.path, here.entry);
    } else if (here.opened) {
      await visitor.directory(here.path, here.entry);
    } else {
      await visitor.enter?.(here.path, here.entry);
      stack.push({ ...here, opened: true });
      try {
        refuseTooDeep(here.path, top);
        for await (const page of listBounded(session, here.path, call)) {
          for (const entry of page.entries) {
            if (entry.unusable) throw unusableName(here.path, entry);
            stack.push({ path: joinPath(here.path, entry.name), entry, opened: false });
          }
        }
      } catch (error) {
        if (here.path === top || visitor.unreadable?.(here.path, error) !== true) throw error;
      }
    }
  }
}

/** Whether an error is about one folder alone: the others can be read all the same. */
function isUnreadable(error: unknown): boolean {
  return isRemoteError(error, 'denied', 'not-found', 'unsupported');
}

/** The error for a name that a hostile or broken server made up. */
export function unusableName(directory: RemotePath, entry: Entry): RemoteError {
  const inside = baseName(directory) || '/';
  return new RemoteError(
    'denied',
    `The server lists a name in “${inside}” that would lead elsewhere: ${JSON.stringify(entry.name)}. Portside does not touch it.`,
    { path: directory, hint: 'Ask the server’s administrator about this name; nothing was changed.' },
  );
}
