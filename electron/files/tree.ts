import type { TreeCount } from '../../shared/ipc/contract.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, type RemotePath } from '../../shared/model/remote-path.ts';
import { refuseCancelled } from '../remote/cancelled.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';
import { listBounded } from './bounded-listing.ts';

/** Counts what stands at and below a path. Links are counted as files, never followed. */
export async function measureTree(session: RemoteFileSystem, path: RemotePath, call: Call): Promise<TreeCount> {
  const count: TreeCount = { files: 0, directories: 0, bytes: 0 };
  await visit(session, path, call, {
    file: async (_path, entry) => {
      count.files++;
      count.bytes += entry.size ?? 0;
    },
    directory: async () => {
      count.directories++;
    },
  });
  return count;
}

/**
 * Removes a file, a link, or a directory with all that is in it, deepest first. Links are removed, never followed.
 * Stops at the first thing that cannot be removed; what was removed until then is gone.
 */
export async function removeTree(
  session: RemoteFileSystem,
  path: RemotePath,
  call: Call,
  onRemoved: (path: RemotePath, entry: Entry) => void,
): Promise<void> {
  await visit(session, path, call, {
    file: async (path, entry) => {
      await session.removeFile(path, call);
      onRemoved(path, entry);
    },
    directory: async (path, entry) => {
      await session.removeEmptyDirectory(path, call);
      onRemoved(path, entry);
    },
  });
}

interface Visitor {
  file(path: RemotePath, entry: Entry): Promise<void>;
  /** After everything in it. */
  directory(path: RemotePath, entry: Entry): Promise<void>;
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
      stack.push({ ...here, opened: true });
      for await (const page of listBounded(session, here.path, call)) {
        for (const entry of page.entries) {
          if (entry.unusable) throw unusableName(here.path, entry);
          stack.push({ path: joinPath(here.path, entry.name), entry, opened: false });
        }
      }
    }
  }
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
