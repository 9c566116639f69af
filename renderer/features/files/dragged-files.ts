import type { Place } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { isWithin, joinPath, parentPath } from '../../../shared/model/remote-path.ts';

/** Rows of one of our own grids being dragged; the data transfer may not be read before the drop. */
export interface DraggedFiles {
  readonly directory: Place;
  readonly entries: readonly Entry[];
}

/** Places of the dragged rows. */
export function placesOf({ directory: { fs, path }, entries }: DraggedFiles): Place[] {
  return entries.map(({ name }) => ({ fs, path: joinPath(path, name) }));
}

/** Whether a place is an entry of this very directory. */
export function isIn({ fs, path }: Place, directory: Place): boolean {
  return fs === directory.fs && parentPath(path) === directory.path;
}

/** Not onto where they are, and no directory into itself. */
export function canCopy(dragged: DraggedFiles, target: Place): boolean {
  const { directory } = dragged;
  if (directory.fs !== target.fs) return true;
  if (directory.path === target.path) return false;
  return !placesOf(dragged).some(({ path }) => isWithin(target.path, path));
}
