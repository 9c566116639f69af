import type { FileSystemId, Place } from '../../../shared/model/connection.ts';
import { LOCAL } from '../../../shared/model/connection.ts';
import { isDirectoryLike } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { ROOT } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import { otherSide, type Side } from '../../app/workspace-store.ts';
import { copyWithFolders } from './copy-with-folders.ts';
import { canCopy, type DraggedFiles, isIn, placesOf, sourcesOf } from './dragged-files.ts';
import { moveEntries } from './moving.ts';

/** The folder that what is chosen on a side goes to if nothing else is said: the one that the other pane shows. */
export function usualTarget(services: Services, side: Side): Place {
  const pane = services.activePane(otherSide[side]) ?? services.activePane(side);
  const { fs, path } = pane?.getState() ?? { fs: LOCAL, path: ROOT };
  return { fs, path };
}

/** The folder to begin with on a file system: the one that a tab shows, the other pane's before all; else its home. */
export function folderOn(services: Services, fs: FileSystemId, side: Side): Place {
  const shown = [services.activePane(otherSide[side]), services.activePane(side), ...services.tabs.panes.values()];
  const pane = shown.find((store) => store?.getState().fs === fs);
  const home =
    fs === LOCAL ? services.app.getState().info?.localHome : services.connections.getState().byId.get(fs)?.home;
  return { fs, path: pane?.getState().path ?? home ?? ROOT };
}

/** `copy-with-folders`: what was found in several folders goes into the same ones there. */
export type How = 'copy' | 'copy-with-folders' | 'move';

/** Why something cannot go to a folder: it is there already, at least some of it, or the folder is inside of it. */
export function refusal(
  chosen: DraggedFiles,
  target: Place,
  how: How = 'copy',
): 'here' | 'partly-here' | 'inside' | undefined {
  const { directory } = chosen;
  if (how === 'copy-with-folders' && isSame(directory, target)) return 'here';
  if (canCopy(chosen, target)) return undefined;
  const here = placesOf(chosen).filter((place) => isIn(place, target)).length;
  if (here === 0) return 'inside';
  if (how === 'copy-with-folders') return undefined;
  return here === chosen.entries.length ? 'here' : 'partly-here';
}

/** Does what a drop onto the folder would do. @throws where there is no such folder. */
export async function sendToFolder(services: Services, how: How, chosen: DraggedFiles, target: Place): Promise<void> {
  // Not every server can say what its root is.
  if (target.path !== ROOT) {
    const found = await services.client.request('files.stat', { place: target });
    if (!isDirectoryLike(found)) throw new RemoteError('not-found', `“${target.path}” is not a folder.`);
  }
  // Moving many takes its time, and says how far it is.
  if (how === 'move') void moveEntries(services, sourcesOf(chosen), target);
  else if (how === 'copy-with-folders') await copyWithFolders(services, chosen, target);
  else await services.transfer(sourcesOf(chosen), target);
}

function isSame(one: Place, other: Place): boolean {
  return one.fs === other.fs && one.path === other.path;
}
