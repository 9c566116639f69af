import type { Place } from '../../shared/model/connection.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath } from '../../shared/model/remote-path.ts';
import type { Carrier } from './carrier.ts';
import { ontoItself } from './copy/finish-move.ts';
import { partialName } from './target-name.ts';

/** The probe is removed also where the move was stopped meanwhile. Milliseconds. */
const CLEAN_UP_MS = 10_000;

/**
 * Removes a folder of which nothing had to be moved. Two connections may lead to one server, a link or another spelling to one folder:
 * then what was made as its copy is the folder itself, and nothing in it says so. So a probe stands in the copy while the source is
 * removed: a source that shows it is the copy, and one that has it and hides it is not empty. Throws, and removes nothing, where the
 * source is its own copy, or the copy is not there any more.
 */
export async function removeEmptySource(
  carrier: Carrier,
  { source, target, partialPattern }: { source: Place; target: Place; partialPattern?: string },
  signal: AbortSignal,
): Promise<'removed' | 'not-empty'> {
  const name = partialName(baseName(target.path), partialPattern);
  const probe = { fs: target.fs, path: joinPath(target.path, name) };
  const found = new Set<string>();
  try {
    const note = async (page: readonly { name: string }[]) => {
      for (const child of page) found.add(child.name);
    };
    await carrier.walk({ source, target: probe }, note, signal);
    if (found.has(name)) throw ontoItself(source.path);
    return found.size > 0 ? 'not-empty' : await carrier.removeFolder(source, signal);
  } catch (error) {
    // An earlier attempt has removed it.
    if (isRemoteError(error, 'not-found') && error.data.path === source.path) return 'removed';
    throw error;
  } finally {
    await carrier.removeFolder(probe, AbortSignal.timeout(CLEAN_UP_MS));
  }
}
