import { type Entry, isDirectoryLike } from '../../shared/model/entry.ts';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, type RemotePath, ROOT } from '../../shared/model/remote-path.ts';
import { listBounded, refuseTooDeep } from '../files/bounded-listing.ts';
import { unusableName } from '../files/tree.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';
import type { ListedFile } from './carrier.ts';
import { statIfThere } from './stat-if-there.ts';
import { reservedNameProblem } from './target-name.ts';

/** What a folder holds: something to copy, or a reason why it cannot be. */
export type Child =
  | {
      readonly name: string;
      readonly type: 'file' | 'directory';
      readonly size: number | undefined;
      /** Milliseconds since 1970, UTC, where the listing says so. */
      readonly modifiedAt?: number;
      /** Of a regular file: what to give to its copy as `CopyOrder.listed`. */
      readonly listed?: ListedFile;
    }
  | Refused
  | LeftOut;

export interface Refused {
  readonly name: string;
  readonly refused: RemoteError;
}

interface LeftOut {
  readonly name: string;
  readonly skipped: string;
}

/** What a walk has to know of names. */
export interface NamesOfWalk {
  /** Throws where the target cannot take a name. */
  readonly assertTargetName: (name: string) => void;
  /** Of partial names; see `CopyOrder.partialPattern`. */
  readonly partialPattern?: string | undefined;
}

/** Lists what is to be copied out of a folder, in pages. Links to folders are not followed, so no walk runs in circles. */
export async function* listChildren(
  source: RemoteFileSystem,
  folder: RemotePath,
  { assertTargetName, partialPattern }: NamesOfWalk,
  call: Call,
): AsyncGenerator<Child[]> {
  refuseTooDeep(folder, ROOT);
  for await (const page of listBounded(source, folder, call)) {
    yield page.entries.map((entry): Child => {
      const { name, size } = entry;
      if (entry.unusable) return { name: JSON.stringify(name), refused: unusableName(folder, entry) };
      try {
        assertTargetName(name);
      } catch (error) {
        if (isRemoteError(error)) return { name, refused: error };
        throw error;
      }
      if (entry.type === 'directory') return { name, type: 'directory', size: undefined };
      if (isDirectoryLike(entry)) return { name, skipped: 'A link to a folder; it was not followed.' };
      const reserved = reservedNameProblem(name, partialPattern);
      if (reserved) return { name, skipped: reserved };
      if (entry.type === 'symlink') return { name, type: 'file', size: undefined };
      if (entry.type === 'other') return { name, skipped: 'Not a regular file (a device, pipe or socket).' };
      const { modifiedAt } = entry;
      const listed = listedFile(entry);
      return {
        ...{ name, type: 'file', size },
        ...(modifiedAt === undefined ? {} : { modifiedAt }),
        ...(listed === undefined ? {} : { listed }),
      };
    });
  }
}

/** What was seen just now of a file. Undefined where that does not say how long it is. */
export function listedFile(entry: Entry): ListedFile | undefined {
  const { size, modifiedAt, modifiedPrecision, permissions } = entry;
  if (entry.type !== 'file' || size === undefined) return undefined;
  return {
    ...{ size, listedAt: Date.now() },
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    ...(modifiedPrecision === undefined ? {} : { modifiedPrecision }),
    ...(permissions === undefined ? {} : { permissions }),
  };
}

/** Makes the folder, or takes the one that is there. */
export async function ensureDirectory(
  target: RemoteFileSystem,
  path: RemotePath,
  call: Call,
): Promise<'made' | 'there'> {
  try {
    await target.makeDirectory(path, call);
    return 'made';
  } catch (error) {
    if (!isRemoteError(error, 'exists')) throw error;
    const existing = await statIfThere(target, path, call);
    // Of a link that does not say where it leads, the next step will tell.
    const mayLeadOn = existing?.type === 'symlink' && existing.targetType === undefined;
    if (mayLeadOn || (existing && isDirectoryLike(existing))) return 'there';
    throw new RemoteError('exists', `A file named “${baseName(path)}” is where the folder should be.`, {
      path,
      hint: 'Rename or remove that file, then try again.',
    });
  }
}
