import type { RequestInput } from '../../../shared/ipc/contract.ts';
import type { Place } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { isWithin, parentPath, resolvePath } from '../../../shared/model/remote-path.ts';

/** What is to be copied or moved, with what is known of it. */
export type Source = RequestInput<'transfers.enqueue'>['sources'][number];

/** Rows of one of our own grids being dragged; the data transfer may not be read before the drop. */
export interface DraggedFiles {
  readonly directory: Place;
  readonly entries: readonly Entry[];
}

/** Places of the dragged rows. */
export function placesOf({ directory: { fs, path }, entries }: DraggedFiles): Place[] {
  return entries.map(({ name }) => ({ fs, path: resolvePath(path, name) }));
}

/** The dragged rows with what is known of them, which saves the main process a look at each. */
export function sourcesOf({ directory: { fs, path }, entries }: DraggedFiles): Source[] {
  return outermost(entries).map((entry) => sourceOf({ fs, path: resolvePath(path, entry.name) }, entry));
}

export function sourceOf(place: Place, { type, size }: Pick<Partial<Entry>, 'type' | 'size'>): Source {
  if (type === 'directory') return { ...place, kind: 'folder' };
  return type === 'file' ? { ...place, kind: 'file', ...(size !== undefined && { size }) } : place;
}

/** Without what lies in a folder that is among them and was found beside it: it goes where that goes. */
export function outermost(entries: readonly Entry[]): readonly Entry[] {
  const folders = new Set(entries.filter(({ type }) => type === 'directory').map(({ name }) => name));
  const above = (name: string) => name.split('/').map((_part, depth, parts) => parts.slice(0, depth).join('/'));
  return entries.filter(({ name }) => !name.includes('/') || !above(name).some((folder) => folders.has(folder)));
}

/** Whether they lie in several folders: copied to one, they stand side by side. */
export function areApart(places: readonly Place[]): boolean {
  return new Set(places.map(({ path }) => parentPath(path))).size > 1;
}

/** Whether a place is an entry of this very directory. */
export function isIn({ fs, path }: Place, directory: Place): boolean {
  return fs === directory.fs && parentPath(path) === directory.path;
}

/** Not onto where they are, and no directory into itself. */
export function canCopy(dragged: DraggedFiles, target: Place): boolean {
  if (dragged.directory.fs !== target.fs) return true;
  return !placesOf(dragged).some((place) => isIn(place, target) || isWithin(target.path, place.path));
}
