import type { Place } from '../../../shared/model/connection.ts';
import { isWithin } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import { type Operation, type Progress, removeTrees, trashTrees } from '../../client/operation.ts';
import type { NoticeAction } from '../notices/notices-store.ts';
import { didForGood, didUndoable } from './moving.ts';

/** Tabs that show what was removed, or something in it, look again. */
export function refreshWithin({ tabs }: Services, places: readonly Place[]): void {
  for (const pane of tabs.panes.values()) {
    const { fs, path, refreshQuietly } = pane.getState();
    if (places.some((place) => place.fs === fs && isWithin(path, place.path))) refreshQuietly('at once');
  }
}

interface Removed {
  /** Files and folders, all below included. */
  readonly count: number;
  readonly undo: NoticeAction | undefined;
}

/**
 * Deletes files and folders for good, or moves them to the trash; `undoable`: one that gives back what it took.
 * What is gone is the last thing that undo speaks of, also where the rest did not go.
 */
export function removePlaces(
  services: Services,
  places: Place[],
  to: 'nowhere' | 'trash' | 'undoable-trash',
  onProgress: (progress: Progress) => void,
): Operation<Removed> {
  let count = 0;
  const tell = (progress: Progress) => {
    count = progress.done;
    onProgress(progress);
  };
  const trashing = to === 'nowhere' ? undefined : trashTrees(services.client, places, tell);
  const { cancel, done } = trashing ?? removeTrees(services.client, places, tell);

  function remember(): NoticeAction | undefined {
    if (trashing && to === 'undoable-trash') {
      return didUndoable(services, { message: 'undo.trash', values: {}, undo: () => trashing.putBack() });
    }
    didForGood(services, trashing ? 'undo.systemTrash' : 'undo.removed', count);
    return undefined;
  }

  return {
    cancel,
    done: done
      .then(
        ({ files, directories }) => {
          count = files + directories;
          return { count, undo: remember() };
        },
        (error: unknown) => {
          if (count > 0) remember();
          throw error;
        },
      )
      .finally(() => refreshWithin(services, places)),
  };
}
