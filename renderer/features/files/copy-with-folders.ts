import type { Place } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { joinPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import { type DraggedFiles, outermost, sourcesOf } from './dragged-files.ts';

/**
 * Copies what was found in several folders, each into the same folder below the target; folders that are not there are made.
 * @throws where one cannot be made; what went before is on its way.
 */
export async function copyWithFolders(
  services: Services,
  { directory, entries }: DraggedFiles,
  target: Place,
): Promise<void> {
  const made = new Map([['', target.path]]);

  /** The folder at the end of a way below the target. */
  async function folderAt(way: string): Promise<RemotePath> {
    const known = made.get(way);
    if (known !== undefined) return known;
    const cut = way.lastIndexOf('/');
    const parent = await folderAt(way.slice(0, Math.max(cut, 0)));
    const name = way.slice(cut + 1);
    await makeFolder(services, { fs: target.fs, path: parent }, name);
    const path = joinPath(parent, name);
    made.set(way, path);
    return path;
  }

  for (const [way, group] of byFolder(outermost(entries))) {
    const folder = { fs: target.fs, path: await folderAt(way) };
    if (!(await services.transfer(sourcesOf({ directory, entries: group }), folder))) return;
  }
}

/** Entries by the way down to the folder that each lies in. */
function byFolder(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const way = entry.name.slice(0, Math.max(entry.name.lastIndexOf('/'), 0));
    const group = groups.get(way);
    if (group) group.push(entry);
    else groups.set(way, [entry]);
  }
  return groups;
}

/** One that is there already does as well. */
async function makeFolder({ client }: Services, parent: Place, name: string): Promise<void> {
  try {
    await client.request('files.makeDirectory', { parent, name });
  } catch (error) {
    if (!isRemoteError(error, 'exists')) throw error;
  }
}
