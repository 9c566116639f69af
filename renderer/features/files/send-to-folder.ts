import type { FileSystemId, Place } from '../../../shared/model/connection.ts';
import { LOCAL } from '../../../shared/model/connection.ts';
import { isDirectoryLike } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { ROOT } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import { otherSide, type Side } from '../../app/workspace-store.ts';
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

/** Why something cannot go to a folder: it is there already, at least some of it, or the folder is inside of it. */
export function refusal(chosen: DraggedFiles, target: Place): 'here' | 'partly-here' | 'inside' | undefined {
  if (canCopy(chosen, target)) return undefined;
  const here = placesOf(chosen).filter((place) => isIn(place, target)).length;
  if (here === 0) return 'inside';
  return here === chosen.entries.length ? 'here' : 'partly-here';
}

/** Does what a drop onto the folder would do. @throws where there is no such folder. */
export async function sendToFolder(
  services: Services,
  how: 'copy' | 'move',
  chosen: DraggedFiles,
  target: Place,
): Promise<void> {
  // Not every server can say what its root is.
  if (target.path !== ROOT) {
    const found = await services.client.request('files.stat', { place: target });
    if (!isDirectoryLike(found)) throw new RemoteError('not-found', `“${target.path}” is not a folder.`);
  }
  // Moving many takes its time, and says how far it is.
  if (how === 'move') void moveEntries(services, sourcesOf(chosen), target);
  else await services.transfer(sourcesOf(chosen), target);
}
