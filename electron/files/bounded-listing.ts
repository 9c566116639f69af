import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, pathSegments, type RemotePath } from '../../shared/model/remote-path.ts';
import type { Call, Page, RemoteFileSystem } from '../remote/remote-file-system.ts';

/** More than any folder that people keep, less than what fills the memory. */
const LARGEST_FOLDER = 1_000_000;

/** Deeper than people nest folders, and less than the longest path of most systems holds. */
const DEEPEST_TREE = 256;

/**
 * Throws `unsupported` where a directory lies deeper below `top` than any honest tree: a server can make up folders within folders
 * without end.
 */
export function refuseTooDeep(directory: RemotePath, top: RemotePath): void {
  if (pathSegments(directory).length - pathSegments(top).length <= DEEPEST_TREE) return;
  throw new RemoteError('unsupported', `More than ${DEEPEST_TREE} folders lie within one another here.`, {
    path: directory,
    hint: 'Portside goes no deeper. Look at this folder with the server’s own tools.',
  });
}

/** The rows of a directory in pages. Throws `unsupported` where a broken or hostile server goes on without end. */
export async function* listBounded(
  session: RemoteFileSystem,
  directory: RemotePath,
  call: Call,
  largest = LARGEST_FOLDER,
): AsyncGenerator<Page> {
  let rows = 0;
  for await (const page of session.list(directory, call)) {
    rows += page.entries.length + (page.unparsed?.length ?? 0);
    if (rows > largest) {
      const name = baseName(directory) || '/';
      throw new RemoteError('unsupported', `“${name}” lists more than ${largest.toLocaleString('en-US')} items.`, {
        path: directory,
        hint: 'Portside does not read folders of this size. Look at it with the server’s own tools.',
      });
    }
    yield page;
  }
}
