import type { Place } from '../../../shared/model/connection.ts';
import { resolvePath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import type { DragKeys, DropTarget } from '../../file-grid/file-drag.ts';
import styles from './drag-image.module.css';
import { endedOutside } from './drag-out.ts';
import { canCopy, type DraggedFiles, sourcesOf } from './dragged-files.ts';
import { takeSystemDrop } from './dropped-files.ts';
import { moveEntries } from './moving.ts';

/** A drag needs some data. No program knows this kind: a text would become a clipping on whatever desktop it fell. */
const DRAG_TYPE = 'application/x-portside-files';

/** What a place does with our own rows and with files from the system. `label` words the picture under the pointer. */
export function createDropTarget(services: Services, place: Place, label: (count: number) => string): DropTarget {
  const targetOf = (directory: string | undefined): Place =>
    directory === undefined ? place : { fs: place.fs, path: resolvePath(place.path, directory) };

  return {
    onDragStart(entries, event) {
      const dragged = { directory: place, entries };
      if (services.dragOut(dragged)) {
        event.preventDefault();
        return;
      }
      services.dragged = dragged;
      forgetAfterDrag(services, dragged);
      event.dataTransfer.setData(DRAG_TYPE, String(entries.length));
      showDragImage(event.dataTransfer, label(entries.length));
    },
    onDragEnd(event) {
      const { dragged } = services;
      services.dragged = undefined;
      if (dragged && endedOutside(event, window)) services.fetchForDragOut(dragged);
    },
    accepts(data, directory) {
      if (services.dragged) return canCopy(services.dragged, targetOf(directory));
      return data.types.includes('Files');
    },
    effect: (_directory, keys) => (services.dragged && isMove(services.dragged, place, keys) ? 'move' : 'copy'),
    onDrop(data, directory, keys) {
      const target = targetOf(directory);
      const { dragged } = services;
      if (!dragged) {
        void services.receiveDrop(takeSystemDrop(data), target);
        return;
      }
      if (isMove(dragged, target, keys)) void moveEntries(services, sourcesOf(dragged), target);
      else void services.transfer(sourcesOf(dragged), target);
    },
  };
}

/**
 * Who opens another tab in the middle of a drag takes the dragged row away, and then its grid does not hear how it ended. While
 * something is dragged the browser sends no `mousemove`.
 */
function forgetAfterDrag(services: Services, dragged: DraggedFiles): void {
  for (const sign of ['drop', 'mousemove'] as const) {
    const forget = () => {
      if (services.dragged === dragged) services.dragged = undefined;
    };
    window.addEventListener(sign, forget, { once: true });
  }
}

/** Within a disk or server a drag moves, to another one it copies, unless a key says otherwise. */
function isMove({ directory }: DraggedFiles, target: Place, { copying, moving }: DragKeys): boolean {
  return directory.fs === target.fs ? !copying : moving;
}

function showDragImage(data: DataTransfer, text: string): void {
  const image = document.createElement('div');
  image.className = styles.image as string;
  image.textContent = text;
  document.body.append(image);
  data.setDragImage(image, -12, -8);
  // The browser takes its picture at the end of this event.
  setTimeout(() => image.remove());
}
