import { type Entry, isDirectoryLike } from '../../shared/model/entry.ts';
import { baseName } from '../../shared/model/remote-path.ts';

/** True where opening it as a directory may work: a link whose target the server does not tell is worth a try. */
export function mayOpen(entry: Entry): boolean {
  if (entry.unusable !== undefined) return false;
  return isDirectoryLike(entry) || (entry.type === 'symlink' && entry.targetType === undefined);
}

/** One row of the grid, with what sorting needs worked out once. */
export interface FileRow {
  /** Its name is that of the row: of what was found below a folder it is the way down to it, `a/b.txt`. */
  readonly entry: Entry;
  /** As it is called where it lies. */
  readonly name: string;
  /** Of what was found: the folder that it lies in, seen from where the search began; empty there itself. */
  readonly folder?: string;
  readonly directory: boolean;
  readonly hidden: boolean;
  /** See `createNaturalKey`. */
  readonly nameKey: string;
  /** For the filter and type-ahead. */
  readonly folded: string;
  /** The file name's ending without the dot, in lower case; empty for directories and names without one. */
  readonly extension: string;
}

export function createFileRow(entry: Entry, naturalKey: (name: string) => string): FileRow {
  const directory = isDirectoryLike(entry);
  const folded = entry.name.toLowerCase();
  const dot = folded.lastIndexOf('.');
  return {
    entry,
    name: entry.name,
    directory,
    // A name that leads elsewhere is never out of sight.
    hidden: (entry.hidden === true || entry.name.startsWith('.')) && entry.unusable === undefined,
    nameKey: naturalKey(entry.name),
    folded,
    extension: directory || dot <= 0 ? '' : folded.slice(dot + 1),
  };
}

/** The row of something that was found below a folder. @param entry Named by the way down to it. */
export function createFoundRow(entry: Entry, naturalKey: (name: string) => string): FileRow {
  const name = baseName(entry.name);
  return { ...createFileRow({ ...entry, name }, naturalKey), entry, folder: entry.name.slice(0, -name.length - 1) };
}
