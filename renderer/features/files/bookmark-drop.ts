import { isDirectoryLike } from '../../../shared/model/entry.ts';
import type { Bookmark } from '../../../shared/model/settings.ts';
import type { Services } from '../../app/services.ts';
import { otherSide, type Side } from '../../app/workspace-store.ts';
import type { DropTarget } from '../../file-grid/file-drag.ts';
import { addBookmarks, placeOf, sendToBookmark } from './bookmarks.ts';
import { canCopy, placesOf } from './dragged-files.ts';
import { takeSystemDrop } from './dropped-files.ts';

/**
 * What a bookmark does with files: they are copied into its folder, wherever that is.
 * @param side Of the menu that it is in.
 */
export function onBookmark(services: Services, side: Side, bookmark: Bookmark): DropTarget {
  return {
    accepts: (data) => (services.dragged ? canCopy(services.dragged, placeOf(bookmark)) : data.types.includes('Files')),
    effect: () => 'copy',
    onDrop(data) {
      const { dragged } = services;
      // Read now: the data transfer is empty when the server is connected.
      const dropped = dragged ? undefined : takeSystemDrop(data);
      const shownOn = dragged ? otherSide[services.workspace.getState().activeSide] : side;
      void sendToBookmark(services, shownOn, bookmark, async (target) => {
        if (dragged) await services.transfer(placesOf(dragged), target);
        else if (dropped) await services.receiveDrop(dropped, target);
      });
    },
  };
}

/** What the bookmarks as a whole do with folders: they are remembered. */
export function onBookmarks(services: Services): DropTarget {
  const folders = () => {
    const { dragged } = services;
    return dragged ? placesOf({ ...dragged, entries: dragged.entries.filter(isDirectoryLike) }) : [];
  };
  return {
    accepts: (data) =>
      services.dragged ? folders().length > 0 : services.knowsDroppedPaths && data.types.includes('Files'),
    effect: () => 'copy',
    onDrop: (data) =>
      addBookmarks(services, services.dragged ? folders() : services.droppedFolders(takeSystemDrop(data))),
  };
}
