import type { Place } from '../../../shared/model/connection.ts';
import { isWithin, joinPath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import type { DropTarget } from '../../file-grid/file-drag.ts';
import styles from './drag-image.module.css';
import { takeSystemDrop } from './dropped-files.ts';

/** Rows of one of our own grids being dragged; the data transfer may not be read before the drop. */
export interface DraggedFiles {
  readonly directory: Place;
  readonly names: readonly string[];
}

/** What a place does with our own rows and with files from the system. `label` words the picture under the pointer. */
export function createDropTarget(services: Services, place: Place, label: (count: number) => string): DropTarget {
  const targetOf = (directory: string | undefined): Place =>
    directory === undefined ? place : { fs: place.fs, path: joinPath(place.path, directory) };

  return {
    onDragStart(names, data) {
      services.dragged = { directory: place, names };
      data.setData('text/plain', names.map((name) => joinPath(place.path, name)).join('\n'));
      showDragImage(data, label(names.length));
    },
    onDragEnd() {
      services.dragged = undefined;
    },
    accepts(data, directory) {
      if (services.dragged) return canCopy(services.dragged, targetOf(directory));
      return data.types.includes('Files');
    },
    onDrop(data, directory) {
      const target = targetOf(directory);
      const { dragged } = services;
      if (!dragged) {
        void services.receiveDrop(takeSystemDrop(data), target);
        return;
      }
      const { fs, path } = dragged.directory;
      void services.transfer(
        dragged.names.map((name) => ({ fs, path: joinPath(path, name) })),
        target,
      );
    },
  };
}

/** Not onto where they are, and no directory into itself. */
export function canCopy({ directory, names }: DraggedFiles, target: Place): boolean {
  if (directory.fs !== target.fs) return true;
  if (directory.path === target.path) return false;
  return !names.some((name) => isWithin(target.path, joinPath(directory.path, name)));
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
