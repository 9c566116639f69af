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
  /** For the filter and type-ahead: in lower case, and composed, as it is typed (NFC). */
  readonly folded: string;
  /** The file name's ending without the dot, in lower case; empty for directories and names without one. */
  readonly extension: string;
}

/** Names as they are compared with what is typed: a Mac's server tells `é` in two characters, a keyboard gives one. */
export function foldedName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

export function createFileRow(entry: Entry, naturalKey: (name: string) => string): FileRow {
  const directory = isDirectoryLike(entry);
  const folded = foldedName(entry.name);
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
