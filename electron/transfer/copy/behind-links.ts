import type { Entry } from '../../../shared/model/entry.ts';
import { normalizePath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import { statIfThere } from '../stat-if-there.ts';

/** As many links as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Follows a link to the file it names, so that the link stays and what it names is read or replaced. Where that cannot be found (a
 * server that shows paths from outside of its own root, a link to nothing or in a circle) it is the link itself, for the server to
 * follow.
 */
export async function behindLinks(
  session: RemoteFileSystem,
  path: RemotePath,
  existing: Entry,
  call: Call,
): Promise<{ file: RemotePath; entry: Entry }> {
  let file = path;
  let entry = existing;
  for (let links = 0; entry.type === 'symlink' && entry.linkTarget !== undefined; links++) {
    file = linkedPath(file, entry.linkTarget);
    const next = links === MOST_LINKS ? undefined : await statIfThere(session, file, call);
    if (!next) return { file: path, entry: existing };
    entry = next;
  }
  return { file, entry };
}

/** A link of Windows names a drive and has backslashes. */
function linkedPath(link: RemotePath, leadsTo: string): RemotePath {
  const slashed = /^[A-Za-z]:\\/.test(leadsTo) ? `/${leadsTo.replaceAll('\\', '/')}` : leadsTo;
  return normalizePath(slashed.startsWith('/') ? slashed : `${parentPath(link)}/${slashed}`);
}
