import type { RequestInput } from '../../../shared/ipc/contract.ts';
import type { Place } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { isWithin, joinPath, parentPath } from '../../../shared/model/remote-path.ts';

/** What is to be copied or moved, with what is known of it. */
export type Source = RequestInput<'transfers.enqueue'>['sources'][number];

/** Rows of one of our own grids being dragged; the data transfer may not be read before the drop. */
export interface DraggedFiles {
  readonly directory: Place;
  readonly entries: readonly Entry[];
}

/** Places of the dragged rows. */
export function placesOf({ directory: { fs, path }, entries }: DraggedFiles): Place[] {
  return entries.map(({ name }) => ({ fs, path: joinPath(path, name) }));
}

/** The dragged rows with what is known of them, which saves the main process a look at each. */
export function sourcesOf({ directory: { fs, path }, entries }: DraggedFiles): Source[] {
  return entries.map((entry) => sourceOf({ fs, path: joinPath(path, entry.name) }, entry));
}

export function sourceOf(place: Place, { type, size }: Pick<Partial<Entry>, 'type' | 'size'>): Source {
  if (type === 'directory') return { ...place, kind: 'folder' };
  return type === 'file' ? { ...place, kind: 'file', ...(size !== undefined && { size }) } : place;
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
